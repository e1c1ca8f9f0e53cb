from apps.billing.models.customer import Customer
from apps.billing.models.event import EventState, StripeEvent
from apps.billing.models.grant import Grant
from apps.billing.models.invoice import Invoice
from apps.billing.models.kept import KeptActive
from apps.billing.models.notice import Notice, NoticeKind, NoticeState
from apps.billing.models.price import Price
from apps.billing.models.subscription import PlanSubscription

__all__ = [
    "Customer",
    "EventState",
    "Grant",
    "Invoice",
    "KeptActive",
    "Notice",
    "NoticeKind",
    "NoticeState",
    "PlanSubscription",
    "Price",
    "StripeEvent",
]
