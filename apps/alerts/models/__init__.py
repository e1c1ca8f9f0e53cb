from apps.alerts.models.alert import Alert
from apps.alerts.models.delivery import Attempt, Delivery
from apps.alerts.models.digest import Digest
from apps.alerts.models.fan_out import FanOut, FanOutState
from apps.alerts.models.letter import Letter, LetterState
from apps.alerts.models.mailing import MailChoice, WorkHours
from apps.alerts.models.reminder import Reminder

__all__ = [
    "Alert",
    "Attempt",
    "Delivery",
    "Digest",
    "FanOut",
    "FanOutState",
    "Letter",
    "LetterState",
    "MailChoice",
    "Reminder",
    "WorkHours",
]
