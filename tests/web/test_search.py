"""Search among clauses."""

import re
from html import unescape
from urllib.parse import urlencode

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from apps.analysis.types import Level
from apps.documents.models import Document
from tests import factories
from tests.provisions.documents import AGE, LAW, LIABILITY, NOTICE_7, NOTICE_30
from tests.web.clauses import (
    add_document,
    graded,
    make_clauses,
    provision_reading,
    publish_reading,
    standing_at,
)

pytestmark = pytest.mark.django_db

QUERIES = 6  # how many, those of the page; their topics and facts; where the words stand; names offered


def page_of(client: Client, **asked: str) -> str:
    return _answer(client, 200, asked)


def refusal_of(client: Client, **asked: str) -> str:
    return _answer(client, 400, asked)


def _answer(client: Client, status: int, asked: dict[str, str]) -> str:
    response = client.get(f"/search/?{urlencode(asked)}")
    assert response.status_code == status
    return response.content.decode()


def found_in(html: str) -> set[str]:
    return set(re.findall(r'<span class="record-id">(CA-P-\d+)</span>', html))


def words_of(html: str) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", html).split())


def ids(document: Document, *ordinals: int) -> set[str]:
    return {standing_at(document, ordinal).provision.public_id for ordinal in ordinals}


@pytest.fixture
def acme() -> Document:
    return make_clauses(NOTICE_30, LIABILITY, LAW, platform="acme")


@pytest.fixture
def umbra() -> Document:
    return make_clauses(NOTICE_7, AGE, platform="umbra")


def test_words_are_found_in_any_form_and_marked(client: Client, acme: Document, umbra: Document) -> None:
    html = page_of(client, q="total liabilities")

    assert found_in(html) == ids(acme, 2)
    assert "<mark>total</mark> <mark>liability</mark>" in html


@pytest.mark.parametrize(
    ("asked", "expected"),
    [
        ({"topic": "unilateral_change"}, {"acme": (1,), "umbra": (1,)}),
        ({"topic": "liability_limit", "position": "capped"}, {"acme": (2,)}),
        ({"topic": "liability_limit", "position": "excluded"}, {}),
        ({"platform": "umbra"}, {"umbra": (1, 2)}),
        ({"platform": "Umbra", "topic": "unilateral_change"}, {"umbra": (1,)}),
        ({"fact": "unilateral_change.notice", "comparison": "lt", "value": "14"}, {"umbra": (1,)}),
        (
            {"fact": "unilateral_change.notice", "comparison": "gte", "value": "1", "unit": "months"},
            {"acme": (1,)},
        ),
        ({"fact": "unilateral_change.notice", "value": "30.5"}, {"acme": (1,), "umbra": (1,)}),
        (
            {"fact": "age_eligibility.minimum_age", "comparison": "exact", "value": "16", "unit": "other"},
            {"umbra": (2,)},
        ),
        ({"q": '"consequential damages" -ireland'}, {"acme": (2,)}),
        ({"q": "zebra"}, {}),
    ],
)
def test_clauses_are_found_by_what_they_have(
    client: Client,
    acme: Document,
    umbra: Document,
    asked: dict[str, str],
    expected: dict[str, tuple[int, ...]],
) -> None:
    documents = {"acme": acme, "umbra": umbra}

    found = found_in(page_of(client, **asked))

    assert found == set().union(*(ids(documents[name], *ordinals) for name, ordinals in expected.items()))


def test_severity_is_that_of_the_reading_shown(client: Client, acme: Document) -> None:
    publish_reading(standing_at(acme), provision_reading(severity=graded(Level.HIGH)))

    assert found_in(page_of(client, severity="high")) == ids(acme, 1)
    assert found_in(page_of(client, severity="low")) == set()


def test_what_ended_is_not_found(client: Client) -> None:
    owner = factories.make_platform(slug="acme", name="Acme")
    add_document(owner, [[LAW, AGE], [AGE]])

    assert found_in(page_of(client, q="ireland")) == set()


@pytest.mark.parametrize(
    ("asked", "complaint"),
    [
        ({"topic": "astrology"}, "There is nothing of this name to choose."),
        ({"topic": "arbitration", "position": "sideways"}, "This topic has no such position."),
        ({"position": "capped"}, "This topic has no such position."),
        ({"severity": "extreme"}, "There is nothing of this name to choose."),
        ({"platform": "nobody"}, "No platform is called this."),
        ({"fact": "unilateral_change.notice"}, "A fact is looked for by its value"),
        ({"fact": "unilateral_change.notice", "value": "soon"}, "A number, such as 14."),
        ({"fact": "unilateral_change.notice", "value": "-1"}, "greater than or equal to 0"),
        ({"fact": "unilateral_change.notice", "value": "1e400"}, "digits"),
        ({"fact": "unilateral_change.notice", "value": "NaN"}, "A number, such as 14."),
        ({"fact": "x.y", "value": "3"}, "There is nothing of this name to choose."),
        ({"value": "3"}, "Say which fact has this value."),
        (
            {"fact": "unilateral_change.notice", "value": "3", "comparison": "contains"},
            "nothing of this name",
        ),
        ({"q": "x" * 201}, "at most 200 characters"),
    ],
)
def test_what_cannot_be_read_is_said_beside_its_field(
    client: Client, acme: Document, asked: dict[str, str], complaint: str
) -> None:
    html = refusal_of(client, **asked)

    assert complaint in words_of(html)
    assert found_in(html) == set()


@pytest.mark.parametrize("q", ["\x00", "'", '"', "((", "a & | ! b:*", "%", "\\", "<script>", "--", "🙂"])
def test_odd_words_break_nothing(client: Client, acme: Document, q: str) -> None:
    page_of(client, q=q)


@pytest.mark.parametrize("count", [1, 3])
def test_page_costs_the_same_however_many_are_found(
    client: Client, django_assert_num_queries: DjangoAssertNumQueries, count: int
) -> None:
    for number in range(count):
        publish_reading(standing_at(make_clauses(NOTICE_30, platform=f"p{number}")))

    with django_assert_num_queries(QUERIES):
        assert len(found_in(page_of(client, q="notice change"))) == count


def test_many_are_paged_with_what_was_asked(client: Client) -> None:
    owner = factories.make_platform(slug="acme", name="Acme")
    clauses = [f"You may close account number {number} at any time in your settings." for number in range(26)]
    add_document(owner, [clauses])

    html = page_of(client, q="close account", page="2")

    assert len(found_in(html)) == 1
    assert 'href="?q=close+account&amp;page=1"' in html


def test_nothing_asked_lists_nothing(client: Client, acme: Document) -> None:
    html = page_of(client)

    assert "What can be asked" in html
    assert found_in(html) == set()


def test_every_example_asks_something_that_can_be_read(client: Client, acme: Document) -> None:
    examples = re.findall(r'href="(/search/\?[^"]+)"', page_of(client).partition("What can be asked")[2])

    answers = [client.get(unescape(example)) for example in examples]

    assert [answer.status_code for answer in answers] == [200] * 4
    assert not any("What can be asked" in answer.content.decode() for answer in answers)
