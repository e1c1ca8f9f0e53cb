"""The page of a provision."""

import re

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from pytest_django import DjangoAssertNumQueries, Settings

from apps.analysis.types import Level
from apps.documents.models import Document
from apps.provisions.models import Descent, DescentKind, Standing
from tests import factories
from tests.provisions.documents import AGE, LAW, LIABILITY, NOTICE_7, NOTICE_30, cut_all, terms
from tests.web.clauses import (
    PAID,
    add_document,
    graded,
    make_clauses,
    provision_reading,
    publish_reading,
    standing_at,
)
from tests.web.teams import Team

pytestmark = pytest.mark.django_db

# door; topics, facts; comparables: topic, the surest, candidates, facts; prevalence; reading: two; changes, facts of texts,
# versions, kin; captures; changes of the document: two; laws; sources; authors
QUERIES = 20
MOST_QUERIES = 25  # who is signed in, and which workspaces they are in, included
OTHER_CAP = "Our total liability arising out of these terms is limited to the amounts you paid us in the six months before the event."


@pytest.fixture
def document() -> Document:
    owner = factories.make_platform(slug="acme", name="Acme", operator=factories.make_operator())
    return add_document(owner, [[NOTICE_30, LIABILITY, LAW], [NOTICE_7, LIABILITY, LAW]])


def page_of(client: Client, standing: Standing, status: int = 200) -> str:
    response = client.get(standing.provision.get_absolute_url())
    assert response.status_code == status
    return response.content.decode()


def words_of(html: str) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", html).split())


def sections_of(html: str) -> list[str]:
    return re.findall(r'<h2 id="([\w-]+)"', html.partition("</main>")[0])


def test_clause_is_quoted_with_its_place_and_digests(client: Client, document: Document) -> None:
    standing = standing_at(document)

    html = page_of(client, standing)

    text = standing.last_text
    assert NOTICE_7.replace("'", "&#x27;") in html or NOTICE_7 in html
    assert text.sha256 in html
    assert text.version.text_sha256 in html
    assert f"characters {text.start} to {text.end}" in words_of(html)
    assert f'href="/platforms/acme/terms/versions/2/#{standing.provision.public_id}"' in html
    assert f"http://127.0.0.1:8000/p/{standing.provision.public_id}" in html


def test_unread_clause_says_so_and_shows_what_is_known(client: Client, document: Document) -> None:
    html = page_of(client, standing_at(document))

    assert "This clause has not been read yet" in words_of(html)
    assert sections_of(html) == ["what-it-is", "clause", "stability", "monitoring", "questions"]
    assert "severity" not in html
    assert "7 days" in words_of(html)


def test_sections_stand_in_their_order(client: Client, document: Document, settings: Settings) -> None:
    settings.VISITOR_PLAN = "professional"
    standing = standing_at(document)
    make_clauses(NOTICE_30, platform="other")
    publish_reading(standing)

    html = page_of(client, standing)

    assert sections_of(html) == [
        *("what-it-is", "why", "note", "means", "can-do", "clause", "others"),
        *("stability", "monitoring", "full", "questions"),
    ]
    said = words_of(html)
    assert "Acme may change its terms on notice" in said
    assert "Medium severity" in said
    assert "It lets one side change the terms." in said
    assert "High confidence" in said
    assert "Explicit document language" in said
    assert "Inferred from its silence" in said


@pytest.mark.parametrize(("plan", "seen"), [("free", False), ("watcher", False), ("professional", True)])
def test_full_analysis_is_absent_from_the_bytes_of_those_without_it(
    client: Client, document: Document, settings: Settings, plan: str, seen: bool
) -> None:
    settings.VISITOR_PLAN = plan
    standing = standing_at(document)
    publish_reading(standing)

    html = page_of(client, standing)

    canaries = [
        "Canary landscape rest",
        *(text for part, text in PAID.items() if part != "regulatory_landscape"),
    ]
    assert [canary in html for canary in canaries] == [seen] * len(canaries)
    assert "Canary landscape first, in a whole sentence." in html
    assert ("plan-lock" in html) is not seen


def test_ended_clause_says_since_when(client: Client, document: Document) -> None:
    gone = standing_at(document, 3)
    factories.make_change(
        document.versions.get(number=2), factories.make_version(document, terms(NOTICE_7, LIABILITY))
    )
    cut_all(document)

    html = page_of(client, gone)

    assert "This clause is no longer in the document" in html
    assert "Gone since 4 Mar 2026" in words_of(html)
    assert "Laws of Ireland".lower() in html.lower()


