"""Digests: each reader's window once, at their hour, and nothing where there is nothing to say."""

from datetime import UTC, datetime, timedelta
from smtplib import SMTPServerDisconnected
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

import pytest
from django.core.mail import EmailMessage, EmailMultiAlternatives
from django.db import IntegrityError, transaction
from django.test import Client
from pytest_django import Settings

from apps.accounts.models import User, Workspace
from apps.accounts.services.members import leave_workspace
from apps.accounts.types import Plan, Role
from apps.alerts.digests import content_of
from apps.alerts.errors import ClaimLostError
from apps.alerts.models import Digest, LetterState, MailChoice
from apps.alerts.schedules import Rhythm, WorkingHours
from apps.alerts.services import digesting, outbox
from apps.alerts.services.mail_choices import (
    MailWish,
    choose_mail,
    give_choices,
    rhythm_under,
    set_work_hours,
)
from apps.core import clock
from apps.core.tenancy import in_workspace
from apps.pipeline.tasks.digests import send_digests
from tests.accounts.cast import acting, make_member, make_user, make_workspace
from tests.alerts.cast import make_alert, make_news
from tests.factories import make_platform

MONDAY = datetime(2026, 3, 2, 8, 0, tzinfo=UTC)
DAY, HOUR, MINUTE = timedelta(days=1), timedelta(hours=1), timedelta(minutes=1)
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
def workspace(olive: User, settings: Settings) -> Workspace:
    settings.WORKSPACE_PLAN = "free"
    with clock.fixed(MONDAY - 3 * DAY):
        made = make_workspace(olive)
        give_choices()
    return made


def run(at: datetime) -> None:
    with clock.fixed(at):
        send_digests()


def choose(workspace: Workspace, user: User, wish: MailWish, at: datetime = MONDAY - 2 * DAY) -> MailChoice:
    with clock.fixed(at):
        return choose_mail(workspace=workspace, wish=wish, actor=acting(user))


def digests(workspace: Workspace) -> list[Digest]:
    with in_workspace(workspace):
        return list(Digest.objects.for_workspace(workspace).order_by("pk"))


def test_each_zone_gets_its_digest_once_a_day_at_its_hour_across_changes_of_the_clocks(
    settings: Settings, db: None, mailoutbox: list[EmailMultiAlternatives]
) -> None:
    """Berlin, London and the Azores change on 29 March 2026, Lord Howe by half an hour, Santiago and Auckland on 5 April."""
    settings.WORKSPACE_PLAN = "professional"
    begin = datetime(2026, 3, 27, 12, tzinfo=UTC)
    with clock.fixed(begin - DAY):
        readers = [make_user(zone.rsplit("/", 1)[1]) for zone in ZONES]
        made = make_workspace(readers[0])
        for reader in readers[1:]:
            make_member(made, reader, Role.VIEWER)
        for reader, zone in zip(readers, ZONES, strict=True):
            reader.time_zone = zone
            reader.save(update_fields=["time_zone"])
            choose(made, reader, MailWish(Rhythm.DAILY, 2, all_quiet=True), begin - HOUR)
    sent: dict[str, list[datetime]] = {reader.email: [] for reader in readers}
    ticks = (begin + tick * 30 * MINUTE for tick in range(10 * 48))
    for at in ticks:
        # The hours around anybody's two in the morning: the beat ticks through the others too, and nothing is due.
        if not any(at.astimezone(ZoneInfo(zone)).hour in {1, 2, 3} for zone in ZONES):
            continue
        run(at)
        for message in mailoutbox:
            sent[message.to[0]].append(at)
        mailoutbox.clear()

    for reader, zone in zip(readers, ZONES, strict=True):
        walls = [at.astimezone(ZoneInfo(zone)) for at in sent[reader.email]]
        days = [wall.date() for wall in walls]
        assert days == [days[0] + ahead * DAY for ahead in range(10)], zone
        # At two, or right after the jump over two.
        late = {wall.strftime("%H:%M") for wall in walls} - {"02:00"}
        assert late <= {"03:00"} if zone == "Europe/Berlin" else not late, (zone, late)
        windows = [row for row in digests(made) if row.reader_id == reader.pk]
        assert [row.starts_at for row in windows[1:]] == [row.ends_at for row in windows[:-1]]


def test_a_free_plans_member_gets_last_weeks_alerts_on_monday_once(
    workspace: Workspace, mailoutbox: list[EmailMultiAlternatives]
) -> None:
    make_alert(workspace, title="Stratus shortened its notice", severity="high", raised_at=MONDAY - DAY)
    run(MONDAY - MINUTE)
    early = len(mailoutbox)
    run(MONDAY)
    run(MONDAY + MINUTE)
    run(MONDAY + 7 * DAY)

    assert early == 0
    (message,) = mailoutbox
    assert message.subject == "[ConductAtlas] Acme: Stratus shortened its notice"
    assert message.to == ["olive@acme.example"]
    html = str(message.alternatives[0][0])
    for said in (str(message.body), html):
        assert "Stratus shortened its notice" in said
        assert "/w/acme/inbox/" in said
        assert "/mail/stop/" in said
    assert message.extra_headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    first, second = digests(workspace)
    assert (first.state, first.alerts) == (LetterState.SENT, 1)
    assert (second.state, second.alerts, second.starts_at) == (LetterState.QUIET, 0, first.ends_at)


