"""The list of laws and the page of one, with the clauses mapped to it for those whose plan shows them."""

import re
from html import unescape

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries, Settings

from apps.analysis.models import Regulation
from apps.analysis.services.regulations import load_regulations
from apps.web.views import regulations
from tests.analysis.regulations.screened import ARBITRATION, CHANGE, LEAVING, make_terms, screen
from tests.factories import make_change, make_operator, make_version
from tests.provisions.documents import cut_all, terms

pytestmark = pytest.mark.django_db

LIST_QUERIES = 5  # jurisdictions, state of the archive, how far laws reach, laws, articles
PUBLIC_QUERIES = 4  # law, state of the archive, how far laws reach, articles
WHOLE_QUERIES = 6  # and the clauses of the page, their standings
REASON = "Arbitration is mandatory here, an agreement of the kind that the Act makes enforceable."


@pytest.fixture(autouse=True)
def laws(db: None) -> None:
    load_regulations()


@pytest.fixture
def whole(settings: Settings) -> None:
    settings.VISITOR_PLAN = "professional"


def page_of(client: Client, address: str, status: int = 200) -> str:
    response = client.get(address)
    assert response.status_code == status
    return response.content.decode()


def words_of(html: str) -> str:
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", html)).split())


def names_in(html: str) -> list[str]:
    return re.findall(r'<th scope="row">\s*<a href="/regulations/([^/"]+)/">', html)


def screened(*clauses: str, name: str = "Acme") -> None:
    screen(make_terms(*clauses, name=name, operator=make_operator()))


def test_list_shows_every_law_with_how_far_it_reaches(client: Client) -> None:
    screened(ARBITRATION, LEAVING)

    html = page_of(client, "/regulations/")

    assert len(names_in(html)) == 74
    assert "74 laws" in html
    row = words_of(html[html.index("Federal Arbitration Act<") :])
    assert row.startswith(
        "Federal Arbitration Act 9 U.S.C. §§ 1-16, 401-402 United States In force from 1 Jan 1926 2 1 1 platform"
    )


@pytest.mark.parametrize(
    ("query", "first", "count"),
    [
        ("?jurisdiction=US-CO", "us-co-cpa", 2),
        ("?status=adopted", "us-co-admt", 1),
        ("?topic=arbitration", "eu-uctd", 3),
        ("?q=dark+patterns", "", 0),
        ("?q=biometric", "eu-gdpr", 2),
        ("?q=2016/679", "eu-gdpr", 1),
        ("?jurisdiction=EU&topic=cookies&q=directive", "eu-eprivacy", 1),
        ("?q=%00", "eu-gdpr", 74),
    ],
)
def test_filters_narrow_the_list(client: Client, query: str, first: str, count: int) -> None:
    names = names_in(page_of(client, f"/regulations/{query}"))

    assert (names[0] if names else "", len(names)) == (first, count)


def test_search_without_a_match_says_so(client: Client) -> None:
    assert "No law matches" in page_of(client, "/regulations/?q=%3Cscript%3E")


@pytest.mark.parametrize("query", ["jurisdiction=XX", "status=<b>", "topic=nothing"])
def test_a_filter_that_does_not_exist_is_said_not_to(client: Client, query: str) -> None:
    assert "There is no" in page_of(client, f"/regulations/?{query}", status=400)


@pytest.mark.parametrize("count", [1, 3])
def test_list_costs_the_same_however_much_is_mapped(
    client: Client, django_assert_num_queries: DjangoAssertNumQueries, count: int
) -> None:
    for number in range(count):
        screened(ARBITRATION, CHANGE, name=f"Acme {number}")

    with django_assert_num_queries(LIST_QUERIES):
        page_of(client, "/regulations/")


