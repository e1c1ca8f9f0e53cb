"""What the tests of pages share."""

import uuid
from collections.abc import Iterator

import pytest
from pytest_django import DjangoDbBlocker, Settings

from tests.shared_rows import kept_for_the_module
from tests.web.access_samples import make_read
from tests.web.teams import Team, make_team


@pytest.fixture(autouse=True)
def _cache_of_this_test(settings: Settings) -> None:
    """Keep what one test cached from the next: query counts are literal. Flushing would empty the broker's queues too."""
    settings.CACHES = {"default": settings.CACHES["default"] | {"KEY_PREFIX": f"test-{uuid.uuid4()}"}}


@pytest.fixture
def team(db: None) -> Team:
    return make_team()


@pytest.fixture(scope="module")
def kept_team(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[Team]:
    """Store the people once for the module, signed in; each test is to have them `as_it_was`."""
    with kept_for_the_module(django_db_blocker):
        team = make_team()
        team.sign_in()
        yield team


@pytest.fixture(scope="module")
def signed_in(
    django_db_setup: None, django_db_blocker: DjangoDbBlocker, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Team]:
    """Store once what a walk goes by: the people, their sessions, the laws, a document that was read.

    Whoever asks for it leaves `_blobs_of_this_test` to the module.
    """
    with kept_for_the_module(django_db_blocker, blobs=tmp_path_factory.mktemp("blobs")):
        make_read()
        team = make_team()
        team.sign_in()
        yield team
