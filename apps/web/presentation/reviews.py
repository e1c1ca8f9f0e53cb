"""Reviews as pages show them."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from apps.accounts.models import User
from apps.documents.diffing import Redline
from apps.reviews.models import Attachment, Overlay, Review, ReviewEvent
from apps.reviews.types import CLOSED, EventKind, State
from apps.web.presentation.change_clauses import ClauseTouched
from apps.web.presentation.redlines import Block, View, blocks_of, changes_only, count_changes

_TONES = {
    State.OPEN: "accent",
    State.IN_REVIEW: "accent",
    State.ESCALATED: "high",
    State.REOPENED: "medium",
    State.ACCEPTED: "good",
    State.ACCEPTED_UNTIL: "good",
    State.OBJECTION_SENT: "plain",
    State.NO_ACTION: "plain",
}
_SOON = 7
_MOST_SHOWN = 3


@dataclass(frozen=True, slots=True)
class Deadline:
    """How far a due date is, in words, and how it presses."""

    on: date
    label: str
    tone: str


@dataclass(frozen=True, slots=True)
class ReviewRow:
    """A review in a list; `deadline` is None where nothing waits any more."""

    review: Review
    tone: str
    label: str
    deadline: Deadline | None


@dataclass(frozen=True, slots=True)
class EventView:
    """Something that happened, with its files; `said` is what a person wrote, `more` what else is to be told."""

    event: ReviewEvent
    title: str
    more: str
    files: tuple[Attachment, ...]


@dataclass(frozen=True, slots=True)
class Excerpt:
    """The first differences of a change, and how many there are."""

    blocks: tuple[Block, ...]
    total: int


@dataclass(frozen=True, slots=True)
class ClauseView:
    clause: ClauseTouched
    overlays: tuple[Overlay, ...]


def excerpt_view(line: Redline) -> Excerpt:
    blocks = blocks_of(line, View.INLINE)
    return Excerpt(tuple(changes_only(blocks, _MOST_SHOWN)), count_changes(blocks))


def review_row(review: Review, today: date) -> ReviewRow:
    state = State(review.state)
    label = f"{State(review.decision).label}: waits for a signature" if review.is_proposed else state.label
    tone = "medium" if review.is_proposed else _TONES[state]
    return ReviewRow(review, tone, label, None if state in CLOSED else deadline(review.due_on, today))


def review_rows(reviews: Iterable[Review], today: date) -> tuple[ReviewRow, ...]:
    return tuple(review_row(review, today) for review in reviews)


def deadline(on: date, today: date) -> Deadline:
    days = (on - today).days
    if days < 0:
        return Deadline(on, f"overdue by {_days(-days)}", "high")
    if days == 0:
        return Deadline(on, "due today", "high")
    return Deadline(on, f"due in {_days(days)}", "medium" if days <= _SOON else "plain")


def event_views(events: Iterable[ReviewEvent], files: Iterable[Attachment]) -> tuple[EventView, ...]:
    """Return the history, the latest first."""
    by_event: dict[int, list[Attachment]] = defaultdict(list)
    for file in files:
        by_event[file.event_id].append(file)
    views = [EventView(event, _title(event), _more(event), tuple(by_event[event.pk])) for event in events]
    return tuple(reversed(views))


def clause_views(
    clauses: Sequence[ClauseTouched], overlays: Mapping[str, Sequence[Overlay]]
) -> tuple[ClauseView, ...]:
    return tuple(ClauseView(clause, tuple(overlays.get(clause.public_id, ()))) for clause in clauses)


def who(user: User | None) -> str:
    return str(user) if user else "nobody"


def _title(event: ReviewEvent) -> str:
    kind = EventKind(event.kind)
    decision = State(event.decision).label if event.decision else ""
    if kind in {EventKind.DECIDED, EventKind.PROPOSED, EventKind.DECLINED} and decision:
        return f"{kind.label}: {decision}"
    return kind.label


def _more(event: ReviewEvent) -> str:
    kind = EventKind(event.kind)
    day = f"{event.day.day} {event.day:%b %Y}" if event.day else ""
    if kind is EventKind.ASSIGNED:
        return f"to {event.person_name}" if event.person_name else "to nobody"
    if kind is EventKind.OPENED:
        return f"due {day}" + (f", given to {event.person_name}" if event.person_name else "")
    if kind is EventKind.RESCHEDULED:
        return f"to {day}"
    if kind is EventKind.ESCALATED:
        return f"to {event.person_name}" if event.person_name else ""
    if kind is EventKind.EXPIRED:
        return f"its last day was {day}"
    return f"until {day}" if day else ""


def _days(number: int) -> str:
    return f"{number} day" if number == 1 else f"{number} days"
