"""Bad outputs of twelve kinds are refused, good ones are not."""

import pytest

from apps.analysis.grounding import Code
from tests.analysis.grounding import table
from tests.analysis.grounding.corpus import as_json, cases, later_cases, said, statement
from tests.analysis.grounding.corpus.judging import findings_of, findings_of_planted
from tests.analysis.grounding.corpus.planted import EACH, KINDS, Planted, planted

EXPECTED = {
    "invented quote": {Code.QUOTE},
    "quote off by a word": {Code.QUOTE},
    "wrong number or date": {Code.NUMBER, Code.NAME},
    "swapped parties": {Code.PARTY},
    "opt-in for opt-out": {Code.CONTRADICTION, Code.NEGATION, Code.MODALITY},
    "text of another document": {Code.FOREIGN_TEXT},
    "prompt injection": {Code.INJECTION, Code.MARKUP, Code.VERDICT},
    "over-long": {Code.TOO_LONG},
    "malformed JSON": {Code.MALFORMED},
    "empty": {Code.EMPTY},
    "other language": {Code.LANGUAGE},
    "right quote, wrong offset": {Code.OFFSETS, Code.QUOTE},
}


@pytest.mark.parametrize("kind", KINDS)
def test_every_bad_output_of_a_kind_is_refused_for_what_it_is(kind: str) -> None:
    bad = planted(kind)

    found = [{finding.code for finding in findings_of_planted(each)} for each in bad]

    assert len(bad) == EACH
    assert [each for each, codes in zip(bad, found, strict=True) if not codes & EXPECTED[kind]] == []


def test_bad_outputs_beyond_the_first_are_refused_as_well() -> None:
    more = [bad for kind in KINDS for bad in planted(kind, every=True)[EACH:]]

    assert len(more) > 50
    assert [bad for bad in more if not findings_of_planted(bad)] == []


def test_good_outputs_are_accepted() -> None:
    accepted, of = table.accepted()

    assert of == 300
    assert accepted >= 0.97 * of


def test_clauses_written_after_the_checks_fare_alike() -> None:
    accepted, good, refused, bad = table.later()

    assert (good, bad) == (40, 70)
    assert accepted >= 0.97 * good
    assert refused >= 0.97 * bad


def test_what_is_planted_is_what_is_found() -> None:
    """Without its bad statement the same reading passes: nothing else in it is refused."""
    for case in (*cases(), *later_cases()):
        assert findings_of(case, as_json(said(case, [statement(case, case.good[0])]))) == (), case.name


def test_a_bad_output_hides_nowhere_among_good_statements() -> None:
    case = next(case for case in cases() if case.name == "suspension")
    lines = [*case.good[:3], case.bad["opposite"][0], *case.good[3:6]]
    text = as_json(said(case, [statement(case, line) for line in lines]))

    findings = findings_of_planted(Planted("opt-in for opt-out", case, text))

    assert {finding.where for finding in findings} == {"what_it_is[3]"}


def test_what_nothing_gives_away_is_refused_in_part() -> None:
    """The check does not understand: this keeps the figure that the methodology states."""
    assert table.invented_refused() == (12, 32)
