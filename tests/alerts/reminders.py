"""A workspace with dates ahead, and days on which its members are reminded of them."""

from datetime import UTC, date, datetime, timedelta

from django.core.mail import EmailMultiAlternatives

from apps.accounts.models import User, Workspace
from apps.alerts.models import MailChoice, Reminder
from apps.alerts.services.mail_choices import MailWish, choose_mail, give_choices
from apps.core import clock
from apps.core.tenancy import in_workspace
from apps.documents.models import Change
from apps.pipeline.tasks.reminders import send_reminders
from tests.accounts.cast import acting, make_workspace
from tests.alerts.calendar.cast import make_dated
from tests.alerts.cast import follow

DAY, HOUR, MINUTE = timedelta(days=1), timedelta(hours=1), timedelta(minutes=1)
START = datetime(2026, 3, 16, 8, 0, tzinfo=UTC)  # eight in the morning in London
ON = date(2026, 4, 15)  # thirty days later
Outbox = list[EmailMultiAlternatives]


def make_team(owner: User) -> Workspace:
    with clock.fixed(START - 3 * DAY):
        made = make_workspace(owner)
        give_choices()
    return made


def dated(workspace: Workspace, by: User, on: date = ON, *, at: datetime = START - 10 * DAY) -> Change:
    """Make a followed change whose text states a day of effect, found at this moment."""
    (change,) = make_dated("We may.", f"These terms take effect on {on:%B} {on.day}, {on.year}.", at=at)
    follow(workspace, by, change.document, at=at - DAY)
    return change


def run(at: datetime) -> None:
    with clock.fixed(at):
        send_reminders()


def run_days(first: datetime, days: int) -> None:
    for ahead in range(days):
        run(first + ahead * DAY)


def choose(workspace: Workspace, user: User, wish: MailWish, at: datetime = START - 2 * DAY) -> MailChoice:
    with clock.fixed(at):
        return choose_mail(workspace=workspace, wish=wish, actor=acting(user))


def reminders(workspace: Workspace) -> list[Reminder]:
    with in_workspace(workspace):
        return list(Reminder.objects.for_workspace(workspace).order_by("pk"))


def distances(workspace: Workspace) -> list[list[int]]:
    """Return at which distances each mail reminded."""
    return [[one.days for one in row.reminded.dates] for row in reminders(workspace)]
