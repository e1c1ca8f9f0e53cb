"""What people make of analyses: nothing is rewritten, and what was public is corrected in public."""

from typing import Any

import pytest

from apps.analysis.errors import DecidedMeanwhile, EditRefused, NothingToDecide
from apps.analysis.models import Analysis, Correction, Decision, Edit, PublicationState, Ruling
from apps.analysis.selectors.history import accuracy, analysis_history, corrections
from apps.analysis.selectors.shown import shown_reading
from apps.analysis.services.analysing import analyse_provisions
from apps.analysis.services.editing import Byline, correct, decide
from apps.analysis.types.authors import AuthorKind
from apps.documents.models import Document
from apps.provisions.models import Provision
from tests.analysis.documents import (
    clause,
    inventing,
    make_vendor_document,
    newer,
    publication_of,
    read_all,
    standings_of,
)
from tests.factories import make_change, make_version
from tests.provisions.documents import LIABILITY, NOTICE_7, cut_all, terms

pytestmark = pytest.mark.django_db

ALICE = Byline("person/1", "It says more than it should.")
BOB = Byline("person/2", "It is right as it is.")


@pytest.fixture(autouse=True)
def _blobs_of_this_test() -> None:
    """Leave them where the module has its own."""


@pytest.fixture
def document(db: None, kept_document: Document) -> Document:
    return Document.objects.get(pk=kept_document.pk)


@pytest.fixture
def provision(document: Document) -> Provision:
    return clause(document, "Ireland")


@pytest.fixture
def analysis(provision: Provision) -> Analysis:
    return Analysis.objects.get(provision=provision)


def seen(by: Byline, decision: Decision) -> Byline:
    return Byline(by.author, by.reason, decision.pk)


def test_an_edit_is_shown_with_its_author_and_keeps_what_it_replaces(
    analysis: Analysis, provision: Provision
) -> None:
    before = publication_of(provision).title

    edit = correct(analysis=analysis, field="title", value="Irish law governs", by=ALICE)

    shown = shown_reading(provision)
    assert shown is not None
    assert (edit.replaces, edit.replaced_author) == (before, "rules/1")
    assert shown.reading.title == publication_of(provision).title == "Irish law governs"
    assert (shown.authors["title"].kind, shown.authors["title"].name) == (AuthorKind.PERSON, "person/1")
    assert (shown.authors["severity"].name, shown.edited_fields) == ("rules/1", ("title",))
    assert Analysis.objects.get(pk=analysis.pk).reading["title"] == before


def test_an_edit_of_what_was_public_is_corrected_in_public(analysis: Analysis) -> None:
    before = analysis.reading["title"]

    correct(analysis=analysis, field="title", value="Irish law governs", by=ALICE)

    (correction,) = corrections()
    assert (correction.field, correction.said, correction.says) == ("title", before, "Irish law governs")
    assert correction.decision is not None
    assert (correction.decision.author, correction.decision.reason) == (ALICE.author, ALICE.reason)


def test_the_last_of_several_edits_counts_and_names_the_one_before(analysis: Analysis) -> None:
    first = correct(analysis=analysis, field="title", value="Irish law governs", by=ALICE)

    second = correct(
        analysis=analysis, field="title", value="Irish law applies", by=seen(BOB, first.decision)
    )

    assert (second.replaces, second.replaced_author) == ("Irish law governs", "person/1")
    assert Edit.objects.count() == 2


def test_an_edit_outlives_newer_rules(document: Document, analysis: Analysis, provision: Provision) -> None:
    correct(analysis=analysis, field="title", value="Irish law governs", by=ALICE)

    analyse_provisions(standings=standings_of(document), rules=newer(title="Another title"))

    assert publication_of(provision).title == "Irish law governs"
    assert publication_of(provision).shown != analysis


def test_an_edit_ends_with_the_words_it_was_made_for(
    document: Document, analysis: Analysis, provision: Provision
) -> None:
    correct(analysis=analysis, field="title", value="Irish law governs", by=ALICE)
    law = "These terms are governed by the laws of England, without regard to conflict of law rules."
    make_change(document.versions.get(number=2), make_version(document, terms(NOTICE_7, LIABILITY, law)))
    cut_all(document)

    read_all(document)

    shown = shown_reading(provision)
    assert shown is not None
    assert (shown.is_current, shown.edited_fields) == (True, ())


@pytest.mark.parametrize(
    ("field", "value", "words"),
    [
        ("nothing", "x", "no field"),
        ("title", "x", "no value"),
        ("severity", {"level": "enormous", "reasons": []}, "no value"),
        ("what_it_is", [], "no value"),
    ],
)
def test_an_edit_that_is_none_is_refused(analysis: Analysis, field: str, value: Any, words: str) -> None:
    with pytest.raises(EditRefused, match=words):
        correct(analysis=analysis, field=field, value=value, by=ALICE)

    assert not Decision.objects.exists()


def test_an_edit_that_changes_nothing_is_refused(analysis: Analysis) -> None:
    with pytest.raises(EditRefused, match="says already"):
        correct(analysis=analysis, field="title", value=analysis.reading["title"], by=ALICE)


