"""Documents named on a command line."""

from collections.abc import Sequence

from django.core.management.base import CommandError
from django.db.models import QuerySet

from apps.core.ids import InvalidPublicIdError, PublicIdKind, parse_public_id
from apps.documents.models import Document


def chosen_documents(public_ids: Sequence[str]) -> QuerySet[Document]:
    """Return the documents with these public ids, all for none; raises CommandError for one that is not there."""
    documents = Document.objects.order_by("pk")
    if not public_ids:
        return documents
    try:
        numbers = [parse_public_id(PublicIdKind.DOCUMENT, text) for text in public_ids]
    except InvalidPublicIdError as error:
        raise CommandError(str(error)) from error
    missing = set(numbers) - set(documents.filter(pk__in=numbers).values_list("pk", flat=True))
    if missing:
        raise CommandError(f"No such documents: {', '.join(str(number) for number in sorted(missing))}.")
    return documents.filter(pk__in=numbers)
