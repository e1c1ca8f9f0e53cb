"""Measure the segmentation of stored versions: python -m benchmarks.segments SET [OUT].

A word is substantive if it stands in a sentence outside headings: one that ends as sentences do, or has eight words. What is a
heading, a paragraph, an item or a cell is taken from a CommonMark parser, not from the segmenter that is measured. A line that
is bold as a whole, one that is nothing but links, and a question that stands alone count as headings: publishers set them so.
"""

import json
import re
import sys
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from statistics import median
from time import process_time

from markdown_it import MarkdownIt
from markdown_it.token import Token

from apps.provisions.segmentation import Segmentation, segment
from benchmarks.history import rows

FEWEST_WORDS = 4
WORDS_OF_SENTENCE = 8
MOST_WORDS_OF_TITLE = 20
ENOUGH = 0.98
LONG = 8_000  # words
MOST_LETTERS = 3_000  # of a clause's own words; a longer one is a book

_PARSER = MarkdownIt("commonmark").enable("table")
_TARGET = re.compile(r"(?<=\])\([^()\s]*(?:\([^()\s]*\)[^()\s]*)*(?:\s+\"[^\"\n]*\")?\)|https?://[^\s()]+")
_PICTURE = re.compile(r"!\[[^\[\]]*\]\([^()\s]*\)")
_WORD = re.compile(r"[^\W_\u3040-\u9fff]+|[\u3040-\u9fff]")
_SENTENCE = re.compile(r"(?<=[.!?;])[\"')\]*_]*\s+|(?<=[\u3002\uff01\uff1f\uff1b])|\n{2,}|(?<=  )\n")
_QUESTION = re.compile(r"[^.!?]+\?[\"')\]*_\s]*")
_END = re.compile(r"[.!?;:\u3002\uff01\uff1f\uff1b][\"')\]*_\u201d\u2019\s]*$")


@dataclass(frozen=True, slots=True)
class Figures:
    """Hold what one version's segmentation is like."""

    path: str
    words: int
    covered: float
    seconds: float
    segments: int
    overlaps: int
    books: int
    crumbs: int

    @property
    def is_covered(self) -> bool:
        return self.covered >= ENOUGH


def substantive_words(text: str) -> Iterator[int]:
    """Give the offsets of the words of sentences outside headings."""
    starts = [0, *(found.end() for found in re.finditer("\n", text))]
    tokens = _PARSER.parse(text)
    for token, before in zip(tokens[1:], tokens, strict=False):
        lines = token.map or before.map
        if token.type != "inline" or before.type == "heading_open" or not lines:
            continue
        if before.type in {"th_open", "td_open"} or _is_set_as_heading(token):
            continue
        first, last = (
            starts[lines[0]],
            starts[lines[1]] if lines[1] < len(starts) else len(text),
        )
        yield from _words_of_sentences(text, first, last)
    for token in tokens:
        if token.type == "tr_open" and token.map:
            last = token.map[1]
            yield from _words_of_sentences(
                text,
                starts[token.map[0]],
                starts[last] if last < len(starts) else len(text),
            )


def _is_set_as_heading(token: Token) -> bool:
    """Say whether a line is nothing but links, or short and either bold as a whole or one question."""
    outside: dict[str, list[str]] = {"link": [], "strong": []}
    depth = dict.fromkeys(outside, 0)
    for part in token.children or ():
        for mark, words in outside.items():
            depth[mark] += part.nesting if part.type.startswith(mark) else 0
            if not depth[mark] and part.type == "text":
                words.append(part.content)
    if not _WORD.search(" ".join(outside["link"])):
        return True
    if len(_WORD.findall(token.content)) > MOST_WORDS_OF_TITLE or "\n" in token.content:
        return False
    return bool(_QUESTION.fullmatch(token.content)) or not _WORD.search(" ".join(outside["strong"]))


def _words_of_sentences(text: str, first: int, last: int) -> Iterator[int]:
    passage = _PICTURE.sub(_blank, text[first:last])
    passage = _TARGET.sub(_blank, passage)
    at = 0
    for stop in (*(found.end() for found in _SENTENCE.finditer(passage)), len(passage)):
        words = [found.start() for found in _WORD.finditer(passage, at, stop)]
        is_ended = bool(_END.search(passage[at:stop]))
        if len(words) >= (FEWEST_WORDS if is_ended else WORDS_OF_SENTENCE):
            yield from (first + word for word in words)
        at = stop


def _blank(found: re.Match[str]) -> str:
    return " " * len(found[0])


def measure(path: str, text: str) -> Figures:
    """Segment one text and measure the result."""
    started = process_time()
    found = segment(text)
    seconds = process_time() - started
    words = list(substantive_words(text))
    sizes = [len(_TARGET.sub("", part.span.of(text))) for part in found.segments]
    return Figures(
        path=path,
        words=len(_WORD.findall(_TARGET.sub(" ", text))),
        covered=sum(_is_inside(word, found) for word in words) / len(words) if words else 1.0,
        seconds=seconds,
        segments=len(found.segments),
        overlaps=_overlaps(found),
        books=sum(size > MOST_LETTERS for size in sizes),
        crumbs=sum(size < FEWEST_WORDS * 5 for size in sizes),
    )


def _is_inside(offset: int, found: Segmentation) -> bool:
    at = bisect_right(found.segments, offset, key=lambda part: part.span.start)
    return at > 0 and offset < found.segments[at - 1].span.end


def _overlaps(found: Segmentation) -> int:
    spans = [part.span for part in found.segments]
    return sum(left.end > right.start for left, right in pairwise(spans))


def main(set_dir: str, out_path: str = "") -> None:
    """Print the figures of a set of stored versions; write those of each version where a path is given."""
    base = Path(set_dir)
    figures = [measure(row.path, row.text) for row in rows(base)]
    if out_path:
        with Path(out_path).open("w", encoding="utf-8") as out:
            for one in figures:
                row = {
                    "id": one.path,
                    "covered": one.covered,
                    "segments": one.segments,
                    "seconds": one.seconds,
                }
                out.write(json.dumps(row, ensure_ascii=False) + "\n")
    _show(figures)


def _show(figures: Sequence[Figures]) -> None:
    segments = sum(one.segments for one in figures)
    long = [one.seconds * LONG / one.words for one in figures if one.words >= LONG / 2]
    print(
        json.dumps(
            {
                "versions": len(figures),
                "covered_enough": round(sum(one.is_covered for one in figures) / len(figures), 4),
                "coverage_mean": round(sum(one.covered for one in figures) / len(figures), 4),
                "overlaps": sum(one.overlaps for one in figures),
                "segments": segments,
                "per_version_median": median(one.segments for one in figures),
                "books": round(sum(one.books for one in figures) / segments, 5),
                "crumbs": round(sum(one.crumbs for one in figures) / segments, 5),
                "segments_per_second": round(segments / sum(one.seconds for one in figures)),
                "seconds_for_8000_words_worst": round(max(long, default=0.0), 3),
            },
            indent=1,
        )
    )
    worst = sorted(figures, key=lambda one: one.covered)
    for one in worst[:10]:
        print(f"{one.covered:.3f} {one.path}")


if __name__ == "__main__":
    main(*sys.argv[1:3])
