from apps.core.errors import ConductAtlasError


class UnknownDocumentTypeError(ConductAtlasError):
    code = "unknown_document_type"


class InvalidSourceError(ConductAtlasError):
    """An address cannot be a source: not http(s), too long, or declared without parts."""

    code = "invalid_source"


class IncompleteRoundError(ConductAtlasError):
    """A part of the document was not obtained in this round, so there is no text: never a partial version."""

    code = "incomplete_round"
    retryable = True


class ImportHistoryError(ConductAtlasError):
    """A file of an imported history cannot be read as what it says it is."""

    code = "import_invalid"


class HistoryConflictError(ImportHistoryError):
    """A record of this date was imported before with other bytes."""

    code = "import_conflict"


class NothingToAcceptError(ConductAtlasError):
    """A person accepted a capture that cannot become a version: it is good already, brought nothing, or is outdated."""

    code = "nothing_to_accept"
