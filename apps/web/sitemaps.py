"""The sitemap: every public record, in pages, each with the day it last changed."""

from datetime import datetime
from typing import Any, cast

from django.contrib.sitemaps import Sitemap
from django.core.paginator import Page, Paginator
from django.db.models import F, Max, Model, OuterRef, QuerySet, Subquery
from django.urls import reverse
from django.utils.functional import cached_property

from apps.analysis.models import Regulation
from apps.documents.models import Change, Document, Version
from apps.platforms.models import Platform
from apps.provisions.models import Provision
from apps.provisions.taxonomy import read_taxonomy

_PER_PAGE = 1_000  # far below the protocol's 50,000, so that a page is made in one breath


class PlacesSitemap(Sitemap):  # type: ignore[type-arg]  # generic in the stubs only
    """The pages that are not records."""

    def items(self) -> list[str]:
        return [
            *("home", "platforms", "topics", "regulations", "changes", "compare_platforms"),
            *("timeline", "corrections", "methodology", "status"),
        ]

    def location(self, item: str) -> str:
        return reverse(item)


class RecordsSitemap(Sitemap):  # type: ignore[type-arg]  # generic in the stubs only
    """Pages of rows annotated with `last_changed`; the newest of all is one aggregate, not a walk over rows."""

    limit = _PER_PAGE

    def lastmod(self, item: Model) -> datetime | None:
        moment: datetime | None = vars(item)["last_changed"]
        return moment

    def get_latest_lastmod(self) -> datetime | None:
        moment: datetime | None = Version.objects.aggregate(newest=Max("captured_at"))["newest"]
        return moment


class PlatformSitemap(RecordsSitemap):
    def items(self) -> QuerySet[Platform]:
        newest = Version.objects.filter(document__platform=OuterRef("pk")).order_by("-captured_at")
        return Platform.objects.order_by("pk").annotate(last_changed=_captured(newest))


class DocumentSitemap(RecordsSitemap):
    def items(self) -> QuerySet[Document]:
        newest = Version.objects.filter(document=OuterRef("pk")).order_by("-number")
        documents = Document.objects.select_related("platform").order_by("pk")
        return documents.annotate(last_changed=_captured(newest))


class TopicSitemap(Sitemap):  # type: ignore[type-arg]  # generic in the stubs only
    """Topics of the taxonomy. Their lists move with every document, so no day is claimed."""

    def items(self) -> list[str]:
        return [topic.slug for topic in read_taxonomy().topics]

    def location(self, item: str) -> str:
        return reverse("topic", args=[item])


class _ByNumber(Paginator):  # type: ignore[type-arg]  # generic in the stubs only
    """Pages of clauses by their numbers: each page is a range, whatever comes or goes elsewhere, and nothing is counted.

    A page says nothing of clauses that ended; one of which all ended is empty.
    """

    @cached_property
    def num_pages(self) -> int:
        largest: int = Provision.objects.order_by("-pk").values_list("pk", flat=True).first() or 1
        return -(-largest // self.per_page)

    def page(self, number: int | str) -> Page:  # type: ignore[type-arg]  # as above
        wanted = self.validate_number(number)
        first = (wanted - 1) * self.per_page + 1
        clauses = cast("QuerySet[Provision]", self.object_list)
        rows = clauses.filter(pk__gte=first, pk__lt=first + self.per_page)
        return Page(list(rows), wanted, self)


class ProvisionSitemap(RecordsSitemap):
    """Clauses that stand today and are about something; what nobody recognised is no page to find."""

    limit = 500

    def items(self) -> QuerySet[Provision]:
        named = Provision.objects.filter(standing__ended_in=None, standing__has_topic=True)
        return (
            named.select_related("document__platform")
            .order_by("pk")
            .annotate(last_changed=F("standing__last_text__version__captured_at"))
        )

    @property
    def paginator(self) -> Paginator:  # type: ignore[type-arg]  # as above
        return _ByNumber(self.items(), self.limit)


class RegulationSitemap(Sitemap):  # type: ignore[type-arg]  # generic in the stubs only
    """Laws. When what is said of one last changed is not recorded, so no day is claimed."""

    limit = _PER_PAGE

    def items(self) -> QuerySet[Regulation]:
        return Regulation.objects.filter(is_retired=False).order_by("pk")

    def location(self, item: Regulation) -> str:
        return reverse("regulation", args=[item.slug])


class ChangeSitemap(RecordsSitemap):
    def items(self) -> QuerySet[Change]:
        return Change.objects.material().order_by("pk").annotate(last_changed=F("detected_at"))


def _captured(versions: QuerySet[Version]) -> Subquery:
    return Subquery(versions.values("captured_at")[:1])


SITEMAPS: dict[str, Any] = {
    "places": PlacesSitemap,
    "platforms": PlatformSitemap,
    "documents": DocumentSitemap,
    "regulations": RegulationSitemap,
    "changes": ChangeSitemap,
    "topics": TopicSitemap,
    "provisions": ProvisionSitemap,
}
