"""What is shown is proved against the stored texts, and a proof that fails says of what."""

from collections.abc import Iterable
from dataclasses import replace

import pytest

from apps.analysis.briefing.again import provision_briefs_of
from apps.analysis.models import Analysis, Publication, Ruling
from apps.analysis.services import verification
from apps.analysis.services.analysing import analyse_provisions
from apps.analysis.services.editing import Byline, correct, decide
from apps.analysis.services.verification import verify_document
from apps.analysis.types import ProvisionBrief
from tests.analysis.documents import (
    clause,
    inventing,
    make_vendor_document,
    publication_of,
    read_all,
    standings_of,
)
from tests.factories import make_change, make_version
from tests.provisions.documents import AGE, LAW, LIABILITY, NOTICE_7, cut_all, terms

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("kept_laws")]


def _damaged(brief: ProvisionBrief) -> ProvisionBrief:
    return replace(
        brief, texts={sha: text.replace("Ireland", "Iceland") for sha, text in brief.texts.items()}
    )


def test_everything_shown_is_counted_and_nothing_fails() -> None:
    document = make_vendor_document()
    read_all(document)

    verified = verify_document(document)

    assert verified.failures == []
    assert verified.counts == {"readings": 4, "statements": 5, "quotes": 4}


def test_a_reading_made_for_an_earlier_version_is_proved_against_that() -> None:
    document = make_vendor_document()
    read_all(document)
    make_change(document.versions.get(number=2), make_version(document, terms(AGE, NOTICE_7, LIABILITY, LAW)))
    cut_all(document)
    read_all(document)

    assert verify_document(document).failures == []


def test_an_edit_is_proved_too() -> None:
    document = make_vendor_document()
    read_all(document)
    provision = clause(document, "Ireland")
    analysis = Analysis.objects.get(provision=provision)
    correct(analysis=analysis, field="title", value="Irish law governs", by=Byline("person/1", "Shorter."))

    assert verify_document(document).failures == []


def test_a_quote_that_is_not_what_stands_there_fails(monkeypatch: pytest.MonkeyPatch) -> None:
    document = make_vendor_document()
    read_all(document)
    provision = clause(document, "Ireland")

    def tampered(numbers: Iterable[int]) -> dict[int, ProvisionBrief]:
        return {number: _damaged(brief) for number, brief in provision_briefs_of(numbers).items()}

    monkeypatch.setattr(verification, "provision_briefs_of", tampered)

    failures = verify_document(document).failures

    assert [failure.subject for failure in failures] == [provision.public_id]


def test_what_is_listed_otherwise_than_it_is_shown_fails() -> None:
    document = make_vendor_document()
    read_all(document)
    provision = clause(document, "Ireland")
    Publication.objects.filter(provision=provision).update(severity="low")

    (failure,) = verify_document(document).failures

    assert (failure.subject, failure.problem) == (provision.public_id, "is listed otherwise than it is shown")


def test_what_a_person_accepted_against_the_check_fails_for_its_quotes_alone() -> None:
    document = make_vendor_document()
    analyse_provisions(standings=standings_of(document), rules=inventing())
    provision = clause(document, "Ireland")
    decide(analysis=publication_of(provision).latest, ruling=Ruling.ACCEPTED, by=Byline("person/1"))

    failures = verify_document(document).failures

    assert {failure.subject for failure in failures} == {provision.public_id}
