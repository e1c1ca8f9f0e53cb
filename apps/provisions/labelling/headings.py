"""What the titles of sections say of the clauses under them."""

import re
from functools import cache
from pathlib import Path

from pydantic import BaseModel, ConfigDict, TypeAdapter

from apps.core.yaml_reading import read_yaml
from apps.provisions.segmentation.reading import without_number
from apps.provisions.taxonomy.types import Slug

DATA = Path(__file__).parent / "headings.yaml"
_LONGEST = 120  # characters of a title; a longer one is a sentence
_PLAIN = str.maketrans("\u2018\u2019", "''")


class _Row(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    topic: Slug
    title: str


_Rows = TypeAdapter(tuple[_Row, ...])


@cache
def read_headings() -> tuple[tuple[str, re.Pattern[str]], ...]:
    """Return the topics with the titles that name them, in the order in which they are tried."""
    rows = _Rows.validate_python(read_yaml(DATA.read_bytes()))
    return tuple((row.topic, re.compile(row.title)) for row in rows)


def topic_of_path(path: tuple[str, ...]) -> str | None:
    """Return the topic that the innermost heading names, or the one around it; None where none names any."""
    return next((topic for title in reversed(path) if (topic := topic_of_title(title))), None)


@cache
def topic_of_title(title: str) -> str | None:
    """Return the topic that a title names, if it names one."""
    plain = without_number(title[:_LONGEST]).translate(_PLAIN).lower()
    return next((topic for topic, pattern in read_headings() if pattern.search(plain)), None)
