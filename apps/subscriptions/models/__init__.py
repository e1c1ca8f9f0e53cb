from apps.subscriptions.models.address import AddressRequest
from apps.subscriptions.models.channel import Channel
from apps.subscriptions.models.request import PlatformRequest
from apps.subscriptions.models.watch import Watch

__all__ = ["AddressRequest", "Channel", "PlatformRequest", "Watch"]
