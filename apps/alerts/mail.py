"""The messages of digests and reminders, written from the rows as they are when they are sent."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from typing import Any, Final
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from allauth.account.adapter import get_adapter
from django.conf import settings
from django.core.signing import BadSignature, Signer
from django.urls import reverse

from apps.accounts.models import Membership, Workspace
from apps.alerts.calendar.reminders import DateReminder
from apps.alerts.digests import Content
from apps.alerts.models import Letter
from apps.alerts.services.digesting import DigestLetter
from apps.alerts.services.reminding import ReminderLetter
from apps.billing.entitlements import allows
from apps.billing.types import Feature

_DIGEST: Final = "workspaces/email/digest"
_REMINDER: Final = "workspaces/email/reminder"
_SALT: Final = "alerts.mail.stop"
_ONLY_REMINDERS: Final = ".reminders"


@dataclass(frozen=True, slots=True)
class Stop:
    """What one click ends: all mail of a workspace to a member, or the reminders alone."""

    workspace_id: int
    membership_id: int
    only_reminders: bool


@dataclass(frozen=True, slots=True)
class ReminderView:
    """A date that a mail reminds of, and where it leads."""

    reminder: DateReminder
    url: str


def send_letter(letter: DigestLetter) -> None:
    """Send a digest to its reader. Raises OSError or SMTPException."""
    digest, membership = letter.digest, letter.membership
    context = letter_context(membership, letter.content, start=digest.starts_at, end=digest.ends_at)
    context["stop_url"] = stop_url(membership)
    headers = _headers("digest", digest, context["stop_url"])
    get_adapter().render_mail(_DIGEST, membership.user.email, context, headers=headers).send()


def send_reminder(letter: ReminderLetter) -> None:
    """Send a reminder to its reader. Raises OSError or SMTPException."""
    reminder, membership = letter.reminder, letter.membership
    context = reminder_context(membership, letter.dates)
    headers = _headers("reminder", reminder, context["stop_url"])
    get_adapter().render_mail(_REMINDER, membership.user.email, context, headers=headers).send()


def letter_context(
    membership: Membership, content: Content, *, start: datetime, end: datetime
) -> dict[str, Any]:
    """Return what the templates of a digest show; times as the reader's clocks tell them."""
    zone = ZoneInfo(membership.user.time_zone)
    slug = {"workspace_slug": membership.workspace.slug}
    return {
        "site_url": settings.SITE_URL,
        "workspace": membership.workspace,
        "content": content,
        "starts": start.astimezone(zone).replace(tzinfo=None),  # as it is: templates show aware times in UTC
        "ends": end.astimezone(zone).replace(tzinfo=None),
        "zone": zone.key.replace("_", " "),
        "inbox_url": f"{settings.SITE_URL}{reverse('workspace_inbox', kwargs=slug)}",
        "choice_url": f"{settings.SITE_URL}{reverse('workspace_digest', kwargs=slug)}",
    }


def reminder_context(membership: Membership, dates: Sequence[DateReminder]) -> dict[str, Any]:
    """Return what the templates of a reminder show: the dates by day, the next first."""
    workspace = membership.workspace
    slug = {"workspace_slug": workspace.slug}
    shows_alerts = bool(allows(workspace, Feature.SAME_DAY_ALERTS))
    views = [ReminderView(one, _address(one, workspace, shows_alerts=shows_alerts)) for one in dates]
    by_day = groupby(views, key=lambda view: view.reminder.date.on)
    return {
        "site_url": settings.SITE_URL,
        "workspace": workspace,
        "days": [tuple(group) for _on, group in by_day],
        "first": views[0] if views else None,
        "count": len(views),
        "calendar_url": f"{settings.SITE_URL}{reverse('workspace_calendar', kwargs=slug)}",
        "choice_url": f"{settings.SITE_URL}{reverse('workspace_digest', kwargs=slug)}",
        "stop_url": stop_url(membership, only_reminders=True),
    }


def stop_url(membership: Membership, *, only_reminders: bool = False) -> str:
    """Return the address at which one click ends this mail (RFC 8058). Good for as long as the site's secret key."""
    what = _ONLY_REMINDERS if only_reminders else ""
    token = Signer(salt=_SALT).sign(f"{membership.workspace_id}.{membership.pk}{what}")
    return f"{settings.SITE_URL}{reverse('mail_stop', kwargs={'token': token})}"


def read_stop_token(token: str) -> Stop | None:
    """Return what a token ends; None for one that is not ours."""
    try:
        named = Signer(salt=_SALT).unsign(token)
    except BadSignature:
        return None
    workspace, _, membership = named.removesuffix(_ONLY_REMINDERS).partition(".")
    return Stop(int(workspace), int(membership), only_reminders=named.endswith(_ONLY_REMINDERS))


def _address(one: DateReminder, workspace: Workspace, *, shows_alerts: bool) -> str:
    """Return where a date leads: to its review, to the alert that told of it if the plan shows it, else to the change itself."""
    said = one.date
    if said.review_id is not None:
        path = reverse("workspace_review", args=[workspace.slug, said.review_id])
    elif said.alert_id is not None and shows_alerts:
        path = reverse("workspace_alert", args=[workspace.slug, said.alert_id])
    else:
        path = said.change.get_absolute_url()
    return f"{settings.SITE_URL}{path}"


def _headers(kind: str, letter: Letter, stop: str) -> dict[str, str]:
    """Return the headers of a letter. Its name is the same at every attempt, so that who got it twice can tell."""
    return {
        "Message-ID": f"<{kind}.{letter.uid.hex}@{_host()}>",
        "List-Unsubscribe": f"<{stop}>",
        "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
        "List-Id": f"ConductAtlas {kind}s <{kind}s.{_host()}>",
        "Auto-Submitted": "auto-generated",
    }


def _host() -> str:
    return urlsplit(settings.SITE_URL).hostname or "localhost"