def test_page_says_what_is_known_of_a_law(client: Client) -> None:
    words = words_of(page_of(client, "/regulations/eu-aiact/"))

    assert "Regulation laying down harmonised rules on artificial intelligence" in words
    assert (
        "Status Partly in force Applies from 2 Aug 2026 most of it; see its articles Jurisdiction European Union"
        in words
    )
    assert "Penalties Fines of up to EUR 35 million" in words
    assert "Official text eur-lex.europa.eu" in words
    assert "Entry reviewed not yet reviewed" in words
    assert "Nobody has compared this entry with the law yet." in words
    assert "Art. 26 Duties of deployers of high-risk systems. Will apply from 2 Dec 2027" in words
    assert "This page is information and no legal advice." in words


def test_a_review_of_long_ago_is_stale_and_a_late_one_is_not(client: Client) -> None:
    stale = words_of(page_of(client, "/regulations/us-co-admt/"))
    Regulation.objects.filter(slug="us-co-admt").update(verified_on="2099-01-01")
    fresh = words_of(page_of(client, "/regulations/us-co-admt/"))

    assert "Entry reviewed 14 May 2026, to be reviewed again" in stale
    assert "as of 14 May 2026, more than 180 days ago" in stale
    assert "Entry reviewed 1 Jan 2099" in fresh
    assert "days ago" not in fresh


def test_a_law_without_a_sure_address_has_none(client: Client) -> None:
    html = page_of(client, "/regulations/us-il-bipa/")

    assert "no address that we are sure of" in html
    assert "Nobody has compared" in html


def test_a_law_without_rules_says_so_and_one_without_clauses_otherwise(client: Client) -> None:
    assert "No rule yet" in page_of(client, "/regulations/us-hipaa/")
    assert "No clause yet" in page_of(client, "/regulations/us-faa/")


def test_articles_and_counts_are_public_and_clauses_are_not(client: Client) -> None:
    screened(ARBITRATION)

    html = page_of(client, "/regulations/us-faa/?article=2&strength=direct&page=1")

    words = words_of(html)
    assert "1 clause mapped today" in words or "clause mapped today 1" in words
    assert "§ 2 1 clause Agreements to arbitrate are valid, save on grounds that void any contract." in words
    assert "1 clause, with the reason and how close it is Professional" in words
    assert "plan-lock" in html
    for secret in (REASON, "Acme", "CA-P-", "binding arbitration", "Direct", "article=2"):
        assert secret not in html


@pytest.mark.parametrize("plan", ["free", "watcher"])
def test_lesser_plans_ask_the_database_for_no_clause(
    client: Client, settings: Settings, django_assert_num_queries: DjangoAssertNumQueries, plan: str
) -> None:
    settings.VISITOR_PLAN = plan
    screened(ARBITRATION)

    with django_assert_num_queries(PUBLIC_QUERIES):
        html = page_of(client, "/regulations/us-faa/")

    assert REASON not in html


@pytest.mark.usefixtures("whole")
def test_clauses_are_shown_by_article_with_reason_and_strength(client: Client) -> None:
    screened(ARBITRATION, CHANGE)

    html = page_of(client, "/regulations/eu-uctd/")

    words = words_of(html)
    assert "plan-lock" not in html
    assert words.index("Annex 1(j)-(k) Changing terms or the service alone") < words.index(
        "Annex 1(q) Hindering legal action"
    )
    assert "Arguable Acme Terms of Service CA-P-" in words
    assert "The provider changes the terms alone, without notice" in words
    assert "We may change these terms at any time without notice to you." in words
    assert 'href="/regulations/eu-uctd/?article=annex-1-q#clauses"' in html


@pytest.mark.usefixtures("whole")
def test_clauses_of_one_article_or_strength_are_shown_alone(client: Client) -> None:
    screened(ARBITRATION, CHANGE)

    one = page_of(client, "/regulations/eu-uctd/?article=annex-1-q")
    none = page_of(client, "/regulations/eu-uctd/?article=annex-1-q&strength=direct")

    assert ("binding arbitration" in one, "without notice to you" in one) == (True, False)
    assert "No clause of that kind" in none


@pytest.mark.usefixtures("whole")
@pytest.mark.parametrize("query", ["article=annex-9", "strength=strong"])
def test_an_article_that_does_not_exist_is_said_not_to(client: Client, query: str) -> None:
    page_of(client, f"/regulations/eu-uctd/?{query}", status=400)


