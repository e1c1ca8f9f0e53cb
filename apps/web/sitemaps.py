"""The sitemap: every public record, in pages, each with the day it last changed."""

from datetime import datetime
from typing import Any

from django.contrib.sitemaps import Sitemap
from django.db.models import F, Max, Model, OuterRef, QuerySet, Subquery
from django.urls import reverse

from apps.documents.models import Change, Document, Version
from apps.platforms.models import Platform

_PER_PAGE = 1_000  # far below the protocol's 50,000, so that a page is made in one breath


class PlacesSitemap(Sitemap):  # type: ignore[type-arg]  # generic in the stubs only
    """The pages that are not records."""

    def items(self) -> list[str]:
        return ["home", "platforms", "changes", "methodology", "status"]

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


class ChangeSitemap(RecordsSitemap):
    def items(self) -> QuerySet[Change]:
        return Change.objects.material().order_by("pk").annotate(last_changed=F("detected_at"))


def _captured(versions: QuerySet[Version]) -> Subquery:
    return Subquery(versions.values("captured_at")[:1])


SITEMAPS: dict[str, Any] = {
    "places": PlacesSitemap,
    "platforms": PlatformSitemap,
    "documents": DocumentSitemap,
    "changes": ChangeSitemap,
}
