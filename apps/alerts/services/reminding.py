"""Reminders of dates: opened where there is something to remind of, one a reader and day; then composed, sent and settled."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from django.db.models import Exists, OuterRef, Q

from apps.accounts.models import Membership
from apps.alerts.calendar import CalendarDate, coming_dates
from apps.alerts.calendar.ical import REMINDERS
from apps.alerts.calendar.reminders import DateReminder, Days, reminders_of
from apps.alerts.errors import NobodyToWriteError
from apps.alerts.models import LetterState, MailChoice, Reminder
from apps.alerts.models.letter import QUEUE
from apps.alerts.schedules import Rhythm, last_window, next_due
from apps.alerts.services.mail_choices import reminder_timetable
from apps.alerts.services.outbox import write
from apps.alerts.types import RemindedDate, RemindedRecord
from apps.core import clock
from apps.core.tenancy import in_workspace


@dataclass(frozen=True, slots=True)
class ReminderLetter:
    """A reminder with what it says and to whom."""

    reminder: Reminder
    membership: Membership
    dates: tuple[DateReminder, ...]

    @property
    def is_due(self) -> bool:
        return bool(self.dates)


def open_due_reminders(*, limit: int = 500) -> int:
    """Open the reminders that are due and have something to say; return how many.

    Idempotent: a reader's days are covered once, by constraints. Who has one that is not sent yet waits until it is.
    """
    now = clock.now()
    with Reminder.objects.across_workspaces(reason="who has a reminder on its way") as reminders:
        is_on_its_way = Exists(
            reminders.filter(
                workspace_id=OuterRef("workspace_id"),
                reader_id=OuterRef("membership__user_id"),
                state__in=QUEUE,
            )
        )
        with MailChoice.objects.across_workspaces(reason="whose reminders are due") as rows:
            due = rows.filter(~is_on_its_way, next_reminder_at__lte=now)
            found = list(due.order_by("next_reminder_at", "pk").values_list("workspace_id", "pk")[:limit])
    by_workspace: dict[int, list[int]] = defaultdict(list)
    for workspace_id, number in found:
        by_workspace[workspace_id].append(number)
    return sum(_open(workspace_id, numbers, now) for workspace_id, numbers in by_workspace.items())


def _open(workspace_id: int, numbers: list[int], now: datetime) -> int:
    """Open what is due of a workspace's members, of one reading of its calendar, in one transaction."""
    with in_workspace(workspace_id):
        choices = _due_choices(workspace_id, numbers, now)
        if not choices:
            return 0
        days = {choice.pk: last_window(reminder_timetable(choice), now).day for choice in choices}
        dates = _dates(choices[0], days)
        rows = Reminder.objects.for_workspace(workspace_id)
        there = set(rows.filter(day__in=days.values()).values_list("reader", "day"))
        opened = []
        for choice in choices:
            letter = _letter(choice, days[choice.pk], dates, now)
            if letter is None:
                choice.reminded_on = max(_covered(choice), days[choice.pk])
            elif (letter.reader_id, letter.day) not in there:
                opened.append(letter)
            choice.next_reminder_at = next_due(reminder_timetable(choice), now)
            choice.save(update_fields=["reminded_on", "next_reminder_at"])
        rows.bulk_create(opened, ignore_conflicts=True)
        return len(opened)


def _due_choices(workspace_id: int, numbers: list[int], now: datetime) -> list[MailChoice]:
    """Return the choices that are still due, held, of readers who have no reminder on its way."""
    rows = MailChoice.objects.for_workspace(workspace_id).filter(pk__in=numbers, next_reminder_at__lte=now)
    held = rows.select_related("membership__user", "workspace").select_for_update(of=("self",))
    choices = list(held.order_by("pk"))
    waiting = Reminder.objects.for_workspace(workspace_id).filter(state__in=QUEUE)
    busy = set(waiting.values_list("reader", flat=True)) if choices else set()
    return [choice for choice in choices if choice.membership.user_id not in busy]


def _dates(choice: MailChoice, days: Mapping[int, date]) -> list[CalendarDate]:
    first, last = min(days.values()), max(days.values())
    return coming_dates(choice.workspace, today=first, days=(last - first).days + max(REMINDERS))


def _letter(choice: MailChoice, day: date, dates: Iterable[CalendarDate], now: datetime) -> Reminder | None:
    """Return the letter of a member's day, None where the day is covered or there is nothing to remind of."""
    reader, zone = choice.membership.user_id, ZoneInfo(choice.reckoned_zone)
    days = Days(_covered(choice), day, max(day, now.astimezone(zone).date()))
    if day <= days.after or not reminders_of(dates, days, reader_id=reader, zone=zone):
        return None
    return Reminder(
        workspace_id=choice.workspace_id,
        reader_id=reader,
        after=days.after,
        day=day,
        opened_at=now,
        next_attempt_at=now,
    )


def _covered(choice: MailChoice) -> date:
    assert choice.reminded_on is not None  # noqa: S101 - by constraint, where reminders are due
    return choice.reminded_on


def compose(reminder: Reminder) -> ReminderLetter:
    """Return what a reminder says and to whom, as the calendar is now. Raises NobodyToWriteError for who is not to be written to."""
    with in_workspace(reminder.workspace_id):
        members = Membership.objects.for_workspace(reminder.workspace_id).select_related("user", "workspace")
        membership = members.filter(user=reminder.reader_id, user__is_active=True).first()
        choices = MailChoice.objects.for_workspace(reminder.workspace_id)
        is_unwanted = choices.filter(Q(reminds=False) | Q(given=Rhythm.OFF), membership=membership).exists()
        if membership is None or membership.user.is_leaving or membership.workspace.is_closing or is_unwanted:
            raise NobodyToWriteError("The reader has left, or wants no reminders of this workspace any more.")
        zone = ZoneInfo(membership.user.time_zone)
        today = max(reminder.day, clock.now().astimezone(zone).date())
        dates = coming_dates(membership.workspace, today=reminder.day, days=max(REMINDERS))
        days = Days(reminder.after, reminder.day, today)
    said = reminders_of(dates, days, reader_id=reminder.reader_id, zone=zone)
    return ReminderLetter(reminder, membership, said)


def settle(letter: ReminderLetter) -> None:
    """Write down what it reminded of, or that there was nothing to, and that its days are covered. Raises ClaimLostError."""
    reminder = letter.reminder
    told = RemindedRecord(
        dates=tuple(
            RemindedDate(key=one.date.key, on=one.date.on, days=one.days, left=one.left)
            for one in letter.dates
        )
    )
    with in_workspace(reminder.workspace_id):
        # The choice first, in the order in which they are held when the next is opened.
        choices = MailChoice.objects.for_workspace(reminder.workspace_id).filter(membership=letter.membership)
        choices.filter(reminded_on__lt=reminder.day).update(reminded_on=reminder.day)
        write(
            reminder,
            state=LetterState.SENT if letter.is_due else LetterState.QUIET,
            done_at=clock.now(),
            error="",
            told=told.model_dump(mode="json"),
        )
