"""Read the texts the sample vendors publish: `texts/<folder>/<first day>.md`, one whole file per state."""

from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path

TEXTS = Path(__file__).parent / "texts"
VARIANT = "variant"


@dataclass(frozen=True, slots=True)
class Text:
    since: date
    markdown: str


@cache
def published(folder: str) -> tuple[Text, ...]:
    """Return every state of one text, the oldest first."""
    files = sorted(path for path in (TEXTS / folder).glob("*.md") if path.stem != VARIANT)
    return tuple(Text(date.fromisoformat(path.stem), path.read_text(encoding="utf-8")) for path in files)


def text_on(folder: str, day: date | None) -> Text | None:
    """Return the state in force on `day`, the newest when no day is given, None before the first."""
    in_force = [text for text in published(folder) if day is None or text.since <= day]
    return in_force[-1] if in_force else None


@cache
def variant_of(folder: str) -> Text:
    """Return the text that a part of the visitors sees on the days of the experiment."""
    markdown = (TEXTS / folder / f"{VARIANT}.md").read_text(encoding="utf-8")
    return Text(published(folder)[0].since, markdown)
