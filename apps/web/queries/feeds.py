"""What feeds read: the newest alerts of a workspace, the newest changes that everybody may read."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final

from apps.accounts.models import Workspace
from apps.alerts.models import Alert
from apps.analysis.models import Publication
from apps.analysis.selectors.shown import change_publications_of
from apps.documents.models import Change, Document
from apps.platforms.models import Platform
from apps.web.queries.inbox import inbox_of

_NEWEST: Final = 50
_BEGAN: Final = datetime(2026, 1, 1, tzinfo=UTC)  # the record; of a feed that has nothing yet


@dataclass(frozen=True, slots=True)
class ChangesRead:
    """Changes, newest first, with the titles of what is shown of them. `since`: nothing was here before."""

    changes: tuple[Change, ...]
    titles: Mapping[int, Publication]
    since: datetime

    def title_of(self, change: Change) -> str:
        """Return what anybody reads at its head: who changed what, and if it was read, what about it."""
        shown = self.titles.get(change.pk)
        document = change.document
        named = f"{document.platform.name} changed {document.title}"
        return f"{named}: {shown.title}" if shown else named


def alerts_to_read(workspace: Workspace) -> list[Alert]:
    """Return the newest alerts that the plan shows and nobody dismissed. Inside `in_workspace`."""
    return list(inbox_of(workspace).alerts[:_NEWEST])


def changes_to_read(*, platform: Platform | None = None, document: Document | None = None) -> ChangesRead:
    """Return the newest changes in substance, of a platform or a document if one is named."""
    found = Change.objects.for_pages().material()
    if document is not None:
        found = found.filter(document=document)
    elif platform is not None:
        found = found.filter(document__platform=platform)
    changes = tuple(found.order_by("-detected_at", "-pk")[:_NEWEST])
    titles = change_publications_of([change.pk for change in changes])
    subject = document or platform
    return ChangesRead(changes, titles, subject.created_at if subject else _BEGAN)
