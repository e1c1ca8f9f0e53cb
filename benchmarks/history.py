"""Class each stored version against the ones before it: python -m benchmarks.history SET OUT."""

import json
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from time import perf_counter

from apps.documents.diffing import ChangeKind, Classification, classify, redline
from apps.documents.diffing.regions import read

LEAST_TO_PUBLISH = 3  # below it nothing but punctuation, spacing, markup or numbering differs
NEVER_PUBLISHED = frozenset({ChangeKind.LINKS, ChangeKind.FURNITURE})


@dataclass(slots=True)
class Series:
    """Remember what was seen of one document."""

    latest: str | None = None
    seen: set[tuple[str, ...]] = field(default_factory=set)

    def judge(self, text: str) -> tuple[str, bool]:
        """Give the class of the next version and whether it is published; a return to an earlier text is held."""
        words = read(text).words()
        before, returned = self.latest, words in self.seen
        self.latest = text
        self.seen.add(words)
        if before is None:
            return "first", False
        found = classify(before, text, redline(before, text))
        if returned and read(before).words() != words:
            return ChangeKind.REVERTED.value, False
        return found.kind.value, is_published(found)


def is_published(found: Classification) -> bool:
    return found.kind not in NEVER_PUBLISHED and found.materiality >= LEAST_TO_PUBLISH


def versions(base: Path) -> Iterator[tuple[str, str]]:
    """Give path and text of each version; the index lists them by document, then by time."""
    with (base / "index.jsonl").open(encoding="utf-8") as index:
        for line in index:
            path = json.loads(line)["path"]
            yield path, (base / path).read_text("utf-8")


def main(set_dir: str, out_path: str) -> None:
    """Write the class of every version of the set."""
    series: dict[str, Series] = {}
    with Path(out_path).open("w", encoding="utf-8") as out:
        for path, text in versions(Path(set_dir)):
            document = series.setdefault(path.rsplit("/", 1)[0], Series())
            started = perf_counter()
            kind, publish = document.judge(text)
            row = {"id": path, "kind": kind, "publish": publish, "seconds": perf_counter() - started}
            out.write(json.dumps(row, ensure_ascii=False) + "\n")


if __name__ == "__main__":
    main(*sys.argv[1:3])
