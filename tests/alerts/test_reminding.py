"""Reminders by mail: one a reader and day, at their hour, of what is theirs to act on, whatever dies in between."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest
from django.test import Client
from pytest_django import Settings

from apps.accounts.models import User, Workspace
from apps.accounts.services.members import leave_workspace
from apps.accounts.types import Role
from apps.alerts.models import MailChoice
from apps.alerts.schedules import Rhythm
from apps.alerts.services.mail_choices import MailWish, give_choices
from apps.core import clock
from apps.core.tenancy import in_workspace
from apps.reviews.services.assigning import reschedule
from tests.accounts.cast import acting, make_member, make_user, make_workspace
from tests.alerts.calendar.cast import make_dated
from tests.alerts.cast import follow, make_alert
from tests.alerts.reminders import (
    DAY,
    HOUR,
    MINUTE,
    ON,
    START,
    Outbox,
    choose,
    dated,
    distances,
    make_team,
    reminders,
    run,
    run_days,
)
from tests.reviews.cast import make_review

ZONES = (
    "Europe/Berlin",
    "Europe/London",
    "Atlantic/Azores",
    "Australia/Lord_Howe",
    "America/Santiago",
    "Pacific/Auckland",
)


@pytest.fixture
def olive(db: None) -> User:
    return make_user("olive")


@pytest.fixture
def workspace(olive: User) -> Workspace:
    return make_team(olive)


def test_each_zone_is_reminded_once_a_distance_at_its_hour_across_changes_of_the_clocks(
    db: None, mailoutbox: Outbox
) -> None:
    """Berlin, London and the Azores change on 29 March 2026, Lord Howe by half an hour, Santiago and Auckland on 5 April."""
    begin = START - DAY
    with clock.fixed(begin - 2 * DAY):
        readers = [make_user(zone.rsplit("/", 1)[1]) for zone in ZONES]
        made = make_workspace(readers[0])
        for reader in readers[1:]:
            make_member(made, reader, Role.VIEWER)
        for reader, zone in zip(readers, ZONES, strict=True):
            reader.time_zone = zone
            reader.save(update_fields=["time_zone"])
            choose(made, reader, MailWish(Rhythm.WEEKLY, 2), begin - DAY)
    # A day on which the clocks of the north change is one of the days before.
    for ahead in range(4):
        dated(made, readers[0], date(2026, 3, 29) + (7 + ahead) * DAY)
    sent: dict[str, list[datetime]] = {reader.email: [] for reader in readers}
    for tick in range(27 * 48):
        at = begin + tick * 30 * MINUTE
        if not any(at.astimezone(ZoneInfo(zone)).hour in {1, 2, 3} for zone in ZONES):
            continue
        run(at)
        for message in mailoutbox:
            sent[message.to[0]].append(at)
        mailoutbox.clear()

    # Of four dates on four days in a row: 30 before is over or just coming, then 14, 7 and 1.
    for reader, zone in zip(readers, ZONES, strict=True):
        walls = [at.astimezone(ZoneInfo(zone)) for at in sent[reader.email]]
        wanted = sorted(
            on - days * DAY
            for on in (date(2026, 4, 5) + ahead * DAY for ahead in range(4))
            for days in (14, 7, 1)
        )
        assert [wall.date() for wall in walls] == wanted, zone
        # At two, or right after the jump over two.
        late = {wall.strftime("%H:%M") for wall in walls} - {"02:00"}
        assert late <= {"03:00"} if zone == "Europe/Berlin" else not late, (zone, late)


def test_one_mail_a_day_holds_all_that_is_reminded_of(
    workspace: Workspace, olive: User, mailoutbox: Outbox
) -> None:
    far = dated(workspace, olive)
    near = dated(workspace, olive, ON - 23 * DAY)  # in a week
    run(START - MINUTE)
    early = len(mailoutbox)
    run(START)
    run(START + MINUTE)
    run(START + DAY)

    assert early == 0
    (message,) = mailoutbox
    vendor = near.document.platform.name
    assert (
        message.subject
        == f"[ConductAtlas] Acme: Takes effect in 7 days: {vendor}, Terms of Service, and 1 more"
    )
    assert message.to == [olive.email]
    html = str(message.alternatives[0][0])
    for said in (str(message.body), html):
        assert all(f"{change.document.platform.name}, Terms of Service" in said for change in (far, near))
        assert f"take effect on {ON:%B} {ON.day}, {ON.year}" in said
        assert "/w/acme/calendar/" in said
        assert "/mail/stop/" in said
    assert message.extra_headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert distances(workspace) == [[7, 30]]


def test_nothing_to_remind_of_is_nothing_sent_and_nothing_kept(
    workspace: Workspace, olive: User, mailoutbox: Outbox
) -> None:
    dated(workspace, olive, ON + DAY)
    (announced,) = make_dated("We may.", f"We gave notice on {ON:%B} {ON.day}, {ON.year}.")
    follow(workspace, olive, announced.document)
    run(START)

    assert mailoutbox == []
    assert reminders(workspace) == []


def test_a_date_is_reminded_of_at_each_distance_once(
    workspace: Workspace, olive: User, mailoutbox: Outbox
) -> None:
    dated(workspace, olive)
    run_days(START, 35)

    assert distances(workspace) == [[30], [14], [7], [1]]
    assert len(mailoutbox) == 4
    assert len({message.extra_headers["Message-ID"] for message in mailoutbox}) == 4


def test_a_date_that_becomes_known_ten_days_before_is_told_twice(
    workspace: Workspace, olive: User, mailoutbox: Outbox
) -> None:
    run_days(START, 20)
    dated(workspace, olive, at=START + 20 * DAY)
    run_days(START + 20 * DAY + HOUR, 15)

    assert distances(workspace) == [[7], [1]]


def test_a_review_is_reminded_of_to_its_owner_alone(
    workspace: Workspace, olive: User, mailoutbox: Outbox
) -> None:
    anna = make_user("anna")
    with clock.fixed(START - 2 * DAY):
        make_member(workspace, anna, Role.ANALYST)
        give_choices()
    review = make_review(workspace, olive, owner_id=anna.pk)
    with clock.fixed(START - DAY):
        reschedule(workspace=workspace, review_id=review.pk, turn=review.turn, due_on=ON, actor=acting(olive))
    run(START)

    assert [message.to for message in mailoutbox] == [[anna.email]]
    assert "Review due in 30 days" in mailoutbox[0].subject
    assert "/w/acme/reviews/" in str(mailoutbox[0].body)


@pytest.mark.parametrize("wish", [MailWish(Rhythm.OFF), MailWish(reminds=False)])
def test_who_wants_none_gets_none_and_begins_anew_later(
    workspace: Workspace, olive: User, mailoutbox: Outbox, wish: MailWish
) -> None:
    dated(workspace, olive)
    choose(workspace, olive, wish)
    run_days(START, 3)
    nothing = list(mailoutbox)
    choose(workspace, olive, MailWish(), START + 3 * DAY)
    run_days(START + 3 * DAY, 14)

    assert nothing == []
    assert distances(workspace) == [[14]]


def test_whoever_was_there_before_reminders_begins_with_the_next_day(
    workspace: Workspace, olive: User, mailoutbox: Outbox
) -> None:
    dated(workspace, olive)
    with in_workspace(workspace):
        MailChoice.objects.for_workspace(workspace).update(reminded_on=None, next_reminder_at=None)
    run(START + HOUR)
    run_days(START + DAY, 16)

    assert distances(workspace) == [[14]]


def test_one_who_changes_the_hour_is_neither_told_twice_nor_left_out(
    workspace: Workspace, olive: User, mailoutbox: Outbox
) -> None:
    dated(workspace, olive)
    choose(workspace, olive, MailWish(hour=7), START - HOUR / 2)  # past seven, and not reminded yet
    run(START - HOUR / 4)
    choose(workspace, olive, MailWish(hour=20), START + HOUR)
    run(START + 12 * HOUR)
    run(START + 13 * HOUR)

    assert distances(workspace) == [[30]]


def test_whoever_leaves_or_stops_gets_no_more_reminders_and_other_mail_goes_on(
    workspace: Workspace, olive: User, client: Client, mailoutbox: Outbox
) -> None:
    bob, eve = make_user("bob"), make_user("eve")
    with clock.fixed(START - 2 * DAY):
        for user in (bob, eve):
            make_member(workspace, user, Role.VIEWER)
        give_choices()
    dated(workspace, olive)
    run(START)
    address = next(mail for mail in mailoutbox if mail.to == [bob.email]).extra_headers["List-Unsubscribe"]
    path = address.strip("<>").removeprefix("http://testserver")
    looked = client.get(path)
    stopped = client.post(path, {"List-Unsubscribe": "One-Click"})
    leave_workspace(workspace=workspace, user=eve, actor=acting(eve))
    mailoutbox.clear()
    run_days(START + DAY, 16)

    assert "You are reminded of this workspace's dates no more" in looked.text
    assert "other mail comes as before" in stopped.text
    assert [message.to for message in mailoutbox] == [[olive.email]]
    with in_workspace(workspace):
        choice = MailChoice.objects.for_workspace(workspace).get(membership__user=bob)
    assert (choice.reminds, choice.given) == (False, Rhythm.SAME_DAY)


def test_the_page_takes_the_choice(workspace: Workspace, olive: User, client: Client) -> None:
    client.force_login(olive)
    page = client.get("/w/acme/digest/")
    client.post("/w/acme/digest/", {"rhythm": "weekly", "hour": "7", "weekday": "2"})

    assert "Remind me of dates" in page.text
    with in_workspace(workspace):
        choice = MailChoice.objects.for_workspace(workspace).get()
    assert (choice.reminds, choice.next_reminder_at) == (False, None)
    client.post("/w/acme/digest/", {"rhythm": "weekly", "hour": "7", "weekday": "2", "reminds": "on"})
    with in_workspace(workspace):
        choice.refresh_from_db(from_queryset=MailChoice.objects.for_workspace(workspace))
    assert choice.reminds
    assert choice.next_reminder_at is not None


def test_a_plan_without_same_day_alerts_leads_to_the_change_itself(
    workspace: Workspace, olive: User, settings: Settings, mailoutbox: Outbox
) -> None:
    settings.WORKSPACE_PLAN = "free"
    change = dated(workspace, olive)
    make_alert(workspace, change)
    run(START)

    body = str(mailoutbox[0].body)
    assert change.get_absolute_url() in body
    assert "/w/acme/inbox/" not in body