@pytest.mark.usefixtures("whole")
def test_a_clause_that_ended_is_mapped_no_longer(client: Client) -> None:
    document = make_terms(ARBITRATION, LEAVING, name="Acme")
    screen(document)
    make_change(document.versions.get(), make_version(document, terms(LEAVING)))
    cut_all(document)
    screen(document)

    html = page_of(client, "/regulations/us-faa/")

    assert "No clause yet" in html
    assert "CA-P-" not in html


@pytest.mark.usefixtures("whole")
@pytest.mark.parametrize("count", [1, 3])
def test_page_costs_the_same_however_many_clauses(
    client: Client, django_assert_num_queries: DjangoAssertNumQueries, count: int
) -> None:
    for number in range(count):
        screened(ARBITRATION, CHANGE, name=f"Acme {number}")

    with django_assert_num_queries(WHOLE_QUERIES):
        html = page_of(client, "/regulations/us-faa/")

    assert html.count("CA-P-") >= count


@pytest.mark.usefixtures("whole")
def test_how_far_laws_reach_is_counted_once_until_something_is_mapped(
    client: Client, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    screened(ARBITRATION)
    page_of(client, "/regulations/us-faa/")

    with django_assert_num_queries(WHOLE_QUERIES - 1):
        before = words_of(page_of(client, "/regulations/us-faa/"))
    screened(ARBITRATION, name="Other")
    after = words_of(page_of(client, "/regulations/us-faa/"))

    assert "§ 2 1 clause Agreements" in before
    assert "§ 2 2 clauses Agreements" in after


@pytest.mark.usefixtures("whole")
def test_pages_run_on_from_one_article_to_the_next(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(regulations, "_PER_PAGE", 2)
    for number in range(3):
        screened(ARBITRATION, CHANGE, name=f"Acme {number}")

    pages = [words_of(page_of(client, f"/regulations/eu-uctd/?page={number}")) for number in (1, 2, 3)]

    shown = [
        (page.count("without notice, which is on the list"), page.count("takes consumers away"))
        for page in pages
    ]
    assert shown == [(2, 0), (1, 1), (0, 2)]
    assert len({one for page in pages for one in re.findall(r"CA-P-\d+", page)}) == 6


@pytest.mark.usefixtures("whole")
def test_clauses_come_in_pages(client: Client) -> None:
    for number in range(26):
        screened(ARBITRATION, name=f"Acme {number:02}")

    first, second = (page_of(client, f"/regulations/us-faa/?article=2&page={number}") for number in (1, 2))

    assert "1 to 25 of 26 clauses" in first
    assert "?article=2&amp;page=2" in first
    assert ("Acme 25" in first, "Acme 25" in second) == (False, True)


@pytest.mark.parametrize(
    ("slug", "reach"),
    [
        (
            "eu-gdpr",
            "those of operators established in the European Union; those of operators elsewhere if the service is offered",
        ),
        (
            "us-co-cpa",
            "established in Colorado, US; those of operators in the United States if its operator meets the Act's",
        ),
        (
            "eu-dora",
            "are mapped: those of operators elsewhere if the customer is a financial entity in the EU.",
        ),
        ("uk-osa", "are mapped: those of operators established in the United Kingdom."),
    ],
)
def test_page_says_whose_documents_are_mapped(client: Client, slug: str, reach: str) -> None:
    assert reach in words_of(page_of(client, f"/regulations/{slug}/"))


def test_unknown_and_retired_laws_are_not_found(client: Client) -> None:
    Regulation.objects.filter(slug="us-faa").update(is_retired=True)

    page_of(client, "/regulations/us-faa/", status=404)
    page_of(client, "/regulations/nothing/", status=404)


def test_laws_stand_in_the_sitemap(client: Client) -> None:
    assert "/regulations/eu-gdpr/" in page_of(client, "/sitemap-regulations.xml")
