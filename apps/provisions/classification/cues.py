"""Signs of topics in the wording of a clause, for topics with little or nothing to learn from."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Annotated

import numpy as np
from pydantic import BaseModel, ConfigDict, Field

from apps.core.yaml_reading import read_yaml
from apps.provisions.classification.grams import Floats

DATA = Path(__file__).parent / "data" / "cues.yaml"

_Strings = tuple[Annotated[str, Field(min_length=1)], ...]
# A clause is at most a page; what follows cannot make a search slow.
_LONGEST = 6_000
_PLAIN = str.maketrans("\u2018\u2019\u201c\u201d", "''\"\"")


class _CueRow(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    needs: Annotated[_Strings, Field(min_length=1)]
    any: Annotated[_Strings, Field(min_length=1)]
    none: _Strings = ()


class _CueFile(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    words: Mapping[str, str]
    cues: Mapping[str, _CueRow]


@dataclass(frozen=True, slots=True)
class Cue:
    """The signs of one topic: a string that must occur, a pattern that must match, and one that must not."""

    topic: str
    needs: tuple[str, ...]
    found: re.Pattern[str]
    refused: re.Pattern[str] | None

    def in_plain(self, text: str) -> bool:
        """Say whether the topic shows in a text made plain."""
        if not any(need in text for need in self.needs) or not self.found.search(text):
            return False
        return self.refused is None or not self.refused.search(text)


@cache
def read_cues(path: Path = DATA) -> tuple[Cue, ...]:
    """Return the cues of that file, by default the shipped ones, in its order."""
    file = _CueFile.model_validate(read_yaml(path.read_bytes()))
    return tuple(
        Cue(
            topic,
            row.needs,
            _pattern(row.any, file.words),
            _pattern(row.none, file.words) if row.none else None,
        )
        for topic, row in file.cues.items()
    )


def plain(text: str) -> str:
    """Return the text in lower case with plain white space and quotation marks."""
    return " ".join(text[:_LONGEST].translate(_PLAIN).lower().split())


def topics_shown(text: str) -> tuple[str, ...]:
    """Return the topics whose signs the text shows, in the order of the cues."""
    made_plain = plain(text)
    return tuple(cue.topic for cue in read_cues() if cue.in_plain(made_plain))


def shown(texts: Sequence[str], topics: Sequence[str]) -> Floats:
    """Return a row for each text that holds 1 for each of the topics that shows."""
    cues = {cue.topic: cue for cue in read_cues()}
    wanted = [cues[topic] for topic in topics]
    rows = [[cue.in_plain(made_plain) for cue in wanted] for made_plain in map(plain, texts)]
    return np.array(rows, dtype=np.float32).reshape(len(texts), len(wanted))


def _pattern(alternatives: Sequence[str], words: Mapping[str, str]) -> re.Pattern[str]:
    joined = "|".join(f"(?:{alternative})" for alternative in alternatives)
    for name, meaning in words.items():
        joined = joined.replace(f"{{{name}}}", meaning)
    return re.compile(joined)
