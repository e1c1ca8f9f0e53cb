"""The topics of every clause of a text: from its own wording where that is sure, else from what stands around it.

What a clause is about is often said before it: "You agree not to:", or the title of its section. Such a topic is named with
less confidence and with its basis, and whoever shows it says so.
"""

import re
from collections.abc import Sequence
from typing import Final

from apps.provisions.basis import Basis
from apps.provisions.classification import CLASSIFIER_VERSION, TopicFound, classify
from apps.provisions.labelling.headings import topic_of_path
from apps.provisions.labelling.types import Labelled
from apps.provisions.segmentation import ReferenceKind, Segment
from apps.provisions.segmentation.reading import visible

LABELLER_VERSION: Final = f"classifier/{CLASSIFIER_VERSION} labelling/1"

# Judgements, not measurements: how much less what stands around a clause says than its own wording.
_WITH_LEAD_IN: Final = 0.9
_BY_SECTION: Final = 0.5
_LEAST_LIKELY: Final = 0.2

# The classifier learned from English alone, and would name topics of other languages at random.
_FOREIGN = re.compile(r"(?:[\u0400-\u1fff\u3041-\u9fff\uac00-\ud7af] ?){4}")
_WORD = re.compile(r"[^\W\d_]+")
_ENGLISH = frozenset(
    {
        "the",
        "of",
        "and",
        "to",
        "in",
        "or",
        "you",
        "your",
        "we",
        "our",
        "us",
        "is",
        "are",
        "be",
        "as",
        "by",
        "for",
        "with",
        "that",
    }
    | {
        "this",
        "any",
        "not",
        "may",
        "will",
        "on",
        "from",
        "it",
        "its",
        "have",
        "has",
        "if",
        "at",
        "an",
        "all",
        "such",
        "other",
    }
    | {"which", "these", "those", "can", "must", "shall", "do", "when", "who", "how", "their", "they"}
)
_ENOUGH_WORDS = 12
_LEAST_ENGLISH = 0.12


def label(text: str, segments: Sequence[Segment]) -> list[tuple[Labelled, ...]]:
    """Return the topics of each clause, the surest first; none where neither it nor its surroundings tell."""
    own = [_readable(visible(segment.span.of(text))) for segment in segments]
    found = [tuple(_own(topic) for topic in topics) for topics in classify(own)]
    _fill(found, _with_lead_ins(text, segments, own, found))
    _fill(found, {place: _by_section(segments[place]) for place in _unlabelled(found)})
    _fill(found, _likeliest(own, found))
    return found


def _fill(found: list[tuple[Labelled, ...]], more: dict[int, tuple[Labelled, ...]]) -> None:
    for place, labels in more.items():
        found[place] = labels


def _unlabelled(found: Sequence[tuple[Labelled, ...]]) -> list[int]:
    return [place for place, labels in enumerate(found) if not labels]


def _with_lead_ins(
    text: str, segments: Sequence[Segment], own: Sequence[str], found: Sequence[tuple[Labelled, ...]]
) -> dict[int, tuple[Labelled, ...]]:
    read = {
        place: f"{lead_in} {own[place]}"
        for place in _unlabelled(found)
        if own[place] and (lead_in := _lead_in(text, segments[place]))
    }
    return {
        place: tuple(
            Labelled(topic.topic, topic.confidence * _WITH_LEAD_IN, Basis.LEAD_IN) for topic in topics
        )
        for place, topics in zip(read, classify(list(read.values())), strict=True)
    }


def _lead_in(text: str, segment: Segment) -> str:
    spans = [reference.span for reference in segment.references if reference.kind is ReferenceKind.LEAD_IN]
    return " ".join(visible(span.of(text)) for span in spans)


def _by_section(segment: Segment) -> tuple[Labelled, ...]:
    topic = topic_of_path(segment.path)
    return (Labelled(topic, _BY_SECTION, Basis.SECTION),) if topic else ()


def _likeliest(own: Sequence[str], found: Sequence[tuple[Labelled, ...]]) -> dict[int, tuple[Labelled, ...]]:
    places = _unlabelled(found)
    guesses = classify([own[place] for place in places], floor=_LEAST_LIKELY)
    return {
        place: tuple(Labelled(topic.topic, topic.confidence, Basis.LIKELIEST) for topic in topics[:1])
        for place, topics in zip(places, guesses, strict=True)
    }


def _readable(shown: str) -> str:
    """Return what the classifier can read of a clause: English, or too short to tell; nothing of other languages."""
    if _FOREIGN.search(shown):
        return ""
    words = _WORD.findall(shown.lower())
    is_english = len(words) < _ENOUGH_WORDS or sum(
        word in _ENGLISH for word in words
    ) >= _LEAST_ENGLISH * len(words)
    return shown if is_english else ""


def _own(topic: TopicFound) -> Labelled:
    return Labelled(topic.topic, topic.confidence, Basis(topic.basis.value))
