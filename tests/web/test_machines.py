"""Answers for machines."""

import json
from datetime import UTC, datetime
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries, Settings

from apps.core import clock
from apps.provisions.models import Provision
from apps.web.sitemaps import ProvisionSitemap
from tests import factories
from tests.provisions.documents import AGE, LAW, LEAVE, LIABILITY, NOTICE_7, cut_all, terms

NAMESPACE = {"s": "http://www.sitemaps.org/schemas/sitemap/0.9"}


def test_living_process_says_so_without_asking_anybody(client: Client) -> None:
    response = client.get("/healthz")

    assert (response.status_code, response.json()) == (200, {"status": "alive"})


@pytest.mark.django_db
def test_ready_site_names_the_parts_that_answer(client: Client) -> None:
    response = client.get("/readyz")

    assert response.status_code == 200
    assert response.json() == {"status": "ready", "parts": {"database": "ok", "broker": "ok", "blobs": "ok"}}
    assert "no-store" in response["Cache-Control"]


@pytest.mark.django_db
def test_missing_broker_is_named(client: Client, settings: Settings, tmp_path: Path) -> None:
    settings.REDIS_URL = f"unix://{tmp_path}/nobody.sock"

    response = client.get("/readyz")

    assert response.status_code == 503
    assert json.loads(response.content)["parts"] == {
        "database": "ok",
        "broker": "ConnectionError",
        "blobs": "ok",
    }


@pytest.mark.django_db
def test_unreachable_blob_store_is_named(client: Client, settings: Settings) -> None:
    options = {
        "bucket_name": "blobs",
        "endpoint_url": "http://127.0.0.1:9",
        "access_key": "x",
        "secret_key": "x",
        "region_name": "eu-west-1",
    }
    settings.STORAGES = settings.STORAGES | {
        "blobs": {"BACKEND": "storages.backends.s3.S3Storage", "OPTIONS": options}
    }

    response = client.get("/readyz")

    assert response.status_code == 503
    assert response.json()["parts"]["blobs"] == "EndpointConnectionError"


def test_crawlers_are_told_where_the_sitemap_is(client: Client) -> None:
    response = client.get("/robots.txt")

    assert response["Content-Type"] == "text/plain; charset=utf-8"
    assert "Sitemap: http://127.0.0.1:8000/sitemap.xml" in response.content.decode()


def test_finder_of_a_hole_is_told_whom_to_write(client: Client) -> None:
    with clock.fixed(datetime(2026, 3, 2, 9, 30, tzinfo=UTC)):
        response = client.get("/.well-known/security.txt")

    assert response["Content-Type"] == "text/plain; charset=utf-8"
    assert response.content.decode().splitlines() == [
        "Contact: mailto:security@conductatlas.example",
        "Expires: 2026-08-29T00:00:00Z",
        "Preferred-Languages: en",
        "Canonical: http://127.0.0.1:8000/.well-known/security.txt",
    ]


@pytest.mark.django_db
def test_sitemap_names_every_record_with_its_day(client: Client) -> None:
    document = factories.make_document()
    factories.make_history(document, ["One.", "Two."])

    index = ET.fromstring(client.get("/sitemap.xml").content)  # noqa: S314 - made by us
    pages = ET.fromstring(client.get("/sitemap-documents.xml").content)  # noqa: S314 - made by us

    assert [node.text for node in index.findall("s:sitemap/s:loc", NAMESPACE)] == [
        f"http://testserver/sitemap-{section}.xml"
        for section in ("places", "platforms", "documents", "regulations", "changes", "topics", "provisions")
    ]
    assert [node.text for node in pages.findall("s:url/s:loc", NAMESPACE)] == [
        f"http://testserver{document.get_absolute_url()}"
    ]
    assert [node.text for node in pages.findall("s:url/s:lastmod", NAMESPACE)] == ["2026-03-03"]


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("section", "queries"),  # count, rows; of clauses the largest number, rows
    [("platforms", 2), ("documents", 2), ("changes", 2), ("provisions", 2)],
)
@pytest.mark.parametrize("count", [1, 3])
def test_sitemap_costs_the_same_however_long(
    client: Client, django_assert_num_queries: DjangoAssertNumQueries, section: str, queries: int, count: int
) -> None:
    for _ in range(count):
        document = factories.make_document()
        factories.make_history(document, [terms(LAW), terms(LAW, AGE)])
        cut_all(document)

    with django_assert_num_queries(queries):
        assert client.get(f"/sitemap-{section}.xml").status_code == 200


def pages_of_clauses(client: Client) -> list[ET.Element]:
    """Read the pages that the index names, from that of the first clause on: numbers of other tests fill those before."""
    index = ET.fromstring(client.get("/sitemap.xml").content)  # noqa: S314 - made by us
    named = [node.text or "" for node in index.findall("s:sitemap/s:loc", NAMESPACE)]
    first = (Provision.objects.earliest("pk").pk - 1) // ProvisionSitemap.limit
    addresses = [address for address in named if "sitemap-provisions" in address][first:]
    return [ET.fromstring(client.get(address).content) for address in addresses]  # noqa: S314 - made by us


@pytest.mark.django_db
def test_sitemap_names_the_clauses_that_stand_today(client: Client) -> None:
    document = factories.make_document()
    factories.make_history(document, [terms(LAW, LIABILITY), terms(LAW)])
    cut_all(document)

    pages = pages_of_clauses(client)

    standing = Provision.objects.get(standing__ended_in=None)
    assert [node.text for page in pages for node in page.findall("s:url/s:loc", NAMESPACE)] == [
        f"http://testserver{standing.get_absolute_url()}"
    ]
    assert [node.text for page in pages for node in page.findall("s:url/s:lastmod", NAMESPACE)] == [
        "2026-03-03"
    ]


@pytest.mark.django_db
def test_every_clause_is_on_one_page_of_the_sitemap(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ProvisionSitemap, "limit", 2)
    document = factories.make_document()
    factories.make_history(document, [terms(LAW, AGE, LIABILITY, NOTICE_7, LEAVE)])
    cut_all(document)

    pages = pages_of_clauses(client)

    found = [[node.text for node in page.findall("s:url/s:loc", NAMESPACE)] for page in pages]
    assert max(map(len, found)) == 2
    assert [address for page in found for address in page] == [
        f"http://testserver{clause.get_absolute_url()}" for clause in Provision.objects.order_by("pk")
    ]


@pytest.mark.django_db
@pytest.mark.parametrize(
    "address", ["/sitemap-nothing.xml", "/sitemap-documents.xml?p=99", "/sitemap-documents.xml?p=x"]
)
def test_sitemap_page_that_does_not_exist_is_not_found(client: Client, address: str) -> None:
    assert client.get(address).status_code == 404
