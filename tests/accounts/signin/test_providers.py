import pytest
from django.test import Client
from pytest_django import Settings

pytestmark = pytest.mark.django_db

APPLICATION = {"client_id": "an-id", "secret": "a-secret"}
ADDRESSES = {
    "google": "https://accounts.google.com/",
    "github": "https://github.com/login/oauth/authorize",
    "microsoft": "https://login.microsoftonline.com/",
}


@pytest.fixture
def _keys(settings: Settings) -> None:
    settings.SOCIALACCOUNT_PROVIDERS = {
        name: options | {"APPS": [APPLICATION]} for name, options in settings.SOCIALACCOUNT_PROVIDERS.items()
    }


@pytest.mark.parametrize("name", ADDRESSES)
def test_a_provider_without_keys_is_neither_shown_nor_there(client: Client, name: str) -> None:
    assert f"/account/{name}/login/" not in client.get("/account/login/").content.decode()
    assert client.get(f"/account/{name}/login/").status_code == 404
    assert client.get(f"/account/{name}/login/callback/?code=x&state=y").status_code == 404


@pytest.mark.usefixtures("_keys")
@pytest.mark.parametrize("name", ADDRESSES)
def test_a_provider_with_keys_is_gone_to_with_a_proof_of_who_asked(client: Client, name: str) -> None:
    assert f"/account/{name}/login/" in client.get("/account/login/").content.decode()

    assert (
        client.get(f"/account/{name}/login/").status_code == 200
    )  # asks first: a link elsewhere starts nothing
    response = client.post(f"/account/{name}/login/")

    assert response["Location"].startswith(ADDRESSES[name])
    for part in ("client_id=an-id", "state=", "code_challenge="):
        assert part in response["Location"]


@pytest.mark.usefixtures("_keys")
def test_an_answer_nobody_asked_for_is_refused(client: Client) -> None:
    response = client.get("/account/google/login/callback/?code=stolen&state=forged")

    assert response.status_code in {200, 401}
    assert "did not answer as expected" in response.content.decode()
    assert "_auth_user_id" not in client.session
