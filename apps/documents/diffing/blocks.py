"""Blocks: the paragraphs, headings, list items and table rows of a Markdown text, and which of them stayed in place."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise

from apps.documents.diffing.rows import is_row, name_of
from apps.documents.diffing.sentences import BOUNDARY
from apps.documents.diffing.stopwatch import Stopwatch
from apps.documents.diffing.tokens import Vocabulary, composed
from apps.documents.diffing.words import TARGET

STARTS = re.compile(r"\s*(?:#{1,6}\s|[*+-]\s|\|\s?|>|\(?\w{1,3}\\?[.)]\s)")
LABEL = re.compile(r"[\s#*_>+-]*+\(?(?:\d+(?:\.\d+)*|[a-z]|[ivx]+)\\?[.)]\s+", re.IGNORECASE)
FEW_WORDS = 6
WEAK_ANCHOR = 2  # words: a run of blocks this poor is no anchor between two changed places


class Block:
    """Hold one block with the blank lines after it.

    `key` is what alignment goes by: the text without its spacing, the targets of its links and the number printed before it, so
    that a renumbered clause is still the same clause. `words` has one code point a word.
    """

    def __init__(self, text: str, vocabulary: Vocabulary) -> None:
        self.text = text
        plain = composed(" ".join((TARGET.sub("", text) if "](" in text else text).split()))
        label = LABEL.match(plain)
        self.key = plain[label.end() :] if label else plain
        self._vocabulary = vocabulary

    @cached_property
    def words(self) -> str:
        tokens = self._vocabulary.tokens_of(self.text)
        if not self._vocabulary.holds(len(tokens)):
            return ""
        return self._vocabulary.encode_words(tokens)

    @cached_property
    def is_row(self) -> bool:
        return is_row(self.text)

    @cached_property
    def name(self) -> str:
        """Give what names a row of a table."""
        return name_of(self.text)

    @cached_property
    def features(self) -> tuple[str, ...]:
        """Give the pairs of neighbouring words; of a block of few words, the words as well. In order: answers must not depend on a set's."""
        words = self.words
        pairs = (words[i : i + 2] for i in range(len(words) - 1))
        return tuple(dict.fromkeys([*pairs, *words] if len(words) < FEW_WORDS else pairs))


@dataclass(frozen=True, slots=True)
class Step:
    """Pair a range of old blocks with a range of new ones; an empty range means nothing corresponds.

    `is_rest` says that both ranges stand at one place and are not alike.
    """

    old_start: int
    old_end: int
    new_start: int
    new_end: int
    is_rest: bool = False

    @property
    def is_pair(self) -> bool:
        return self.old_start < self.old_end and self.new_start < self.new_end and not self.is_rest


def split_blocks(text: str, vocabulary: Vocabulary) -> list[Block]:
    """Cut a text into blocks that give it back exactly when joined."""
    pieces: list[list[str]] = []
    ended = True
    for line in text.splitlines(keepends=True):
        blank = line.isspace()
        if blank and pieces:
            pieces[-1].append(line)
        elif ended or STARTS.match(composed(line)):
            pieces.append([line])
        else:
            pieces[-1].append(line)
        ended = blank
    return [Block("".join(piece), vocabulary) for piece in pieces]


def split_sentences(text: str, vocabulary: Vocabulary) -> list[Block]:
    """Cut a text into sentences that give it back exactly when joined."""
    cuts = [0, *(found.end() for found in BOUNDARY.finditer(text)), len(text)]
    return [Block(text[start:end], vocabulary) for start, end in pairwise(cuts) if start < end]


def anchored(old: Sequence[Block], new: Sequence[Block], stopwatch: Stopwatch) -> list[Step]:
    """Pair one to one the blocks that stayed in order; the steps between them are gaps, either range possibly empty."""
    keys = Vocabulary()
    codes = keys.encode([block.key for block in old]), keys.encode([block.key for block in new])
    spans = stopwatch.spans(*codes)
    steps: list[Step] = []
    gap = Step(0, 0, 0, 0)
    for index, (sign, size) in enumerate(spans):
        i, j = gap.old_end, gap.new_end
        inner = 0 < index < len(spans) - 1
        if sign == "=" and not (inner and _is_weak(old[i : i + size])):
            steps += [gap] if gap.old_start < i or gap.new_start < j else []
            steps += [Step(i + k, i + k + 1, j + k, j + k + 1) for k in range(size)]
            gap = Step(i + size, i + size, j + size, j + size)
        else:
            gap = Step(gap.old_start, i + size * (sign != "+"), gap.new_start, j + size * (sign != "-"))
    return [*steps, gap] if gap.old_start < gap.old_end or gap.new_start < gap.new_end else steps


def _is_weak(run: Sequence[Block]) -> bool:
    return sum(len(block.words) for block in run) <= WEAK_ANCHOR
