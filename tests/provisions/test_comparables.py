"""The closest clauses of other platforms: on the same position, or none."""

import pytest

from apps.provisions.comparables import comparables_of
from apps.provisions.models import Standing
from tests.factories import make_document, make_history
from tests.provisions.documents import AGE, LAW, LIABILITY, NOTICE_7, NOTICE_30, cut_all, terms

pytestmark = pytest.mark.django_db

OTHER_CAP = "Our total liability arising out of these terms is limited to the amounts you paid us in the six months before the event."
EXCLUDED = "In no event will Acme be liable for any indirect, special or consequential damages of any kind."


def standing_of(*clauses: str) -> Standing:
    """Return the standing of the first clause of a document of a new platform."""
    document = make_document()
    make_history(document, [terms(*clauses)])
    cut_all(document)
    return Standing.objects.select_related("last_text__version", "provision__document").get(
        provision__document=document, last_text__ordinal=1
    )


def test_the_same_position_of_another_platform_is_comparable_and_says_what_differs() -> None:
    mine = standing_of(LIABILITY, LAW)
    other = standing_of(OTHER_CAP, AGE)
    standing_of(EXCLUDED)

    (found,) = comparables_of(mine)

    assert found.standing == other
    assert found.text == OTHER_CAP
    assert found.difference == "It differs in cap (6 months rather than 12 months)."


def test_another_position_is_not_comparable() -> None:
    mine = standing_of(LIABILITY)
    standing_of(EXCLUDED)

    assert comparables_of(mine) == []


def test_each_platform_is_shown_once_and_never_the_clause_s_own() -> None:
    mine = standing_of(NOTICE_30)
    standing_of(NOTICE_7, NOTICE_30)

    found = comparables_of(mine)

    assert len(found) == 1
    assert found[0].text == NOTICE_30
    assert found[0].difference == ""


def test_a_clause_that_takes_no_position_has_none() -> None:
    mine = standing_of(
        "We may update this policy from time to time and change these terms as our service grows."
    )
    standing_of(NOTICE_7)

    assert comparables_of(mine) == []


def test_the_same_position_on_something_else_is_not_comparable() -> None:
    mine = standing_of(
        "We will not be liable for problems with your device that arise because you did not install our updates."
    )
    other = standing_of(EXCLUDED)

    stands = {one: one.classification.topics.get(rank=1) for one in (mine, other) if one.classification}

    assert {(stand.topic.slug, stand.position) for stand in stands.values()} == {
        ("liability_limit", "excluded")
    }
    assert comparables_of(mine) == []
