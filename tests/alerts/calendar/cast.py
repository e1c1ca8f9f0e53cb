"""Documents whose versions give dates, and what a workspace's calendar makes of them."""

from datetime import date, datetime, timedelta
from itertools import pairwise

from apps.accounts.models import Workspace
from apps.alerts.calendar import CalendarDate, Span, calendar_of
from apps.core.tenancy import in_workspace
from apps.documents.models import Change, Document
from apps.documents.services.dates import record_dates
from tests import factories

FOUND_AT = factories.START + timedelta(days=1)
EVER = Span(date(2000, 1, 1), date(2100, 1, 1))


def year_around(on: date) -> Span:
    return Span(on - timedelta(days=183), on + timedelta(days=183))


def make_dated(
    *texts: str,
    document: Document | None = None,
    at: datetime = FOUND_AT,
    every: timedelta = timedelta(days=1),
) -> list[Change]:
    """Make a document of these texts, one version each; return its changes. The second version is seen at `at`."""
    document = document or factories.make_document(title="Terms of Service")
    versions = []
    for place, text in enumerate(texts):
        version = factories.make_version(document, f"# Terms\n\n{text}\n", at=at + (place - 1) * every)
        record_dates([(version, f"# Terms\n\n{text}\n")])
        versions.append(version)
    return [factories.make_change(old, new) for old, new in pairwise(versions)]


def dates_in(workspace: Workspace, span: Span) -> list[CalendarDate]:
    with in_workspace(workspace):
        return calendar_of(workspace, span)


def plainly(dates: list[CalendarDate]) -> list[tuple[str, date, bool]]:
    """Return kind, day and whether it is withdrawn."""
    return [(one.kind.value, one.on, one.is_withdrawn) for one in dates]
