import pytest

from tests.core.http.clients import MakeClient, client_for


@pytest.fixture
def make_client() -> MakeClient:
    return client_for
