"""The one decision of what is published, for production and for benchmarks alike."""

from dataclasses import replace
from datetime import timedelta

from apps.documents.diffing import ChangeKind, Classification, classify, redline

from .types import MOST_RETURNS, Decision, Event, Observation, Pending, State
from .volatile import VolatilePart, learn, steady
from .wording import wording

LEAST_TO_PUBLISH = 3  # of materiality: below it no word and no number differs
LEAST_LINK_TO_PUBLISH = 20  # below it no address differs that the text prints
LEARNING = timedelta(minutes=10)  # after the first capture; the second is due a minute after it


def decide(state: State, seen: Observation) -> Decision:
    """Say what comes of an observation, given what is remembered of the document.

    Compared with the text in force, never with any other: a text that was in force earlier is news only once it is
    stable. A suspect page changes nothing, and does not end a wait.
    """
    if not seen.is_good:
        return Decision(Event.QUARANTINED, seen.seen_at, state.pending)
    if state.latest is None:
        return Decision(Event.FIRST, seen.seen_at)
    if seen.text == state.latest:
        return Decision(Event.SAME, seen.seen_at)
    learned = _learned(state, state.latest, seen)
    if learned:
        return Decision(Event.LEARNED, seen.seen_at, learned=learned)
    old, new = steady(state.latest, state.volatile), steady(seen.text, state.volatile)
    if old == new:
        return Decision(Event.SAME, seen.seen_at)
    line = redline(old, new)
    decision = _of_difference(state, seen, (wording(old), wording(new)), classify(old, new, line))
    return replace(decision, line=line)


def is_published(finding: Classification) -> bool:
    """Say whether a change is published: one in what the reader reads is; one behind links, in form or furniture not."""
    if finding.kind is ChangeKind.LINKS:
        return finding.materiality >= LEAST_LINK_TO_PUBLISH
    return finding.kind is not ChangeKind.FURNITURE and finding.materiality >= LEAST_TO_PUBLISH


def remembered(state: State, seen: Observation, decision: Decision) -> State:
    """Return what is remembered once the decision is carried out."""
    if not decision.makes_version:
        return replace(state, pending=decision.pending, volatile=(*state.volatile, *decision.learned))
    known = wording(steady(seen.text, state.volatile))
    times = state.earlier.get(known, 0)
    return replace(
        state,
        latest=seen.text,
        earlier={**state.earlier, known: times + (times == 0 or decision.event is Event.CHANGE)},
        pending=None,
        learns_until=seen.seen_at + LEARNING if decision.event is Event.FIRST else None,
    )


def _learned(state: State, latest: str, seen: Observation) -> tuple[VolatilePart, ...]:
    if state.learns_until is None or seen.seen_at > state.learns_until:
        return ()
    return learn(latest, seen.text) or ()


def _of_difference(
    state: State, seen: Observation, wordings: tuple[str, str], finding: Classification
) -> Decision:
    if not is_published(finding):
        return Decision(Event.RECORDED, seen.seen_at, finding=finding)
    present, known = wordings
    times = state.earlier.get(known, 0) if known != present else 0
    if times:
        kind = ChangeKind.REVERTED if times <= MOST_RETURNS else ChangeKind.VARIANT
        finding = replace(finding, kind=kind)
    pending = _counted(state.pending, known, seen)
    if pending.seen < state.rules.rounds(times):
        return Decision(Event.HELD, pending.first_seen_at, pending, finding)
    return Decision(Event.CHANGE, pending.first_seen_at, finding=finding)


def _counted(pending: Pending | None, known: str, seen: Observation) -> Pending:
    """Count this round for the text that waits, once."""
    if pending is None or pending.wording != known:
        return Pending(known, 1, seen.seen_at, seen.round)
    if pending.last_round >= seen.round:
        return pending
    return replace(pending, seen=pending.seen + 1, last_round=seen.round)
