"""Where the services live is computed from the path and the user alone."""

import os
import pwd
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest

from conductatlas import embedded
from conductatlas.embedded.places import (
    SOCKET_PATH_LIMIT,
    TEMPORARY,
    Account,
    make_directory,
    may_enter,
    may_read,
    places,
)


@pytest.fixture(autouse=True)
def _nothing_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("DATABASE_URL", raising=False)
    monkeypatch.delenv("REDIS_URL", raising=False)


def socket_directory(url: str) -> str:
    return parse_qs(urlsplit(url).query)["host"][0]


def test_addresses_are_known_before_anything_exists(tmp_path_factory: pytest.TempPathFactory) -> None:
    directory = tmp_path_factory.mktemp("a")  # short, as a checkout: a long one has its sockets elsewhere
    found = embedded.services(directory / "var")

    assert socket_directory(found.database_url).endswith("/run")
    assert found.redis_url == f"unix://{socket_directory(found.database_url)}/valkey.sock?db=0"
    assert list(directory.iterdir()) == []


def test_named_servers_come_first_and_nothing_is_started(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DATABASE_URL", "postgresql://a@db.example/c")
    monkeypatch.setenv("REDIS_URL", "redis://cache.example/1")

    found = embedded.start(tmp_path / "var")

    assert found == embedded.Services("postgresql://a@db.example/c", "redis://cache.example/1")
    assert list(tmp_path.iterdir()) == []


def test_tests_and_site_have_different_addresses(tmp_path: Path) -> None:
    assert embedded.database_url(tmp_path) != embedded.database_url(tmp_path, durable=False)
    assert embedded.redis_url(tmp_path) != embedded.redis_url(tmp_path, durable=False)


@pytest.mark.parametrize("name", ["a" * 120, "with space", "é", "100%", "a?b#c", 'quo"te'])
def test_awkward_path_gets_a_short_socket_directory(open_path: Path, name: str) -> None:
    directory = socket_directory(embedded.database_url(open_path / name / "var"))

    assert directory.startswith(f"{TEMPORARY}/conductatlas-")
    assert directory.endswith("-durable")
    assert len(f"{directory}/.s.PGSQL.5432") < SOCKET_PATH_LIMIT


def test_awkward_paths_get_different_directories(open_path: Path) -> None:
    assert embedded.database_url(open_path / "a b") != embedded.database_url(open_path / "a c")


def test_a_symbolic_link_to_the_checkout_is_the_checkout(tmp_path: Path) -> None:
    (tmp_path / "real").mkdir()
    (tmp_path / "link").symlink_to("real")

    assert embedded.services(tmp_path / "link") == embedded.services(tmp_path / "real")


@pytest.mark.parametrize(
    ("address", "expected"),
    [
        ("unix:///srv/run/valkey.sock?db=0", "redis+socket:///srv/run/valkey.sock?virtual_host=0"),
        ("redis://127.0.0.1:6379/15", "redis://127.0.0.1:6379/15"),
    ],
)
def test_broker_address_is_in_the_form_celery_reads(address: str, expected: str) -> None:
    assert embedded.broker_url(address) == expected


@pytest.mark.parametrize(
    ("mode", "account", "may"),
    [
        (0o700, Account("owner", os.geteuid(), 1), True),
        (0o070, Account("owner", os.geteuid(), os.getegid()), False),
        (0o710, Account("group", 4242, os.getegid()), True),
        (0o701, Account("group", 4242, os.getegid()), False),
        (0o701, Account("other", 4242, 4242), True),
        (0o770, Account("other", 4242, 4242), False),
    ],
)
def test_modes_decide_whether_an_account_may_enter(
    open_path: Path, mode: int, account: Account, may: bool
) -> None:
    directory = open_path / "d"
    directory.mkdir()
    directory.chmod(mode)

    assert may_enter(directory, account) is may


def test_file_below_a_closed_directory_cannot_be_read(tmp_path: Path) -> None:
    closed = tmp_path / "closed"
    closed.mkdir(mode=0o700)
    (closed / "file").touch(mode=0o644)

    assert may_read(closed / "file", Account("other", 4242, 4242)) is False


def test_made_directory_has_the_mode_whatever_the_umask(tmp_path: Path) -> None:
    before = os.umask(0o077)
    try:
        make_directory(tmp_path / "var" / "services", 0o755)
    finally:
        os.umask(before)

    assert (tmp_path / "var").stat().st_mode & 0o777 == 0o755
    assert (tmp_path / "var" / "services").stat().st_mode & 0o777 == 0o755


def test_existing_directory_keeps_its_mode(tmp_path: Path) -> None:
    (tmp_path / "var").mkdir()
    (tmp_path / "var").chmod(0o2775)

    make_directory(tmp_path / "var", 0o755)

    assert (tmp_path / "var").stat().st_mode & 0o7777 == 0o2775


def test_link_in_place_of_a_directory_is_refused(tmp_path: Path) -> None:
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "run").symlink_to("elsewhere")

    with pytest.raises(embedded.EmbeddedServiceError, match="is not a directory of the expected owner"):
        make_directory(tmp_path / "run", 0o700)


def test_private_directory_open_to_others_is_refused(tmp_path: Path) -> None:
    (tmp_path / "run").mkdir()
    (tmp_path / "run").chmod(0o755)

    with pytest.raises(embedded.EmbeddedServiceError, match="chmod 700"):
        make_directory(tmp_path / "run", 0o700)


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can give directories away")
def test_directory_of_a_stranger_is_refused(tmp_path: Path) -> None:
    (tmp_path / "run").mkdir()
    os.chown(tmp_path / "run", 4242, 4242)

    with pytest.raises(embedded.EmbeddedServiceError, match="expected owner"):
        make_directory(tmp_path / "run", 0o700, Account("nobody", 65534, 65534))


@pytest.mark.skipif(os.geteuid() != 0, reason="only root runs servers as another user")
def test_root_keeps_running_servers_as_the_owner_of_their_data(tmp_path: Path) -> None:
    data = tmp_path / "var" / "services" / "durable" / "postgres"
    data.mkdir(parents=True)
    os.chown(data, 4242, 4343)

    account = places(tmp_path / "var").account

    assert account == Account("uid 4242", 4242, 4343)


@pytest.mark.skipif(os.geteuid() != 0, reason="only root runs servers as another user")
def test_root_prefers_the_user_postgres(tmp_path: Path) -> None:
    names = {entry.pw_name for entry in pwd.getpwall()}

    account = places(tmp_path / "var").account

    assert account is not None
    assert account.name == ("postgres" if "postgres" in names else "nobody")
