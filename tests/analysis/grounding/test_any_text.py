"""Whatever a model says and whatever a vendor writes, the check answers, and soon."""

import hashlib
import time
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from apps.analysis.grounding import check
from apps.analysis.types import (
    Citation,
    Evidence,
    Graded,
    Level,
    Passage,
    ProvisionBrief,
    ProvisionReading,
    Reason,
    Statement,
    StatementBasis,
)
from tests.analysis.grounding.corpus import cases

GRADE = Graded(level=Level.LOW, reasons=(Reason(rule="none", points=0, text="Nothing was found."),))
PIECES = st.lists(
    st.sampled_from(
        ["you", "we", "may", "must", "not", "without", "notice", "30", "days", "$", "%", "“", "”", '"', "'", ".", ",", ";", "(", ")", "unless",
         "opt", "-", "out", "in", "no", "event", "will", "liable", "[x](y)", "**", "a@b.co", "May 5, 2024", "half", "a", "million", "…", "\n"]
    ),
    max_size=60,
).map(" ".join)  # fmt: skip


def brief_of(text: str) -> ProvisionBrief:
    brief = cases()[0].brief
    digest = hashlib.sha256(text.encode()).hexdigest()
    words = Passage(Citation(sha256=digest, start=0, end=len(text)), text)
    return replace(
        brief, clause=replace(brief.clause, words=words, stands=()), neighbours=(), texts={digest: text}
    )


def reading_of(text: str, brief: ProvisionBrief) -> ProvisionReading:
    said = Statement(text=text, basis=StatementBasis.TEXT, citations=(brief.clause.words.citation,))
    return ProvisionReading(
        title="What it says",
        severity=GRADE,
        confidence=GRADE,
        evidence=Evidence.EXPLICIT,
        what_it_is=(said,),
    )


@settings(max_examples=150, deadline=None)
@given(said=st.one_of(PIECES, st.text(max_size=200)), text=st.one_of(PIECES, st.text(max_size=200)))
def test_any_words_are_answered(said: str, text: str) -> None:
    brief = brief_of(text or "x")

    findings = check(reading_of(said or "x", brief), brief)

    assert findings == check(reading_of(said or "x", brief), brief)


@pytest.mark.parametrize(
    "piece",
    [
        "a",
        "a.",
        "'a ",
        "“",
        "not ",
        "without ",
        "ai ",
        "no event will ",
        "30 days ",
        "<a",
        "a-",
        "(",
        "opt ",
        "you may ",
        "[",
        "a@",
    ],
)
def test_what_is_repeated_without_end_takes_no_longer(piece: str) -> None:
    """Nothing here is worse than linear by much: a thousand words of one kind, on both sides."""
    brief = brief_of(piece * 8_000)
    reading = reading_of((piece * 1_200)[:1_200], brief)

    started = time.process_time()
    check(reading, brief)

    assert time.process_time() - started < 2.0
