"""Real PDFs, where they are beside this checkout, against the text that a public archive took from the same bytes."""

import json
import re
from collections import Counter
from pathlib import Path

import pytest

from apps.documents.extraction import Page, extract

SHARED = Path(__file__).resolve().parents[4] / "shared" / "data" / "extraction"


@pytest.mark.shared
def test_letters_of_real_pdfs_are_those_of_the_reference() -> None:
    """Blanks do not count: the reference has none where a line ends. Nor do some figures: it keeps running lines."""
    if not SHARED.is_dir():
        pytest.skip("the extraction set is not beside this checkout")
    cases = [json.loads(line) for line in (SHARED / "index.jsonl").read_text(encoding="utf-8").splitlines()]
    pdfs = [case for case in cases if case["kind"] == "pdf"]

    for case in pdfs:
        body = (SHARED / case["sources"][0]["path"]).read_bytes()
        found = runs_of_letters(extract(Page(body, "application/pdf", "https://a.example/")).text)
        wanted = runs_of_letters((SHARED / case["reference_md"]["path"]).read_text(encoding="utf-8"))

        assert (found & wanted).total() >= 0.98 * max(found.total(), wanted.total())

    assert pdfs


def runs_of_letters(text: str) -> Counter[str]:
    """Count every eight letters and figures that follow each other."""
    letters = re.sub(r"[\W_]", "", text.lower())
    return Counter(letters[begin : begin + 8] for begin in range(len(letters) - 7))
