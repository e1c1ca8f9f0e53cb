import re
from dataclasses import replace
from datetime import date

import pytest

from apps.analysis.grounding import check
from apps.analysis.grounding.statements import statements
from apps.analysis.rules import read_change
from apps.analysis.types import (
    Affected,
    ChangeBrief,
    ChangeReading,
    ClauseChange,
    DateGiven,
    Direction,
    Level,
    Statement,
)
from tests.analysis.rules.clauses import PRIVACY, SAMPLES, TERMS, dated, digest, edited, whose

NOTICE_30, NOTICE_7 = SAMPLES[TERMS][:2]
KEEP_90 = SAMPLES[PRIVACY][1]
KEEP_30 = KEEP_90.replace("90 days", "30 days")
AT_WILL, FOR_CAUSE = SAMPLES[TERMS][7], SAMPLES[TERMS][8]
QUOTE = re.compile(r"“([^“”]+)”")


def _brief(
    *clauses: ClauseChange,
    dates: tuple[DateGiven, ...] = (),
    earlier: tuple[date, ...] = (),
    kind: str = TERMS,
) -> ChangeBrief:
    texts = {}
    for one in clauses:
        for clause in (one.before, one.after):
            if clause is not None:
                texts[clause.words.citation.sha256] = clause.words.quote
    for given in dates:
        texts.setdefault(given.proof.citation.sha256, "")
    return ChangeBrief(
        public_id="CA-C-000001",
        whose=whose(kind),
        kind="substantive",
        materiality=50,
        detected_on=date(2026, 6, 1),
        words_added=1,
        words_removed=1,
        words_moved=0,
        sentences_changed=1,
        dates=dates,
        clauses=clauses,
        document_changed_on=earlier,
        texts=texts,
    )


def _told(reading: ChangeReading) -> tuple[Statement, ...]:
    """Return what is said of single clauses: the gravest in the summary, the others below it."""
    return (*reading.summary[1:], *reading.clauses)


def test_a_shorter_notice_is_told_with_both_values_and_is_worse() -> None:
    reading = read_change(_brief(edited(NOTICE_30, NOTICE_7)))

    assert (
        reading.title == "Changes to the terms or service: the notice of changes goes from 30 days to 7 days"
    )
    assert [one.text for one in _told(reading)] == [
        "Changes to the terms or service: the notice of changes goes from 30 days to 7 days. That is worse for users."
    ]
    assert _told(reading)[0].facts == ("notice",)
    assert reading.direction is Direction.WORSE
    assert reading.severity.level is Level.HIGH


def test_a_longer_notice_is_better() -> None:
    reading = read_change(_brief(edited(NOTICE_7, NOTICE_30)))

    assert reading.direction is Direction.BETTER
    assert reading.severity.level is Level.LOW


@pytest.mark.parametrize(
    ("before", "after", "direction"),
    [(KEEP_90, KEEP_30, Direction.BETTER), (KEEP_30, KEEP_90, Direction.WORSE)],
)
def test_longer_retention_is_worse(before: str, after: str, direction: Direction) -> None:
    assert read_change(_brief(edited(before, after), kind=PRIVACY)).direction is direction


def test_another_position_is_told_by_its_names_and_words() -> None:
    reading = read_change(_brief(edited(FOR_CAUSE, AT_WILL)))

    told = " ".join(one.text for one in _told(reading))
    assert "the position goes from For cause to Any reason without notice. That is worse for users." in told
    assert "“We may suspend or terminate your account at any time, for any reason and without notice”" in told
    assert reading.direction is Direction.WORSE


def test_better_and_worse_clauses_make_a_mixed_change() -> None:
    reading = read_change(_brief(edited(NOTICE_30, NOTICE_7), edited(KEEP_90, KEEP_30)))

    assert reading.direction is Direction.MIXED
    assert reading.summary[0].text == "Halvorine changed 2 clauses of Rules of the Service: 2 edited."


def test_other_words_are_quoted_and_take_no_side() -> None:
    reading = read_change(
        _brief(
            edited(
                "You may not use output to paint pictures of cats.",
                "You may not use output to paint pictures of dogs.",
            )
        )
    )

    (told,) = _told(reading)
    assert told.text == "Rules of the Service: “cats.” gives way to “dogs.”."
    assert reading.direction is Direction.UNCLEAR
    assert reading.severity.level is Level.LOW


