"""The calendar, the feeds and the home as those see them who follow much, and who follow nothing."""

from datetime import timedelta

from django.urls import reverse

from apps.accounts.models import User, Workspace
from apps.accounts.types import FeedKind
from apps.alerts.services.marking import dismiss
from apps.analysis.types import Level
from apps.core import clock
from apps.documents.models import Health, HealthState
from tests import factories
from tests.accounts.cast import acting, make_feed, make_user, make_workspace
from tests.alerts.calendar.cast import make_dated
from tests.alerts.cast import follow, make_alert
from tests.browser.steps import Step
from tests.browser.watches import signed_in

_LONG = "Supplementary Terms for the Processing of Personal Data by Sub-processors in Third Countries"


def build_calendar_pages() -> dict[str, Step]:
    """Return every page about dates, by the names of `visits.CALENDAR_PAGES`."""
    owner = make_user("cleo", domain="calendar.example")
    full, empty = make_workspace(owner, "Calendar of much"), make_workspace(owner, "Calendar of nothing")
    for place, days in enumerate((7, 14, 14, 21)):
        _dated(full, owner, days, title=_LONG if place == 1 else f"Terms {place}")
    make_feed(full, owner, FeedKind.ICAL)
    session = signed_in(owner)
    month = f"?month={clock.now() + timedelta(days=14):%Y-%m}"
    return {
        "workspace-calendar": Step(reverse("workspace_calendar", args=[full.slug]) + month, session),
        "workspace-calendar-none": Step(reverse("workspace_calendar", args=[empty.slug]), session),
        "workspace-feeds": Step(reverse("workspace_feeds", args=[full.slug]), session),
        "workspace-feeds-none": Step(reverse("workspace_feeds", args=[empty.slug]), session),
        "workspace-home": Step(reverse("workspace", args=[full.slug]), session),
        "workspace-home-none": Step(reverse("workspace", args=[empty.slug]), session),
    }


def _dated(workspace: Workspace, owner: User, days: int, *, title: str) -> None:
    """Have a followed document state a day so far ahead, be told, and for one of them be dismissed or blind."""
    now = clock.now()
    on = now + timedelta(days=days)
    text = f"These terms take effect on {on:%B} {on.day}, {on.year}. You may object until {on:%B} {on.day}, {on.year}."
    platform = factories.make_platform(name=f"Harbour {days} {len(title)}")
    document = factories.make_document(platform=platform, title=title)
    (change,) = make_dated("We may.", text, document=document, at=now - timedelta(days=2))
    follow(workspace, owner, document)
    alert = make_alert(
        workspace, change, severity=Level.HIGH, title=f"Harbour changed its {title[:60]}", raised_at=now
    )
    if days == 21:
        dismiss(workspace=workspace, alert_id=alert.pk, actor=acting(owner))
        Health.objects.filter(document=document).update(state=HealthState.UNREACHABLE, since=now)
