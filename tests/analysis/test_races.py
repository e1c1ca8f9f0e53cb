"""Several workers at one document, several editors at one analysis, and one who dies in the middle."""

from functools import partial

import pytest

from apps.analysis.models import Analysis, Correction, Decision, Publication, PublicationState, Ruling
from apps.analysis.services import analysing
from apps.analysis.services.analysing import analyse_change, analyse_provisions
from apps.analysis.services.editing import Byline, correct, decide
from tests.analysis.documents import (
    PLAIN,
    clause,
    make_vendor_document,
    newer,
    publication_of,
    read_all,
    standings_of,
)
from tests.racing import at_once

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.mark.parametrize("attempt", range(3))
def test_workers_at_one_document_say_everything_once(attempt: int) -> None:
    document = make_vendor_document()
    standings, change = standings_of(document), document.changes.get()

    came_of_it = at_once(
        [partial(analyse_provisions, standings=standings, rules=PLAIN)] * 2
        + [partial(analyse_change, change=change, rules=PLAIN)] * 2
    )

    assert came_of_it == {"done": 4}
    assert (Analysis.objects.count(), Publication.objects.count()) == (4, 4)


@pytest.mark.parametrize("attempt", range(3))
def test_two_versions_of_the_rules_at_once_leave_one_of_them_shown(attempt: int) -> None:
    document = make_vendor_document()
    standings = standings_of(document)

    came_of_it = at_once(
        [
            partial(analyse_provisions, standings=standings, rules=PLAIN),
            partial(analyse_provisions, standings=standings, rules=newer()),
        ]
    )

    assert came_of_it == {"done": 2}
    assert Analysis.objects.count() == 6
    for publication in Publication.objects.select_related("shown"):
        last = Analysis.objects.filter(provision=publication.provision).order_by("pk").last()
        assert publication.shown == last


@pytest.mark.parametrize("attempt", range(3))
def test_of_editors_at_once_one_decides_and_the_others_are_told(attempt: int) -> None:
    document = make_vendor_document()
    read_all(document)
    analysis = Analysis.objects.get(provision=clause(document, "Ireland"))

    came_of_it = at_once(
        [
            partial(
                decide, analysis=analysis, ruling=Ruling.REJECTED, by=Byline(f"person/{number}", "Not right.")
            )
            for number in (1, 2, 3)
        ]
    )

    assert came_of_it == {"done": 1, "decided_meanwhile": 2}
    assert (Decision.objects.count(), Correction.objects.count()) == (1, 1)


def test_an_edit_and_newer_rules_at_once_lose_nothing() -> None:
    document = make_vendor_document()
    read_all(document)
    provision = clause(document, "Ireland")
    analysis = Analysis.objects.get(provision=provision)

    came_of_it = at_once(
        [
            partial(
                correct,
                analysis=analysis,
                field="title",
                value="Irish law governs",
                by=Byline("person/1", "Shorter."),
            ),
            partial(analyse_provisions, standings=standings_of(document), rules=newer()),
        ]
    )

    assert came_of_it["done"] >= 1
    assert came_of_it.total() == 2
    if came_of_it["done"] == 2:  # else the newer reading came first, and the editor was sent to it
        assert publication_of(provision).title == "Irish law governs"
    assert publication_of(provision).state == PublicationState.SHOWN


def test_a_worker_that_dies_in_the_middle_leaves_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    document = make_vendor_document()

    def die(_subjects: object) -> None:
        raise SystemExit

    with monkeypatch.context() as patched:
        patched.setattr(analysing, "publish", die)
        with pytest.raises(SystemExit):
            analyse_provisions(standings=standings_of(document), rules=PLAIN)
    left = (Analysis.objects.count(), Publication.objects.count())
    read_all(document)

    assert left == (0, 0)
    assert (Analysis.objects.count(), Publication.objects.count()) == (4, 4)
