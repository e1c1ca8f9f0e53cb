import pytest

from tests.accounts.conftest import Cast, build_cast


@pytest.fixture
def cast(db: None) -> Cast:
    return build_cast()
