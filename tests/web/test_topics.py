"""The pages of topics."""

import re

import pytest
from django.db import connection
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from apps.provisions.taxonomy import read_taxonomy
from tests import factories
from tests.provisions.documents import AGE, LAW, LIABILITY, NOTICE_7, NOTICE_30
from tests.web.clauses import add_document, make_clauses

pytestmark = pytest.mark.django_db

LIST_QUERIES = 1  # what the numbers depend on; they are counted once
TOPIC_QUERIES = (
    8  # that, twice; how many platforms, those of the page; their documents, stands, standings, facts
)
EXCLUDED = "In no event will Acme be liable for any indirect, special or consequential damages of any kind."
COUNT = """
SELECT count(DISTINCT d.platform_id)
  FROM provisions_standing s
  JOIN provisions_provision p ON p.id = s.provision_id
  JOIN documents_document d ON d.id = p.document_id
  JOIN provisions_provisiontopic t ON t.classification_id = s.classification_id
  JOIN provisions_topic o ON o.id = t.topic_id
 WHERE s.ended_in_id IS NULL AND o.slug = %s AND (%s = '' OR t.position = %s)
   AND (t.basis IN ('model', 'cue', 'lead_in', 'person') OR t.position <> '')
"""


def counted_by_sql(topic: str, position: str = "") -> int:
    with connection.cursor() as cursor:
        cursor.execute(COUNT, [topic, position, position])
        (count,) = cursor.fetchone() or (0,)
    return int(count)


def page_of(client: Client, address: str, status: int = 200) -> str:
    response = client.get(address)
    assert response.status_code == status
    return response.content.decode()


def words_of(html: str) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", html).split())


def numbers_on(html: str) -> list[tuple[int, int]]:
    """Return every "n of m platforms" on a page, in its order."""
    return [(int(count), int(of)) for count, of in re.findall(r"(\d+) of (\d+) platforms?\b", words_of(html))]


def test_every_topic_is_listed_with_the_number_that_sql_counts(client: Client) -> None:
    make_clauses(LIABILITY, LAW, NOTICE_30, platform="acme")
    make_clauses(EXCLUDED, AGE, platform="umbra")

    html = page_of(client, "/topics/")

    topics = read_taxonomy().topics
    assert [count for count, _ in numbers_on(html)] == [counted_by_sql(topic.slug) for topic in topics]
    assert all(f'href="/topics/{topic.slug}/"' in html for topic in topics)


def test_topic_shows_positions_with_their_numbers_and_who_takes_them(client: Client) -> None:
    make_clauses(LIABILITY, LAW, platform="acme")
    make_clauses(EXCLUDED, platform="umbra")
    make_clauses(LAW, platform="initech")

    html = page_of(client, "/topics/liability_limit/")

    positions = next(topic for topic in read_taxonomy().topics if topic.slug == "liability_limit").positions
    assert numbers_on(html) == [
        (counted_by_sql("liability_limit"), 3),
        *((counted_by_sql("liability_limit", position.slug), 3) for position in positions),
    ]
    listed = re.findall(r'<h3 class="change-title">\s*<a href="/platforms/(\w+)/"', html)
    assert listed == ["acme", "umbra"]
    assert "12 months" in words_of(html)


def test_list_behind_a_number_is_of_that_length(client: Client) -> None:
    for number in range(3):
        make_clauses(LIABILITY, platform=f"capped-{number}")
    make_clauses(EXCLUDED, platform="umbra")

    html = page_of(client, "/topics/liability_limit/?position=capped")

    listed = re.findall(r'<h3 class="change-title">\s*<a href="/platforms/([\w-]+)/"', html)
    assert listed == ["capped-0", "capped-1", "capped-2"]
    assert counted_by_sql("liability_limit", "capped") == len(listed)
    assert "Platforms that take “capped”" in words_of(html)


def test_platform_that_takes_two_positions_is_listed_once_with_both(client: Client) -> None:
    owner = factories.make_platform(slug="acme", name="Acme")
    add_document(owner, [[LIABILITY]], slug="terms")
    add_document(owner, [[EXCLUDED]], slug="pro-terms")

    html = page_of(client, "/topics/liability_limit/")

    assert html.count('<h3 class="change-title">') == 1
    assert {"Excluded", "Capped"} <= set(re.findall(r"<strong>([\w ]+)</strong>", html))


def test_what_ended_is_listed_no_more(client: Client) -> None:
    owner = factories.make_platform(slug="acme", name="Acme")
    add_document(owner, [[LIABILITY, LAW], [LAW]])

    assert "No platform yet" in page_of(client, "/topics/liability_limit/")


@pytest.mark.parametrize("count", [1, 3])
def test_pages_cost_the_same_however_many_platforms(
    client: Client, django_assert_num_queries: DjangoAssertNumQueries, count: int
) -> None:
    for number in range(count):
        make_clauses(NOTICE_7, LIABILITY, platform=f"platform-of-{number}")
    page_of(client, "/topics/unilateral_change/")  # who is behind a number is asked once

    with django_assert_num_queries(LIST_QUERIES):
        page_of(client, "/topics/")
    with django_assert_num_queries(TOPIC_QUERIES):
        page_of(client, "/topics/unilateral_change/")


def test_long_list_is_paged(client: Client) -> None:
    for number in range(26):
        make_clauses(NOTICE_30, platform=f"p{number:02}")

    html = page_of(client, "/topics/unilateral_change/?position=with_notice&page=2")

    assert "26 to 26 of 26 platforms" in words_of(html)
    assert 'href="?position=with_notice&amp;page=1"' in html


@pytest.mark.parametrize(
    ("address", "status"),
    [
        ("/topics/nothing/", 404),
        ("/topics/unknown/", 404),
        ("/topics/arbitration/?position=nowhere", 400),
        ("/topics/arbitration/?page=zzz", 200),
    ],
)
def test_what_is_asked_wrongly_is_answered(client: Client, address: str, status: int) -> None:
    page_of(client, address, status=status)
