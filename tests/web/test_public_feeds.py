"""Public feeds: what anybody may read of changes, per platform, per document and all."""

from xml.etree import ElementTree as ET

import pytest
from django.test import Client

from apps.documents.models import Cause, Document, Kind
from apps.platforms.models import Alias
from tests import factories
from tests.provisions.documents import LAW, LIABILITY, NOTICE_7, NOTICE_30, cut_all, terms
from tests.web.clauses import change_reading, publish_change_reading, said

pytestmark = pytest.mark.django_db
ATOM = "{http://www.w3.org/2005/Atom}"


@pytest.fixture
def document() -> Document:
    platform = factories.make_platform(slug="acme", name="Acme & Co")
    document = factories.make_document(platform=platform, slug="terms", title="Terms")
    versions = factories.make_history(
        document, [terms(NOTICE_7, LIABILITY, LAW), terms(NOTICE_30, LIABILITY, LAW)]
    )
    cut_all(document)
    publish_change_reading(document.changes.get(), change_reading(summary=said("Paid canary.")))
    third = factories.make_version(document, "three")
    factories.make_change(versions[-1], third, kind=Kind.LINKS)
    factories.make_change(third, factories.make_version(document, "four"), cause=Cause.EXTRACTOR)
    other = factories.make_document(platform=factories.make_platform(slug="umbra", name="Umbra"))
    factories.make_history(other, ["one", "two"])
    return document


@pytest.mark.parametrize(
    ("address", "count", "page"),
    [
        ("/changes.atom", 2, "/changes/"),
        ("/platforms/acme/changes.atom", 1, "/platforms/acme/"),
        ("/platforms/acme/terms/changes.atom", 1, "/platforms/acme/terms/"),
    ],
)
def test_feed_has_the_material_changes_of_the_publishers(
    client: Client, document: Document, address: str, count: int, page: str
) -> None:
    response = client.get(address)

    assert response["Content-Type"] == "application/atom+xml; charset=utf-8"
    assert response["Cache-Control"] == "public, max-age=300"
    assert response.cookies == {}
    assert "Cookie" not in response.get("Vary", "")
    feed = ET.fromstring(response.content)  # noqa: S314 - our own
    links = {link.get("rel"): link.get("href") for link in feed.findall(f"{ATOM}link")}
    assert links == {"alternate": f"http://127.0.0.1:8000{page}", "self": f"http://127.0.0.1:8000{address}"}
    entries = feed.findall(f"{ATOM}entry")
    change = document.changes.filter(kind=Kind.SUBSTANTIVE, cause=Cause.PUBLISHER).get()
    assert len(entries) == count
    assert f"tag:127.0.0.1,2026:change/{change.public_id}" in [
        entry.findtext(f"{ATOM}id") for entry in entries
    ]
    titles = [str(entry.findtext(f"{ATOM}title")) for entry in entries]
    assert any(title.startswith("Acme & Co changed Terms: ") for title in titles)
    assert b"Paid canary" not in response.content


def test_feed_that_one_has_already_is_not_sent_again(client: Client, document: Document) -> None:
    first = client.get("/platforms/acme/changes.atom")

    again = client.get("/platforms/acme/changes.atom", headers={"If-None-Match": first["ETag"]})
    factories.make_history(factories.make_document(platform=document.platform), ["one", "two"])
    changed = client.get("/platforms/acme/changes.atom", headers={"If-None-Match": first["ETag"]})

    assert (again.status_code, changed.status_code) == (304, 200)


def test_feed_of_nothing_yet_is_a_feed(client: Client) -> None:
    factories.make_platform(slug="acme")

    feed = ET.fromstring(client.get("/platforms/acme/changes.atom").content)  # noqa: S314 - our own

    assert feed.findall(f"{ATOM}entry") == []
    assert feed.findtext(f"{ATOM}updated")


def test_feed_moves_with_its_record(client: Client, document: Document) -> None:
    Alias.objects.create(platform=document.platform, slug="acme-old", name="Acme Old")

    response = client.get("/platforms/acme-old/terms/changes.atom")

    assert (response.status_code, response["Location"]) == (301, "/platforms/acme/terms/changes.atom")
    assert client.get("/platforms/nobody/changes.atom").status_code == 404


@pytest.mark.parametrize(
    ("page", "feed"),
    [
        ("/changes/", "/changes.atom"),
        ("/platforms/acme/", "/platforms/acme/changes.atom"),
        ("/platforms/acme/terms/", "/platforms/acme/terms/changes.atom"),
    ],
)
def test_page_names_its_feed(client: Client, document: Document, page: str, feed: str) -> None:
    html = client.get(page).content.decode()

    assert f'type="application/atom+xml" title="Changes" href="{feed}"' in " ".join(html.split())
