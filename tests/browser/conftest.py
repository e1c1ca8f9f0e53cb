"""A real browser, and a site to look at: production's static files, and an archive of which each module has a copy."""

import os
import uuid
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from django.conf import settings
from django.core.handlers.wsgi import WSGIHandler
from django.core.management import call_command
from django.test import override_settings
from django.test.testcases import LiveServerThread
from playwright.sync_api import Browser, sync_playwright
from pytest_django import DjangoDbBlocker

from apps.documents.fetching.browser import find_chromium
from apps.documents.fetching.errors import BrowserMissing
from apps.evidence.notes import make_key
from tests.billing.conftest import account_at
from tests.billing.stripe_double import StripeDouble, serving
from tests.browser.archive import Archive, build_archive
from tests.browser.databases import copy_database, database_in_use, drop_database, using
from tests.browser.visits import Contexts, Site, Visitor
from tests.browser.walks import Visit, pay_a_visit

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
_LEDGER = "log.example/evidence"
_LEDGER_KEY = make_key(_LEDGER)
_FLAGS = [
    "--disable-gpu",
    "--process-per-site",  # of one profile: starting a process costs more than showing most pages
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1, EXCLUDE localhost",
]


@pytest.fixture(scope="session")
def _folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Collect the static files as production serves them; blobs, which never change, lie beside them."""
    folder = tmp_path_factory.mktemp("site")
    with _kept_in(folder):
        call_command("collectstatic", interactive=False, verbosity=0)
    return folder


@pytest.fixture(scope="session")
def _double() -> Iterator[StripeDouble]:
    """Sell plans through a double of Stripe, so that the pages about paying have something to show."""
    with serving() as double:
        yield double


@pytest.fixture(scope="session")
def _stored(
    django_db_setup: None, django_db_blocker: DjangoDbBlocker, _folder: Path, _double: StripeDouble
) -> Iterator[tuple[str, Archive]]:
    """Store the archive once, in a database which nobody changes after."""
    with django_db_blocker.unblock():
        name = copy_database(database_in_use(), f"{database_in_use()}_archive")
        with using(name), _kept_in(_folder), override_settings(STRIPE=account_at(_double), **_PATIENCE):
            archive = build_archive()
    yield name, archive
    with django_db_blocker.unblock():
        drop_database(name)


@pytest.fixture(scope="module", autouse=True)
def _blobs_of_this_test(_folder: Path, _double: StripeDouble) -> Iterator[None]:
    """Keep blobs and static files, and what production is set to, for all tests of the module."""
    # People of the same names sign in for every module: the limits of one are none of the next.
    caches = {"default": settings.CACHES["default"] | {"KEY_PREFIX": f"browser-{uuid.uuid4()}"}}
    with _kept_in(_folder), override_settings(CACHES=caches, STRIPE=account_at(_double), **_PATIENCE):
        yield


def _kept_in(folder: Path) -> override_settings:
    storages = {
        "default": {"BACKEND": "django.core.files.storage.InMemoryStorage"},
        "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
        "blobs": {
            "BACKEND": "apps.core.storage.AtomicFileSystemStorage",
            "OPTIONS": {"location": str(folder / "blobs")},
        },
    }
    ledger = replace(settings.EVIDENCE, keys=(_LEDGER_KEY,), origin=_LEDGER, authorities=("local",))
    return override_settings(
        STORAGES=storages,
        STATIC_ROOT=str(folder / "static"),
        WHITENOISE_AUTOREFRESH=False,
        EVIDENCE=ledger,
        EVIDENCE_LOCAL_DIR=folder / "authority",
    )


@pytest.fixture(scope="module")
def db(_stored: tuple[str, Archive], django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """Open a copy of the archive for a whole module. Its name tells pytest-django that one is needed."""
    name, _ = _stored
    with django_db_blocker.unblock():
        copy = copy_database(name, f"{name}_copy")
        with using(copy):
            yield
        drop_database(copy)


@pytest.fixture(scope="module")
def archive(db: None, _stored: tuple[str, Archive], _blobs_of_this_test: None) -> Archive:
    return _stored[1]


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


@pytest.fixture(scope="module")
def families() -> set[str]:
    """Keep which families of pages were visited."""
    return set()


@pytest.fixture
def visit(contexts: Contexts, site: Site, families: set[str], name: str) -> Visit:
    return pay_a_visit(Visitor(contexts, site), name, families)


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Have a walk look at each of its pages."""
    if "visit" in metafunc.fixturenames:
        metafunc.parametrize("name", metafunc.cls.pages)


@pytest.fixture(scope="session")
def screenshots() -> Path:
    path = Path(os.environ["SCREENSHOTS"])
    path.mkdir(parents=True, exist_ok=True)
    return path
