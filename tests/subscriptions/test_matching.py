"""The rules of a watch, put to a change: every rule by itself, and what it says to people."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from apps.analysis.types import Direction, Level
from apps.subscriptions.matching import judge
from apps.subscriptions.types import ChangeFacts, Interest, Rules
from tests.subscriptions.cast import make_facts

WIDE = Rules(interests=tuple(Interest))


def test_a_change_of_wording_is_told_and_why() -> None:
    verdict = judge(Rules(), make_facts(Interest.WORDING, Interest.DATES, severity=Level.HIGH))

    assert verdict.is_told
    assert [check.told for check in verdict.checks] == [
        "It changes wording and a date that counts, which the watch asks for.",
        "Its severity is high, at or above the watch's low.",
    ]


@pytest.mark.parametrize(
    ("interests", "told"),
    [
        ([Interest.LINKS], "It changes only links, which the watch leaves out."),
        ([Interest.RETURNS], "It changes the text back to what it was before, which the watch leaves out."),
    ],
)
def test_what_the_usual_watch_leaves_out(interests: list[Interest], told: str) -> None:
    verdict = judge(Rules(), make_facts(*interests))

    assert not verdict.is_told
    assert [check.told for check in verdict.unmet] == [told]


def test_a_change_that_binds_nobody_is_told_by_no_watch() -> None:
    verdict = judge(WIDE, replace(make_facts(), interests=frozenset()))

    assert [check.told for check in verdict.unmet] == ["It changes nothing that binds anybody."]


@pytest.mark.parametrize(
    ("wanted", "severity", "is_told"),
    [
        (Level.LOW, Level.LOW, True),
        (Level.MEDIUM, Level.LOW, False),
        (Level.MEDIUM, Level.MEDIUM, True),
        (Level.MEDIUM, Level.HIGH, True),
        (Level.HIGH, Level.MEDIUM, False),
        (Level.HIGH, Level.HIGH, True),
        (Level.HIGH, None, True),
    ],
)
def test_severity_from_a_level_on_and_the_unknown_always(
    wanted: Level, severity: Level | None, *, is_told: bool
) -> None:
    assert judge(Rules(min_severity=wanted), make_facts(severity=severity)).is_told is is_told


@pytest.mark.parametrize(
    ("direction", "is_told"), [(Direction.WORSE, True), (Direction.BETTER, False), (None, True)]
)
def test_directions_and_the_unknown_always(direction: Direction | None, *, is_told: bool) -> None:
    verdict = judge(Rules(directions=(Direction.WORSE, Direction.MIXED)), make_facts(direction=direction))

    assert verdict.is_told is is_told
    assert [check.rule for check in verdict.unmet] == ([] if is_told else ["directions"])


def test_topics_of_the_clauses_touched() -> None:
    rules = Rules(topics=("governing_law", "liability_limit"))

    met = judge(rules, make_facts(topics=frozenset({"liability_limit", "account_closure"})))
    unmet = judge(rules, make_facts(topics=frozenset({"account_closure"})))

    assert met.checks[-1].told == "It touches a clause on liability limit."
    assert [check.rule for check in unmet.unmet] == ["topics"]


@pytest.mark.parametrize(
    ("wanted", "locale", "is_told"),
    [
        ("en", "en", True),
        ("en", "en-GB", True),
        ("EN", "en-gb", True),
        ("en-GB", "en", False),
        ("en", "eng", False),
        ("de", "en", False),
        ("", "de", True),
    ],
)
def test_a_language_holds_its_regions_and_no_other(wanted: str, locale: str, *, is_told: bool) -> None:
    assert judge(Rules(locale=wanted), make_facts(locale=locale)).is_told is is_told


def test_all_rules_that_are_not_met_are_said_not_only_the_first() -> None:
    rules = Rules(
        min_severity=Level.HIGH, topics=("governing_law",), directions=(Direction.WORSE,), locale="de"
    )

    verdict = judge(rules, make_facts(Interest.LINKS, severity=Level.LOW, direction=Direction.BETTER))

    assert [check.rule for check in verdict.unmet] == [
        "interests",
        "min_severity",
        "topics",
        "directions",
        "locale",
    ]


_FACTS = st.builds(
    ChangeFacts,
    change_id=st.just(1),
    platform_id=st.just(1),
    document_id=st.just(1),
    locale=st.sampled_from(["en", "en-GB", "de"]),
    interests=st.frozensets(st.sampled_from(Interest)),
    severity=st.none() | st.sampled_from(Level),
    direction=st.none() | st.sampled_from(Direction),
    topics=st.frozensets(st.sampled_from(["governing_law", "liability_limit", "retention"])),
)
_RULES = st.builds(
    Rules,
    min_severity=st.sampled_from(Level),
    interests=st.lists(st.sampled_from(Interest), min_size=1, unique=True).map(tuple),
    topics=st.lists(st.sampled_from(["governing_law", "retention"]), unique=True).map(tuple),
    directions=st.lists(st.sampled_from(Direction), unique=True).map(tuple),
    locale=st.sampled_from(["", "en", "de"]),
)


@given(facts=_FACTS, rules=_RULES)
def test_a_wider_watch_tells_whatever_the_narrower_tells(facts: ChangeFacts, rules: Rules) -> None:
    widened = [
        replace(rules, min_severity=Level.LOW),
        replace(rules, interests=tuple(Interest)),
        replace(rules, topics=()),
        replace(rules, directions=()),
        replace(rules, locale=""),
    ]

    verdict = judge(rules, facts)

    assert verdict.is_told == (not verdict.unmet)
    for wider in widened:
        assert judge(wider, facts).is_told >= verdict.is_told


@given(facts=_FACTS, rules=_RULES)
def test_what_is_not_known_hides_nothing(facts: ChangeFacts, rules: Rules) -> None:
    unknown = replace(facts, severity=None, direction=None)

    assert judge(rules, unknown).is_told >= judge(rules, facts).is_told
