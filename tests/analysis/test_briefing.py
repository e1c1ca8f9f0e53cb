"""What analysers are given: exactly what the rows say, and a digest that moves when it should and no sooner."""

from dataclasses import replace
from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from apps.analysis.briefing import brief_digest
from apps.analysis.briefing.again import change_brief_of, provision_briefs_of
from apps.analysis.services.analysing import provision_inputs
from apps.analysis.types import Commonness, ProvisionBrief
from apps.documents.models import Document
from apps.provisions.models import Standing
from apps.provisions.services.segments import segment_version
from tests.analysis.documents import make_vendor_document, standings_of
from tests.factories import make_change, make_version
from tests.provisions.documents import (
    AGE,
    LAW,
    LIABILITY,
    NOTICE_7,
    NOTICE_30,
    cut_all,
    other_segmenter,
    terms,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("kept_laws")]


def briefs_of(document: Document) -> dict[str, ProvisionBrief]:
    """Return the briefs of what stands today, by the first word of the clause."""
    inputs = provision_inputs(standings_of(document))
    return {one.brief.clause.words.quote.split()[0]: one.brief for one in inputs}


def test_a_brief_says_what_the_clause_says_and_about_what() -> None:
    document = make_vendor_document()

    brief = briefs_of(document)["We"]

    assert brief.clause.words.quote == NOTICE_7
    (stand, *_) = brief.clause.stands
    facts = {fact.slug: (fact.value, fact.proof.quote) for one in brief.clause.stands for fact in one.facts}
    assert (stand.topic, stand.family) == ("unilateral_change", "control")
    assert facts["notice"] == ("7 days", "7 days' notice")
    assert brief.whose.jurisdiction == "US"
    assert brief.clause.path == ("Terms of Service", "1. Section 1")


def test_every_passage_is_what_stands_at_its_place() -> None:
    document = make_vendor_document()

    for brief in briefs_of(document).values():
        for passage in (brief.clause.words, *brief.clause.context):
            text = brief.texts[passage.citation.sha256]
            assert text[passage.citation.start : passage.citation.end] == passage.quote


def test_the_record_is_as_it_was_in_the_version_that_is_read() -> None:
    document = make_vendor_document()

    history = briefs_of(document)["We"].history

    assert (history.first_seen_on, history.versions) == (date(2026, 3, 2), 2)
    assert history.changed_on == (date(2026, 3, 3),)


def test_an_older_version_is_briefed_as_of_then() -> None:
    make_vendor_document()
    first = Standing.objects.get(provision__texts__version__number=1, provision__texts__ordinal=1)
    text = first.provision.texts.get(version__number=1)

    (brief,) = provision_briefs_of([text.classifications.get().pk]).values()

    assert brief.clause.words.quote == NOTICE_30
    assert (brief.history.versions, brief.history.changed_on, brief.whose.version) == (1, (), 1)


def test_the_digest_stays_while_the_clause_does() -> None:
    document = make_vendor_document()
    before = {word: brief_digest(brief) for word, brief in briefs_of(document).items()}
    inserted = terms(NOTICE_7, AGE, LIABILITY, LAW, title="Terms of Service, for all")
    make_change(document.versions.get(number=2), make_version(document, inserted))
    cut_all(document)

    after = {word: brief_digest(brief) for word, brief in briefs_of(document).items()}

    assert before["We"] != after["We"]  # under a heading of other words
    again = make_vendor_document(terms(NOTICE_30, LIABILITY, LAW), terms(NOTICE_30, LIABILITY, LAW, AGE))
    assert set(after) - set(before) == {"You"}
    (law,) = [brief for word, brief in briefs_of(again).items() if word == "These"]
    moved = replace(law, whose=replace(law.whose, version=9, captured_on=date(2030, 1, 1)))
    assert brief_digest(moved) == brief_digest(law)


def test_prevalence_and_neighbours_do_not_count() -> None:
    document = make_vendor_document()
    brief = briefs_of(document)["We"]

    assert brief_digest(replace(brief, commonness=Commonness(3, 12, "common"))) == brief_digest(brief)
    assert (brief.commonness, brief.neighbours) == (None, ())


def test_words_facts_and_laws_count() -> None:
    document = make_vendor_document()
    brief = briefs_of(document)["We"]
    stand = brief.clause.stands[0]
    other_words = replace(brief.clause, words=replace(brief.clause.words, quote="Other words."))
    unproved = replace(brief.clause, stands=(replace(stand, facts=()), *brief.clause.stands[1:]))

    digests = {
        brief_digest(one)
        for one in (brief, replace(brief, clause=other_words), replace(brief, clause=unproved))
    }

    assert len(digests) == 3


def test_a_change_is_briefed_clause_by_clause_with_before_and_after() -> None:
    document = make_vendor_document()
    change = document.changes.get()

    brief = change_brief_of(change.pk)

    (told,) = brief.clauses
    assert told.before is not None
    assert told.after is not None
    assert (told.status, told.is_edited) == ("edited", True)
    assert (told.before.words.quote, told.after.words.quote) == (NOTICE_30, NOTICE_7)
    assert len(brief.texts) == 2


def test_a_change_counts_what_came_before_it() -> None:
    document = make_vendor_document()
    second = make_version(document, terms(NOTICE_30, LIABILITY, LAW))
    change = make_change(document.versions.get(number=2), second)
    segment_version(version=second)

    brief = change_brief_of(change.pk)

    assert brief.document_changed_on == (date(2026, 3, 3),)
    assert [one.changed_on for one in brief.clauses] == [(date(2026, 3, 3),)]


def test_two_segmenters_count_one_change_once() -> None:
    document = make_vendor_document()
    for version in document.versions.order_by("number"):
        segment_version(version=version, segmenter=other_segmenter())

    histories = [brief.history for brief in briefs_of(document).values()]

    assert max(len(history.changed_on) for history in histories) == 1


def test_one_clause_or_many_are_briefed_by_as_many_queries() -> None:
    one = make_vendor_document(terms(NOTICE_30), terms(NOTICE_7))
    many = make_vendor_document()
    provision_inputs(standings_of(one)), provision_inputs(standings_of(many))  # the laws are mapped

    with CaptureQueriesContext(connection) as for_one:
        provision_inputs(standings_of(one))
    with CaptureQueriesContext(connection) as for_many:
        provision_inputs(standings_of(many))

    assert len(for_one) == len(for_many) <= 16
