"""Compare the redline with other tools on the same pairs in one run: python -m benchmarks.diff_peers PAIRS [EVERY [MOST_WORDS]].

Words are those deleted or inserted, link targets left out. Times are this process's, but for git's, which are the clock's and
include its start. Pairs in which one text has more than MOST_WORDS words (10,000) are left out: difflib needs minutes for them.
"""

import difflib
import importlib
import json
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from html import escape
from pathlib import Path
from time import perf_counter, process_time

import fast_diff_match_patch

from apps.documents.diffing import OpKind, redline

TOKEN = re.compile(r"\w+|\s+|[^\w\s]")
WORD = re.compile(r"\w+")
LINK = re.compile(r"!?\[([^\]]*)\]\((?:[^()\s]|\([^()]*\))*(?:\s+\"[^\"]*\")?\)")
GIT_MARK = re.compile(r"\[-(.*?)-\]|\{\+(.*?)\+\}", re.DOTALL)
HTML_MARK = re.compile(r"<(ins|del)>(.*?)</\1>", re.DOTALL)
TAG = re.compile(r"<[^>]*>")
FIRST_CODE, SURROGATES = 0x100, range(0xD800, 0xE000)

Changed = list[str]
Tool = Callable[[str, str], Changed]


def main(pairs_path: str, every: str = "1", most_words: str = "10000") -> None:
    """Print a table of words and milliseconds a pair, and their ratios to the flat call."""
    pairs = list(_pairs(Path(pairs_path), int(every), int(most_words)))
    tools = _tools()
    words, seconds = dict.fromkeys(tools, 0), dict.fromkeys(tools, 0.0)
    for old, new in pairs:
        for name, compare in tools.items():
            clock = perf_counter if name.startswith("git") else process_time
            started = clock()
            changed = compare(old, new)
            seconds[name] += clock() - started
            words[name] += sum(len(WORD.findall(LINK.sub(r"\1", text))) for text in changed)
    flat = "flat, clean-up"
    print(f"{len(pairs)} pairs\n| Tool | Words | of flat | ms | of flat |\n| --- | --- | --- | --- | --- |")
    for name in tools:
        print(
            f"| {name} | {words[name] / len(pairs):.1f} | {words[name] / words[flat]:.3f}"
            f" | {1000 * seconds[name] / len(pairs):.1f} | {seconds[name] / seconds[flat]:.2f} |"
        )


def _pairs(path: Path, every: int, most_words: int) -> Iterator[tuple[str, str]]:
    with path.open(encoding="utf-8") as lines:
        for number, line in enumerate(lines):
            pair = json.loads(line)
            old, new = pair["old"], pair["new"]
            if number % every == 0 and max(len(WORD.findall(text)) for text in (old, new)) <= most_words:
                yield old, new


def _tools() -> dict[str, Tool]:
    found: dict[str, Tool] = {"redline": _redline, "flat, clean-up": _flat, "difflib, words": _difflib}
    try:
        htmldiff = importlib.import_module("lxml.html.diff").htmldiff
    except ImportError:
        print("lxml is not installed: left out", file=sys.stderr)
    else:
        found["lxml.html.diff"] = lambda old, new: _lxml(htmldiff, old, new)
    if shutil.which("git"):
        found["git --word-diff"] = _git
    return found


def _redline(old: str, new: str) -> Changed:
    line = redline(old, new)
    inserted = [op.text for op in line.ops if op.kind is OpKind.INSERT]
    return inserted + [op.text for op in line.old_ops if op.kind is OpKind.DELETE]


def _flat(old: str, new: str) -> Changed:
    """Call the differ once on both texts, one code point a token, with semantic clean-up."""
    codes: dict[str, str] = {}
    texts = [TOKEN.findall(text) for text in (old, new)]
    encoded = ["".join(codes.setdefault(token, _code(len(codes))) for token in text) for text in texts]
    changed: Changed = []
    i = j = 0
    for sign, size in fast_diff_match_patch.diff(*encoded, cleanup="Semantic", checklines=False):
        if sign == "-":
            changed.append("".join(texts[0][i : i + size]))
        elif sign == "+":
            changed.append("".join(texts[1][j : j + size]))
        i += size * (sign != "+")
        j += size * (sign != "-")
    return changed


def _code(number: int) -> str:
    code = number + FIRST_CODE
    return chr(code if code < SURROGATES.start else code + len(SURROGATES))


def _difflib(old: str, new: str) -> Changed:
    olds, news = old.split(), new.split()
    changed: Changed = []
    for kind, i, i_end, j, j_end in difflib.SequenceMatcher(None, olds, news).get_opcodes():
        if kind != "equal":
            changed += [" ".join(olds[i:i_end]), " ".join(news[j:j_end])]
    return changed


def _lxml(htmldiff: Callable[[str, str], str], old: str, new: str) -> Changed:
    pages = ["".join(f"<p>{escape(part)}</p>" for part in text.split("\n\n")) for text in (old, new)]
    return [TAG.sub(" ", body) for _, body in HTML_MARK.findall(htmldiff(*pages))]


def _git(old: str, new: str) -> Changed:
    with tempfile.TemporaryDirectory() as folder:
        paths = [Path(folder, name) for name in ("old", "new")]
        for path, text in zip(paths, (old, new), strict=True):
            path.write_text(text, "utf-8")
        command = ["git", "diff", "--no-index", "--word-diff=plain", "-U0", *map(str, paths)]
        done = subprocess.run(command, capture_output=True, check=False)  # noqa: S603 - our own files
    shown = done.stdout.decode("utf-8", "replace").partition("@@")[2]
    return [gone or come for gone, come in GIT_MARK.findall(shown)]


if __name__ == "__main__":
    main(*sys.argv[1:4])
