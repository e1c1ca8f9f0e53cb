"""The file that calendars subscribe to: held to RFC 5545 line by line, and the same day in every zone."""

import re
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st
from icalendar import Calendar

from apps.alerts.calendar.ical import REMINDERS, IcalEvent, as_ical

STAMP = datetime(2026, 11, 3, 10, 20, 30, tzinfo=UTC)
ON = date(2027, 1, 15)
ZONES = ("Pacific/Auckland", "America/Los_Angeles", "Asia/Kolkata", "UTC")
# RFC 5545: each once and no more, those of an event that we write (§3.6.1), of a calendar (§3.6) and of an alarm (§3.6.6).
REQUIRED = {
    "VCALENDAR": {"PRODID", "VERSION", "CALSCALE", "NAME", "X-WR-CALNAME", "REFRESH-INTERVAL", "X-PUBLISHED-TTL"},
    "VEVENT": {
        "UID", "DTSTAMP", "DTSTART", "DTEND", "SUMMARY", "DESCRIPTION", "URL", "CATEGORIES", "CLASS",
        "LAST-MODIFIED", "SEQUENCE", "STATUS", "TRANSP",
    },
    "VALARM": {"ACTION", "TRIGGER", "DESCRIPTION"},
}  # fmt: skip
_LINE = re.compile(r"(?P<name>[A-Z][A-Z0-9-]*)(?:;[A-Z-]+=[^;:\"]+)*:(?P<value>[^\x00-\x08\x0a-\x1f\x7f]*)")
# What is escaped is escaped whole: a backslash only before what it may stand before (§3.3.11).
_TEXT = re.compile(r"(?:[^\\,;]|\\[\\,;nN])*")


def make_event(uid: str = "a", **fields: object) -> IcalEvent:
    values = {
        "uid": uid,
        "on": ON,
        "summary": "Harbour, Terms of Service: takes effect",
        "description": "“These terms take effect on January 15, 2027.”",
        "url": "https://conductatlas.example/w/acme/inbox/1/",
        "category": "Takes effect",
        "stamp": STAMP,
    }
    return IcalEvent(**values | fields)  # type: ignore[arg-type]  # as given


def written(*events: IcalEvent) -> bytes:
    return as_ical(events, name="Acme: dates", product="1.0")


def check_strictly(file: bytes) -> list[tuple[str, dict[str, str]]]:
    """Hold the file to the grammar; return its components in the order in which they end, with their properties."""
    assert file.endswith(b"\r\n")
    assert b"\n" not in file.replace(b"\r\n", b"")
    assert b"\r" not in file.replace(b"\r\n", b"")
    assert [line for line in file.split(b"\r\n") if len(line) > 75] == []
    text = file.decode().replace("\r\n ", "")
    ended: list[tuple[str, dict[str, str]]] = []
    open_ones: list[tuple[str, dict[str, str]]] = []
    for line in text.removesuffix("\r\n").split("\r\n"):
        match = _LINE.fullmatch(line)
        assert match, line
        name, value = match["name"], match["value"]
        if name == "BEGIN":
            open_ones.append((value, {}))
        elif name == "END":
            component, properties = open_ones.pop()
            assert component == value
            assert set(properties) == REQUIRED[component]
            ended.append((component, properties))
        else:
            assert name not in open_ones[-1][1], f"{name} twice"
            open_ones[-1][1][name] = value
            if name in {"SUMMARY", "DESCRIPTION", "NAME"}:
                assert _TEXT.fullmatch(value), value
    assert open_ones == []
    return ended


def test_file_is_strictly_what_the_standard_says() -> None:
    ended = check_strictly(written(make_event(), make_event("b", on=ON + timedelta(days=31))))

    assert [name for name, _ in ended] == [*["VALARM"] * 4, "VEVENT", *["VALARM"] * 4, "VEVENT", "VCALENDAR"]
    event = ended[4][1]
    assert (event["DTSTART"], event["DTEND"]) == ("20270115", "20270116")
    assert (event["DTSTAMP"], event["SEQUENCE"], event["STATUS"]) == ("20261103T102030Z", "0", "CONFIRMED")
    assert [alarm["TRIGGER"] for _, alarm in ended[:4]] == ["-P29DT15H", "-P13DT15H", "-P6DT15H", "-PT15H"]
    assert ended[-1][1]["REFRESH-INTERVAL"] == "PT6H"


def test_calendar_without_dates_is_a_calendar() -> None:
    (only,) = check_strictly(written())

    assert only[0] == "VCALENDAR"


@given(st.text(max_size=300), st.text(max_size=120))
def test_any_words_are_written_whole_and_by_the_standard(words: str, name: str) -> None:
    file = as_ical([make_event(summary=words, description=words)], name=name, product="1.0")

    check_strictly(file)
    (event,) = Calendar.from_ical(file).walk("VEVENT")
    plain = re.sub(r"[\x00-\x08\x0b-\x1f\x7f]", " ", words)
    assert str(event["SUMMARY"]) == plain


def test_a_parser_reads_what_was_meant() -> None:
    calendar = Calendar.from_ical(written(make_event()))

    (event,) = calendar.walk("VEVENT")
    assert (event.decoded("DTSTART"), event.decoded("DTEND")) == (ON, ON + timedelta(days=1))
    assert str(event["UID"]) == "a"
    alarms = event.walk("VALARM")
    nine = [datetime.combine(ON, datetime.min.time()) + alarm.decoded("TRIGGER") for alarm in alarms]
    assert [(moment.hour, (ON - moment.date()).days) for moment in nine] == [(9, days) for days in REMINDERS]


@pytest.mark.parametrize("zone", ZONES)
def test_the_day_is_the_same_day_in_every_zone(zone: str) -> None:
    with timezone.override(ZoneInfo(zone)):
        file = written(make_event())

    assert file == written(make_event())
    (event,) = Calendar.from_ical(file).walk("VEVENT")
    assert event["DTSTART"].params["VALUE"] == "DATE"
    assert type(event.decoded("DTSTART")) is date  # no moment, so nothing that a zone could move
    assert event.decoded("DTSTART") == ON


def test_a_withdrawn_day_is_cancelled_and_reminds_nobody() -> None:
    ended = check_strictly(written(make_event(turn=1, is_cancelled=True)))

    assert [name for name, _ in ended] == ["VEVENT", "VCALENDAR"]
    assert (ended[0][1]["STATUS"], ended[0][1]["SEQUENCE"]) == ("CANCELLED", "1")


def test_an_announcement_reminds_nobody() -> None:
    assert b"VALARM" not in written(make_event(has_reminders=False))
