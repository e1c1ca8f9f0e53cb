from datetime import datetime

from apps.core.errors import ConductAtlasError


class NotClaimableError(ConductAtlasError):
    """The run is finished, at another stage, not due yet, or in somebody's hands: there is nothing to do here."""

    code = "not_claimable"


class ClaimLostError(ConductAtlasError):
    """The lease ran out and somebody else has the run: what was not yet written must not be."""

    code = "claim_lost"


class MustWaitError(ConductAtlasError):
    """Politeness asks to come back later."""

    code = "must_wait"
    retryable = True

    def __init__(self, until: datetime, reason: str) -> None:
        super().__init__(f"{reason}, until {until:%Y-%m-%d %H:%M:%S} UTC")
        self.until = until
        self.reason = reason
