"""Parts of a page that are never twice the same: counters, relative dates, rotating quotes.

Two captures a minute apart are of one document: what differs between them is not its text. What was learned from such
a pair is left out wherever texts are compared, and stays in the texts that are stored.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

MOST_WORDS = 60  # beyond, two texts of a minute apart are two documents, or one that was just changed
# A counter or a label comes and goes in a place; a clause that did would, once learned, be missed for ever.
MOST_WORDS_IN_A_PLACE = 8
LEAST_KEPT = 0.5  # of a line's words, to know the line again by what stayed
MOST_GAPS = 5  # in one line
WIDEST_GAP = 200  # characters
GAP = "\u2026"

_WORD = re.compile(r"\s+|[^\s]+")


@dataclass(frozen=True, slots=True)
class VolatilePart:
    """A line known by the words that stay in it, or else a place between two lines and how many lines it holds.

    `pattern` is the line with a gap where it varies; `before` and `after` are the lines around the place, empty at the
    edges of the text.
    """

    pattern: str = ""
    before: str = ""
    after: str = ""
    lines: int = 0


def learn(first: str, second: str) -> tuple[VolatilePart, ...] | None:
    """Return what differs between two captures of one moment as volatile parts; None where it is too much for that."""
    old, new = _lines(first), _lines(second)
    parts: list[VolatilePart] = []
    words = 0
    for sign, i1, i2, j1, j2 in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if sign == "equal":
            continue
        here = max(_count(old[i1:i2]), _count(new[j1:j2]))
        words += here
        is_too_much = words > MOST_WORDS or here > MOST_WORDS_IN_A_PLACE
        if is_too_much and not _are_alike(old[i1:i2], new[j1:j2]):
            return None
        parts += _parts((old, i1, i2), new[j1:j2])
    return tuple(dict.fromkeys(parts))


def steady(text: str, parts: Sequence[VolatilePart]) -> str:
    """Return the text without its volatile parts, for comparison only."""
    if not parts:
        return text
    patterns = [(_regex(part.pattern), part.pattern) for part in parts if part.pattern]
    lines = [_masked(line, patterns) for line in _lines(text)]
    for part in parts:
        if not part.pattern:
            lines = _without(lines, part)
    return "\n\n".join(lines)


def _lines(text: str) -> list[str]:
    return [line for line in text.splitlines() if line.strip()]


def _count(lines: Sequence[str]) -> int:
    return sum(len(line.split()) for line in lines)


def _are_alike(old: Sequence[str], new: Sequence[str]) -> bool:
    return len(old) == len(new) and all(
        _pattern(one, other) for one, other in zip(old, new, strict=True) if one != other
    )


def _parts(place: tuple[Sequence[str], int, int], new: Sequence[str]) -> Iterator[VolatilePart]:
    old, start, end = place
    gone = old[start:end]
    if gone and _are_alike(gone, new):
        yield from (VolatilePart(_pattern(one, other)) for one, other in zip(gone, new, strict=True))
        return
    before = old[start - 1] if start else ""
    after = old[end] if end < len(old) else ""
    yield VolatilePart(before=before, after=after, lines=max(len(gone), len(new)))


def _pattern(one: str, other: str) -> str:
    """Return what two lines share, with gaps where they differ; empty where that is too little to know the line by."""
    old, new = _WORD.findall(one), _WORD.findall(other)
    blocks = SequenceMatcher(None, old, new, autojunk=False).get_matching_blocks()
    kept = sum(not word.isspace() for block in blocks for word in old[block.a : block.a + block.size])
    if kept < LEAST_KEPT * max(len(one.split()), len(other.split()), 1):
        return ""
    written, at, at_new = "", 0, 0
    for block in blocks:
        gap = GAP if block.a > at or block.b > at_new else ""
        written += gap + "".join(old[block.a : block.a + block.size])
        at, at_new = block.a + block.size, block.b + block.size
    return written if written.count(GAP) <= MOST_GAPS else ""


def _regex(pattern: str) -> re.Pattern[str]:
    return re.compile(f".{{0,{WIDEST_GAP}}}?".join(re.escape(part) for part in pattern.split(GAP)))


def _masked(line: str, patterns: Sequence[tuple[re.Pattern[str], str]]) -> str:
    return next((pattern for regex, pattern in patterns if regex.fullmatch(line)), line)


def _without(lines: list[str], part: VolatilePart) -> list[str]:
    """Leave out what stands at the part's place, if no more stands there than did."""
    starts = [0] if not part.before else [i + 1 for i, line in enumerate(lines) if line == part.before]
    for start in starts:
        for end in range(start, min(start + part.lines, len(lines)) + 1):
            found = lines[end] if end < len(lines) else ""
            if found == part.after:
                return lines[:start] + lines[end:]
    return lines
