"""Sentences on what an edit did to a clause: values and positions before and after, else the words that went and came."""

import re
from collections.abc import Iterator
from itertools import islice
from typing import Final

from apps.analysis.rules.comparing import Difference, FactMoved, PositionMoved
from apps.analysis.rules.saying import what_it_is
from apps.analysis.rules.writing import capitalised, joined
from apps.analysis.types import Direction, Passage, Statement, StatementBasis
from apps.provisions.taxonomy import FactType

_IN_TITLE: Final = 10  # words of a quote
_PAUSES: Final = " ,;:.(\u2013\u2014-"
FOR_WHOM: Final = {
    Direction.BETTER: "better for {users}",
    Direction.WORSE: "worse for {users}",
    Direction.MIXED: "better for {users} in one way and worse in another",
}


def heading(one: Difference) -> str:
    """Return the topic of a clause, or the heading above it where the topic is inferred."""
    case = one.case
    if case.lead is not None and not case.lead.is_inferred:
        return case.lead.topic.heading
    return case.heading.rstrip("?") or case.whose.document


def place(one: Difference) -> str:
    """Name the topic of a clause in a sentence, or where it stands."""
    case = one.case
    if case.lead is not None and not case.lead.is_inferred:
        return f"on {case.lead.topic.heading.lower()}"
    return f"under the heading {case.heading}" if case.heading else "without a heading"


def fact_words(moved: FactMoved) -> str:
    """Say what became of a value."""
    if not moved.before:
        return f"{moved.name} is now stated{_value_after(moved)}"
    if not moved.after:
        return f"{moved.name} is no longer stated{_value_before(moved)}"
    if moved.after[0].type is FactType.FLAG:
        return f"{moved.name} changes"
    return f"{moved.name} goes from {joined(moved.before)} to {joined(moved.after)}"


def edit_words(one: Difference) -> str:
    """Say in a few words what an edit did to the wording, for a title: what came or went, with how it begins."""
    if one.is_of_marks:
        return "only links, marks or numbering change"
    went, came = one.words
    if came is not None and went is None:
        return f"words are added, “{_opening(came)}”"
    if went is not None and came is None:
        return f"words are dropped, “{_opening(went)}”"
    return "the wording changes"


def _opening(passage: Passage) -> str:
    """Return the first words of a quote, as they are written."""
    words = list(islice(re.finditer(r"\S+", passage.quote), _IN_TITLE))
    return passage.quote[: words[-1].end()].rstrip(_PAUSES)


def _value_after(moved: FactMoved) -> str:
    return "" if moved.after[0].type is FactType.FLAG else f" ({joined(moved.after)})"


def _value_before(moved: FactMoved) -> str:
    return "" if moved.before[0].type is FactType.FLAG else f" ({joined(moved.before)})"


def for_whom(direction: Direction, one: Difference) -> str:
    """Say for whom it is better, in the words of the document's readers."""
    return FOR_WHOM[direction].replace("{users}", one.case.names.readers.many)


def tell_difference(one: Difference) -> Iterator[Statement]:
    """Tell what an edit did to a clause, the values first."""
    if one.change.before is None or one.change.after is None:
        yield _whole(one)
        return
    for moved in one.facts:
        yield _told_fact(one, moved)
    for position in one.positions:
        yield _told_position(one, position)
    if not one.is_decided:
        yield _told_words(one)


def _worth(direction: Direction, one: Difference) -> str:
    return f" That is {for_whom(direction, one)}." if direction in FOR_WHOM else ""


def _told_fact(one: Difference, moved: FactMoved) -> Statement:
    return Statement(
        text=f"{capitalised(heading(one))}: {fact_words(moved)}.{_worth(moved.direction, one)}",
        basis=StatementBasis.TEXT,
        citations=tuple(value.proof.citation for value in (*moved.before, *moved.after)),
        facts=(moved.slug,),
    )


def _told_position(one: Difference, moved: PositionMoved) -> Statement:
    proofs = [told.stand.proof for told in (moved.before, moved.after) if told.stand.proof is not None]
    said = what_it_is(one.case)[0].text if moved.after is one.case.lead else ""
    quoted = f" {said}" if said else ""
    return Statement(
        text=(
            f"{moved.after.topic.heading}: the position goes from {moved.before.stand.position_label} to "
            f"{moved.after.stand.position_label}.{_worth(moved.direction, one)}{quoted}"
        ),
        basis=StatementBasis.TEXT,
        citations=tuple(proof.citation for proof in proofs),
    )


def _told_words(one: Difference) -> Statement:
    went, came = one.words
    topic = capitalised(heading(one))
    if one.is_of_marks:
        text = f"{topic}: only links, marks or numbering change."
        return Statement(text=text, basis=StatementBasis.TEXT, citations=(one.case.whole,))
    if went is not None and came is not None and went.quote != came.quote:
        text = f"{topic}: “{went.quote}” gives way to “{came.quote}”."
    elif came is not None and went is None:
        text = f"{topic}: the words “{came.quote}” are added."
    elif went is not None and came is None:
        text = f"{topic}: the words “{went.quote}” are dropped."
    else:
        text = f"{topic}: the wording changes; no position or value that was read does."
    cited = [passage.citation for passage in (went, came) if passage is not None]
    return Statement(text=text, basis=StatementBasis.TEXT, citations=tuple(cited) or (one.case.whole,))


def _whole(one: Difference) -> Statement:
    said = what_it_is(one.case)[0]
    status = "is added" if one.change.after is not None else "is removed"
    verb = "It says" if one.change.after is not None else "It said"
    return said.model_copy(
        update={"text": f"A clause {place(one)} {status}.{_worth(one.direction, one)} {verb}: {said.text}"}
    )
