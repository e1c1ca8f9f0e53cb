from apps.core.errors import ConductAtlasError


class OutOfOrderError(ConductAtlasError):
    """A version cannot be cut before the one it follows: a clause keeps its identity from there."""

    code = "out_of_order"
    retryable = True


class UnknownTopicError(ConductAtlasError):
    """A person names no topic, or one that the taxonomy does not have."""

    code = "unknown_topic"
