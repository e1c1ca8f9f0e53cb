"""The message of a digest, written from the rows as they are when it is sent."""

from datetime import datetime
from typing import Any, Final
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from allauth.account.adapter import get_adapter
from django.conf import settings
from django.core.signing import BadSignature, Signer
from django.urls import reverse

from apps.accounts.models import Membership
from apps.alerts.digests import Content
from apps.alerts.models import Digest
from apps.alerts.services.digesting import DigestLetter

_PREFIX: Final = "workspaces/email/digest"
_SALT: Final = "alerts.mail.stop"


def send_letter(letter: DigestLetter) -> None:
    """Send a digest to its reader. Raises OSError or SMTPException."""
    digest, membership = letter.digest, letter.membership
    context = letter_context(membership, letter.content, start=digest.starts_at, end=digest.ends_at)
    context["stop_url"] = stop_url(membership)
    headers = {
        "Message-ID": message_id(digest),
        "List-Unsubscribe": f"<{context['stop_url']}>",
        "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
        "List-Id": f"ConductAtlas digests <digests.{_host()}>",
        "Auto-Submitted": "auto-generated",
    }
    get_adapter().render_mail(_PREFIX, membership.user.email, context, headers=headers).send()


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


def message_id(digest: Digest) -> str:
    """Return the message's name: the same at every attempt, so that who got it twice can tell."""
    return f"<digest.{digest.uid.hex}@{_host()}>"


def stop_url(membership: Membership) -> str:
    """Return the address at which one click ends this mail (RFC 8058). Good for as long as the site's secret key."""
    token = Signer(salt=_SALT).sign(f"{membership.workspace_id}.{membership.pk}")
    return f"{settings.SITE_URL}{reverse('mail_stop', kwargs={'token': token})}"


def read_stop_token(token: str) -> tuple[int, int] | None:
    """Return the numbers of workspace and membership that a token names; None for one that is not ours."""
    try:
        workspace, _, membership = Signer(salt=_SALT).unsign(token).partition(".")
    except BadSignature:
        return None
    return int(workspace), int(membership)


def _host() -> str:
    return urlsplit(settings.SITE_URL).hostname or "localhost"