@pytest.mark.parametrize("status", ["moved", "renumbered"])
def test_a_clause_that_only_moved_is_no_news(status: str) -> None:
    moved = replace(edited(NOTICE_30, NOTICE_30), status=status, is_edited=False)

    reading = read_change(_brief(moved))

    assert _told(reading) == ()
    assert reading.title == "Rules of the Service: no clause changed in substance"
    assert reading.direction is Direction.NEUTRAL
    assert reading.severity.level is Level.LOW


def test_links_alone_are_told_as_links() -> None:
    before = "You may read our [guide](https://halvorine.example/a) at any time before you decide."

    reading = read_change(_brief(edited(before, before.replace("/a", "/b"))))

    assert _told(reading)[0].text.endswith("only links, marks or numbering change.")
    assert reading.direction is Direction.NEUTRAL
    assert reading.severity.level is Level.LOW


def test_other_numbers_before_points_are_no_news() -> None:
    before = "You must not do any of these things with it:\n\na. paint the town red at night;\nb. whistle in the library at noon."
    after = before.replace("a. paint", "1. paint").replace("b. whistle", "2. whistle")

    reading = read_change(_brief(edited(before, after)))

    assert _told(reading)[0].text.endswith("only links, marks or numbering change.")


def test_another_number_within_a_sentence_is_news() -> None:
    before = "Send us no more than 3 letters in any year of the contract."

    (told,) = _told(read_change(_brief(edited(before, before.replace("3", "5")))))

    assert "“" in told.text


def test_signs_without_width_are_no_words() -> None:
    before = "You may read our guide at any time before you decide."

    reading = read_change(_brief(edited(before, before.replace("guide", "guide\u2060"))))

    assert _told(reading)[0].text.endswith("only links, marks or numbering change.")


def test_a_single_word_is_quoted_where_markup_leaves_no_more() -> None:
    before = "You may **read** our [old](https://halvorine.example/a) **guide** at any time."

    (told,) = _told(read_change(_brief(edited(before, before.replace("[old]", "[new]")))))

    assert "“old” gives way to “new”" in told.text


def test_a_text_that_stands_in_the_place_of_another_takes_no_side() -> None:
    came = [edited("", text) for text in SAMPLES[TERMS][:8]]
    went = [edited(text, "") for text in SAMPLES[PRIVACY][:6]]

    reading = read_change(_brief(*came, *went))

    assert reading.title == "Rules of the Service: most of the text is replaced"
    assert reading.direction is Direction.UNCLEAR
    assert reading.severity.level is Level.MEDIUM
    assert reading.severity.reasons[-1].rule == "replaced_most"


def test_an_added_clause_is_told_as_it_reads() -> None:
    reading = read_change(_brief(edited("", AT_WILL)))

    assert reading.title == "New clause: Halvorine may end access at will and without notice"
    assert _told(reading)[0].text.startswith(
        "A clause on termination and suspension is added. That is worse for users. It says: Halvorine may suspend or end access"
    )


def test_a_removed_protection_is_worse() -> None:
    reading = read_change(
        _brief(edited("We do not sell your personal information to anybody.", ""), kind=PRIVACY)
    )

    assert reading.direction is Direction.WORSE
    assert reading.title == "Clause removed: Halvorine does not sell data"


def test_a_title_says_how_added_words_begin() -> None:
    asked = "You may ask us for a copy of your data."
    added = (
        "We treat a signal from your browser as a request to opt out of advertising, for that browser alone."
    )
    brief = _brief(edited(asked, f"{asked} {added}"), kind=PRIVACY)
    reading = read_change(brief)

    assert reading.title.endswith("words are added, “We treat a signal from your browser as a request”")
    assert check(reading, brief) == ()


def test_dates_are_told_with_their_words_and_never_guessed() -> None:
    text = f"Effective 1 July 2026. {NOTICE_7}"
    given = dated(text, "effective", date(2026, 7, 1), "Effective 1 July 2026")
    brief = _brief(edited(NOTICE_30, NOTICE_7), dates=(given,))
    brief = replace(brief, texts={**brief.texts, digest(text): text})

    with_date, without = read_change(brief), read_change(_brief(edited(NOTICE_30, NOTICE_7)))

    assert [one.text for one in with_date.dates] == [
        "The text gives 1 Jul 2026 as the day from which it applies. In its words: “Effective 1 July 2026”."
    ]
    assert [one.text for one in without.dates] == [
        "The text does not state from when it applies. We found the change on 1 Jun 2026."
    ]