def test_all_quiet_is_written_only_to_whom_asked_for_it(
    workspace: Workspace, olive: User, mailoutbox: list[EmailMultiAlternatives]
) -> None:
    choose(workspace, olive, MailWish(all_quiet=True))
    run(MONDAY)

    (message,) = mailoutbox
    assert message.subject == "[ConductAtlas] Acme: all quiet"
    assert "No document is watched at present." in str(message.body)
    assert digests(workspace)[0].state == LetterState.SENT


def test_alerts_of_one_vendor_stand_together_the_most_severe_first_and_dismissed_ones_not(
    workspace: Workspace,
) -> None:
    stratus, other = make_platform(name="Stratus"), make_platform(name="Other")
    make_alert(workspace, make_news(stratus), title="low", severity="low", raised_at=MONDAY)
    make_alert(workspace, make_news(other), title="medium", severity="medium", raised_at=MONDAY)
    make_alert(workspace, make_news(stratus), title="high", severity="high", raised_at=MONDAY)
    make_alert(workspace, make_news(), title="no", raised_at=MONDAY, dismissed_at=MONDAY)
    make_alert(workspace, make_news(), title="late", raised_at=MONDAY + HOUR)

    with in_workspace(workspace):
        content = content_of(workspace, start=MONDAY, end=MONDAY + HOUR, today=MONDAY.date())

    assert [(group.vendor, [one.alert.title for one in group.said]) for group in content.groups] == [
        ("Stratus", ["high", "low"]),
        ("Other", ["medium"]),
    ]
    assert (content.count, content.left, content.groups[0].documents) == (3, 0, 2)


def test_mail_of_the_same_day_waits_for_the_morning_of_a_working_day(
    workspace: Workspace, olive: User, settings: Settings, mailoutbox: list[EmailMultiAlternatives]
) -> None:
    settings.WORKSPACE_PLAN = "watcher"
    hours = WorkingHours(ZoneInfo("Europe/Berlin"))  # 8 to 18, which is 7 to 17 UTC in winter
    friday = MONDAY - 3 * DAY
    with clock.fixed(friday):
        set_work_hours(workspace=workspace, wanted=hours, actor=acting(olive))
        choose(workspace, olive, MailWish(), friday)
    make_alert(workspace, make_news(), title="At noon", raised_at=friday + 4 * HOUR)
    run(friday + 4 * HOUR + MINUTE)
    too_early = len(mailoutbox)
    run(friday + 4 * HOUR + 3 * MINUTE)
    at_once = len(mailoutbox)
    make_alert(workspace, make_news(), title="At night", raised_at=friday + 12 * HOUR)
    for later in (12.5 * HOUR, 2 * DAY, 3 * DAY - 61 * MINUTE):
        run(friday + later)
    held = len(mailoutbox)
    run(MONDAY - HOUR)
    run(MONDAY)

    assert (too_early, at_once, held, len(mailoutbox)) == (0, 1, 1, 2)
    assert "At night" in mailoutbox[1].subject


def test_a_smaller_plan_turns_daily_into_weekly() -> None:
    wishes = ("", *Rhythm)

    assert [rhythm_under(Plan.FREE, wish) for wish in wishes] == [
        "weekly",
        "weekly",
        "weekly",
        "weekly",
        "off",
    ]
    assert [rhythm_under(Plan.WATCHER, wish) for wish in wishes] == ["same_day", *Rhythm]


def test_a_reader_who_moves_gets_it_at_their_new_hour_without_a_gap(
    workspace: Workspace, olive: User, mailoutbox: list[EmailMultiAlternatives]
) -> None:
    choose(workspace, olive, MailWish(all_quiet=True))
    run(MONDAY)
    olive.time_zone = "Asia/Tokyo"
    olive.save(update_fields=["time_zone"])
    for at in (MONDAY + HOUR, MONDAY + 6 * DAY + 14 * HOUR, MONDAY + 6 * DAY + 15 * HOUR):
        run(at)

    first, second = digests(workspace)
    assert second.ends_at == MONDAY + 6 * DAY + 15 * HOUR  # eight in the morning in Tokyo
    assert second.starts_at == first.ends_at
    assert len(mailoutbox) == 2


