"""What stands today, or happened, and has no reading by today's rules."""

from django.db.models import Exists, F, OuterRef, Q, QuerySet, Subquery

from apps.analysis.grounding import GROUNDING_VERSION
from apps.analysis.models import Analyser, Analysis
from apps.analysis.regulations import mapping_name
from apps.analysis.rules import RULES_VERSION
from apps.documents.models import Change, Document
from apps.provisions.models import Segmentation, Standing
from apps.provisions.services.classifying import classifier_name


def provision_basis() -> str:
    """Name the versions of all that a clause's reading depends on, besides how the clause is classified."""
    return f"{RULES_VERSION} {GROUNDING_VERSION} {mapping_name()}"


def change_basis() -> str:
    """Name the versions of all that a change's reading depends on, besides how its clauses were followed."""
    return f"{provision_basis()} {classifier_name()}"


def unread_standings() -> QuerySet[Standing]:
    """Return what stands today and was not looked at since its text, its classification or our rules are what they are."""
    is_read = Q(
        provision__publication__classification=F("classification"),
        provision__publication__basis=provision_basis(),
    )
    return Standing.objects.filter(
        ~is_read | Q(provision__publication=None), ended_in=None, classification__isnull=False
    )


def followed_changes() -> QuerySet[Change]:
    """Return the publisher's changes whose clauses have been followed, each with the segmentation by which as `followed_by`."""
    followed = Segmentation.objects.filter(version=OuterRef("to_version"), previous__isnull=False)
    return (
        Change.objects.by_publisher()
        .annotate(followed_by=Subquery(followed.order_by("-pk").values("pk")[:1]))
        .filter(followed_by__isnull=False)
    )


def unread_changes() -> QuerySet[Change]:
    """Return the changes that were followed, and not looked at since they were, or since our rules are what they are."""
    is_read = Q(publication__segmentation=F("followed_by"), publication__basis=change_basis())
    return followed_changes().filter(~is_read | Q(publication=None))


def documents_unread(*, besides: QuerySet[Document], limit: int) -> list[int]:
    """Return the numbers of documents of which something is unread, leaving out some."""
    standings = unread_standings().exclude(provision__document__in=besides)
    changes = unread_changes().exclude(document__in=besides)
    return _first_documents(standings, changes, limit)


def unasked_standings(version: str) -> QuerySet[Standing]:
    """Return what stands today, was read by the rules, and of which this version of a language model has said nothing."""
    said = _said(version).filter(
        provision=OuterRef("provision"), digest=OuterRef("provision__publication__digest")
    )
    return Standing.objects.filter(
        ~Exists(said), ended_in=None, provision__publication__classification=F("classification")
    )


def unasked_changes(version: str) -> QuerySet[Change]:
    """Return the changes that the rules have read, and of which this version of a language model has said nothing."""
    said = _said(version).filter(change=OuterRef("pk"), digest=OuterRef("publication__digest"))
    return Change.objects.filter(~Exists(said), publication__isnull=False)


def documents_unasked(
    provision_version: str, change_version: str, *, besides: QuerySet[Document], limit: int
) -> list[int]:
    """Return the numbers of documents that these versions of a language model were not asked about, leaving out some."""
    standings = unasked_standings(provision_version).exclude(provision__document__in=besides)
    changes = unasked_changes(change_version).exclude(document__in=besides)
    return _first_documents(standings, changes, limit)


def _first_documents(standings: QuerySet[Standing], changes: QuerySet[Change], limit: int) -> list[int]:
    found = set(standings.order_by().values_list("provision__document", flat=True).distinct()[:limit])
    found |= set(changes.order_by().values_list("document", flat=True).distinct()[:limit])
    return sorted(found)[:limit]


def _said(version: str) -> QuerySet[Analysis]:
    return Analysis.objects.filter(analyser=Analyser.MODEL, version=version, checker=GROUNDING_VERSION)
