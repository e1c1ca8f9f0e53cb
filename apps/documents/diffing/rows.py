"""Rows: the cells of a Markdown table's row, and what tells one row from another."""

import re

from rapidfuzz.distance import Indel

from apps.documents.diffing.words import INVISIBLE

CELL = re.compile(r"[^|\\]*+(?:\\.[^|\\]*+)*(?:\||\\?\Z)", re.DOTALL)
SEPARATOR = re.compile(r"[\s|:-]+")
LINK = re.compile(r"!?\[([^\]]*)\]\([^)]*\)")
BREAK = re.compile(r"<br\s*/?>")
EMPHASIS = re.compile(r"(?<!\\)(?:\*+|`+|(?<![^\W_])_+|_+(?![^\W_]))")
ESCAPE = re.compile(r"\\(?=[^\sA-Za-z0-9])")
SAME_NAME = 0.6  # similarity of two names that are one name respelled
LEAST_NAME = 3  # letters: a shorter first cell is a mark or a number, and names no row


def is_row(text: str) -> bool:
    """Say whether a text is one row of a table, the line under its head included."""
    return text.lstrip().startswith("|") and "\n" not in text.strip()


def split_cells(text: str) -> list[str]:
    """Cut a row after each bar; the pieces joined are the row."""
    return [piece for piece in CELL.findall(text) if piece]


def cells_of(line: str) -> tuple[str, ...]:
    """Give the cells of a row as they are written, nothing for the line under the head."""
    if SEPARATOR.fullmatch(line):
        return ()
    inner = line.strip().removeprefix("|").removesuffix("|")
    if "\\" not in inner:
        return tuple(map(str.strip, inner.split("|")))
    return tuple(cell.removesuffix("|").strip() for cell in split_cells(inner))


def name_of(line: str) -> str:
    """Give the first cell of a row as it is read."""
    return as_read(next(iter(CELL.findall(line.strip().removeprefix("|"), 0, 500)), "").removesuffix("|"))


def is_other_name(old: str, new: str) -> bool:
    """Say whether the first cells of two rows name different things."""
    if min(len(old), len(new)) < LEAST_NAME or old.isnumeric() or new.isnumeric():
        return False
    return Indel.normalized_similarity(old.casefold(), new.casefold()) < SAME_NAME


def as_read(cell: str) -> str:
    """Give a cell without markup and targets of links."""
    shown = EMPHASIS.sub("", BREAK.sub(" ", LINK.sub(r"\1", cell)))
    return " ".join(ESCAPE.sub("", shown.translate(INVISIBLE)).split())
