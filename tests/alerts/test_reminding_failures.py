"""Reminders when mail does not go, workers die, or several come at once: none lost, none twice."""

from smtplib import SMTPServerDisconnected
from urllib.parse import urlsplit

import pytest
from django.core.mail import EmailMessage
from django.db import IntegrityError, transaction
from pytest_django import Settings

from apps.accounts.models import User, Workspace
from apps.alerts.errors import ClaimLostError
from apps.alerts.mail import send_reminder
from apps.alerts.models import LetterState, Reminder
from apps.alerts.services import outbox, reminding
from apps.alerts.services.mail_choices import give_choices
from apps.alerts.services.marking import dismiss
from apps.core import clock
from apps.core.tenancy import in_workspace
from apps.pipeline.tasks.reminders import send_reminders
from tests.accounts.cast import acting, make_user, make_workspace
from tests.alerts.cast import make_alert
from tests.alerts.reminders import (
    DAY,
    HOUR,
    MINUTE,
    ON,
    START,
    Outbox,
    dated,
    distances,
    make_team,
    reminders,
    run,
)
from tests.racing import at_once


@pytest.fixture
def olive(db: None) -> User:
    return make_user("olive")


@pytest.fixture
def workspace(olive: User) -> Workspace:
    return make_team(olive)


def test_days_without_us_are_made_good_by_the_latest_distance(
    workspace: Workspace, olive: User, mailoutbox: Outbox
) -> None:
    dated(workspace, olive)
    run(START - DAY)
    run(START + 25 * DAY)
    run(START + 26 * DAY)

    assert distances(workspace) == [[7]]
    assert "in 5 days" in mailoutbox[0].subject
    (row,) = reminders(workspace)
    assert (row.after, row.day) == (START.date() - DAY, START.date() + 25 * DAY)


def test_a_withdrawn_date_is_not_reminded_of_even_when_the_mail_waits(
    workspace: Workspace, olive: User, mailoutbox: Outbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    change = dated(workspace, olive)
    alert = make_alert(workspace, change)
    with monkeypatch.context() as away:
        away.setattr(EmailMessage, "send", _refuse)
        run(START)
    dismiss(workspace=workspace, alert_id=alert.pk, actor=acting(olive))
    run(START + 2 * MINUTE)

    assert mailoutbox == []
    assert reminders(workspace)[0].state == LetterState.QUIET


def test_mail_that_cannot_go_waits_and_holds_up_the_next_until_it_went_under_its_name(
    workspace: Workspace,
    olive: User,
    settings: Settings,
    mailoutbox: Outbox,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    dated(workspace, olive)
    dated(workspace, olive, ON + DAY)
    with monkeypatch.context() as away:
        away.setattr(EmailMessage, "send", _refuse)
        run(START)
        run(START + DAY)
    opened = len(reminders(workspace))
    run(START + DAY + HOUR)
    run(START + DAY + HOUR + MINUTE)

    assert opened == 1
    assert distances(workspace) == [[30], [30]]
    assert [message.extra_headers["Message-ID"] for message in mailoutbox] == [
        f"<reminder.{row.uid.hex}@{urlsplit(settings.SITE_URL).hostname}>" for row in reminders(workspace)
    ]
    assert "in 29 days" in mailoutbox[0].subject


def test_what_was_given_up_is_said_by_the_next(
    workspace: Workspace, olive: User, mailoutbox: Outbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    dated(workspace, olive)
    with monkeypatch.context() as away:
        away.setattr(EmailMessage, "send", _refuse)
        away.setattr(outbox, "MAX_ATTEMPTS", 1)
        run(START)
    run(START + DAY)

    assert [row.state for row in reminders(workspace)] == [LetterState.FAILED, LetterState.SENT]
    assert distances(workspace) == [[], [30]]


def test_one_who_dies_between_sending_and_settling_sends_again_under_the_same_name(
    workspace: Workspace, olive: User, mailoutbox: Outbox
) -> None:
    dated(workspace, olive)
    with clock.fixed(START):
        reminding.open_due_reminders()
        ((_, number),) = outbox.due_letters(Reminder.objects)
        dead = outbox.claim_letter(Reminder.objects, workspace.pk, number)
        assert dead is not None
        assert outbox.claim_letter(Reminder.objects, workspace.pk, number) is None
        late = reminding.compose(dead)
        send_reminder(late)
    run(START + MINUTE)  # the lease of the dead holds
    waits = len(mailoutbox)
    run(START + HOUR)
    with pytest.raises(ClaimLostError):
        reminding.settle(late)

    assert waits == 1
    first, second = mailoutbox
    assert first.extra_headers["Message-ID"] == second.extra_headers["Message-ID"]
    assert first.body == second.body
    assert distances(workspace) == [[30]]


@pytest.mark.django_db(transaction=True)
def test_workers_at_the_same_time_send_once(mailoutbox: Outbox) -> None:
    olive = make_user("olive")
    with clock.fixed(clock.now() - 3 * DAY):
        made = make_workspace(olive)
        give_choices()
    today = clock.now().date()
    for days in (1, 7, 14):
        for ahead in (0, 1):  # whichever day it is by now at eight
            dated(made, olive, today + (days + ahead - 1) * DAY, at=clock.now() - 20 * DAY)

    came_of_it = at_once([send_reminders] * 4)

    assert came_of_it == {"done": 4}
    assert len(mailoutbox) == 1
    (row,) = reminders(made)
    assert (row.state, row.attempts) == (LetterState.SENT, 1)


def test_a_readers_day_is_covered_once_by_constraints(
    workspace: Workspace, olive: User, mailoutbox: Outbox
) -> None:
    dated(workspace, olive)
    run(START)
    (row,) = reminders(workspace)
    for after, day in ((row.after, row.day), (row.after, row.day + DAY), (row.after - DAY, row.day)):
        copy = Reminder(
            reader=olive,
            after=after,
            day=day,
            opened_at=START,
            next_attempt_at=START,
            done_at=START,
            state=LetterState.QUIET,
        )
        with pytest.raises(IntegrityError), transaction.atomic(), in_workspace(workspace):
            Reminder.objects.for_workspace(workspace).bulk_create([copy])


def _refuse(*_args: object, **_options: object) -> int:
    raise SMTPServerDisconnected
