"""Whether an output is refused: where it is parsed, or where it is checked."""

from apps.analysis.grounding import Finding, check
from apps.analysis.language.reading import UnreadableError, parsed, provision_reading, validated
from apps.analysis.language.said import SaidProvision
from apps.analysis.types import ProvisionReading
from tests.analysis.grounding.corpus import Case, as_json, passages, said, statement
from tests.analysis.grounding.corpus.planted import Planted, with_moved


def findings_of(case: Case, text: str) -> tuple[Finding, ...]:
    """Return what is found in an output as it arrives; nothing where it is shown."""
    try:
        reading = reading_of(case, text)
    except UnreadableError as error:
        return error.findings
    return check(reading, case.brief)


def findings_of_planted(bad: Planted) -> tuple[Finding, ...]:
    """Return what is found in a bad output."""
    if bad.moved is None:
        return findings_of(bad.case, bad.text)
    good = said(bad.case, [statement(bad.case, bad.case.good[0])])
    citation, text = bad.moved
    return check(with_moved(reading_of(bad.case, as_json(good)), citation, text), bad.case.brief)


def reading_of(case: Case, text: str) -> ProvisionReading:
    """Return an output as it is checked; raises `UnreadableError`."""
    return provision_reading(validated(SaidProvision, parsed(text)), passages(case))
