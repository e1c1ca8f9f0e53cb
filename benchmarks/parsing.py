"""What it costs to parse apart: python -m benchmarks.parsing SET [PAGES].

Reads each page of a set here and in a parser's child by turns, five times, and compares the processor time of all that take
part: the wait for a busy machine to wake the other process is not of the parser's making. Then lets one child read PAGES pages, the set over and over, and says what it holds on the way.
"""

import json
import sys
from collections.abc import Callable
from contextlib import suppress
from itertools import cycle, islice
from pathlib import Path
from time import process_time

from apps.documents.extraction import Extract, ExtractionError, Hints, Page, extract
from apps.documents.parsing import Limits, Parser

_ROUNDS = 5
_PATIENT = Limits(pages=10**9)


def main(set_dir: str, pages: str = "0") -> None:
    """Print the seconds a page takes each way, and the memory of a child that is never replaced."""
    found = _pages(Path(set_dir))
    parser = Parser(_PATIENT)

    def apart(page: Page) -> Extract:
        return parser.call(Extract, extract, page, Hints())

    apart(found[0])
    here = there = 0.0
    for page in found * _ROUNDS:
        here += _seconds(extract, page)
        before = _processor_time(parser.pid)
        there += _seconds(apart, page) + _processor_time(parser.pid) - before
    times = len(found) * _ROUNDS
    print(f"{len(found)} pages, {sum(len(page.body) for page in found) / len(found) / 1024:.0f} KB each")
    print(f"here {here / times * 1000:.2f} ms, apart {there / times * 1000:.2f} ms, ratio {there / here:.3f}")

    for number, page in enumerate(islice(cycle(found), int(pages)), start=1):
        with suppress(ExtractionError):
            apart(page)
        if number % 1000 == 0:
            print(f"{number} pages: {_resident(parser.pid) / 2**20:.1f} MB in child {parser.pid}")
    parser.close()


def _pages(base: Path) -> list[Page]:
    cases = [json.loads(line) for line in (base / "index.jsonl").read_text(encoding="utf-8").splitlines()]
    sources = [source for case in cases for source in case["sources"]]
    return [
        Page((base / each["path"]).read_bytes(), each["mime"], each.get("source_url") or "")
        for each in sources
    ]


def _seconds(read: Callable[..., Extract], page: Page) -> float:
    """Return the processor time that this process spends on a page."""
    begun = process_time()
    with suppress(ExtractionError):
        read(page)
    return process_time() - begun


def _processor_time(pid: int | None) -> float:
    return int(Path(f"/proc/{pid}/schedstat").read_text(encoding="ascii").split()[0]) / 1e9


def _resident(pid: int | None) -> int:
    status = Path(f"/proc/{pid}/status").read_text(encoding="ascii")
    return int(status.partition("VmRSS:")[2].split()[0]) * 1024


if __name__ == "__main__":
    main(*sys.argv[1:3])
