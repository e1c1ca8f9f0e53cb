"""Tell what the sample site publishes, when to capture it, and what the archive should then hold."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from itertools import pairwise

from apps.pipeline.samples.vendors import LAST_DAY, OUTLINES, Outline, State, Trouble, Vendor


@dataclass(frozen=True, slots=True)
class SampleCapture:
    """One visit: the text it should obtain, named by its first day, or the trouble it meets."""

    at: datetime
    text: date | None
    trouble: Trouble | None = None


@dataclass(frozen=True, slots=True)
class SampleDocument:
    """A document to track; `history` says what the vendor did, `captures` what each visit meets."""

    platform: Vendor
    slug: str
    title: str
    type: str
    locale: str
    urls: tuple[str, ...]
    history: tuple[State, ...]
    captures: tuple[SampleCapture, ...]

    @property
    def states(self) -> tuple[datetime, ...]:
        """The moments of capture, bad days included."""
        return tuple(capture.at for capture in self.captures)

    @property
    def versions(self) -> int:
        """Count the texts that differ from the text obtained before; each turn of an experiment is one."""
        texts = [(capture.text, capture.trouble) for capture in self.captures if capture.text]
        return 1 + sum(before != after for before, after in pairwise(texts))

    @property
    def changes(self) -> int:
        return self.versions - 1

    @property
    def news(self) -> int:
        """Count the changes the vendor made to stay, without the turns of an experiment."""
        return len(self.history) - 1


def sample_documents(base_url: str) -> tuple[SampleDocument, ...]:
    """Return every document of the sample site served at `base_url`, in the order of its index page."""
    return tuple(_document(outline, base_url.rstrip("/"), order) for order, outline in enumerate(OUTLINES))


def sample_moments() -> tuple[datetime, ...]:
    """Return every moment at which some document is captured, in order and once each."""
    return tuple(sorted({moment for document in sample_documents("") for moment in document.states}))


def _document(outline: Outline, base_url: str, order: int) -> SampleDocument:
    return SampleDocument(
        platform=outline.vendor,
        slug=outline.slug,
        title=outline.title,
        type=outline.type,
        locale="en",
        urls=tuple(base_url + part.path for part in outline.parts),
        history=outline.states,
        captures=tuple(_capture(outline, day, time(6 + order, 15, tzinfo=UTC)) for day in _days(outline)),
    )


def _days(outline: Outline) -> list[date]:
    published = {state.since for state in outline.states}
    troubled = {day for part in outline.parts for day, _ in part.troubles}
    return sorted(published | troubled | {*outline.quiet, LAST_DAY})


def _capture(outline: Outline, day: date, hour: time) -> SampleCapture:
    at = datetime.combine(day, hour)
    trouble = next((trouble for part in outline.parts for bad, trouble in part.troubles if bad == day), None)
    in_force = max(state.since for state in outline.states if state.since <= day)
    return SampleCapture(at, None if trouble not in {None, Trouble.VARIANT} else in_force, trouble)
