from typing import ClassVar

from apps.core.errors import ConductAtlasError


class BillingError(ConductAtlasError):
    """Something asked for cannot be done; the message is written for people."""

    code = "billing"


class BillingOffError(BillingError):
    """This installation sells nothing: it has no keys of Stripe."""

    code = "billing_off"


class NotInPlanError(BillingError):
    """The workspace's plan does not hold the feature."""

    code = "not_in_plan"


class LimitReachedError(BillingError):
    """The workspace has as many as its plan gives."""

    code = "limit_reached"


class NoSubscriptionError(BillingError):
    """There is nothing to change, cancel or resume."""

    code = "no_subscription"


class AlreadySubscribedError(BillingError):
    """The workspace pays for a plan already: change that."""

    code = "already_subscribed"


class InvalidChoiceError(BillingError):
    """What was chosen cannot be bought: no such price, or seats for a plan that has none to sell."""

    code = "invalid_choice"


class NothingToChangeError(BillingError):
    code = "nothing_to_change"


class InvalidDetailsError(BillingError):
    """Stripe does not take the address, tax number or code; the message says which."""

    code = "invalid_details"


class CardDeclinedError(BillingError):
    code = "card_declined"


class InvalidPlansError(BillingError):
    """The data of plans does not make sense."""

    code = "invalid_plans"


class GatewayError(BillingError):
    """Stripe refused what was asked: a mistake of ours, or of its set-up there."""

    code = "stripe_refused"


class GatewayUnavailableError(GatewayError):
    """Stripe does not answer, or asks to come back later."""

    code = "stripe_unavailable"
    retryable: ClassVar[bool] = True


class NotThereError(GatewayError):
    """Stripe has no such object, or has it no longer."""

    code = "stripe_not_there"


class EventRefusedError(BillingError):
    """What was sent to the webhook is not an event for us; the reason is stable and holds nothing of the body."""

    code = "event_refused"

    def __init__(self, reason: str) -> None:
        super().__init__(f"The event was refused: {reason}.")
        self.reason = reason


class UnmatchedEventError(BillingError):
    """No workspace is the customer that the event is about."""

    code = "event_unmatched"


class MovingError(BillingError):
    """The customer changed each time it was about to be written down."""

    code = "customer_moving"
    retryable: ClassVar[bool] = True


class NothingToTellError(BillingError):
    """A message has nobody to read it, or nothing to be about."""

    code = "nothing_to_tell"
