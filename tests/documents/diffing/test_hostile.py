import gc
import subprocess
import sys
import time
from collections.abc import Iterator

import pytest

from apps.documents.diffing import ChangeKind, OpKind, classify, redline, side_by_side
from tests.documents.diffing.texts import new_of, old_of


@pytest.fixture(autouse=True)
def _its_own_garbage() -> Iterator[None]:
    """Count no collecting of what thousands of other tests have left in this process."""
    gc.collect()
    gc.freeze()
    yield
    gc.unfreeze()


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("-" * 50_000, "-" * 49_999 + "a"),
        ("#" * 50_000 + " a", "#" * 49_999),
        (" " * 50_000 + "a", "a" + " " * 50_000),
        ("[" * 25_000 + "](" * 12_000, "[](" * 12_000),
        ("[a](http://x/" + "a(" * 12_000 + ")", "http://" * 12_000),
        ("\u0301" * 50_000, "a" + "\u0301" * 49_999),
        ("a.'\"'))" * 7_000, "b.'\"'))" * 7_000),
        ("| a | b |\n" * 5_000, "| a | c |\n" * 5_000),
        ("same text here for all of us today\n" * 3_000, "same text here for all of us today\n" * 2_000),
        ("a b " * 40_000, "b a " * 40_000),
        ("a b\n" * 20_000, "a c\n" * 20_000),
        ("|" * 100_000, "|" * 99_990 + "a|"),
        ("".join(f"{n}. clause of it\n" for n in range(5_000)), "1. clause of it\n" * 5_000),
        ("\u05e9\u05dc\u05d5\u05dd " * 40_000, "\u05e9\u05dc\u05d5\u05dd \u05e2 " * 30_000),
        ("".join(map(chr, range(0x4E00, 0x9E00))), "".join(map(chr, range(0x9DFF, 0x4DFF, -1)))),
        ("\U0001f468\u200d\U0001f469 " * 12_000, "\U0001f468\u200d\U0001f467 " * 12_000),
    ],
    ids=[
        "dashes",
        "hashes",
        "spaces",
        "brackets",
        "links",
        "marks",
        "quotes",
        "rows",
        "repeats",
        "swaps",
        "lines",
        "bars",
        "numbers",
        "right-to-left",
        "ideographs",
        "emoji",
    ],
)
def test_hostile_text_is_answered_exactly_and_in_time(old: str, new: str) -> None:
    started = time.process_time()

    line = redline(old, new)
    classify(old, new, line)
    side_by_side(line)

    assert time.process_time() - started < 2
    assert (old_of(line), new_of(line)) == (old, new)


def test_hundred_thousand_lines_are_compared_by_line_and_in_time() -> None:
    lines = [f"line {number * number % 7919}\n" for number in range(100_000)]
    old, new = "".join(lines), "".join([*lines[:50_000], "another\n", *lines[50_000:]])
    started = time.process_time()

    line = redline(old, new)

    assert time.process_time() - started < 2
    assert line.coarse
    assert [op.text for op in line.ops if op.kind is OpKind.INSERT] == ["another\n"]


LARGEST = """
import re
from pathlib import Path
from apps.documents.diffing import redline

words = " ".join(str(n * n % 7919) for n in range(40_000))
line = redline(words, words[100_000:] + " " + words[:100_000])
peak = int(re.search(r"VmHWM:\\s+(\\d+)", Path("/proc/self/status").read_text())[1]) // 1024
print(peak, "".join(op.text for op in line.ops if op.kind in {"equal", "insert", "move_to"}) == words[100_000:] + " " + words[:100_000])
"""


def test_line_of_200_kilobytes_takes_under_300_megabytes() -> None:
    done = subprocess.run([sys.executable, "-c", LARGEST], capture_output=True, text=True, check=True)  # noqa: S603 - our own program

    peak, is_exact = done.stdout.split()

    assert is_exact == "True"
    assert int(peak) < 300


@pytest.mark.parametrize("every", [200, 20])
def test_one_long_line_with_many_edits_is_classed_in_time(every: int) -> None:
    old = " ".join(f"word{n} of the" for n in range(7_000))
    new = " ".join(f"other{n} in the" if n % every == 0 else f"word{n} of the" for n in range(7_000))
    started = time.process_time()

    found = classify(old, new, redline(old, new))

    assert found.kind is ChangeKind.SUBSTANTIVE
    assert time.process_time() - started < 2
