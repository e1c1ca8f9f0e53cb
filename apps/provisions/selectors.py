"""Questions put to the provisions."""

from collections.abc import Iterable, Iterator, Sequence

from django.db.models import Exists, OuterRef, QuerySet

from apps.documents.models import Change, Document, Version
from apps.documents.selectors import text_of
from apps.provisions.models import (
    Assignment,
    Descent,
    DescentKind,
    Provision,
    ProvisionChange,
    ProvisionText,
    Segmentation,
    Standing,
    Wording,
)

_LONGEST_LINE_OF_HEIRS = 50


def uncut_versions(document: Document) -> QuerySet[Version]:
    """Return the versions that no segmenter has cut, in their order."""
    cut = Segmentation.objects.filter(version=OuterRef("pk"))
    return document.versions.filter(~Exists(cut)).order_by("number")


def documents_with_uncut_versions(*, besides: QuerySet[Document], limit: int) -> list[int]:
    """Return the numbers of documents of which some version was never cut, leaving out some."""
    cut = Segmentation.objects.filter(version=OuterRef("pk"))
    uncut = Version.objects.filter(~Exists(cut)).exclude(document__in=besides)
    return list(uncut.order_by().values_list("document_id", flat=True).distinct()[:limit])


def latest_segmentation(version: Version) -> Segmentation | None:
    """Return how the version was cut last."""
    return version.segmentations.order_by("-pk").first()


def texts_of(version: Version) -> QuerySet[ProvisionText]:
    """Return the clauses of a version in their order, as it was cut last."""
    latest = latest_segmentation(version)
    texts = ProvisionText.objects.filter(version=version, segmenter=latest.segmenter if latest else "")
    return texts.select_related("provision").order_by("ordinal")


def provision_changes_of(change: Change) -> QuerySet[ProvisionChange]:
    """Return what a change did to each provision it touched, as derived last."""
    compared = change.to_version.segmentations.filter(previous__isnull=False).order_by("-pk").first()
    changes = change.provision_changes.filter(segmenter=compared.segmenter if compared else "")
    return changes.select_related("provision", "from_text", "to_text").order_by("pk")


def provisions_in_force(document: Document) -> QuerySet[Standing]:
    """Return what stands in a document today, in the order of its text."""
    return (
        Standing.objects.filter(provision__document=document, ended_in=None)
        .select_related("provision", "last_text", "classification")
        .order_by("last_text__ordinal")
    )


def provisions_without_topic() -> QuerySet[Standing]:
    """Return what stands today and is about nothing we know, the latest first: the queue for people, never a page."""
    return (
        Standing.objects.filter(has_topic=False, ended_in=None)
        .select_related("provision__document__platform", "last_text__version")
        .order_by("-updated_at", "provision_id")
    )


def assignments_of(texts: Sequence[ProvisionText]) -> dict[int, Assignment]:
    """Return what people said last of the very words of these texts, by the number of the text; most texts have none."""
    rows = Assignment.objects.filter(provision__in={text.provision_id for text in texts}).order_by("pk")
    latest = {(row.provision_id, row.words_sha256): row for row in rows}
    return {
        text.pk: latest[text.provision_id, text.sha256]
        for text in texts
        if (text.provision_id, text.sha256) in latest
    }


def heir_of(provision: Provision) -> Provision:
    """Return the provision whose page the address of this one leads to: itself, or what it was merged into.

    A clause that was merged away and is back has a page again.
    """
    seen: set[int] = set()
    present = provision
    while present.pk not in seen and len(seen) < _LONGEST_LINE_OF_HEIRS:
        seen.add(present.pk)
        standing = Standing.objects.filter(provision=present).first()
        heir = _merged_into(present) if standing is not None and standing.ended_in_id else None
        if heir is None:
            break
        present = heir
    return present


def _merged_into(provision: Provision) -> Provision | None:
    descent = (
        Descent.objects.filter(ancestor=provision, kind=DescentKind.MERGED)
        .select_related("heir")
        .order_by("-version__number", "pk")
        .first()
    )
    return descent.heir if descent else None


def texts_through_time(provision: Provision) -> Iterator[ProvisionText]:
    """Yield what a provision said in each version that held it, oldest first, as each version was cut last."""
    seen: set[int] = set()
    texts = provision.texts.select_related("version").order_by("version__number", "-pk")
    for text in texts:
        if text.version_id not in seen:
            seen.add(text.version_id)
            yield text


def words_of(standings: Iterable[Standing]) -> dict[int, str]:
    """Return what each provision last said, by its number. Wordings are read from the rows where they are loaded and up to date.

    Load `last_text__version` and `provision__wording`; a stored text is opened only for a clause that has no wording yet.
    """
    found: dict[int, str] = {}
    whole: dict[int, str] = {}
    for standing in standings:
        text = standing.last_text
        wording = _wording_of(standing.provision)
        if wording is not None and wording.sha256 == text.sha256:
            found[standing.pk] = wording.words
            continue
        if text.version_id not in whole:
            whole[text.version_id] = text_of(text.version)
        found[standing.pk] = whole[text.version_id][text.start : text.end]
    return found


def _wording_of(provision: Provision) -> Wording | None:
    try:
        return provision.wording
    except Wording.DoesNotExist:
        return None
