"""Platforms side by side."""

import re

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from apps.provisions.taxonomy import read_taxonomy
from tests import factories
from tests.provisions.documents import AGE, LAW, LIABILITY, NOTICE_7, NOTICE_30
from tests.web.clauses import make_clauses

pytestmark = pytest.mark.django_db

QUERIES = 6  # platforms, their documents, stands, standings, facts; names offered
EXCLUDED = "In no event will Acme be liable for any indirect, special or consequential damages of any kind."
BOTH = "/compare/?platform=acme&platform=umbra"


def page_of(client: Client, address: str = BOTH, status: int = 200) -> str:
    response = client.get(address)
    assert response.status_code == status
    return response.content.decode()


def rows_of(html: str) -> dict[str, list[str]]:
    """Return what each cell says, by the topic of its row."""
    rows = re.findall(r'<div class="matrix-row">(.*?)</ul>\s*</div>', html, re.DOTALL)
    found = {}
    for row in rows:
        topic = re.search(r"<h3[^>]*>\s*<a[^>]*>([^<]+)</a>", row)
        assert topic is not None
        cells = row.split('<p class="matrix-platform">')[1:]
        found[topic.group(1)] = [" ".join(re.sub(r"<[^>]+>", " ", cell).split()) for cell in cells]
    return found


@pytest.fixture
def two() -> None:
    make_clauses(NOTICE_30, LIABILITY, LAW, platform="acme")
    make_clauses(NOTICE_7, EXCLUDED, LAW, AGE, platform="umbra")


def test_each_topic_is_a_row_with_what_each_platform_says(client: Client, two: None) -> None:
    rows = rows_of(page_of(client))

    labels = {topic.slug: topic.label for topic in read_taxonomy().topics}
    law, cap, change, age = (
        labels[slug]
        for slug in ("governing_law_jurisdiction", "liability_limit", "unilateral_change", "age_eligibility")
    )
    assert list(rows) == [law, cap, change, age]
    assert rows[cap][0].startswith("Acme Capped")
    assert "12 months" in rows[cap][0]
    assert rows[cap][1].startswith("Umbra Excluded")
    assert rows[age][0] == "Acme No clause on record"
    notes = re.findall(r'</a>\s*<span class="cell-note">([^<]+)</span>\s*</h3>', page_of(client))
    assert notes == ["they differ", "they differ", "on record for 1 of 2"]  # they say the same on the law
    assert "16 years" in rows[age][1]


def test_differences_only_leaves_out_what_is_the_same(client: Client, two: None) -> None:
    every, different = rows_of(page_of(client)), rows_of(page_of(client, f"{BOTH}&differences=1"))

    same = set(every) - set(different)
    assert len(same) == 1
    assert "Ireland" in every[same.pop()][0]


def test_platforms_stand_in_the_order_in_which_they_are_named(client: Client, two: None) -> None:
    html = page_of(client, "/compare/?platform=Umbra&platform=acme&platform=umbra&platform=")

    assert "<h1>Umbra, Acme</h1>" in " ".join(html.split()).replace("> Umbra", ">Umbra")


@pytest.mark.parametrize("count", [2, 4])
def test_page_costs_the_same_however_many_platforms(
    client: Client, django_assert_num_queries: DjangoAssertNumQueries, count: int
) -> None:
    for number in range(count):
        make_clauses(*[NOTICE_30, LIABILITY, LAW][: number + 1], platform=f"p{number}")
    query = "&".join(f"platform=p{number}" for number in range(count))

    with django_assert_num_queries(QUERIES):
        page_of(client, f"/compare/?{query}")


@pytest.mark.parametrize("query", ["", "?platform=acme"])
def test_fewer_than_two_are_asked_for_another(client: Client, two: None, query: str) -> None:
    assert "Name at least two platforms" in page_of(client, f"/compare/{query}")


def test_what_cannot_be_compared_is_said(client: Client, two: None) -> None:
    for number in range(3):
        factories.make_platform(slug=f"p{number}")
    many = "&".join(f"platform=p{number}" for number in range(3))

    assert "no platform named “nobody”" in page_of(client, "/compare/?platform=acme&platform=nobody", 400)
    assert "At most 4 platforms" in page_of(client, f"{BOTH}&{many}", 400)
    page_of(client, "/compare/?platform=%00acme&platform=umbra")