def test_changes_are_listed_with_the_values_that_moved(client: Client, document: Document) -> None:
    html = page_of(client, standing_at(document))

    said = words_of(html)
    assert 'href="/platforms/acme/terms/redline/1..2/"' in html
    assert "Edited" in said
    assert "Notice: 30 days → 7 days" in said
    assert "Its words before and after" in said
    assert "Acme has changed this document before: 1 change" in said


def test_other_platforms_are_quoted_or_the_section_is_not_there(client: Client, document: Document) -> None:
    cap = standing_at(document, 2)
    assert "How other platforms handle this" not in page_of(client, cap)

    make_clauses(OTHER_CAP, AGE, platform="umbra")

    html = page_of(client, cap)
    assert "How other platforms handle this" in html
    assert OTHER_CAP in html
    assert "It differs in cap (6 months rather than 12 months)." in html


@pytest.mark.parametrize("count", [1, 3])
def test_page_costs_the_same_however_much_there_is(
    client: Client, django_assert_num_queries: DjangoAssertNumQueries, settings: Settings, count: int
) -> None:
    settings.VISITOR_PLAN = "professional"
    owner = factories.make_platform(slug="acme", name="Acme")
    versions = [[NOTICE_30.replace("30", str(30 + number)), LAW] for number in range(count + 1)]
    document = add_document(owner, versions)
    for number in range(count):
        make_clauses(NOTICE_30, platform=f"other-{number}")
    standing = standing_at(document)
    publish_reading(standing)
    page_of(client, standing)  # the numbers of prevalence are counted once

    with django_assert_num_queries(QUERIES):
        page_of(client, standing)


def test_member_sees_the_whole_within_the_same_bounds(team: Team, document: Document) -> None:
    standing = standing_at(document)
    publish_reading(standing)
    client = team.client("viewer")
    page_of(client, standing)

    with CaptureQueriesContext(connection) as captured:
        html = page_of(client, standing)

    assert all(canary in html for canary in PAID.values())
    # Savepoints, and letting go of what was claimed inside one, belong to the transaction of this test.
    inside = ("SAVEPOINT", "RELEASE")
    asked = [sql for sql in sql_of(captured) if not sql.startswith(inside) and not sql.endswith("'', true)")]
    assert len(asked) <= MOST_QUERIES


def sql_of(captured: CaptureQueriesContext) -> list[str]:
    return [query["sql"] for query in captured.captured_queries]


def test_permanent_id_leads_to_the_page(client: Client, document: Document) -> None:
    provision = standing_at(document).provision

    response = client.get(f"/p/{provision.public_id.lower()}")

    assert (response.status_code, response["Location"]) == (302, provision.get_absolute_url())


def test_merged_clause_leads_to_its_heir_from_every_address(client: Client, document: Document) -> None:
    heir, merged = standing_at(document), standing_at(document, 3)
    version = document.versions.get(number=2)
    Standing.objects.filter(pk=merged.pk).update(ended_in=version)
    Descent.objects.create(
        version=version,
        ancestor=merged.provision,
        heir=heir.provision,
        kind=DescentKind.MERGED,
        is_recut=False,
    )

    for address in (f"/p/{merged.provision.public_id}", merged.provision.get_absolute_url()):
        response = client.get(address)
        assert (response.status_code, response["Location"]) == (302, heir.provision.get_absolute_url())
    assert merged.provision.public_id in page_of(client, heir)


def test_former_addresses_lead_to_the_page(client: Client, document: Document) -> None:
    provision = standing_at(document).provision
    factories.make_former_address(document, "tos")
    elsewhere = factories.make_document(slug="other")

    for platform, slug in (("acme", "tos"), (elsewhere.platform.slug, "other"), ("nobody", "x")):
        response = client.get(f"/platforms/{platform}/{slug}/provisions/{provision.public_id}/")
        assert (response.status_code, response["Location"]) == (301, provision.get_absolute_url())


@pytest.mark.parametrize("public_id", ["CA-P-999999", "CA-D-000001", "x", "CA-P-0000000000001"])
def test_unknown_id_is_not_found(client: Client, document: Document, public_id: str) -> None:
    assert client.get(f"/platforms/acme/terms/provisions/{public_id}/").status_code == 404
    assert client.get(f"/p/{public_id}").status_code == 404


def test_hostile_words_are_shown_and_do_nothing(client: Client) -> None:
    clause = "We may change these terms <script>alert(1)</script> at any time, with 30 days' notice, [here](javascript:alert(1))."
    standing = standing_at(make_clauses(clause, platform="acme"))
    publish_reading(
        standing, provision_reading(title="<script>alert(2)</script>", severity=graded(Level.LOW))
    )

    html = page_of(client, standing)

    assert "<script>alert" not in html
    assert 'href="javascript' not in html
    assert "&lt;script&gt;alert(2)" in html
