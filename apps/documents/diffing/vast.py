"""Vast texts: no agreement is as long; they are compared by whole lines, and the answer says so."""

from apps.documents.diffing.draft import Node, joined
from apps.documents.diffing.stopwatch import Stopwatch
from apps.documents.diffing.tokens import Vocabulary
from apps.documents.diffing.types import OpKind

MOST_CHARACTERS = 1_000_000  # in both texts
MOST_LINES = 25_000
KINDS = {"=": OpKind.EQUAL, "-": OpKind.DELETE, "+": OpKind.INSERT}


class _Lines(Vocabulary):
    """Tell lines apart by their code points: what is called equal is."""

    def __missing__(self, line: str) -> str:
        return self.add(line)


def is_vast(old: str, new: str) -> bool:
    return len(old) + len(new) > MOST_CHARACTERS or old.count("\n") + new.count("\n") > MOST_LINES


def by_lines(old: str, new: str, stopwatch: Stopwatch) -> list[Node]:
    """Compare two texts line by line, nothing paired and nothing moved."""
    stopwatch.ran_out = stopwatch.ran_out or old != new
    lines = _Lines()
    olds, news = old.splitlines(keepends=True), new.splitlines(keepends=True)
    found: list[Node] = []
    i = j = 0
    for sign, size in stopwatch.spans(lines.encode(olds), lines.encode(news)):
        text = news[j : j + size] if sign == "+" else olds[i : i + size]
        found.append(Node(KINDS[sign], "".join(text)))
        i += size * (sign != "+")
        j += size * (sign != "-")
    return joined(found)
