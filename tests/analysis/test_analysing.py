"""Reading clauses and changes: what is kept, what is shown, and what is not read twice."""

import pytest

from apps.analysis.models import Analysis, Publication, PublicationState
from apps.analysis.rules import RULES_VERSION
from apps.analysis.selectors.shown import shown_change_reading, shown_reading
from apps.analysis.selectors.waiting import unread_changes, unread_standings
from apps.analysis.services.analysing import analyse_change, analyse_provision, analyse_provisions
from apps.documents.models import Cause
from apps.documents.selectors import text_of
from apps.provisions.models import Segmentation, Standing
from apps.provisions.services.segments import segment_version
from tests.analysis.documents import (
    PLAIN,
    clause,
    inventing,
    make_vendor_document,
    newer,
    publication_of,
    read_all,
    standings_of,
)
from tests.factories import make_change, make_document, make_version
from tests.provisions.documents import LAW, LIABILITY, NOTICE_7, NOTICE_30, cut_all, terms

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("kept_laws")]


def test_every_clause_that_stands_is_read_and_shown() -> None:
    document = make_vendor_document()

    made = analyse_provisions(standings=standings_of(document), rules=PLAIN)

    assert (made.looked_at, made.read, made.withheld) == (3, 3, 0)
    assert set(Publication.objects.values_list("state", flat=True)) == {PublicationState.SHOWN}
    assert not unread_standings().exists()


def test_reading_again_keeps_nothing_new() -> None:
    document = make_vendor_document()
    read_all(document)

    again = read_all(document)

    assert (again.looked_at, again.read) == (4, 0)
    assert Analysis.objects.count() == 4


def test_what_is_shown_quotes_the_stored_text() -> None:
    document = make_vendor_document()
    read_all(document)
    provision = clause(document, "Ireland")

    shown = shown_reading(provision)

    assert shown is not None
    assert (shown.author.name, shown.is_current, shown.read_in) == ("rules/1", True, 2)
    text = text_of(document.versions.get(number=2))
    cited = [one for statement in shown.reading.what_it_is for one in statement.citations]
    assert all("laws of Ireland" in text[one.start : one.end] for one in cited)
    assert cited


def test_a_clause_that_stays_is_not_read_again_in_the_next_version() -> None:
    document = make_vendor_document()
    read_all(document)
    before = publication_of(clause(document, "Ireland"))
    make_change(document.versions.get(number=2), make_version(document, terms(NOTICE_30, LIABILITY, LAW)))
    cut_all(document)

    made = read_all(document)

    after = publication_of(clause(document, "Ireland"))
    assert made.read == 2  # the notice, which changed, and the change
    assert after.shown_id == before.shown_id
    assert after.classification_id != before.classification_id
    assert after.is_current


def test_what_newer_rules_say_takes_the_place_of_what_older_ones_said() -> None:
    document = make_vendor_document()
    read_all(document)
    provision = clause(document, "Ireland")

    analyse_provisions(standings=standings_of(document), rules=newer(title="Another title"))

    assert publication_of(provision).title == "Another title"
    assert Analysis.objects.filter(provision=provision).count() == 2


def test_what_is_not_borne_out_is_kept_flagged_and_not_shown() -> None:
    document = make_vendor_document()

    made = analyse_provisions(standings=standings_of(document), rules=inventing())

    provision = clause(document, "Ireland")
    kept = Analysis.objects.get(provision=provision)
    assert made.withheld == 3
    assert (kept.is_grounded, kept.findings[0]["code"]) == (False, "quote")
    assert publication_of(provision).state == PublicationState.WITHHELD
    assert shown_reading(provision) is None


def test_the_last_reading_that_was_borne_out_stays_shown() -> None:
    document = make_vendor_document()
    read_all(document)
    make_change(document.versions.get(number=2), make_version(document, terms(NOTICE_30, LIABILITY, LAW)))
    cut_all(document)
    provision = clause(document, "30 days")
    before = publication_of(provision)

    analyse_provisions(standings=standings_of(document), rules=inventing())

    after, shown = publication_of(provision), shown_reading(provision)
    assert (after.state, after.shown_id) == (PublicationState.WITHHELD, before.shown_id)
    assert shown is not None
    assert (shown.is_current, shown.read_in) == (False, 2)


def test_the_same_words_withheld_by_newer_rules_stay_as_older_ones_read_them() -> None:
    document = make_vendor_document()
    read_all(document)
    provision = clause(document, "Ireland")

    analyse_provisions(standings=standings_of(document), rules=inventing())

    assert publication_of(provision).state == PublicationState.SHOWN
    assert publication_of(provision).latest.version == "rules/3"


def test_a_clause_cut_anew_meanwhile_is_left_to_whoever_comes_next() -> None:
    document = make_vendor_document()
    (standing, *_) = standings_of(document)
    stale = Standing.objects.get(pk=standing.pk)
    make_change(document.versions.get(number=2), make_version(document, terms(NOTICE_30, LIABILITY, LAW)))
    cut_all(document)

    analyse_provision(standing=stale, rules=PLAIN)

    assert not Publication.objects.exists()
    assert unread_standings().filter(pk=standing.pk).exists()


def test_a_change_is_read_with_what_it_did_to_clauses() -> None:
    document = make_vendor_document()
    change = document.changes.get()

    made = analyse_change(change=change, rules=PLAIN)

    shown = shown_change_reading(change)
    assert (made.read, made.withheld) == (1, 0)
    assert shown is not None
    assert (shown.author.name, shown.is_current, shown.read_in) == ("rules/1", True, 2)
    assert not unread_changes().exists()


def test_what_we_caused_ourselves_is_not_read() -> None:
    document = make_document()
    first, second = (make_version(document, terms(words)) for words in (NOTICE_30, NOTICE_7))
    make_change(first, second, cause=Cause.EXTRACTOR)
    cut_all(document)

    assert not unread_changes().exists()


def test_a_change_whose_clauses_were_not_followed_is_not_read_yet() -> None:
    document = make_document()
    first, second = (make_version(document, terms(words)) for words in (NOTICE_30, NOTICE_7))
    change = make_change(first, second)
    segment_version(version=first)

    assert not unread_changes().exists()
    with pytest.raises(Segmentation.DoesNotExist):
        analyse_change(change=change, rules=PLAIN)


def test_what_the_shipped_rules_say_is_borne_out() -> None:
    document = make_vendor_document()

    made = analyse_provisions(standings=standings_of(document)) + analyse_change(
        change=document.changes.get()
    )

    assert (made.looked_at, made.read, made.withheld) == (4, 4, 0)
    assert set(Publication.objects.values_list("shown__version", flat=True)) == {RULES_VERSION}
