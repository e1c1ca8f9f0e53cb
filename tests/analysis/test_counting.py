"""Severities are counted in one place, and are those that are shown."""

from collections import Counter

import pytest
from pytest_django import DjangoAssertNumQueries

from apps.analysis.models import Analysis, Publication, Ruling
from apps.analysis.selectors.counting import (
    SeverityCounts,
    severity_counts,
    severity_counts_by_document,
    severity_counts_by_platform,
)
from apps.analysis.selectors.shown import publications_of, readings_of
from apps.analysis.services.editing import Byline, correct, decide
from apps.documents.models import Document
from tests.analysis.documents import clause, make_vendor_document, publication_of, read_all, standings_of
from tests.factories import make_change, make_version
from tests.provisions.documents import LIABILITY, NOTICE_7, cut_all, terms

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("kept_laws")]

ALICE = Byline("person/1", "The severity is another.")


@pytest.fixture
def document() -> Document:
    document = make_vendor_document()
    read_all(document)
    return document


def test_counts_are_what_the_rows_say(document: Document) -> None:
    said = Counter(Publication.objects.filter(provision__isnull=False).values_list("severity", flat=True))

    counts = severity_counts(document=document)

    assert counts == SeverityCounts(said["high"], said["medium"], said["low"], 0)
    assert counts.total == 3
    assert counts == severity_counts(platform=document.platform) == severity_counts()


def test_what_nobody_has_read_is_counted_as_unread(document: Document) -> None:
    unread = make_vendor_document()

    counts = severity_counts_by_document([document.pk, unread.pk])

    assert (counts[unread.pk], counts[document.pk].read) == (SeverityCounts(unread=3), 3)
    assert severity_counts().total == 6


def test_what_ended_is_not_counted(document: Document) -> None:
    make_change(document.versions.get(number=2), make_version(document, terms(NOTICE_7, LIABILITY)))
    cut_all(document)
    read_all(document)

    assert severity_counts(document=document).total == 2


def test_a_severity_that_a_person_changed_is_counted_as_changed(document: Document) -> None:
    provision = clause(document, "Ireland")
    before = severity_counts(document=document)
    level = "low" if publication_of(provision).severity != "low" else "medium"
    reason = {"rule": "editor", "points": 0, "text": "It is as usual."}

    correct(
        analysis=Analysis.objects.get(provision=provision),
        field="severity",
        value={"level": level, "reasons": [reason]},
        by=ALICE,
    )

    after = severity_counts(document=document)
    assert getattr(after, level) == getattr(before, level) + 1
    assert after.total == before.total


def test_what_was_rejected_is_unread(document: Document) -> None:
    decide(
        analysis=Analysis.objects.get(provision=clause(document, "Ireland")),
        ruling=Ruling.REJECTED,
        by=ALICE,
    )

    assert severity_counts(document=document).unread == 1


def test_a_document_without_clauses_has_its_zeros() -> None:
    assert severity_counts_by_document([7]) == {7: SeverityCounts()}
    assert severity_counts_by_platform([]) == {}


def test_lists_take_as_many_queries_for_three_as_for_one(
    document: Document, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    others = [make_vendor_document() for _ in range(2)]
    for other in others:
        read_all(other)
    numbers = [document.pk, *(other.pk for other in others)]

    for asked in (numbers[:1], numbers):
        with django_assert_num_queries(1):
            severity_counts_by_document(asked)
        with django_assert_num_queries(1):
            severity_counts_by_platform(asked)
    for standings in (standings_of(document)[:1], standings_of(document)):
        with django_assert_num_queries(2):
            assert len(readings_of(standings)) == len(standings)
        with django_assert_num_queries(1):
            assert len(publications_of(one.provision_id for one in standings)) == len(standings)
