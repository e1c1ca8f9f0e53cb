"""Readings of real documents, where they are present: every quote is exact, and nearly everything is borne out."""

import re
from pathlib import Path

import pytest

from apps.analysis.grounding import check
from apps.analysis.grounding.statements import statements
from apps.analysis.rules import read_provision
from apps.analysis.types import Evidence, History, Level, ProvisionBrief
from apps.provisions.labelling import Basis
from tests.analysis.rules.clauses import clauses_of, digest, whose

pytestmark = pytest.mark.shared

HISTORIES = Path(__file__).parents[4] / "shared" / "data" / "history"
QUOTE = re.compile(r"“([^“”]+)”")
EVERY = 6  # of the documents, one is read
LEAST_BORNE_OUT = 0.99


def _briefs() -> list[ProvisionBrief]:
    if not HISTORIES.is_dir():
        pytest.skip("no histories beside the repository")
    found = []
    for folder in sorted(HISTORIES.glob("*/*"))[::EVERY]:
        versions = sorted(folder.glob("*.md"))
        if not versions:
            continue
        text = versions[-1].read_text("utf-8")
        theirs = whose(platform=folder.parent.name.partition(" [")[0])
        history = History(theirs.captured_on, None, 1, ())
        found += [
            ProvisionBrief(one, theirs, history, texts={digest(text): text}) for one in clauses_of(text)
        ]
    return found


def test_real_clauses_are_quoted_exactly_and_borne_out() -> None:
    briefs = _briefs()
    refused = 0
    for brief in briefs:
        reading = read_provision(brief)
        refused += bool(check(reading, brief))
        text = next(iter(brief.texts.values()))
        for placed in statements(reading):
            cited = [text[citation.start : citation.end] for citation in placed.statement.citations]
            for quote in QUOTE.findall(placed.statement.text):
                assert any(quote in words for words in cited), (placed.where, quote)
        around = {stand.basis for stand in brief.clause.stands} <= {Basis.SECTION, Basis.LIKELIEST}
        assert not around or (reading.evidence, reading.severity.level) != (Evidence.EXPLICIT, Level.HIGH)

    assert len(briefs) > 500
    assert refused <= len(briefs) * (1 - LEAST_BORNE_OUT)
