# ruff: noqa: S311  (jitter is no secret)
from datetime import UTC, datetime, timedelta
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from apps.documents.fetching.politeness import (
    DAY,
    HOUR,
    MINUTE,
    ROBOTS_BYTES,
    Circuit,
    RobotsDecision,
    RobotsFile,
    RobotsReason,
    back_off,
    circuit_after,
    decide_robots,
    next_gap,
    retry_after,
    robots_text,
    robots_url,
)

NOW = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)
AGENT = "ConductAtlas"
RULES = """
User-agent: *
Disallow: /private
Allow: /private/terms$
Crawl-delay: 7

User-agent: ConductAtlas
User-agent: OtherBot
Disallow: /*/drafts
"""


def found(text: str, status: int | None = 200) -> RobotsFile:
    return RobotsFile(status, text, NOW)


@pytest.mark.parametrize(
    ("agent", "path", "allowed"),
    [
        ("SomeBot", "/terms", True),
        ("SomeBot", "/private/x", False),
        ("SomeBot", "/private/terms", True),
        ("SomeBot", "/private/terms/x", False),
        (AGENT, "/private/x", True),
        (AGENT, "/legal/drafts/1", False),
        ("conductatlas", "/legal/drafts/1", False),
    ],
)
def test_most_specific_group_and_longest_rule_decide(agent: str, path: str, allowed: bool) -> None:
    decision = decide_robots(found(RULES), f"https://example.com{path}", agent=agent)

    assert decision.allowed is allowed
    assert decision.reason == (RobotsReason.RULE_ALLOWS if allowed else RobotsReason.RULE_FORBIDS)


def test_crawl_delay_is_reported() -> None:
    assert decide_robots(found(RULES), "https://example.com/", agent="SomeBot").crawl_delay == 7.0
    assert decide_robots(found(RULES), "https://example.com/", agent=AGENT).crawl_delay is None


@pytest.mark.parametrize(
    ("status", "expected"),
    [
        (200, RobotsDecision(allowed=False, reason=RobotsReason.RULE_FORBIDS)),
        (301, RobotsDecision(allowed=True, reason=RobotsReason.NO_FILE)),
        (401, RobotsDecision(allowed=True, reason=RobotsReason.NO_FILE)),
        (403, RobotsDecision(allowed=True, reason=RobotsReason.NO_FILE)),
        (404, RobotsDecision(allowed=True, reason=RobotsReason.NO_FILE)),
        (429, RobotsDecision(allowed=False, reason=RobotsReason.SERVER_ERROR)),
        (500, RobotsDecision(allowed=False, reason=RobotsReason.SERVER_ERROR)),
        (503, RobotsDecision(allowed=False, reason=RobotsReason.SERVER_ERROR)),
        (None, RobotsDecision(allowed=False, reason=RobotsReason.UNREACHABLE)),
    ],
)
def test_status_of_the_file_decides_before_its_text(status: int | None, expected: RobotsDecision) -> None:
    file = found("User-agent: *\nDisallow: /", status)

    assert decide_robots(file, "https://example.com/terms", agent=AGENT) == expected


def test_page_in_place_of_rules_forbids_nothing() -> None:
    assert decide_robots(found("<!doctype html><p>Not found"), "https://example.com/", agent=AGENT).allowed


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("https://example.com/a/b?c", "https://example.com/robots.txt"),
        ("http://example.com:8080/", "http://example.com:8080/robots.txt"),
    ],
)
def test_each_origin_has_its_rules(url: str, expected: str) -> None:
    assert robots_url(url) == expected


def test_long_file_is_cut_at_a_line() -> None:
    body = b"\xef\xbb\xbfUser-agent: *\n" + b"Disallow: /x\n" * 50_000

    text = robots_text(body)

    assert text.startswith("User-agent")
    assert text.endswith("Disallow: /x")
    assert ROBOTS_BYTES - 100 < len(text.encode()) <= ROBOTS_BYTES


@pytest.mark.parametrize(
    ("age", "is_fresh"), [(timedelta(0), True), (timedelta(hours=23), True), (DAY, False), (-MINUTE, False)]
)
def test_copy_of_the_rules_serves_a_day(age: timedelta, is_fresh: bool) -> None:
    assert found("").is_fresh(NOW + age) is is_fresh


@given(st.integers(0, 10_000), st.one_of(st.none(), st.floats(0, 1_000)))
def test_gap_lies_between_the_base_and_half_as_much_again(seed: int, crawl_delay: float | None) -> None:
    gap = next_gap(base=5.0, random=Random(seed), crawl_delay=crawl_delay).total_seconds()

    base = max(5.0, min(crawl_delay or 0.0, 60.0))
    assert base - 1e-6 <= gap <= base * 1.5 + 1e-6


def test_gap_is_told_by_its_random_source() -> None:
    assert next_gap(base=5.0, random=Random(1)) == next_gap(base=5.0, random=Random(1))


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (None, None),
        ("", None),
        ("soon", None),
        ("-5", None),
        ("1.5", None),
        ("0", timedelta(0)),
        (" 120 ", 2 * MINUTE),
        ("99999999999999999999", timedelta(days=7)),
        ("Sun, 01 Mar 2026 13:00:00 GMT", HOUR),
        ("Sun, 01 Mar 2026 11:00:00 GMT", timedelta(0)),
        ("Sun, 01 Mar 2026 13:00:00 -0000", HOUR),
        ("Fri, 01 Jan 2100 00:00:00 GMT", timedelta(days=7)),
    ],
)
def test_retry_after_is_read(value: str | None, expected: timedelta | None) -> None:
    assert retry_after(value, NOW) == expected


@given(st.text())
def test_retry_after_never_fails(value: str) -> None:
    wait = retry_after(value, NOW)

    assert wait is None or timedelta(0) <= wait <= timedelta(days=7)


@given(st.integers(1, 50), st.integers(0, 1_000))
def test_back_off_climbs_to_its_last_step_and_stays(attempt: int, seed: int) -> None:
    steps = (MINUTE, HOUR, DAY)

    wait = back_off(steps, attempt=attempt, random=Random(seed))

    step = steps[min(attempt, 3) - 1]
    assert step * 0.9 <= wait <= step * 1.1


def test_back_off_is_never_shorter_than_what_was_asked() -> None:
    assert back_off((MINUTE,), attempt=1, random=Random(1), asked=2 * DAY) == 2 * DAY


def after(failures: int, circuit: Circuit | None = None, now: datetime = NOW) -> Circuit:
    circuit = circuit or Circuit()
    for _ in range(failures):
        circuit = circuit_after(circuit, has_failed=True, now=now)
    return circuit


def test_four_failures_leave_the_circuit_closed() -> None:
    assert after(4).allows(NOW)


def test_fifth_failure_rests_the_host_an_hour() -> None:
    circuit = after(5)

    assert circuit == Circuit(failures=5, trips=1, open_until=NOW + HOUR)
    assert not circuit.allows(NOW + HOUR - timedelta(seconds=1))
    assert circuit.allows(NOW + HOUR)


def test_failed_trial_rests_it_twice_as_long_up_to_a_day() -> None:
    circuit, now, rests = after(4), NOW, []
    for _ in range(7):
        circuit = circuit_after(circuit, has_failed=True, now=now)
        assert circuit.open_until is not None
        rests.append((circuit.open_until - now) / HOUR)
        now = circuit.open_until

    assert rests == [1, 2, 4, 8, 16, 24, 24]


def test_success_forgets_all() -> None:
    assert circuit_after(after(9), has_failed=False, now=NOW) == Circuit()
