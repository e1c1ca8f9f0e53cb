"""Telling those who set channels up that one was disabled: claimed, sent, settled; who dies has it sent again."""

from collections.abc import Iterator
from datetime import timedelta
from smtplib import SMTPException
from typing import Any, Final

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string
from django.urls import reverse

from apps.accounts import rules
from apps.accounts.models import Membership
from apps.accounts.types import Permission
from apps.core import clock
from apps.core.tenancy import in_workspace
from apps.subscriptions.models import Channel

_LEASE: Final = timedelta(minutes=10)
_MOST: Final = 200


def tell_of_disabled() -> Iterator[tuple[int, str]]:
    """Tell of each channel that was disabled; yield its number with what came of it."""
    now = clock.now()
    with Channel.objects.across_workspaces(reason="channels whose end nobody was told") as rows:
        due = rows.filter(notice_due_at__lte=now).order_by("notice_due_at")
        found = list(due.values_list("workspace_id", "pk")[:_MOST])
    for workspace_id, number in found:
        channel = _claimed(workspace_id, number)
        if channel is None:
            continue
        try:
            _send(channel)
        except (OSError, SMTPException):
            yield number, "mail_unavailable"  # the claim ends, and it is sent then
            continue
        with in_workspace(workspace_id):
            theirs = Channel.objects.for_workspace(workspace_id).filter(
                pk=number, notice_due_at=channel.notice_due_at
            )
            theirs.update(notice_due_at=None)
        yield number, "sent"


def _claimed(workspace_id: int, number: int) -> Channel | None:
    now = clock.now()
    with in_workspace(workspace_id):
        rows = Channel.objects.for_workspace(workspace_id).filter(pk=number)
        hit = rows.filter(notice_due_at__lte=now).update(notice_due_at=now + _LEASE)
        return rows.select_related("workspace").first() if hit else None


def _send(channel: Channel) -> None:
    workspace = channel.workspace
    with in_workspace(workspace):
        roles = rules.holders(Permission.CHANNELS)
        members = Membership.objects.for_workspace(workspace).filter(role__in=roles, user__is_active=True)
        readers = sorted(members.values_list("user__email", flat=True))
    place = {"workspace_slug": workspace.slug, "channel_id": channel.pk}
    context: dict[str, Any] = {
        "channel": channel,
        "workspace": workspace.name,
        "address": f"{settings.SITE_URL}{reverse('workspace_channel', kwargs=place)}",
        "site_url": settings.SITE_URL,
    }
    name = "alerts/email/disabled"
    subject = " ".join(render_to_string(f"{name}_subject.txt", context).split())
    for reader in readers:  # each by itself: whom else it concerns is nobody's business
        mail = EmailMultiAlternatives(
            subject,
            render_to_string(f"{name}_message.txt", context),
            to=[reader],
            headers={"Auto-Submitted": "auto-generated"},
        )
        mail.attach_alternative(render_to_string(f"{name}_message.html", context), "text/html")
        mail.send()
