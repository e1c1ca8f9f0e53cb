"""The reading of a change: what edited clauses carry, for whom it is better, and what can be done."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import timedelta
from functools import cache
from typing import Final

from apps.analysis.rules.acting import actions
from apps.analysis.rules.audience import concerned
from apps.analysis.rules.comparing import NEWS, Difference, courses
from apps.analysis.rules.differences import edit_words, fact_words, heading, place, tell_difference
from apps.analysis.rules.grading import severity
from apps.analysis.rules.quoting import Reader
from apps.analysis.rules.rubric import Step, level, rubric
from apps.analysis.rules.saying import title as clause_title
from apps.analysis.rules.writing import distinct, listed, shown_day
from apps.analysis.types import (
    Action,
    Affected,
    ChangeBrief,
    ChangeReading,
    Citation,
    Direction,
    Evidence,
    Graded,
    Passage,
    Reason,
    Statement,
    StatementBasis,
)

MOST_CLAUSES: Final = 20
_MOST_ACTIONS: Final = 4
_IN_SUMMARY: Final = 2
_LONGEST_TITLE: Final = 120
_MANY: Final = 12  # clauses that came or went without one that was edited
_YEAR: Final = timedelta(days=365)
_ORDINALS: Final = (
    "first",
    "second",
    "third",
    "fourth",
    "fifth",
    "sixth",
    "seventh",
    "eighth",
    "ninth",
    "tenth",
)
_DATES: Final = {
    "effective": "as the day from which it applies",
    "last_updated": "as the day of its last update",
    "announced": "as the day of its announcement",
}


def read_change(brief: ChangeBrief) -> ChangeReading:
    """Return everything the rules can say of a change. The same brief always gives the same reading."""
    found = [
        Difference(one, brief.whose, brief.texts)
        for one in brief.clauses
        if one.is_edited or one.status in NEWS
    ]
    ranked = sorted(found, key=lambda one: (-_points(one), not one.is_decided))
    top = ranked[0] if ranked else None
    is_inferred = top is None or top.case.is_inferred
    summary = tuple(_summary(brief, found, ranked))
    told = (statement for one in _shown(found, ranked) for statement in tell_difference(one))
    return ChangeReading(
        title=_title(brief, ranked),
        severity=_severity(top, is_inferred=is_inferred, is_replaced=_is_replaced(found)),
        confidence=_confidence(top),
        evidence=Evidence.INFERRED if is_inferred else Evidence.EXPLICIT,
        direction=_direction(found),
        affected=_affected(brief, found),
        summary=summary,
        clauses=tuple(one for one in distinct(told) if one not in summary),
        dates=tuple(_dates(brief)),
        actions=_actions(found),
        if_no_action=tuple(_if_no_action(brief, found)),
        pattern=tuple(_pattern(brief, found)),
    )


def _shown(found: Sequence[Difference], ranked: Sequence[Difference]) -> list[Difference]:
    """Return the gravest differences in the order of the text."""
    chosen = {id(one) for one in ranked[:MOST_CLAUSES]}
    return [one for one in found if id(one) in chosen]


def _steps(one: Difference) -> Iterator[tuple[str, Step]]:
    steps = rubric().change.steps
    if one.direction in {Direction.WORSE, Direction.BETTER}:
        yield one.direction.value, steps[one.direction.value]
    if one.positions:
        yield "position", steps["position"]
    if one.facts:
        yield "fact", steps["fact"]
    if one.change.before is None:
        yield "added", steps["added"]
    elif one.change.after is None:
        yield "removed", steps["removed"]
    elif one.is_of_marks:
        yield "marks", steps["marks"]
    elif not one.is_decided:
        yield "wording", steps["wording"]


def _points(one: Difference) -> int:
    return sum(reason.points for reason in severity(one.case).reasons) + sum(
        step.points for _, step in _steps(one)
    )


def _severity(top: Difference | None, *, is_inferred: bool, is_replaced: bool) -> Graded:
    rules = rubric().change
    if top is None:
        none = Reason(rule="no_clause", points=0, text="No clause was edited, added or removed.")
        return Graded(level=level(0, high=rules.high, medium=rules.medium), reasons=(none,))
    reasons = [
        *severity(top.case).reasons,
        *(Reason(rule=slug, points=step.points, text=step.text) for slug, step in _steps(top)),
    ]
    points = sum(reason.points for reason in reasons)
    if (is_inferred or is_replaced) and points >= rules.high:
        cap = rules.high - 1 - points
        why = "It is inferred from context" if is_inferred else "Most of the text is replaced"
        rule = "inferred_most" if is_inferred else "replaced_most"
        reasons.append(Reason(rule=rule, points=cap, text=f"{why}, which caps the severity."))
        points += cap
    return Graded(level=level(points, high=rules.high, medium=rules.medium), reasons=tuple(reasons))


def _confidence(top: Difference | None) -> Graded:
    rules = rubric().change
    slugs = ["followed"]
    if top is not None:
        slugs += ["decided"] if top.is_decided else []
        slugs += ["inferred"] if top.case.is_inferred else []
    reasons = tuple(
        Reason(rule=slug, points=rules.sure[slug].points, text=rules.sure[slug].text) for slug in slugs
    )
    points = sum(reason.points for reason in reasons)
    return Graded(level=level(points, high=rules.sure_high, medium=rules.sure_medium), reasons=reasons)


def _is_replaced(found: Sequence[Difference]) -> bool:
    """Say whether clauses came and went in numbers and none was edited: another text stands in the place of the old one."""
    return len(found) >= _MANY and all(one.change.before is None or one.change.after is None for one in found)


def _direction(found: Sequence[Difference]) -> Direction:
    if _is_replaced(found):
        return Direction.UNCLEAR
    seen = {one.direction for one in found}
    telling = seen & {Direction.BETTER, Direction.WORSE, Direction.MIXED}
    if telling:
        return telling.pop() if len(telling) == 1 else Direction.MIXED
    return Direction.UNCLEAR if Direction.UNCLEAR in seen else Direction.NEUTRAL


def _affected(brief: ChangeBrief, found: Sequence[Difference]) -> tuple[Affected, ...]:
    topics = [told.stand.topic for one in found for told in one.case.told]
    words = " ".join(one.case.reader.text for one in found)
    return concerned(brief.whose.document_type, topics, words)


def _title(brief: ChangeBrief, ranked: Sequence[Difference]) -> str:
    if not ranked:
        return f"{brief.whose.document}: no clause changed in substance"[:_LONGEST_TITLE]
    top = ranked[0]
    topic = heading(top)
    if _is_replaced(ranked):
        return f"{brief.whose.document}: most of the text is replaced"[:_LONGEST_TITLE]
    if top.facts:
        whole = f"{topic}: {fact_words(top.facts[0])}"
    elif top.positions:
        moved = top.positions[0]
        whole = f"{topic}: {moved.before.stand.position_label} becomes {moved.after.stand.position_label}"
    elif top.change.before is None:
        whole = f"New clause: {clause_title(top.case)}"
    elif top.change.after is None:
        whole = f"Clause removed: {clause_title(top.case)}"
    else:
        whole = f"{topic}: {edit_words(top)}"
    return whole if len(whole) <= _LONGEST_TITLE else f"{topic}: the clause changes"


def _summary(
    brief: ChangeBrief, found: Sequence[Difference], ranked: Sequence[Difference]
) -> Iterator[Statement]:
    yield Statement(text=_counted(brief, found), basis=StatementBasis.RECORD)
    yield from distinct(next(iter(tell_difference(one))) for one in ranked[:_IN_SUMMARY])


def _counted(brief: ChangeBrief, found: Sequence[Difference]) -> str:
    if not found:
        return f"{brief.whose.platform} changed {brief.whose.document} without editing, adding or removing a clause."
    kinds = Counter(
        "added" if one.change.before is None else "removed" if one.change.after is None else "edited"
        for one in found
    )
    counted = listed([f"{kinds[kind]} {kind}" for kind in ("edited", "added", "removed") if kinds[kind]])
    clauses = "clause" if len(found) == 1 else "clauses"
    return f"{brief.whose.platform} changed {len(found)} {clauses} of {brief.whose.document}: {counted}."


def _dates(brief: ChangeBrief) -> Iterator[Statement]:
    for given in brief.dates:
        reader = Reader(given.proof)
        quote = reader.best(0, len(reader.text))
        shown = f" In its words: “{quote.quote}”." if quote else ""
        yield Statement(
            text=f"The text gives {shown_day(given.day)} {_DATES.get(given.kind, 'as a date')}.{shown}",
            basis=StatementBasis.TEXT,
            citations=(given.proof.citation,),
        )
    if not any(given.kind == "effective" for given in brief.dates):
        yield Statement(
            text=f"The text does not state from when it applies. We found the change on {shown_day(brief.detected_on)}.",
            basis=StatementBasis.RECORD,
        )


def _actions(found: Sequence[Difference]) -> tuple[Action, ...]:
    offered = [
        action
        for one in found
        if one.after is not None and not one.is_of_marks
        for action in actions(one.after)
    ]
    return tuple({action.title: action for action in reversed(offered)}.values())[::-1][:_MOST_ACTIONS]


@cache
def _continued_use() -> re.Pattern[str]:
    return re.compile(courses().continued_use, re.IGNORECASE)


def _if_no_action(brief: ChangeBrief, found: Sequence[Difference]) -> Iterator[Statement]:
    """Say what the new text says of those who do nothing: edited clauses first, then the rest of it."""
    passage = next(
        (
            one.change.after.words
            for one in found
            if one.change.after and _continued_use().search(one.change.after.words.quote)
        ),
        None,
    )
    passage = passage or _in_text(brief)
    if passage is None:
        return
    reader = Reader(passage)
    match = _continued_use().search(reader.text)
    if match is None:
        return
    start, end = reader.plain.sentence(match.start())
    quote = reader.around(*match.span()) or reader.best(start, end)
    if quote is not None:
        yield Statement(
            text=f"Going on using the service counts as agreement: “{quote.quote}”.",
            basis=StatementBasis.TEXT,
            citations=(quote.citation,),
        )


def _in_text(brief: ChangeBrief) -> Passage | None:
    old = {one.before.words.citation.sha256 for one in brief.clauses if one.before}
    new = next((one.after.words.citation.sha256 for one in brief.clauses if one.after), None)
    new = new or next((sha256 for sha256 in brief.texts if sha256 not in old), None)
    text = brief.texts.get(new or "", "")
    match = _continued_use().search(text)
    if match is None or new is None:
        return None
    start = text.rfind("\n", 0, match.start()) + 1
    end = text.find("\n", match.end())
    end = len(text) if end < 0 else end
    return Passage(Citation(sha256=new, start=start, end=end), text[start:end])


def _pattern(brief: ChangeBrief, found: Sequence[Difference]) -> Iterator[Statement]:
    """Count earlier changes from the record: of the clauses, then of the document."""
    since = brief.detected_on - _YEAR
    for one in found:
        earlier = [day for day in one.change.changed_on if since <= day < brief.detected_on]
        if earlier:
            nth_place = len(earlier) + 1
            nth = _ORDINALS[nth_place - 1] if nth_place <= len(_ORDINALS) else f"{nth_place}th"
            yield Statement(
                text=f"This is the {nth} change to the clause {place(one)} in 12 months. The one before was on {shown_day(earlier[-1])}.",
                basis=StatementBasis.RECORD,
            )
    before = [day for day in brief.document_changed_on if since <= day < brief.detected_on]
    if before:
        times = "once" if len(before) == 1 else f"{len(before)} times"
        yield Statement(
            text=f"{brief.whose.platform} changed {brief.whose.document} {times} in the 12 months before, last on {shown_day(before[-1])}.",
            basis=StatementBasis.RECORD,
        )
