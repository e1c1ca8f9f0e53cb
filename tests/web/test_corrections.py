"""The corrections log."""

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from apps.provisions.models import Standing
from tests.provisions.documents import LAW, NOTICE_30
from tests.web.clauses import make_clauses, make_correction, standing_at

pytestmark = pytest.mark.django_db

QUERIES = 2  # how many, those of the page


def clause_of(platform: str) -> Standing:
    return standing_at(make_clauses(NOTICE_30, LAW, platform=platform))


def page_of(client: Client) -> str:
    response = client.get("/corrections/")
    assert response.status_code == 200
    return " ".join(response.content.decode().split())


def test_what_was_said_stands_beside_what_is_said_now(client: Client) -> None:
    correction = make_correction(clause_of("acme"))

    html = page_of(client)

    assert correction.analysis is not None
    provision = correction.analysis.provision
    assert provision is not None
    assert provision.get_absolute_url() in html
    assert "What it is" in html
    assert html.index("It says 14 days.") < html.index("It says 30 days.") < html.index("The clause says 30.")
    assert "person/3" not in html


def test_withdrawal_says_so(client: Client) -> None:
    make_correction(clause_of("acme"), says="")

    assert "Withdrawn" in page_of(client)


@pytest.mark.parametrize("count", [1, 3])
def test_page_costs_the_same_however_many(
    client: Client, django_assert_num_queries: DjangoAssertNumQueries, count: int
) -> None:
    for number in range(count):
        make_correction(clause_of(f"p{number}"))

    with django_assert_num_queries(QUERIES):
        page_of(client)


def test_empty_log_says_what_will_appear(client: Client) -> None:
    assert "No correction yet" in page_of(client)
