from apps.documents.errors import ImportHistoryError


class UnknownTermsTypeError(ImportHistoryError):
    """The archive has a kind of terms that the controlled list has no place for."""

    code = "import_unknown_terms_type"


class OutOfOrderError(ImportHistoryError):
    """A record is older than the document's last version: numbers are never given again."""

    code = "import_out_of_order"