def test_silence_is_consent_only_where_the_text_says_so() -> None:
    continued = SAMPLES[TERMS][19]
    silent, said = _brief(edited(NOTICE_30, NOTICE_7)), _brief(edited(NOTICE_30, f"{NOTICE_7} {continued}"))

    (consent,) = read_change(said).if_no_action
    assert read_change(silent).if_no_action == ()
    assert consent.text == (
        "Going on using the service counts as agreement: “By continuing to use the service after a change you agree to be bound "
        "by the revised terms”."
    )


def test_silence_is_read_in_the_rest_of_the_new_text_too() -> None:
    continued = SAMPLES[TERMS][19]
    brief = _brief(edited(NOTICE_30, NOTICE_7))
    (new,) = [one.after.words for one in brief.clauses if one.after]
    whole = f"{NOTICE_7}\n\n{continued}"

    (consent,) = read_change(replace(brief, texts={new.citation.sha256: whole})).if_no_action

    (citation,) = consent.citations
    assert whole[citation.start : citation.end] == continued.rstrip(".")


def test_patterns_are_counted_from_the_record() -> None:
    days = (date(2024, 1, 1), date(2025, 9, 3), date(2026, 2, 4))

    reading = read_change(_brief(edited(NOTICE_30, NOTICE_7, changed_on=days), earlier=days))

    assert [one.text for one in reading.pattern] == [
        "This is the third change to the clause on changes to the terms or service in 12 months. The one before was on 4 Feb 2026.",
        "Halvorine changed Rules of the Service 2 times in the 12 months before, last on 4 Feb 2026.",
    ]


def test_affected_are_named_by_document_and_clauses() -> None:
    reading = read_change(_brief(edited(NOTICE_30, NOTICE_7), edited("", SAMPLES[PRIVACY][6])))

    assert reading.affected == (Affected.EVERYONE, Affected.CHILDREN_AND_PARENTS)


def test_actions_come_from_edited_clauses() -> None:
    reading = read_change(_brief(edited(SAMPLES[TERMS][4], SAMPLES[TERMS][3])))

    assert [action.title for action in reading.actions] == ["Opt out of arbitration"]


def test_a_change_of_currency_is_neither_better_nor_worse() -> None:
    before = "Our total liability will not exceed $500."

    reading = read_change(_brief(edited(before, before.replace("$", "€"))))

    assert reading.direction is Direction.NEUTRAL


@pytest.mark.parametrize(
    "clauses",
    [
        (edited(NOTICE_30, NOTICE_7),),
        (edited(FOR_CAUSE, AT_WILL),),
        (edited("", AT_WILL), edited(AT_WILL, "")),
        (edited(KEEP_90, KEEP_30), edited(NOTICE_7, NOTICE_30)),
        (edited(SAMPLES[TERMS][4], SAMPLES[TERMS][3]),),
    ],
)
def test_everything_said_of_a_change_is_borne_out(clauses: tuple[ClauseChange, ...]) -> None:
    brief = _brief(*clauses)
    reading = read_change(brief)

    assert [(finding.where, finding.why) for finding in check(reading, brief)] == []
    for placed in statements(reading):
        cited = [
            brief.texts[citation.sha256][citation.start : citation.end]
            for citation in placed.statement.citations
        ]
        for quote in QUOTE.findall(placed.statement.text):
            assert any(quote in words for words in cited), (placed.where, quote)


def test_a_change_counts_what_its_record_bears_out_and_tells_nothing_twice() -> None:
    added = [edited("", text) for text in SAMPLES[TERMS][:3]] + [edited(FOR_CAUSE, AT_WILL)] * 2
    brief = _brief(*added)

    reading = read_change(brief)
    said = [one.text for one in (*reading.summary, *reading.clauses)]

    assert said[0] == "Halvorine changed 5 clauses of Rules of the Service: 2 edited and 3 added."
    assert len(said) == len(set(said))
    assert [one.code.value for one in check(reading, brief)] == []
