"""The segmentation of real documents, where they are beside this checkout."""

from pathlib import Path

import pytest

from benchmarks.history import rows
from benchmarks.segments import measure, substantive_words

SHARED = Path(__file__).resolve().parents[4] / "shared" / "data" / "history"
EVERY = 50  # takes one version in fifty


@pytest.mark.shared
def test_clauses_of_real_versions_hold_their_substance() -> None:
    if not SHARED.is_dir():
        pytest.skip("the recorded histories are not beside this checkout")
    sample = list(rows(SHARED))[::EVERY]

    figures = [measure(row.path, row.text) for row in sample]

    assert sum(one.is_covered for one in figures) >= 0.95 * len(figures)
    assert sum(one.overlaps + one.books for one in figures) == 0


def test_words_of_sentences_are_substantive_and_those_of_titles_are_not() -> None:
    text = "# Terms of this service\n\n**What we do with it.**\n\nWe may change them at any time. See [more](https://a.b/c).\n"

    words = [text[at:].split(maxsplit=1)[0] for at in substantive_words(text)]

    assert words == ["We", "may", "change", "them", "at", "any", "time."]
