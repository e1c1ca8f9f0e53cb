"""The labelled sets the model learns from: docs/model-card.md says what they are and under which licence."""

import json
import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from apps.core.yaml_reading import read_yaml
from apps.provisions.taxonomy import Topic, read_taxonomy

UNFAIR = "unfair_tos_50.jsonl"
UNFAIR_NEWER = "unfair_multilingual_en.jsonl"
TOPICS = "tosdr_topics.jsonl"
POINTS = "tosdr_points.jsonl"
AI = "ai_clauses.jsonl"
WRITTEN = Path(__file__).parent / "data" / "written.yaml"

# Sentences of the newer corpus follow other guidelines, so they count half.
_NEWER_COUNTS = 0.5
# A headline that a reader gave a clause says what it is about in other words than the clause's.
_HEADLINE_COUNTS = 0.5
_FEWEST_WORDS = 3
# Services of one company share their lawyers' wording; a fold must not have one on each side.
_COMPANIES = {
    "chatgpt": "openai", "dall·e": "openai", "openai": "openai",
    "le chat": "mistral", "mistral ai": "mistral",
    "llama api": "meta", "meta ai": "meta", "facebook": "meta", "instagram": "meta", "whatsapp": "meta",
    "oculus": "meta", "crowdtangle": "meta", "onavo": "meta", "masquerade": "meta", "moves-app": "meta",
    "youtube": "google", "googlepayments": "google", "google": "google", "skype": "microsoft",
    "google generative ai services": "google", "betterpoints_uk": "betterpoints",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Example:
    """One labelled text: its name in the set, its true labels, the company it comes from, how much it counts.

    `kind` is the finer kind of clause within its label, where the set names one. What stands `beside` the set is learned from,
    yet nothing is calibrated or measured on it; what comes from no company is never left out.
    """

    name: str
    text: str
    labels: frozenset[str]
    group: str
    counts: float = 1.0
    kind: str = ""
    is_beside: bool = False


def read_unfair(folder: Path) -> list[Example]:
    """Return the sentences of both corpora of unfair terms."""
    own = [
        Example(row["id"], row["text"], frozenset(row["unfair"]), company(row["doc"]))
        for row in _rows(folder / UNFAIR)
    ]
    newer = [
        Example(
            f"{row['doc']}_{row['i']}",
            row["text"],
            frozenset(row["unfair"]),
            company(row["doc"]),
            _NEWER_COUNTS,
            is_beside=True,
        )
        for row in _rows(folder / UNFAIR_NEWER)
        if len(re.findall(r"[A-Za-z]{2,}", row["text"])) >= _FEWEST_WORDS
    ]
    return own + newer


def read_topics(folder: Path) -> list[Example]:
    """Return the quoted clauses, each with its one topic, and what says in other words what the topics are."""
    rows = list(_rows(folder / TOPICS))
    quoted = [
        Example(
            row["id"],
            row["text"],
            frozenset([row["topic"]]),
            company(row["service"]),
            kind=row.get("case") or row["topic"],
        )
        for row in rows
    ]
    topics = {row["case"]: row["topic"] for row in rows if "case" in row}
    titles = [_beside(case, [topic], kind=case) for case, topic in sorted(topics.items())]
    return [*quoted, *titles, *_points(folder, topics, quoted), *_described(quoted)]


def _points(folder: Path, topics: dict[str, str], quoted: Sequence[Example]) -> Iterator[Example]:
    """Yield the quotes of points that the set of topics lacks, and the headlines their readers gave them."""
    known = {_plain(example.text) for example in quoted}
    for row in _rows(folder / POINTS):
        if row["case"] not in topics:
            continue
        label, group = frozenset([topics[row["case"]]]), company(row["services"][0])
        if row["quote"] and _plain(row["quote"]) not in known:
            yield Example(row["id"], row["quote"], label, group, kind=row["case"], is_beside=True)
        if row["title"] != row["case"]:
            yield Example(
                row["id"],
                row["title"],
                label,
                group,
                _HEADLINE_COUNTS,
                kind=row["case"],
                is_beside=True,
            )


def _described(quoted: Sequence[Example]) -> Iterator[Example]:
    """Yield what our taxonomy says of each topic, and clauses of our own."""
    labels = sorted({label for example in quoted for label in example.labels})
    written = _written("topics")
    for label in labels:
        topic = read_taxonomy().topic(topic_of("topics", label))
        for text in [*_words_on(topic), *written.get(label, ())]:
            yield _beside(text, [label])


def _words_on(topic: Topic) -> list[str]:
    positions = [position.definition for position in topic.positions]
    return [topic.definition, *topic.examples, *topic.includes, *positions]


def read_ai(folder: Path) -> list[Example]:
    """Return the paragraphs of AI vendors' documents that are clauses, and ours."""
    own = [
        Example(row["id"], row["text"], frozenset(row["labels"]), company(row["service"]))
        for row in _rows(folder / AI)
        if row["quality"] != "not_a_clause"
    ]
    labels: defaultdict[str, set[str]] = defaultdict(set)
    for label, texts in _written("ai").items():
        for text in texts:  # one that bears two labels stands under both
            labels[text] |= {label} - {"none"}
    return own + [_beside(text, sorted(given)) for text, given in labels.items()]


def _beside(text: str, labels: Sequence[str], kind: str = "") -> Example:
    return Example("", text, frozenset(labels), "", kind=kind, is_beside=True)


def _written(section: str) -> Any:
    return read_yaml(WRITTEN.read_text(encoding="utf-8"))[section]


def _plain(text: str) -> str:
    return re.sub(r"\W+", " ", text.lower()).strip()


def topic_of(scheme: str, label: str) -> str:
    """Return the topic of the taxonomy that is closest to a label of a set."""
    return read_taxonomy().topics_of(scheme, label)[0]


def company(service: str) -> str:
    """Return the company behind a service, as far as these sets need to know."""
    name = service.lower()
    return _COMPANIES.get(name, name)


def _rows(file: Path) -> Iterator[dict[str, Any]]:
    with file.open(encoding="utf-8") as lines:
        for line in lines:
            if line.strip():
                yield json.loads(line)
