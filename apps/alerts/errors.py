from apps.core.errors import ConductAtlasError


class AlertsError(ConductAtlasError):
    """Something asked for of alerts cannot be done; the message is written for people."""

    code = "alerts"


class NoSuchAlertError(AlertsError):
    """The workspace has no alert of this number."""

    code = "no_such_alert"


class ReasonTooLongError(AlertsError):
    """The reason for dismissing does not fit."""

    code = "reason_too_long"


class NotWaitingError(AlertsError):
    """The fan-out of a change is done, history, not due yet, not there, or in somebody's hands."""

    code = "not_claimable"


class ClaimLostError(AlertsError):
    """The lease ran out and somebody else has the fan-out: what was not yet written must not be."""

    code = "claim_lost"


class NobodyToTellError(AlertsError):
    """The change is not of the kind that is told: our own better reading, or history."""

    code = "nobody_to_tell"


class NoSuchTimeError(AlertsError):
    """What was chosen is no time at which mail can come."""

    code = "no_such_time"


class NobodyToWriteError(AlertsError):
    """Whoever was to read a digest has left, is about to, or wants no mail any more."""

    code = "nobody_to_write"


class NoSuchDeliveryError(AlertsError):
    """The workspace has no delivery of this number."""

    code = "no_such_delivery"


class NotReplayableError(AlertsError):
    """The delivery is still on its way, or its channel is not in use."""

    code = "not_replayable"


class TooManyTrialsError(AlertsError):
    """Tests and confirmations are sent so many times an hour, lest somebody else is pestered."""

    code = "too_many_trials"
