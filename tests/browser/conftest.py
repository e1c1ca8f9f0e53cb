"""A real browser, and a site to look at: production's static files, one archive for all tests of a module."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.core.handlers.wsgi import WSGIHandler
from django.core.management import call_command
from django.db import connection
from django.test import override_settings
from django.test.testcases import LiveServerThread
from playwright.sync_api import Browser, sync_playwright
from pytest_django import DjangoDbBlocker

from apps.documents.fetching.browser import find_chromium
from apps.documents.fetching.errors import BrowserMissing
from tests.browser.archive import Archive, build_archive
from tests.browser.visits import Contexts, Site, Visitor

# Pictures are for people: they are taken on request, not in every run.
collect_ignore = [] if os.environ.get("SCREENSHOTS") else ["test_screenshots.py"]

# Steps on the way in wait for as long as a module of tests takes, and pages shown once are shown again.
_PATIENCE = {
    "ACCOUNT_LOGIN_TIMEOUT": 7200,
    "ACCOUNT_LOGIN_BY_CODE_TIMEOUT": 7200,
    "ACCOUNT_EMAIL_VERIFICATION_BY_CODE_TIMEOUT": 7200,
    "ACCOUNT_PASSWORD_RESET_BY_CODE_TIMEOUT": 7200,
    "ACCOUNT_REAUTHENTICATION_TIMEOUT": 7200,
    "MFA_RECOVERY_CODES_SHOW_ONCE": False,
}
_FLAGS = [
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1, EXCLUDE localhost",
]


@pytest.fixture(scope="module", autouse=True)
def _blobs_of_this_test(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Keep blobs, and the static files as production serves them, for all tests of the module."""
    folder = tmp_path_factory.mktemp("site")
    storages = {
        "default": {"BACKEND": "django.core.files.storage.InMemoryStorage"},
        "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
        "blobs": {
            "BACKEND": "apps.core.storage.AtomicFileSystemStorage",
            "OPTIONS": {"location": str(folder / "blobs")},
        },
    }
    collected = {"STATIC_ROOT": str(folder / "static"), "WHITENOISE_AUTOREFRESH": False}
    with override_settings(STORAGES=storages, **collected, **_PATIENCE):
        call_command("collectstatic", interactive=False, verbosity=0)
        yield


@pytest.fixture(scope="module")
def db(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """Open the test database for a whole module. Its name tells pytest-django that one is needed."""
    with django_db_blocker.unblock():
        yield


@pytest.fixture(scope="module")
def archive(db: None, _blobs_of_this_test: None) -> Iterator[Archive]:
    assert connection.settings_dict["NAME"].startswith("test_")  # all rows are deleted afterwards

    yield build_archive()

    call_command("flush", interactive=False, verbosity=0)


@pytest.fixture(scope="module")
def site(archive: Archive) -> Iterator[Site]:
    """Serve the archive on a free port of loopback, the way a worker of production would."""
    server = LiveServerThread("127.0.0.1", static_handler=_ProductionHandler)
    server.daemon = True
    server.start()
    server.is_ready.wait()
    if server.error:
        raise server.error
    yield Site(f"http://127.0.0.1:{server.port}", archive.pages, archive.sessions)
    server.terminate()


class _ProductionHandler(WSGIHandler):
    """Leave static files to WhiteNoise, where the test server's own handler would serve the sources."""

    def __init__(self, _media: WSGIHandler) -> None:
        super().__init__()


@pytest.fixture(scope="module")
def browser(site: Site) -> Iterator[Browser]:
    """Start Chromium after the rows are stored: while its event loop runs, Django refuses queries in this thread."""
    try:
        executable = find_chromium()
    except BrowserMissing as missing:
        pytest.skip(str(missing))
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=executable,
            args=_FLAGS,
            chromium_sandbox=os.geteuid() != 0,  # Chromium refuses its sandbox to root
        )
        yield browser
        browser.close()


@pytest.fixture(scope="module")
def contexts(browser: Browser) -> Contexts:
    return Contexts(browser)


@pytest.fixture
def visitor(contexts: Contexts, site: Site) -> Iterator[Visitor]:
    """Give a visitor; afterwards no page may have complained, or asked anybody else for anything."""
    visitor = Visitor(contexts, site)
    yield visitor
    visitor.leave()
    assert visitor.complaints == []


@pytest.fixture(scope="session")
def screenshots() -> Path:
    path = Path(os.environ["SCREENSHOTS"])
    path.mkdir(parents=True, exist_ok=True)
    return path