def test_an_edit_that_the_text_does_not_bear_out_is_refused(analysis: Analysis) -> None:
    cited = analysis.reading["what_it_is"][0]["citations"]
    made_up = {"text": "It says “ninety-nine days” of notice.", "basis": "text", "citations": cited}

    with pytest.raises(EditRefused, match="what_it_is"):
        correct(analysis=analysis, field="what_it_is", value=[made_up], by=ALICE)

    assert not Edit.objects.exists()


def test_what_is_inferred_is_of_medium_severity_at_most(analysis: Analysis) -> None:
    reason = {"rule": "editor", "points": 0, "text": "It matters a great deal."}
    high = correct(
        analysis=analysis, field="severity", value={"level": "high", "reasons": [reason]}, by=ALICE
    )

    with pytest.raises(EditRefused, match="medium severity at most"):
        correct(analysis=analysis, field="evidence", value="inferred", by=seen(ALICE, high.decision))


def test_what_is_rejected_is_shown_no_more_and_withdrawn_in_public(
    analysis: Analysis, provision: Provision
) -> None:
    decide(analysis=analysis, ruling=Ruling.REJECTED, by=ALICE)

    (correction,) = corrections()
    publication = publication_of(provision)
    assert (publication.state, publication.shown, publication.title) == (PublicationState.REJECTED, None, "")
    assert shown_reading(provision) is None
    assert correction.said.startswith(analysis.reading["title"])
    assert (correction.field, correction.says) == ("", "")


def test_what_was_rejected_can_be_accepted_after_all(analysis: Analysis, provision: Provision) -> None:
    rejected = decide(analysis=analysis, ruling=Ruling.REJECTED, by=ALICE)

    decide(analysis=analysis, ruling=Ruling.ACCEPTED, by=seen(BOB, rejected))

    assert publication_of(provision).shown == analysis


def test_accepting_shows_what_the_check_withheld() -> None:
    document = make_vendor_document()
    analyse_provisions(standings=standings_of(document), rules=inventing())
    provision = clause(document, "Ireland")
    withheld = Analysis.objects.get(provision=provision)

    decide(analysis=withheld, ruling=Ruling.ACCEPTED, by=BOB)

    assert publication_of(provision).shown == withheld
    assert not Correction.objects.exists()


def test_deciding_twice_the_same_is_one_decision(analysis: Analysis) -> None:
    first = decide(analysis=analysis, ruling=Ruling.REJECTED, by=ALICE)

    second = decide(analysis=analysis, ruling=Ruling.REJECTED, by=ALICE)

    assert first == second
    assert (Decision.objects.count(), Correction.objects.count()) == (1, 1)


def test_whoever_did_not_see_the_last_decision_decides_nothing(analysis: Analysis) -> None:
    decide(analysis=analysis, ruling=Ruling.REJECTED, by=ALICE)

    with pytest.raises(DecidedMeanwhile):
        decide(analysis=analysis, ruling=Ruling.ACCEPTED, by=BOB)
    with pytest.raises(DecidedMeanwhile):
        correct(analysis=analysis, field="title", value="Irish law governs", by=BOB)

    assert Decision.objects.count() == 1


def test_what_holds_no_reading_cannot_be_accepted(analysis: Analysis) -> None:
    empty = Analysis.objects.create(
        provision_id=analysis.provision_id,
        classification_id=analysis.classification_id,
        words_sha256=analysis.words_sha256,
        analyser="model",
        version="openai:test provision/1",
        checker=analysis.checker,
        digest=analysis.digest,
        output="I cannot answer that.",
        findings=[{"code": "malformed", "where": "", "why": "It is not JSON."}],
        is_grounded=False,
        created_at=analysis.created_at,
    )

    with pytest.raises(NothingToDecide):
        decide(analysis=empty, ruling=Ruling.ACCEPTED, by=BOB)
    with pytest.raises(NothingToDecide):
        correct(analysis=empty, field="title", value="Irish law governs", by=BOB)


def test_history_tells_every_analysis_with_what_people_made_of_it(
    document: Document, analysis: Analysis, provision: Provision
) -> None:
    edit = correct(analysis=analysis, field="title", value="Irish law governs", by=ALICE)
    analyse_provisions(standings=standings_of(document), rules=newer())

    newest, oldest = analysis_history(provision)

    assert (newest.author.name, newest.is_shown, list(newest.decisions)) == ("rules/2", True, [])
    assert (oldest.author.name, oldest.is_shown, list(oldest.edits)) == ("rules/1", False, [edit])


def test_accuracy_counts_the_last_word_on_each_analysis(document: Document) -> None:
    first, second, third, _ = Analysis.objects.order_by("pk")
    decide(analysis=first, ruling=Ruling.ACCEPTED, by=BOB)
    correct(analysis=second, field="title", value="Another title", by=ALICE)
    accepted = decide(analysis=third, ruling=Ruling.ACCEPTED, by=BOB)
    decide(analysis=third, ruling=Ruling.REJECTED, by=seen(ALICE, accepted))

    (counted,) = accuracy()

    assert (counted.version, counted.accepted, counted.edited, counted.rejected) == ("rules/1", 1, 1, 1)
    assert counted.share_accepted == pytest.approx(1 / 3)
