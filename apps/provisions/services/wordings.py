"""Keeping what clauses say beside their rows, for lists and search."""

from collections.abc import Iterable, Iterator

from django.db.models import F, Q

from apps.documents.models import Document
from apps.documents.selectors import text_of
from apps.provisions.models import ProvisionText, Standing, Wording

_BATCH = 500  # rows in one statement


def keep_wordings(*, document: Document) -> int:
    """Bring the wordings of a document's provisions up to their last texts; return how many had to be written."""
    is_kept = Q(provision__wording__sha256=F("last_text__sha256"))
    behind = Standing.objects.filter(~is_kept | Q(provision__wording=None), provision__document=document)
    rows = list(_wordings(one.last_text for one in behind.select_related("last_text__version")))
    Wording.objects.bulk_create(
        rows,
        batch_size=_BATCH,
        update_conflicts=True,
        unique_fields=["provision"],
        update_fields=["sha256", "words", "headings"],
    )
    return len(rows)


def _wordings(texts: Iterable[ProvisionText]) -> Iterator[Wording]:
    whole: dict[int, str] = {}
    for text in texts:
        if text.version_id not in whole:
            whole[text.version_id] = text_of(text.version)
        yield Wording(
            provision_id=text.provision_id,
            sha256=text.sha256,
            # PostgreSQL keeps no NUL in a text; the digest still names the bytes that have it.
            words=whole[text.version_id][text.start : text.end].replace("\x00", " "),
            headings="\n".join(text.path).replace("\x00", " "),
        )
