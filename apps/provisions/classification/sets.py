"""The labelled sets the model learns from: docs/model-card.md says what they are and under which licence."""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from apps.provisions.taxonomy import read_taxonomy

UNFAIR = "unfair_tos_50.jsonl"
UNFAIR_NEWER = "unfair_multilingual_en.jsonl"
TOPICS = "tosdr_topics.jsonl"
AI = "ai_clauses.jsonl"

# Sentences of the newer corpus follow other guidelines, so they count half.
_NEWER_COUNTS = 0.5
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
    """One labelled text: its name in the set, its true labels, the company it comes from, how much it counts."""

    name: str
    text: str
    labels: frozenset[str]
    group: str
    counts: float = 1.0
    is_newer: bool = False


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
            is_newer=True,
        )
        for row in _rows(folder / UNFAIR_NEWER)
        if len(re.findall(r"[A-Za-z]{2,}", row["text"])) >= _FEWEST_WORDS
    ]
    return own + newer


def read_topics(folder: Path) -> list[Example]:
    """Return the quoted clauses, each with its one topic."""
    return [
        Example(row["id"], row["text"], frozenset([row["topic"]]), company(row["service"]))
        for row in _rows(folder / TOPICS)
    ]


def read_ai(folder: Path) -> list[Example]:
    """Return the paragraphs of AI vendors' documents that are clauses."""
    return [
        Example(row["id"], row["text"], frozenset(row["labels"]), company(row["service"]))
        for row in _rows(folder / AI)
        if row["quality"] != "not_a_clause"
    ]


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
