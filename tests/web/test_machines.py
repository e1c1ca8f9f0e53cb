"""Answers for machines."""

import json
from datetime import UTC, datetime
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries, Settings

from apps.core import clock
from tests import factories

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
        for section in ("places", "platforms", "documents", "changes")
    ]
    assert [node.text for node in pages.findall("s:url/s:loc", NAMESPACE)] == [
        f"http://testserver{document.get_absolute_url()}"
    ]
    assert [node.text for node in pages.findall("s:url/s:lastmod", NAMESPACE)] == ["2026-03-03"]


@pytest.mark.django_db
@pytest.mark.parametrize("section", ["platforms", "documents", "changes"])
@pytest.mark.parametrize("count", [1, 3])
def test_sitemap_costs_the_same_however_long(
    client: Client, django_assert_num_queries: DjangoAssertNumQueries, section: str, count: int
) -> None:
    for _ in range(count):
        factories.make_history(factories.make_document(), ["One.", "Two."])

    with django_assert_num_queries(2):  # count, rows
        assert client.get(f"/sitemap-{section}.xml").status_code == 200


@pytest.mark.django_db
@pytest.mark.parametrize(
    "address", ["/sitemap-nothing.xml", "/sitemap-documents.xml?p=99", "/sitemap-documents.xml?p=x"]
)
def test_sitemap_page_that_does_not_exist_is_not_found(client: Client, address: str) -> None:
    assert client.get(address).status_code == 404
