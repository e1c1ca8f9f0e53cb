"""Small labelled sets in the shape of the real ones, written for these tests."""

import json
from pathlib import Path

import pytest

_COMPANIES = [f"company {number}" for number in range(8)]
_UNFAIR = {
    "a": "any dispute is settled by binding arbitration before {}",
    "ch": "{} may change these terms at any time without notice",
    "ltd": "{} is not liable for damages of any kind",
    "": "welcome to the pages of {} and have fun",
}
_TOPICS = {
    "arbitration": "Disputes with {} go to an arbitrator and not to court.",
    "cookies": "{} stores cookies in your browser to remember you.",
    "data_sale": "{} does not sell personal data to brokers.",
}
_POINTS = [
    ("new", "This is a clause of cookies.", "Cookies for years", "A cookie stays in the browser for two years."),
    ("known", "This is a clause of cookies.", "This is a clause of cookies.", "Company 0 stores cookies in your browser to remember you!"),
    ("no quote", "This is a clause of arbitration.", "No court will hear you", None),
    ("other", "This is a clause of nothing we know.", "Nothing", "Nothing that we know."),
]  # fmt: skip
_AI = {
    "ai_training_use": "{} may use your content to train its models.",
    "output_ownership": "You own the output that {} returns to you.",
    "": "{} is a company under the laws of its home.",
}


@pytest.fixture(scope="session")
def sets(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder with all four sets."""
    folder = tmp_path_factory.mktemp("sets")
    unfair = [(label, text.format(name), name) for name in _COMPANIES for label, text in _UNFAIR.items()]
    _write(
        folder / "unfair_tos_50.jsonl",
        [
            {"doc": name, "id": f"u{i}", "text": text, "unfair": [label] if label else []}
            for i, (label, text, name) in enumerate(unfair)
        ],
    )
    _write(
        folder / "unfair_multilingual_en.jsonl",
        [
            {"doc": f"New {name}", "i": i, "text": f"Now {text}", "unfair": [label] if label else []}
            for i, (label, text, name) in enumerate(unfair)
        ],
    )
    _write(
        folder / "tosdr_topics.jsonl",
        [
            {"id": f"t{label}{name}", "text": text.format(name), "topic": label, "service": name,
             "case": f"This is a clause of {label}."}
            for name in _COMPANIES
            for label, text in _TOPICS.items()
        ],
    )  # fmt: skip
    _write(
        folder / "tosdr_points.jsonl",
        [
            {"id": f"p{label}", "case": case, "title": title, "quote": quote, "services": _COMPANIES[:1]}
            for label, case, title, quote in _POINTS
        ],
    )
    _write(
        folder / "ai_clauses.jsonl",
        [
            {"id": f"{label}{name}", "text": text.format(name), "service": name, "quality": "clean",
             "labels": [label] if label else []}
            for name in _COMPANIES
            for label, text in _AI.items()
        ],
    )  # fmt: skip
    return folder


def _write(file: Path, rows: list[dict[str, object]]) -> None:
    file.write_text("".join(json.dumps(row) + "\n" for row in rows))
