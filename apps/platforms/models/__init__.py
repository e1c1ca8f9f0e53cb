from apps.platforms.models.alias import Alias
from apps.platforms.models.operator import Operator
from apps.platforms.models.platform import Platform

__all__ = ["Alias", "Operator", "Platform"]
