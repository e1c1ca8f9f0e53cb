"""What every page tells the browser."""

import re

import pytest
from django.test import Client

from apps.documents.models import Document
from tests import factories

pytestmark = pytest.mark.django_db

POLICY = {
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    "img-src 'self'",
    "font-src 'self'",
    "connect-src 'self'",
    "form-action 'self'",
    "frame-ancestors 'none'",
    "base-uri 'none'",
    "manifest-src 'self'",
}
PAGES = [
    "/",
    "/platforms/",
    "/platforms/acme/",
    "/platforms/acme/terms/",
    "/platforms/acme/terms/versions/1/",
    "/platforms/acme/terms/redline/1..2/",
    "/platforms/acme/terms/redline/1..2/?view=split",
    "/changes/",
    "/methodology/",
    "/status/",
    "/nowhere/",
    "/changes/?kind=nonsense",
]


@pytest.fixture
def document() -> Document:
    document = factories.make_document(platform=factories.make_platform(slug="acme"), slug="terms")
    factories.make_history(document, ["# A\n\n| a |\n|--:|\n| 1 |\n", "# A\n\n| a |\n|--:|\n| 2 |\n"])
    return document


@pytest.mark.parametrize("address", PAGES)
def test_page_runs_and_loads_nothing_but_its_own_files(
    client: Client, document: Document, address: str
) -> None:
    response = client.get(address)
    html = response.content.decode()

    assert set(response["Content-Security-Policy"].split("; ")) == POLICY
    assert response["X-Content-Type-Options"] == "nosniff"
    assert not re.search(r"<script(?![^>]*\bsrc=)[^>]*>", html)
    assert not re.search(r"<[^>]+\s(style|on\w+)=", html)
    assert "<style" not in html


@pytest.mark.parametrize("address", PAGES)
def test_page_sets_no_cookie(client: Client, document: Document, address: str) -> None:
    assert not client.get(address).cookies


@pytest.mark.parametrize("address", PAGES)
def test_page_has_one_title_and_no_id_twice(client: Client, document: Document, address: str) -> None:
    html = client.get(address).content.decode()

    ids = re.findall(r'\sid="([^"]+)"', html)
    assert html.count("<h1") == 1
    assert sorted(ids) == sorted(set(ids))
