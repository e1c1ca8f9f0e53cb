"""The inbox as those see it who were told much, little or nothing."""

from datetime import timedelta

from django.urls import reverse

from apps.accounts.models import User
from apps.accounts.types import SYSTEM, Plan, Role
from apps.alerts.services.marking import dismiss
from apps.analysis.types import Level
from apps.billing.services.grants import GrantWish, grant_plan
from apps.billing.types import GrantKind
from apps.core import clock
from apps.documents.models import Change
from apps.platforms.models import Platform
from apps.subscriptions.types import Interest, Rules
from tests.accounts.cast import acting, make_member, make_user, make_workspace
from tests.alerts.cast import alerts_in, follow, make_alert, tell
from tests.browser.steps import Step
from tests.browser.watches import signed_in

_LONG = (
    "Northwind lengthened the time for which recordings of calls with its support are kept from 30 days to 24 months in its "
    "Privacy Policy"
)


def build_inbox_pages() -> dict[str, Step]:
    """Return every page about alerts, by the names of `visits.INBOX_PAGES`. The archive's changes are there."""
    owner, viewer = make_user("ines", domain="inbox.example"), make_user("ivo", domain="inbox.example")
    full, empty = make_workspace(owner, "Inbox of much"), make_workspace(owner, "Inbox of nothing")
    make_member(full, viewer, Role.VIEWER)
    northwind = Platform.objects.get(slug="northwind")
    change, other = Change.objects.by_publisher().filter(document__platform=northwind).order_by("pk")[:2]
    before = change.detected_at - timedelta(days=1)
    follow(full, owner, northwind, at=before)
    follow(full, owner, change.document, Rules(interests=(Interest.LINKS,)), at=before)
    tell(change, at=change.detected_at + timedelta(minutes=5))
    (told,) = alerts_in(full)
    dismissed = make_alert(full, other, title=_LONG, severity=Level.HIGH, raised_at=clock.now())
    dismiss(workspace=full, alert_id=dismissed.pk, actor=acting(owner), reason="We record no calls")
    session = signed_in(owner)
    inbox = reverse("workspace_inbox", args=[full.slug])
    return {
        "workspace-inbox": Step(inbox, session),
        "workspace-inbox-none": Step(reverse("workspace_inbox", args=[empty.slug]), session),
        "workspace-inbox-dismissed": Step(f"{inbox}?show=dismissed", session),
        "workspace-inbox-held-back": _held_back(owner, session, change),
        "workspace-alert": Step(reverse("workspace_alert", args=[full.slug, told.pk]), session),
        "workspace-alert-seen-by-a-viewer": Step(
            reverse("workspace_alert", args=[full.slug, told.pk]), signed_in(viewer)
        ),
        "workspace-alert-dismissed": Step(
            reverse("workspace_alert", args=[full.slug, dismissed.pk]), session
        ),
    }


def _held_back(owner: User, session: str, change: Change) -> Step:
    """Return the inbox of a plan that shows a week when it is over, with an alert of this week."""
    free = make_workspace(owner, "Inbox of a free plan")
    grant_plan(workspace=free, wish=GrantWish(Plan.FREE, GrantKind.SUPPORT), actor=SYSTEM)
    make_alert(free, change, raised_at=clock.now())
    return Step(reverse("workspace_inbox", args=[free.slug]), session)
