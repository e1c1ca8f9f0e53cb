import time

import pytest

from apps.documents.diffing import classify, redline, side_by_side
from tests.documents.diffing.texts import new_of, old_of


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
    ],
    ids=["dashes", "hashes", "spaces", "brackets", "links", "marks", "quotes", "rows", "repeats"],
)
def test_hostile_text_is_answered_exactly_and_in_time(old: str, new: str) -> None:
    started = time.process_time()

    line = redline(old, new)
    classify(old, new, line)
    side_by_side(line)

    assert time.process_time() - started < 2
    assert (old_of(line), new_of(line)) == (old, new)
