"""The editors' queue: what waits, for what reason, and until when."""

import pytest

from apps.analysis.models import Analysis, Ruling
from apps.analysis.selectors import queue
from apps.analysis.selectors.queue import Waiting, analyses_waiting, counts_waiting, open_reports_on
from apps.analysis.services.analysing import analyse_provisions
from apps.analysis.services.editing import Byline, decide
from apps.analysis.services.reporting import report_error
from apps.analysis.types import Level
from apps.core import clock
from apps.provisions.models import Standing
from tests.analysis.documents import clause, inventing, make_vendor_document, newer, read_all, standings_of
from tests.factories import make_change, make_version
from tests.provisions.documents import LAW, LIABILITY, NOTICE_7, NOTICE_30, cut_all, terms

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("kept_laws")]

ALICE = Byline("person/1", "Seen.")


def waiting(why: Waiting) -> list[int]:
    return list(analyses_waiting(why).values_list("pk", flat=True))


def test_what_the_check_found_something_in_waits_until_somebody_decides() -> None:
    document = make_vendor_document()
    analyse_provisions(standings=standings_of(document), rules=inventing())
    first, second, third = Analysis.objects.order_by("pk")

    decide(analysis=first, ruling=Ruling.REJECTED, by=ALICE)
    decide(analysis=second, ruling=Ruling.ACCEPTED, by=ALICE)

    assert waiting(Waiting.WITHHELD) == [third.pk]


def test_what_newer_rules_say_well_waits_no_more() -> None:
    document = make_vendor_document()
    analyse_provisions(standings=standings_of(document), rules=inventing())

    analyse_provisions(standings=standings_of(document), rules=newer("rules/4"))

    assert waiting(Waiting.WITHHELD) == []


def test_what_was_said_of_words_that_are_gone_waits_no_more() -> None:
    document = make_vendor_document(terms(NOTICE_30, LAW, LIABILITY), terms(NOTICE_7, LAW, LIABILITY))
    analyse_provisions(standings=standings_of(document), rules=inventing())
    make_change(document.versions.get(number=2), make_version(document, terms(NOTICE_30, LAW)))
    cut_all(document)
    analyse_provisions(standings=standings_of(document), rules=inventing())

    of_today = {standing.provision_id for standing in standings_of(document)}
    found = analyses_waiting(Waiting.WITHHELD)
    assert {analysis.provision_id for analysis in found} == of_today
    assert len(found) == 2


def test_what_is_shown_with_low_confidence_waits() -> None:
    document = make_vendor_document()
    analyse_provisions(standings=standings_of(document), rules=newer(level=Level.LOW))

    assert len(waiting(Waiting.UNSURE)) == 3
    assert waiting(Waiting.WITHHELD) == []


def test_what_is_said_of_a_clause_without_topic_waits() -> None:
    document = make_vendor_document(terms("Zibbet quonk flamble dorvin, and so to the brindle of vex.", LAW))
    read_all(document)
    untold = Standing.objects.filter(classification__topics=None, ended_in=None)

    assert [analysis.provision_id for analysis in analyses_waiting(Waiting.NO_TOPIC)] == [
        standing.provision_id for standing in untold
    ]


def test_what_was_reported_waits_until_somebody_decides_on_it() -> None:
    document = make_vendor_document()
    read_all(document)
    provision = clause(document, "Ireland")
    analysis = Analysis.objects.get(provision=provision)
    report_error(subject=provision, words="It is English law.")

    before = (waiting(Waiting.REPORTED), [report.words for report in open_reports_on(analysis)])
    decide(analysis=analysis, ruling=Ruling.ACCEPTED, by=ALICE)

    assert before == ([analysis.pk], ["It is English law."])
    assert (waiting(Waiting.REPORTED), list(open_reports_on(analysis))) == ([], [])


def test_a_report_after_a_decision_waits_again() -> None:
    document = make_vendor_document()
    read_all(document)
    change = document.changes.get()
    analysis = Analysis.objects.get(change=change)
    decide(analysis=analysis, ruling=Ruling.ACCEPTED, by=ALICE)

    report_error(subject=change, words="It is worse than that.")

    assert waiting(Waiting.REPORTED) == [analysis.pk]
    assert clock.now() >= open_reports_on(analysis).get().created_at


def test_counts_are_of_what_waits() -> None:
    document = make_vendor_document()
    analyse_provisions(standings=standings_of(document), rules=inventing())

    assert counts_waiting() == {
        Waiting.WITHHELD: 3,
        Waiting.UNSURE: 0,
        Waiting.NO_TOPIC: 0,
        Waiting.REPORTED: 0,
    }


def test_no_more_is_counted_than_anybody_asks_for(monkeypatch: pytest.MonkeyPatch) -> None:
    document = make_vendor_document()
    analyse_provisions(standings=standings_of(document), rules=inventing())
    monkeypatch.setattr(queue, "MOST_COUNTED", 1)

    assert counts_waiting()[Waiting.WITHHELD] == 2