def test_an_outage_is_made_up_for_by_one_digest(
    workspace: Workspace, olive: User, mailoutbox: list[EmailMultiAlternatives]
) -> None:
    run(MONDAY)
    make_alert(workspace, raised_at=MONDAY + HOUR)
    run(MONDAY + 15 * DAY)

    assert len(mailoutbox) == 1
    assert [row.ends_at for row in digests(workspace)] == [MONDAY, MONDAY + 14 * DAY]


def test_a_window_is_opened_once_by_constraints(workspace: Workspace, olive: User) -> None:
    run(MONDAY)
    (row,) = digests(workspace)
    for ends_at in (row.ends_at, row.ends_at + HOUR):
        copy = Digest(
            reader=olive, rhythm="weekly", starts_at=row.starts_at, ends_at=ends_at, opened_at=MONDAY
        )
        copy.next_attempt_at = MONDAY
        with pytest.raises(IntegrityError), transaction.atomic(), in_workspace(workspace):
            Digest.objects.for_workspace(workspace).bulk_create([copy])


def test_mail_that_cannot_go_waits_and_goes_once_under_the_same_name(
    workspace: Workspace,
    settings: Settings,
    mailoutbox: list[EmailMultiAlternatives],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    make_alert(workspace, raised_at=MONDAY - DAY)

    def refuse(*_args: object, **_options: object) -> int:
        raise SMTPServerDisconnected

    with monkeypatch.context() as away:
        away.setattr(EmailMessage, "send", refuse)
        run(MONDAY)
    run(MONDAY + timedelta(seconds=30))
    waits = len(mailoutbox)
    run(MONDAY + 2 * MINUTE)

    assert waits == 0
    (message,) = mailoutbox
    assert (
        message.extra_headers["Message-ID"]
        == f"<digest.{digests(workspace)[0].uid.hex}@{urlsplit(settings.SITE_URL).hostname}>"
    )


def test_a_dead_workers_digest_is_taken_up_and_its_claim_writes_nothing(workspace: Workspace) -> None:
    make_alert(workspace, raised_at=MONDAY - DAY)
    with clock.fixed(MONDAY):
        digesting.open_due_digests()
        ((_, number),) = outbox.due_letters(Digest.objects)
        dead = outbox.claim_letter(Digest.objects, workspace.pk, number)
        assert outbox.claim_letter(Digest.objects, workspace.pk, number) is None
    assert dead is not None
    with clock.fixed(MONDAY + HOUR):
        letter = digesting.compose(dead)
        alive = outbox.claim_letter(Digest.objects, workspace.pk, number)
        assert alive is not None
        with pytest.raises(ClaimLostError):
            digesting.settle(letter)
        digesting.settle(digesting.compose(alive))

    assert digests(workspace)[0].state == LetterState.SENT


def test_whoever_leaves_or_stops_gets_nothing_more(
    workspace: Workspace, client: Client, mailoutbox: list[EmailMultiAlternatives]
) -> None:
    bob, eve = make_user("bob"), make_user("eve")
    with clock.fixed(MONDAY - DAY):
        for user in (bob, eve):
            make_member(workspace, user, Role.VIEWER)
        give_choices()
    make_alert(workspace, raised_at=MONDAY - HOUR)
    run(MONDAY)
    address = next(mail for mail in mailoutbox if mail.to == [bob.email]).extra_headers["List-Unsubscribe"]
    path = address.strip("<>").removeprefix("http://testserver")
    looked = client.get(path)
    still = client.post(path, {"List-Unsubscribe": "One-Click"})
    leave_workspace(workspace=workspace, user=eve, actor=acting(eve))
    mailoutbox.clear()
    make_alert(workspace, raised_at=MONDAY + DAY)
    run(MONDAY + 7 * DAY)

    assert (looked.status_code, still.status_code) == (200, 200)
    assert client.post("/mail/stop/1.1:forged/").status_code == 404
    assert [mail.to for mail in mailoutbox] == [["olive@acme.example"]]


def test_the_page_shows_the_next_digest_and_takes_the_choice(
    workspace: Workspace, olive: User, client: Client
) -> None:
    client.force_login(olive)
    make_alert(workspace, title="Stratus shortened its notice", raised_at=clock.now() - MINUTE)
    page = client.get("/w/acme/digest/")
    refused = client.post("/w/acme/digest/", {"rhythm": "daily", "hour": "7", "weekday": "2"})
    chosen = client.post("/w/acme/digest/", {"rhythm": "off", "hour": "7", "weekday": "2"})
    hours = {"zone": "Asia/Tokyo", "opens": "09:00", "closes": "00:00", "days": ["0", "6"]}
    backwards = client.post("/w/acme/digest/hours/", hours | {"closes": "08:00"})
    saved = client.post("/w/acme/digest/hours/", hours)

    assert "Stratus shortened its notice" in page.content.decode()
    assert (refused.status_code, chosen.status_code) == (422, 302)
    assert "No mail of this workspace comes to you" in client.get("/w/acme/digest/").content.decode()
    assert (backwards.status_code, saved.status_code) == (422, 302)
