"""Secret addresses: made, read by programs without a session, ended; and what they give."""

import re
from datetime import UTC, datetime, timedelta
from typing import Any
from xml.etree import ElementTree as ET

import pytest
from django.http import HttpResponseBase
from django.test import Client
from django.urls import reverse
from icalendar import Calendar

from apps.accounts.models import FeedToken
from apps.accounts.services.members import leave_workspace
from apps.accounts.types import FeedKind, Plan
from apps.alerts.services.marking import dismiss
from apps.core import clock
from apps.core.tenancy import in_workspace
from apps.web.views import feeds
from tests.accounts.cast import acting, make_feed
from tests.alerts.calendar.cast import make_dated
from tests.alerts.calendar.test_ical import check_strictly
from tests.alerts.cast import make_alert
from tests.web.teams import Team

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 10, 12, 0, tzinfo=UTC)
FOUND_AT = NOW - timedelta(days=3)
TEXT = "These terms take effect on November 20, 2026. You may object until November 18, 2026."
ATOM = "{http://www.w3.org/2005/Atom}"
ADDRESSES = {FeedKind.ATOM: "feed_alerts", FeedKind.ICAL: "feed_calendar"}


def asked(secret: str, kind: FeedKind = FeedKind.ATOM, *, at: datetime = NOW, **headers: str) -> Any:
    with clock.fixed(at):
        return Client(headers=headers).get(reverse(ADDRESSES[kind], args=[secret]))


def secret_of(team: Team, kind: FeedKind = FeedKind.ATOM, who: str = "viewer") -> str:
    return make_feed(team.workspace, team.people[who], kind).secret


def made_in_browser(team: Team, who: str = "viewer", **data: str) -> HttpResponseBase:
    return team.client(who).post(team.url("feeds/new/"), {"kind": "ical", "name": "Desk of Dana"} | data)


def on_plan(team: Team, plan: Plan) -> None:
    with in_workspace(team.workspace):
        type(team.workspace).objects.for_workspace(team.workspace).update(plan=plan)


def test_an_address_is_shown_once_and_read_without_a_session(team: Team) -> None:
    html = made_in_browser(team).content.decode()  # type: ignore[attr-defined]  # a page
    (path,) = re.findall(r"/feeds/[\w-]+/calendar\.ics", html)

    response = Client().get(path)

    assert response.status_code == 200
    assert response["Content-Type"] == "text/calendar; charset=utf-8"
    assert "Set-Cookie" not in str(response.headers)
    assert response.cookies == {}
    assert {"private", "no-cache"} <= set(response["Cache-Control"].split(", "))
    listed = team.client("viewer").get(team.url("feeds/")).content.decode()
    assert "Desk of Dana" in listed
    assert path.split("/")[2] not in listed
    assert "<span>read <time" in " ".join(listed.split())


def test_the_calendar_feed_is_strictly_ical_and_says_what_the_page_says(team: Team) -> None:
    (change,) = make_dated("We may.", TEXT, at=FOUND_AT)
    alert = make_alert(team.workspace, change, raised_at=FOUND_AT)

    body = asked(secret_of(team, FeedKind.ICAL), FeedKind.ICAL).content

    check_strictly(body)
    events = {event.categories[0]: event for event in Calendar.from_ical(body).events}
    assert {name: f"{event.decoded('DTSTART')}" for name, event in events.items()} == {
        "Last day to object": "2026-11-18",
        "Takes effect": "2026-11-20",
    }
    effect = events["Takes effect"]
    assert team.url(f"inbox/{alert.pk}/") in str(effect["URL"])
    assert "“take effect on November 20, 2026”" in str(effect["DESCRIPTION"])
    assert change.public_id in str(effect["DESCRIPTION"])
    assert effect.decoded("DTSTAMP") == FOUND_AT


def test_names_and_stamps_stay_and_what_is_dismissed_is_cancelled(team: Team) -> None:
    (change,) = make_dated("We may.", TEXT, at=FOUND_AT)
    alert = make_alert(team.workspace, change, raised_at=FOUND_AT)
    secret = secret_of(team, FeedKind.ICAL)
    first = asked(secret, FeedKind.ICAL)
    again = asked(secret, FeedKind.ICAL, at=NOW + timedelta(hours=5))
    with clock.fixed(NOW):
        dismiss(workspace=team.workspace, alert_id=alert.pk, actor=acting(team.people["owner"]))
    cancelled = asked(secret, FeedKind.ICAL)

    assert first.content == again.content
    before, after = (Calendar.from_ical(each.content).walk("VEVENT") for each in (first, cancelled))
    assert [event["UID"] for event in before] == [event["UID"] for event in after]
    assert {str(event["STATUS"]) for event in after} == {"CANCELLED"}
    assert {event["SEQUENCE"] for event in after} == {1}


