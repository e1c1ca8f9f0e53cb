"""Public ids lead to wherever the record is now."""

import pytest
from django.test import Client

from tests import factories

pytestmark = pytest.mark.django_db


def test_document_id_leads_to_its_page(client: Client) -> None:
    document = factories.make_document()

    response = client.get(f"/d/{document.public_id}")

    assert (response.status_code, response["Location"]) == (302, document.get_absolute_url())


def test_change_id_leads_to_its_page(client: Client) -> None:
    document = factories.make_document()
    factories.make_history(document, ["One.", "Two."])
    change = document.changes.get()

    response = client.get(f"/c/{change.public_id.lower()}")

    assert (response.status_code, response["Location"]) == (302, change.get_absolute_url())


@pytest.mark.parametrize("address", ["/d/CA-D-999999", "/d/CA-C-000001", "/c/CA-C-999999", "/d/1", "/c/x"])
def test_unknown_id_is_not_found(client: Client, address: str) -> None:
    assert client.get(address).status_code == 404
