"""The reminders stage: who has a date ahead gets a reminder opened, and each is claimed, composed, sent and settled."""

from collections.abc import Iterator
from smtplib import SMTPException

from apps.alerts.errors import ClaimLostError, NobodyToWriteError
from apps.alerts.mail import send_reminder
from apps.alerts.models import Reminder
from apps.alerts.services import outbox, reminding
from apps.alerts.services.mail_choices import give_choices, reckon_stale


def find_due_reminders() -> tuple[tuple[int, int], ...]:
    """Heed new members, zones and plans, open what is due, and return what waits, as numbers of workspace and reminder."""
    give_choices()
    reckon_stale()
    reminding.open_due_reminders()
    return tuple(outbox.due_letters(Reminder.objects))


def send_reminders(waiting: tuple[tuple[int, int], ...]) -> Iterator[tuple[int, str]]:
    """Send these; yield each one's number with what came of it: "sent", "quiet", or an error's code."""
    for workspace_id, number in waiting:
        reminder = outbox.claim_letter(Reminder.objects, workspace_id, number)
        if reminder is None:
            continue
        try:
            yield number, _send(reminder)
        except ClaimLostError as error:
            yield number, error.code


def _send(reminder: Reminder) -> str:
    try:
        letter = reminding.compose(reminder)
        if letter.is_due:
            send_reminder(letter)
    except NobodyToWriteError as error:
        outbox.give_up(reminder, code=error.code)
        return error.code
    except (OSError, SMTPException):
        outbox.put_back(reminder, code="mail_unavailable")
        return "mail_unavailable"
    reminding.settle(letter)
    return "sent" if letter.is_due else "quiet"
