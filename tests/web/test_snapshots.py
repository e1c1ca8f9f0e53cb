"""The bytes that were received."""

import pytest
from django.test import Client

from tests import factories

pytestmark = pytest.mark.django_db

HOSTILE = b"<!DOCTYPE html><script>document.cookie</script>"


def test_received_html_is_a_download_and_never_a_page(client: Client) -> None:
    snapshot = factories.make_snapshot(HOSTILE, content_type="text/html")

    response = client.get(f"/snapshots/{snapshot.sha256}/")

    assert response.content == HOSTILE
    assert response["Content-Type"] == "application/octet-stream"
    assert response["Content-Disposition"] == f'attachment; filename="{snapshot.sha256}.bin"'
    assert response["Content-Security-Policy"] == "sandbox; default-src 'none'"
    assert response["X-Content-Type-Options"] == "nosniff"


def test_digest_is_the_validator(client: Client) -> None:
    sha256 = factories.make_snapshot(HOSTILE).sha256

    again = client.get(f"/snapshots/{sha256}/", headers={"if-none-match": f'"{sha256}"'})

    assert (again.status_code, again.content) == (304, b"")
    assert again["Content-Security-Policy"] == "sandbox; default-src 'none'"


@pytest.mark.parametrize("name", ["0" * 64, "0" * 63, "A" * 64, "../../etc/passwd"])
def test_unknown_digest_is_not_found(client: Client, name: str) -> None:
    assert client.get(f"/snapshots/{name}/").status_code == 404


def test_text_of_a_version_is_not_a_snapshot(client: Client) -> None:
    version = factories.make_version(factories.make_document())

    assert client.get(f"/snapshots/{version.text_sha256}/").status_code == 404
