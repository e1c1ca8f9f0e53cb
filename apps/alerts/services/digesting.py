"""Digests: opened when they are due, each window once, then claimed, composed, sent by the caller, and settled."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from django.db.models import Exists, OuterRef, Q

from apps.accounts.models import Membership
from apps.alerts.digests import Content, content_of
from apps.alerts.errors import NobodyToWriteError
from apps.alerts.models import Alert, Digest, LetterState, MailChoice
from apps.alerts.schedules import Rhythm, WorkingHours, last_window, next_due, next_moment
from apps.alerts.services.mail_choices import hours_of, timetable_of
from apps.alerts.services.outbox import write
from apps.core import clock
from apps.core.tenancy import in_workspace

SETTLED_FOR: Final = timedelta(
    minutes=2
)  # mail of the same day waits so long for what else the vendor changed


@dataclass(frozen=True, slots=True)
class DigestLetter:
    """A digest with what it says and to whom."""

    digest: Digest
    membership: Membership
    content: Content

    @property
    def is_due(self) -> bool:
        """Tell whether there is anything to send: something to say, or a reader who wants to hear that all is quiet."""
        return self.content.count > 0 or self.digest.all_quiet


def open_due_digests(*, limit: int = 500) -> int:
    """Open the digests that are due, each once; return how many. Idempotent: a window begins where the last one ended, by constraints."""
    now = clock.now()
    with Alert.objects.across_workspaces(reason="whose mail of the same day has something to say") as alerts:
        is_news = Exists(
            alerts.filter(
                workspace_id=OuterRef("workspace_id"),
                raised_at__gte=OuterRef("covered_until"),
                raised_at__lte=now - SETTLED_FOR,
            )
        )
        with MailChoice.objects.across_workspaces(reason="whose digest is due") as rows:
            due = rows.filter(~Q(given=Rhythm.SAME_DAY) | is_news, next_due_at__lte=now)
            found = list(due.order_by("next_due_at", "pk").values_list("workspace_id", "pk")[:limit])
    return sum(_open(workspace_id, number, now) for workspace_id, number in found)


def _open(workspace_id: int, number: int, now: datetime) -> int:
    """Open a member's digest and note how far it covers, in one transaction; 0 where it is not due any more."""
    with in_workspace(workspace_id):
        rows = MailChoice.objects.for_workspace(workspace_id).filter(pk=number, next_due_at__lte=now)
        choice = rows.select_related("membership__user").select_for_update(of=("self",)).first()
        if choice is None:
            return 0
        end = _end(choice, now)
        opened = 0
        if end is not None and end > choice.covered_until:
            digest = Digest(
                reader_id=choice.membership.user_id,
                rhythm=choice.given,
                all_quiet=choice.all_quiet and choice.given != Rhythm.SAME_DAY,
                starts_at=choice.covered_until,
                ends_at=end,
                opened_at=now,
                next_attempt_at=now,
            )
            made = Digest.objects.for_workspace(workspace_id)
            made.bulk_create([digest], ignore_conflicts=True)
            choice.covered_until, opened = end, 1
        choice.save(update_fields=["covered_until", "next_due_at"])
        return opened


def _end(choice: MailChoice, now: datetime) -> datetime | None:
    """Return up to when the digest covers that is due, None for mail that waits for the morning; set when the next is due."""
    timetable = timetable_of(choice)
    if timetable is not None:
        choice.next_due_at = next_due(timetable, now)
        return last_window(timetable, now).end
    hours = hours_of(choice.workspace_id) or WorkingHours(ZoneInfo(choice.reckoned_zone))
    choice.next_due_at = next_moment(hours, now)
    return now if choice.next_due_at == now else None


def compose(digest: Digest) -> DigestLetter:
    """Return what a digest says and to whom, as it is now. Raises NobodyToWriteError for a reader who is not to be written to."""
    with in_workspace(digest.workspace_id):
        members = Membership.objects.for_workspace(digest.workspace_id).select_related("user", "workspace")
        membership = members.filter(user=digest.reader_id, user__is_active=True).first()
        choices = MailChoice.objects.for_workspace(digest.workspace_id)
        is_off = choices.filter(membership=membership, given=Rhythm.OFF).exists()
        if membership is None or membership.user.is_leaving or membership.workspace.is_closing or is_off:
            raise NobodyToWriteError("The reader has left, or wants no mail of this workspace any more.")
        content = content_of(
            membership.workspace,
            start=digest.starts_at,
            end=digest.ends_at,
            today=digest.ends_at.astimezone(ZoneInfo(membership.user.time_zone)).date(),
            told_elsewhere=membership.user.email if digest.rhythm == Rhythm.SAME_DAY else "",
        )
    return DigestLetter(digest, membership, content)


def settle(letter: DigestLetter) -> None:
    """Write down that it was sent, or that there was nothing to say. Raises ClaimLostError."""
    content = letter.content
    write(
        letter.digest,
        state=LetterState.SENT if letter.is_due else LetterState.QUIET,
        done_at=clock.now(),
        error="",
        alerts=content.count,
        documents=content.sight.documents,
        checks=content.sight.checks,
        blind=len(content.sight.blind),
    )