def test_alerts_are_valid_atom(team: Team) -> None:
    (change,) = make_dated("We may.", TEXT, at=FOUND_AT)
    title = "Harbour & Sons changed <b>its</b> Terms \x0b"
    alert = make_alert(team.workspace, change, raised_at=FOUND_AT, title=title, severity="high")

    response = asked(secret_of(team))

    assert response["Content-Type"] == "application/atom+xml; charset=utf-8"
    feed = ET.fromstring(response.content)  # noqa: S314 - our own
    assert feed.tag == f"{ATOM}feed"
    assert feed.findtext(f"{ATOM}id") == f"tag:127.0.0.1,2026:workspace/{team.workspace.pk}/alerts"
    assert feed.findtext(f"{ATOM}updated") == FOUND_AT.isoformat()
    assert feed.findtext(f"{ATOM}author/{ATOM}name") == "ConductAtlas"
    (entry,) = feed.findall(f"{ATOM}entry")
    assert entry.findtext(f"{ATOM}id") == f"tag:127.0.0.1,2026:workspace/{team.workspace.pk}/alert/{alert.pk}"
    assert entry.findtext(f"{ATOM}title") == "Harbour & Sons changed <b>its</b> Terms  "
    assert entry.findtext(f"{ATOM}updated") == FOUND_AT.isoformat()
    summary = entry.find(f"{ATOM}summary")
    assert summary is not None
    assert summary.get("type") == "text"
    assert str(summary.text).startswith("Severity: High. 3 words added, 1 removed. You follow: A vendor")
    link = entry.find(f"{ATOM}link")
    assert link is not None
    assert str(link.get("href")).endswith(team.url(f"inbox/{alert.pk}/"))


def test_an_empty_feed_stays_the_same_and_holds_no_secret(team: Team) -> None:
    secret = secret_of(team)

    first, later = asked(secret), asked(secret, at=NOW + timedelta(days=1))

    assert first.content == later.content
    assert secret not in first.content.decode()


@pytest.mark.parametrize("kind", FeedKind)
def test_whoever_has_these_bytes_is_told_so(team: Team, kind: FeedKind) -> None:
    secret = secret_of(team, kind)
    first = asked(secret, kind)

    by_tag = asked(secret, kind, at=NOW + timedelta(hours=1), if_none_match=first["ETag"])
    by_date = asked(secret, kind, at=NOW + timedelta(hours=1), if_modified_since=first["Last-Modified"])
    (change,) = make_dated("We may.", TEXT, at=FOUND_AT)
    make_alert(team.workspace, change, raised_at=FOUND_AT)
    changed = asked(secret, kind, at=NOW + timedelta(hours=2), if_modified_since=first["Last-Modified"])

    assert (by_tag.status_code, by_tag.content) == (304, b"")
    assert (by_date.status_code, by_date.content) == (304, b"")
    assert "private" in by_tag["Cache-Control"]
    assert changed.status_code == 200
    assert changed["ETag"] != first["ETag"]


def test_what_opens_nothing_is_not_there(team: Team) -> None:
    secret = secret_of(team)

    assert asked("guess").status_code == 404
    assert asked(secret, FeedKind.ICAL).status_code == 404
    assert asked(secret).status_code == 200
    leave_workspace(workspace=team.workspace, user=team.people["viewer"], actor=acting(team.people["viewer"]))
    assert asked(secret).status_code == 404


def test_guessing_and_asking_too_often_are_slowed_down(team: Team, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(feeds, "MOST_READ", 2)
    monkeypatch.setattr(feeds, "MOST_UNKNOWN", 2)
    secret, other = secret_of(team), secret_of(team, FeedKind.ICAL)

    guesses = [asked("guess").status_code for _ in range(3)]
    reads = [asked(secret) for _ in range(3)]

    assert guesses == [404, 404, 429]
    assert [read.status_code for read in reads] == [200, 200, 429]
    assert reads[-1]["Retry-After"] == "60"
    assert asked(other, FeedKind.ICAL).status_code == 200


def test_a_plan_without_feeds_makes_none_and_serves_none_and_forgets_none(team: Team) -> None:
    secret = secret_of(team)
    on_plan(team, Plan.FREE)

    html = team.client("viewer").get(team.url("feeds/")).content.decode()
    assert "Feeds for calendars and news readers" in html
    assert "Make an address" not in html
    assert made_in_browser(team).status_code == 422
    refused = asked(secret)
    assert refused.status_code == 403
    assert "private" in refused["Cache-Control"]
    on_plan(team, Plan.WATCHER)
    assert asked(secret).status_code == 200


def test_one_ends_ones_own_and_whoever_holds_keys_anybodys(team: Team) -> None:
    made_in_browser(team)
    with in_workspace(team.workspace):
        feed = FeedToken.objects.for_workspace(team.workspace).get()
    address = team.url(f"feeds/{feed.pk}/revoke/")

    assert "Desk of Dana" not in team.client("analyst").get(team.url("feeds/")).content.decode()
    refused = team.client("analyst").post(address, follow=True).content.decode()
    assert "Only its owner, or whoever may end keys, can end this feed." in refused
    assert "Desk of Dana" in team.client("admin").get(team.url("feeds/")).content.decode()
    assert team.client("viewer").get(address).status_code == 405
    team.client("admin").post(address)
    html = team.client("viewer").get(team.url("feeds/")).content.decode()

    assert "Ended" in html
    assert f'action="{address}"' not in html


@pytest.mark.parametrize("data", [{"kind": "rss"}, {"name": ""}, {"name": "x" * 61}])
def test_what_cannot_be_made_says_why(team: Team, data: dict[str, str]) -> None:
    assert made_in_browser(team, **data).status_code == 422
    with in_workspace(team.workspace):
        assert not FeedToken.objects.for_workspace(team.workspace).exists()


def test_a_feed_of_another_workspace_is_not_here(team: Team) -> None:
    feed = make_feed(team.elsewhere, team.people["stranger"]).feed

    assert team.client("owner").post(team.url(f"feeds/{feed.pk}/revoke/")).status_code == 404
    assert asked(secret_of(team)).status_code == 200


def test_a_dismissed_alert_is_not_in_the_feed(team: Team) -> None:
    make_alert(team.workspace, raised_at=FOUND_AT, dismissed_at=NOW, title="Nobody reads this")

    assert b"Nobody reads this" not in asked(secret_of(team)).content
