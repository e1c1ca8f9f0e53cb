"""What was mapped is stored once, with why, and never rewritten."""

import pytest
from django.db import ProgrammingError, connection, transaction
from django.db.models import Model
from pytest_django import DjangoAssertNumQueries

from apps.analysis.models import Mapping, Screening
from apps.analysis.regulations import mapping_name
from apps.analysis.selectors.regulations import laws_of, unscreened_in
from apps.analysis.services import mapping as service
from apps.analysis.services.mapping import map_provision
from apps.provisions.models import Classification
from tests.analysis.regulations.screened import (
    ARBITRATION,
    CHANGE,
    LEAVING,
    classified,
    make_terms,
    mapped,
    screen,
)

pytestmark = pytest.mark.django_db


def test_clauses_are_mapped_with_reason_and_strength() -> None:
    document = make_terms(ARBITRATION, LEAVING)

    stored = screen(document)

    rows = list(Mapping.objects.select_related("article__regulation", "topic", "screening"))
    assert stored == len(rows)
    assert mapped(rows) == {("us-faa", "§ 2", "direct"), ("eu-uctd", "Annex 1(q)", "arguable")}
    direct = next(row for row in rows if row.strength == "direct")
    assert direct.reason == (
        "Arbitration is mandatory here, an agreement of the kind that the Act makes enforceable."
    )
    assert (direct.rank, direct.rule, direct.topic.slug) == (1, "arbitration-faa", "arbitration")
    assert (direct.screening.rules, direct.screening.given) == (
        mapping_name(),
        f"terms-of-service social US {document.platform.slug}",
    )


def test_a_clause_that_maps_to_nothing_is_known_to_have_been_looked_at() -> None:
    document = make_terms(LEAVING)

    stored = screen(document)

    assert (stored, Screening.objects.count(), Mapping.objects.count()) == (0, 1, 0)
    assert not unscreened_in(Classification.objects.all()).exists()


def test_mapping_again_stores_nothing() -> None:
    document = make_terms(ARBITRATION, CHANGE)
    first = screen(document)

    again = screen(document)

    assert (first > 0, again) == (True, 0)
    assert Screening.objects.count() == 2


def test_other_rules_look_again_and_the_latest_count(monkeypatch: pytest.MonkeyPatch) -> None:
    document = make_terms(ARBITRATION)
    screen(document)
    (row,) = classified(document)
    monkeypatch.setattr(service, "mapping_name", lambda: "mapping/next laws/1")
    monkeypatch.setattr(service, "mapped_to", lambda *_: ())

    map_provision(classification=row)

    assert Screening.objects.count() == 2
    assert Mapping.objects.count() == 2
    assert laws_of([row.pk]) == {}


def test_another_operator_is_another_question() -> None:
    document = make_terms(ARBITRATION)
    screen(document)
    operator = document.platform.operator
    assert operator is not None
    operator.jurisdiction = "FR"
    operator.save(update_fields=["jurisdiction"])

    screen(document)

    (row,) = classified(document)
    assert [(law.regulation, law.strength) for law in laws_of([row.pk])[row.pk]] == [("eu-uctd", "direct")]


def test_a_correction_taken_back_counts_again() -> None:
    document = make_terms(ARBITRATION)
    operator = document.platform.operator
    assert operator is not None
    for jurisdiction in ("US", "FR", "US"):
        operator.jurisdiction = jurisdiction
        operator.save(update_fields=["jurisdiction"])
        screen(document)

    (row,) = classified(document)
    assert [screening.number for screening in row.screenings.all()] == [1, 2, 3]
    assert [law.regulation for law in laws_of([row.pk])[row.pk]] == ["us-faa", "eu-uctd"]


def test_a_platform_without_an_operator_is_of_unknown_place() -> None:
    document = make_terms(ARBITRATION, operator=None)

    screen(document)

    (row,) = classified(document)
    assert [(law.regulation, law.strength) for law in laws_of([row.pk])[row.pk]] == [("eu-uctd", "arguable")]


@pytest.mark.parametrize("clauses", [1, 3])
def test_mapping_takes_as_many_queries_however_many_clauses(
    clauses: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    screen(make_terms(ARBITRATION))
    document = make_terms(*[ARBITRATION, CHANGE, LEAVING][:clauses])
    rows = classified(document)

    with django_assert_num_queries(10):
        service.map_provisions(classifications=rows)


@pytest.mark.parametrize("clauses", [1, 3])
def test_laws_of_clauses_take_one_query(
    clauses: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    document = make_terms(*[ARBITRATION, CHANGE, LEAVING][:clauses])
    screen(document)
    numbers = [row.pk for row in classified(document)]

    with django_assert_num_queries(1):
        found = laws_of(numbers)

    assert set(found) == set(numbers[:2])


@pytest.mark.parametrize("model", [Screening, Mapping])
@pytest.mark.parametrize("statement", ["DELETE FROM {0}", "UPDATE {0} SET id = id"])
def test_the_application_may_not_rewrite_a_row(model: type[Model], statement: str) -> None:
    screen(make_terms(ARBITRATION))
    before = model._default_manager.count()

    with (
        pytest.raises(ProgrammingError, match="permission denied"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(statement.format(model._meta.db_table))

    assert model._default_manager.count() == before > 0
