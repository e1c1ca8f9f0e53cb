"""Clauses with what may truly be said of them and what may not, and readings made of both."""

import hashlib
import json
import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from apps.analysis.types import (
    Citation,
    Clause,
    History,
    Neighbour,
    Passage,
    ProvisionBrief,
    Stand,
    Value,
    Whose,
)
from apps.provisions.labelling import Basis
from apps.provisions.taxonomy import FactType

_FILES = ("terms", "privacy", "business")
_LATER = ("later",)
_HISTORY = History(date(2024, 5, 2), date(2026, 10, 1), 6, (date(2025, 2, 14),))


@dataclass(frozen=True)
class Case:
    """One clause: its brief, what may be said of it, and by kind what may not."""

    name: str
    brief: ProvisionBrief
    titles: tuple[str, ...]
    good: tuple[str, ...]
    bad: dict[str, tuple[str, ...]] = field(default_factory=dict)


def cases() -> tuple[Case, ...]:
    """Return the clauses that the checks were made with."""
    return _cases(_FILES)


def later_cases() -> tuple[Case, ...]:
    """Return the clauses that were written after the checks."""
    return _cases(_LATER)


def invented() -> list[tuple[Case, str]]:
    """Return claims that nothing bears out and nothing gives away, each with its clause."""
    by_name = {case.name: case for case in (*cases(), *later_cases())}
    rows: dict[str, list[str]] = yaml.safe_load(_read("invented"))
    return [(by_name[name], line) for name, lines in rows.items() for line in lines]


@cache
def _cases(names: tuple[str, ...]) -> tuple[Case, ...]:
    """Return clauses, each in a document with the others of the same document and with one neighbour."""
    rows = [row for name in names for row in yaml.safe_load(_read(name))]
    documents = _documents(rows)
    made = [_case(row, documents[row["platform"], row["document"]]) for row in rows]
    # The neighbour of a clause is the next clause of another platform: its text is offered, for comparison.
    return tuple(_with_neighbour(case, made) for case in made)


def said(case: Case, statements: list[dict[str, Any]], *, title: str = "") -> dict[str, Any]:
    """Return a reading as a model says it."""
    grade = {"level": "medium", "reasons": ["The words of the clause state it."]}
    note = {
        "text": "Note the clause in the register of vendors and name who looks after it.",
        "basis": "method",
    }
    return {
        "id": case.brief.clause.public_id,
        "title": title or case.titles[0],
        "severity": grade,
        "confidence": grade,
        "evidence": "explicit",
        "what_it_is": statements,
        "actions": [{"title": "Keep track of it", "steps": [note]}],
    }


def statement(case: Case, line: str) -> dict[str, Any]:
    """Return a statement as a model gives it: with the words it names, or the whole clause."""
    text, *quotes = line.split(" || ")
    return {
        "text": text,
        "basis": "text",
        "quotes": [
            {"passage": "clause", "words": quote} for quote in quotes or [case.brief.clause.words.quote]
        ],
    }


def good_readings() -> Iterator[tuple[Case, dict[str, Any]]]:
    """Give a reading for each true statement."""
    for case in cases():
        for index, line in enumerate(case.good):
            title = case.titles[index % len(case.titles)]
            yield case, said(case, [statement(case, line)], title=title)


def passages(case: Case) -> dict[str, Passage]:
    """Return the passages that a model is given of a clause."""
    return {"clause": case.brief.clause.words}


def as_json(reading: dict[str, Any]) -> str:
    """Return a reading as it arrives."""
    return json.dumps(reading, ensure_ascii=False)


def _read(name: str) -> str:
    return (Path(__file__).parent / f"{name}.yaml").read_text(encoding="utf-8")


def _documents(rows: list[dict[str, Any]]) -> dict[tuple[str, str], str]:
    parts: dict[tuple[str, str], list[str]] = defaultdict(list)
    for row in rows:
        key = (row["platform"], row["document"])
        parts[key] = parts[key] or [f"# {row['document']}", "This document says what holds between us."]
        parts[key].append(f"## {row['stands'][0]['label']}\n\n{row['text']}")
    return {key: "\n\n".join(found) for key, found in parts.items()}


def _case(row: dict[str, Any], text: str) -> Case:
    words = _passage(text, row["text"])
    number = int(hashlib.sha256(row["id"].encode()).hexdigest()[:6], 16) % 900_000
    clause = Clause(
        public_id=f"CA-P-{number:06d}",
        words=words,
        number="",
        path=(row["document"], row["stands"][0]["label"]),
        context=(),
        stands=tuple(_stand(stand, words, text) for stand in row["stands"]),
    )
    whose = Whose(
        row["platform"],
        row["platform"].lower(),
        row["operator"],
        row["jurisdiction"],
        "software",
        row["document"],
        "terms-of-service",
        "en",
        6,
        date(2026, 10, 1),
    )
    brief = ProvisionBrief(clause, whose, _HISTORY, texts={words.citation.sha256: text})
    kinds = [
        "invented_quote",
        "off_by_word",
        "wrong_number",
        "wrong_name",
        "swapped",
        "opposite",
        "other_language",
        "injected",
    ]
    bad = {kind: tuple(row.get(kind, ())) for kind in kinds}
    return Case(row["id"], brief, tuple(row["titles"]), tuple(row["good"]), bad)


def _stand(row: dict[str, Any], words: Passage, text: str) -> Stand:
    facts = tuple(_fact(slug, values, words, text) for slug, values in row["facts"].items())
    return Stand(
        topic=row["topic"],
        topic_label=row["label"],
        family="",
        confidence=0.9,
        basis=Basis.MODEL,
        position=row["position"],
        position_label=row["position"].replace("_", " "),
        proof=words,
        facts=facts,
    )


def _fact(slug: str, row: list[str], words: Passage, text: str) -> Value:
    kind, value, quote = row
    found = re.match(r"[\d.]+", value)
    start = text.index(quote, words.citation.start)
    proof = Passage(Citation(sha256=words.citation.sha256, start=start, end=start + len(quote)), quote)
    return Value(slug, FactType(kind), value, Decimal(found[0]) if found else None, "", proof)


def _passage(text: str, words: str) -> Passage:
    start = text.index(words)
    digest = hashlib.sha256(text.encode()).hexdigest()
    return Passage(Citation(sha256=digest, start=start, end=start + len(words)), words)


def _with_neighbour(case: Case, made: list[Case]) -> Case:
    at = made.index(case)
    others = made[at + 1 :] + made[:at]
    other = next(each for each in others if each.brief.whose.platform != case.brief.whose.platform)
    near = Neighbour(
        other.brief.whose.platform,
        other.brief.whose.document,
        other.brief.clause.public_id,
        other.brief.clause.words,
        "",
    )
    texts = {**case.brief.texts, **other.brief.texts}
    return replace(case, brief=replace(case.brief, neighbours=(near,), texts=texts))
