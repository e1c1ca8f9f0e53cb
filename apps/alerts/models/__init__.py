from apps.alerts.models.alert import Alert
from apps.alerts.models.delivery import Attempt, Delivery
from apps.alerts.models.digest import Digest, DigestState
from apps.alerts.models.fan_out import FanOut, FanOutState
from apps.alerts.models.mailing import MailChoice, WorkHours

__all__ = [
    "Alert",
    "Attempt",
    "Delivery",
    "Digest",
    "DigestState",
    "FanOut",
    "FanOutState",
    "MailChoice",
    "WorkHours",
]
