from apps.core.errors import ConductAtlasError


class EvidenceError(ConductAtlasError):
    """Something asked for of the ledger cannot be done; the message is written for people."""

    code = "evidence"


class LeafTooLargeError(EvidenceError):
    """What is to be noted does not fit into an entry: 65,535 bytes, because tiles give the length in two."""

    code = "leaf_too_large"


class NotInLedgerError(EvidenceError):
    """The ledger has no such entry, or no tree of that size yet."""

    code = "not_in_ledger"


class LedgerForkError(EvidenceError):
    """The tree as it is stored does not go on from what was published: nothing is signed until people have looked."""

    code = "ledger_fork"


class NoKeyError(EvidenceError):
    """No key to sign checkpoints with is set, or none that is valid today."""

    code = "no_evidence_key"


class BadKeyError(EvidenceError):
    """A key, or a note that it should have signed, is not in the form of C2SP signed-note."""

    code = "bad_evidence_key"


class StampRefusedError(EvidenceError):
    """An authority answered something that is no timestamp of what was sent."""

    code = "stamp_refused"


class StampUnreachableError(EvidenceError):
    """An authority did not answer; later it may."""

    code = "stamp_unreachable"
    retryable = True
