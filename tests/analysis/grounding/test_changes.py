"""Readings of changes: what was so is told of the text before, what is so of the text after."""

from dataclasses import replace

import pytest

from apps.analysis.grounding import Code, check
from apps.analysis.types import (
    Affected,
    ChangeBrief,
    ChangeReading,
    Direction,
    Evidence,
    Graded,
    Level,
    Reason,
    Statement,
    StatementBasis,
)
from tests.analysis.language.briefs import change_brief

BEFORE = "We will give you 30 days of notice before we change a fee."
AFTER = "We may change a fee with 7 days of notice."
GRADE = Graded(level=Level.MEDIUM, reasons=(Reason(rule="notice", points=2, text="The notice is shorter."),))


@pytest.fixture
def brief() -> ChangeBrief:
    return change_brief(((BEFORE, AFTER),))


def codes(brief: ChangeBrief, text: str, basis: StatementBasis = StatementBasis.TEXT) -> set[Code]:
    change = brief.clauses[0]
    assert change.before is not None
    assert change.after is not None
    citations = (change.before.words.citation, change.after.words.citation)
    said = Statement(text=text, basis=basis, citations=citations if basis is StatementBasis.TEXT else ())
    reading = ChangeReading(
        title="Notice of a new fee becomes shorter",
        severity=GRADE,
        confidence=GRADE,
        evidence=Evidence.EXPLICIT,
        direction=Direction.WORSE,
        affected=(Affected.EVERYONE,),
        summary=(said,) if basis is StatementBasis.TEXT else (_plain(citations), said),
    )
    return {finding.code for finding in check(reading, brief)}


def _plain(citations: tuple[object, ...]) -> Statement:
    return Statement.model_validate(
        {"text": "The notice of a fee changed.", "basis": "text", "citations": citations}
    )


@pytest.mark.parametrize(
    "text",
    [
        "Notice of a new fee went from 30 days to 7 days.",
        "Northlight now gives 7 days of notice.",
        "Before the change, 30 days of notice were promised.",
        "The text said “30 days of notice” and now says “7 days of notice”.",
        "Thirty days of notice became seven days.",
    ],
)
def test_each_side_is_told_of_its_own_text(brief: ChangeBrief, text: str) -> None:
    assert codes(brief, text) == set()


@pytest.mark.parametrize(
    "text",
    [
        "Notice of a new fee went from 7 days to 30 days.",
        "Northlight now gives 30 days of notice.",
        "Before the change, 7 days of notice were promised.",
        "Notice of a new fee went from 30 days to 14 days.",
    ],
)
def test_the_sides_are_not_swapped(brief: ChangeBrief, text: str) -> None:
    assert codes(brief, text) == {Code.NUMBER}


def test_counts_come_from_the_record(brief: ChangeBrief) -> None:
    record = StatementBasis.RECORD

    assert codes(brief, "The change was detected on 2 Oct 2026 and edits 1 sentence.", record) == set()
    assert codes(brief, "The change was detected on 3 Oct 2026.", record) == {Code.DATE}
    assert codes(brief, "It is the 9th change of the document.", record) == {Code.NUMBER}


@pytest.mark.parametrize(("section", "expected"), [("if_no_action", set()), ("dates", {Code.FOREIGN_TEXT})])
def test_what_the_document_says_of_doing_nothing_stands_anywhere_in_it(
    section: str, expected: set[Code]
) -> None:
    going_on = "If you keep using the service you agree to the new terms."
    brief = change_brief(((BEFORE, AFTER), (going_on, going_on)))
    changed, elsewhere = brief.clauses
    assert changed.before is not None
    assert changed.after is not None
    assert elsewhere.after is not None
    said = Statement(
        text="Going on using the service counts as agreement: “you agree to the new terms”.",
        basis=StatementBasis.TEXT,
        citations=(elsewhere.after.words.citation,),
    )
    reading = ChangeReading(
        title="Notice of a new fee becomes shorter",
        severity=GRADE,
        confidence=GRADE,
        evidence=Evidence.EXPLICIT,
        direction=Direction.WORSE,
        affected=(Affected.EVERYONE,),
        summary=(_plain((changed.before.words.citation, changed.after.words.citation)),),
    ).model_copy(update={section: (said,)})

    assert {finding.code for finding in check(reading, replace(brief, clauses=(changed,)))} == expected
