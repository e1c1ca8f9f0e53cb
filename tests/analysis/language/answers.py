"""What a model that does as it is asked says of the material it is given."""

import json
from typing import Any

from tests.analysis.language.server import Act, Asked, openai_body


def statement(text: str, *quotes: tuple[str, str], basis: str = "text") -> dict[str, Any]:
    """Return a statement as a model gives it; each quote is the passage's name and the words."""
    return {
        "text": text,
        "basis": basis,
        "quotes": [{"passage": name, "words": words} for name, words in quotes],
        "facts": [],
        "laws": [],
        "inferred_from": "",
    }


def provision(key: str, words: str) -> dict[str, Any]:
    """Return a reading that quotes the words of its clause."""
    grade = {"level": "low", "reasons": ["The words say so."]}
    said = statement(f"The clause says “{words}”.", (f"{key} clause", words))
    return {
        "id": key,
        "title": "What the clause says",
        "severity": grade,
        "confidence": grade,
        "evidence": "explicit",
        "what_it_is": [said],
    }


def readings_of(asked: Asked) -> list[dict[str, Any]]:
    """Return a reading of each provision asked about."""
    return [provision(key, asked.passages[f"{key} clause"]) for key in asked.provisions]


def well(asked: Asked) -> Act:
    """Answer about every provision, from what was sent."""
    return Act(body=openai_body(json.dumps({"readings": readings_of(asked)})))


def change(key: str, before: str, after: str) -> dict[str, Any]:
    """Return a reading of a change of one clause."""
    grade = {"level": "medium", "reasons": ["A notice became shorter."]}
    quotes = ((f"{key} before", before), (f"{key} after", after))
    return {
        "title": "The notice becomes shorter",
        "severity": grade,
        "confidence": grade,
        "evidence": "explicit",
        "direction": "worse",
        "affected": ["everyone"],
        "summary": [statement(f"“{before}” became “{after}”.", *quotes)],
        "clauses": [statement(f"“{before}” became “{after}”.", *quotes)],
    }
