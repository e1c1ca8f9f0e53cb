from apps.core.errors import ConductAtlasError


class DossiersError(ConductAtlasError):
    """Something asked for of dossiers cannot be done; the message is written for people."""

    code = "dossiers"


class NoSuchDossierError(DossiersError):
    """The workspace has no dossier, or no edition of it, of this number."""

    code = "no_such_dossier"


class NothingToPrintError(DossiersError):
    """Nothing of what the outline names was ever captured."""

    code = "nothing_to_print"


class TooLargeError(DossiersError):
    """The dossier would have more pages than one file should."""

    code = "too_large"


class BusyError(DossiersError):
    """An edition of the dossier is being made."""

    code = "busy"


class NotWaitingError(DossiersError):
    """The export is done, not due yet, not there, or in somebody's hands."""

    code = "not_claimable"


class ClaimLostError(DossiersError):
    """The lease ran out and somebody else has the export: what was not yet written must not be."""

    code = "claim_lost"


class QuoteBrokenError(DossiersError):
    """A quote is not what stands at its place in the stored text: a proof with a hole is no proof."""

    code = "quote_broken"


class ForbiddenAddressError(DossiersError):
    """The page asked for something that is neither one of our fonts nor one of our styles."""

    code = "forbidden_address"


class SigningError(DossiersError):
    """The key that is configured cannot sign."""

    code = "signing"


class TimestampError(SigningError):
    """The time-stamping authority did not answer, or not with a token."""

    code = "timestamp"
    retryable = True
