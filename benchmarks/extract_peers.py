"""Run the extractor beside its peers on the same pages: python -m benchmarks.extract_peers SET [--memory 10000].

Peers are measured where they are installed, which is best done in an environment of their own, never in the project's:

    python -m venv /tmp/peers
    /tmp/peers/bin/pip install -r requirements.txt trafilatura readability-lxml "lxml[html_clean]" resiliparse
    /tmp/peers/bin/python -m benchmarks.extract_peers SET

The engine of Open Terms Archive takes Node 20 and a folder of its own (`npm install @opentermsarchive/engine`), which
`--open-terms-archive FOLDER` names. It alone is given the selectors that people wrote for these pages.

Every page goes through every engine before the next, so that whatever else the machine does hits all of them; only
processor time counts. F1 is that of the bags of words of a page's text and its curated text, over the cases of one
page ("single").
"""

import argparse
import json
import re
import statistics
import subprocess
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from selectolax.lexbor import LexborHTMLParser

from apps.documents.extraction import ExtractionError, Page, extract

Engine = Callable[[bytes, str], str]

WORD = re.compile(r"\w+")
LINK = re.compile(r"!?\[([^\]]*)\]\((?:[^()\s]|\([^()]*\))*(?:\s+\"[^\"]*\")?\)")
NODE = Path(__file__).with_name("extract_peers.mjs")
GOOD = 0.98


@dataclass(frozen=True, slots=True)
class Case:
    """A page, its address, the curated text, and the selectors that a person wrote for it."""

    path: Path
    url: str
    want: list[str]
    select: Any
    remove: Any


def main() -> None:
    """Measure each engine that is there, and print a row for each."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("set", type=Path)
    parser.add_argument("--open-terms-archive", type=Path, metavar="FOLDER")
    parser.add_argument(
        "--memory", type=int, default=0, metavar="PAGES", help="extract so many pages, state memory"
    )
    options = parser.parse_args()
    cases = _cases(options.set)
    if options.memory:
        _state_memory([case.path.read_bytes() for case in cases], options.memory)
        return
    scores, seconds = _measured(cases, _engines())
    if options.open_terms_archive:
        name = "open terms archive"
        scores[name], seconds[name] = _node(cases, options.open_terms_archive)
    for name, spent in sorted(seconds.items(), key=lambda row: row[1]):
        _show(name, scores[name], spent / len(cases), seconds["conductatlas"] / len(cases))


def _cases(base: Path) -> list[Case]:
    with (base / "index.jsonl").open(encoding="utf-8") as lines:
        rows = [json.loads(line) for line in lines]
    return [
        Case(
            base / source["path"],
            source.get("source_url") or "",
            _words((base / row["reference_md"]["path"]).read_text(encoding="utf-8")),
            source.get("select"),
            source.get("remove"),
        )
        for row in rows
        if row["kind"] == "single"
        for source in row["sources"]
    ]


def _engines() -> dict[str, Engine]:
    engines: dict[str, Engine] = {"conductatlas": _ours, "(parse, all text)": _floor}
    for module, engine in (
        ("trafilatura", _trafilatura),
        ("readability", _readability),
        ("resiliparse", _resiliparse),
    ):
        if find_spec(module):
            engines[module] = engine
        else:
            print(f"{module} is not installed: see the head of {Path(__file__).name}")
    return engines


def _ours(body: bytes, url: str) -> str:
    try:
        return extract(Page(body, "text/html", url)).text
    except ExtractionError:
        return ""


def _floor(body: bytes, _url: str) -> str:
    parsed = LexborHTMLParser(body)
    parsed.strip_tags(["script", "style"])
    return parsed.body.text(separator=" ") if parsed.body else ""


def _trafilatura(body: bytes, url: str) -> str:
    options = {"output_format": "markdown", "favor_recall": True, "include_tables": True, "url": url or None}
    return str(import_module("trafilatura").extract(body, **options) or "")


def _readability(body: bytes, url: str) -> str:
    package = import_module("readability")
    try:
        summary = package.Document(body.decode(errors="replace"), url=url).summary(html_partial=True)
    except package.readability.Unparseable:
        return ""
    return LexborHTMLParser(summary).text(separator=" ")


def _resiliparse(body: bytes, _url: str) -> str:
    decoded = import_module("resiliparse.parse.encoding").bytes_to_str(body)
    plain = import_module("resiliparse.extract.html2text").extract_plain_text(decoded, main_content=True)
    return str(plain)


def _measured(
    cases: list[Case], engines: dict[str, Engine]
) -> tuple[dict[str, list[float]], dict[str, float]]:
    scores: dict[str, list[float]] = {name: [] for name in engines}
    seconds = dict.fromkeys(engines, 0.0)
    for engine in engines.values():  # what is loaded at first use is no work on pages
        engine(b"<p>A first page of some words, so that everything is loaded.</p>", "")
    for case in cases:
        body = case.path.read_bytes()
        for name, engine in engines.items():
            begun = time.process_time()
            text = engine(body, case.url)
            seconds[name] += time.process_time() - begun
            scores[name].append(_f1(_words(text), case.want))
    return scores, seconds


def _node(cases: list[Case], folder: Path) -> tuple[list[float], float]:
    pages = [{"path": str(c.path), "url": c.url, "select": c.select, "remove": c.remove} for c in cases]
    command = ["node", str(NODE), str(folder.resolve())]
    ran = subprocess.run(command, input=json.dumps(pages), text=True, check=True, capture_output=True)  # noqa: S603 -- our own words
    answer = json.loads(ran.stdout)
    return [_f1(_words(text), case.want) for text, case in zip(answer["texts"], cases, strict=True)], answer[
        "seconds"
    ]


def _show(name: str, scores: list[float], seconds: float, ours: float) -> None:
    good = sum(score >= GOOD for score in scores) / len(scores)
    quality = f"F1 {statistics.fmean(scores):.4f}, {good:.0%} at {GOOD} or more, worst {min(scores):.2f}"
    print(f"{name:20} {1 / seconds:8.1f} pages/s  {seconds / ours:6.2f}x our time  {quality}")


def _state_memory(bodies: list[bytes], pages: int) -> None:
    """Print the resident memory as pages go by; it is flat where nothing of a page is kept."""
    for number in range(1, pages + 1):
        _ours(bodies[number % len(bodies)], "https://harbour.example/")
        if number in {1, 100} or number % (pages // 5) == 0:
            print(f"{number:6} pages: {_resident_megabytes():.1f} MB resident")


def _resident_megabytes() -> float:
    for line in Path("/proc/self/status").read_text(encoding="ascii").splitlines():
        if line.startswith("VmRSS:"):
            return int(line.split()[1]) / 1024
    raise SystemExit("This system does not state resident memory.")


def _words(text: str) -> list[str]:
    return WORD.findall(LINK.sub(r"\1", text).lower())


def _f1(got: list[str], want: list[str]) -> float:
    shared = sum((Counter(got) & Counter(want)).values())
    return 2 * shared / (len(got) + len(want)) if shared else 0.0


if __name__ == "__main__":
    main()
