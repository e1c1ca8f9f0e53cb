"""Nothing outside var/ changes owner or mode, whoever starts the servers and wherever the checkout lies."""

import os
import shutil
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import psycopg
import pytest
import redis

from conductatlas.embedded.places import STATE, TEMPORARY
from tests.embedded.world import World

pytestmark = pytest.mark.reliability


def owners_and_modes(world: World) -> dict[Path, tuple[int, int, int]]:
    """Return owner, group and mode of every ancestor, of home, and of all that the packages hold."""
    packages = world.checkout / "packages"
    seen = [
        *world.var.parents,
        *packages.parents,
        packages,
        *packages.rglob("*"),
        Path.home(),
        *Path.home().parents,
    ]
    seen += [STATE, TEMPORARY, world.var.parent, *world.checkout.rglob("*")]
    return {
        path: ((found := path.lstat()).st_uid, found.st_gid, found.st_mode) for path in seen if path.exists()
    }


def socket_directory(url: str) -> Path:
    return Path(parse_qs(urlsplit(url).query)["host"][0])


@pytest.fixture
def closed_world(root_world: World) -> Iterator[World]:
    """A checkout below a directory that only root may enter, as in root's home."""
    root = root_world.var.parent
    closed = root / "closed"
    closed.mkdir()
    shutil.copytree(root_world.checkout, closed / "checkout", symlinks=True)
    closed.chmod(0o700)
    root_world.checkout = closed / "checkout"
    root_world.var = closed / "checkout" / "var"

    yield root_world

    root_world.close()
    made = socket_directory(root_world.cli("urls").stdout).parents[1]
    for pair in made.iterdir():
        assert root_world.gone(pair)
    assert made.name.startswith("conductatlas-")
    shutil.rmtree(made)


def test_nothing_outside_var_changes(world: World) -> None:
    world.environment["CONDUCTATLAS_POSTGRES"] = "packaged"
    before = owners_and_modes(world)

    world.open(durable=True).leave()
    world.open().leave()

    assert world.gone()
    assert owners_and_modes(world) == before


def test_server_of_root_is_not_root(root_world: World) -> None:
    root_world.open()

    uids = {Path(f"/proc/{pid}").stat().st_uid for pid in root_world.servers().values()}

    assert len(uids) == 1
    assert 0 not in uids


def test_sockets_let_only_their_owner_in(world: World) -> None:
    world.open()

    directory = (world.home() / "run").stat()

    assert directory.st_mode & 0o777 == 0o700
    assert {path.stat().st_mode & 0o077 for path in (world.home() / "run").glob("*.sock")} == {0}


def test_packaged_server_offers_what_search_needs(world: World) -> None:
    world.environment["CONDUCTATLAS_POSTGRES"] = "packaged"

    user = world.open()

    with psycopg.connect(user.database_url) as connection:
        connection.execute("create extension pg_trgm")
        connection.execute("create extension vector")
        connection.execute("create extension unaccent")
        assert connection.info.server_version // 10000 == 18
        assert connection.execute("select similarity('clause', 'clauses') > 0.5").fetchone() == (True,)
        assert connection.execute(
            "select lower('ÉÀ'), to_tsvector('english', 'parties')::text"
        ).fetchone() == (
            "éà",
            "'parti':1",
        )


def test_cluster_keeps_the_version_it_was_made_with(own_world: World) -> None:
    own_world.environment["CONDUCTATLAS_POSTGRES"] = "packaged"
    own_world.open(durable=True).leave()
    assert own_world.gone(own_world.home(durable=True))
    del own_world.environment["CONDUCTATLAS_POSTGRES"]

    again = own_world.open(durable=True)

    with psycopg.connect(again.database_url) as connection:
        assert connection.info.server_version // 10000 == 18


def test_cluster_without_its_programs_says_what_to_install(own_world: World) -> None:
    data = own_world.home(durable=True) / "postgres" / "data"
    data.mkdir(parents=True)
    (data / "PG_VERSION").write_text("14\n")

    refused = own_world.open(durable=True, expect=False)

    said = refused.process.communicate(timeout=60)[1]
    assert refused.process.returncode == 1
    assert f"No PostgreSQL 14 server programs were found for {data}." in said
    assert "install postgresql-14" in said


def test_archive_is_kept_with_fsync_and_checksums(own_world: World) -> None:
    archive, tests = own_world.open(durable=True), own_world.open()

    shown = []
    for user in (archive, tests):
        with psycopg.connect(user.database_url) as connection:
            rows = [connection.execute(f"show {name}").fetchone() for name in ("fsync", "data_checksums")]
            shown.append(rows)

    assert shown == [[("on",), ("on",)], [("off",), ("on",)]]


def test_long_path_with_spaces_works(own_world: World) -> None:
    own_world.var = own_world.var.parent / ("a long name " * 9).strip() / "var"

    user = own_world.open()

    directory = socket_directory(user.database_url)
    with psycopg.connect(user.database_url) as connection:
        assert connection.execute("select 1").fetchone() == (1,)
    with redis.Redis.from_url(user.redis_url) as client:
        assert client.ping() is True
    assert directory.stat().st_mode & 0o777 == 0o700
    user.leave()
    assert own_world.gone()
    directory.rmdir()


def test_closed_checkout_keeps_its_data_apart_and_says_so(closed_world: World) -> None:
    closed_world.environment["CONDUCTATLAS_POSTGRES"] = "packaged"
    before = owners_and_modes(closed_world)

    user = closed_world.open()

    home = socket_directory(user.database_url).parent
    assert home.is_relative_to(STATE)
    with psycopg.connect(user.database_url) as connection:
        assert connection.execute("select 1").fetchone() == (1,)
    assert set(closed_world.servers(home)) == {"postgres", "valkey"}
    assert (closed_world.home() / "elsewhere").read_text() == f"{home}\n"
    assert {path: facts for path, facts in owners_and_modes(closed_world).items() if path in before} == before
    said = closed_world.opened[0].process.communicate(timeout=60)[1]
    assert (
        said
        == f"PostgreSQL must run as a user who cannot enter {closed_world.home()}: its data are kept in {home}\n"
    )


def test_removed_var_does_not_bring_the_old_archive_back(closed_world: World) -> None:
    first = closed_world.open(durable=True)
    with psycopg.connect(first.database_url) as connection:
        connection.execute("create table old (word text)")
    home = socket_directory(first.database_url).parent
    first.leave()
    assert closed_world.gone(home)
    shutil.rmtree(closed_world.var)

    again = closed_world.open(durable=True)

    with psycopg.connect(again.database_url) as connection:
        assert connection.execute("select to_regclass('old')").fetchone() == (None,)
    assert len(list(home.parent.glob("durable-of-*"))) == 1


def test_only_the_standard_library_is_needed(own_world: World) -> None:
    done = own_world.run("-S", "-m", "conductatlas.embedded", "urls", str(own_world.var))

    assert done.stderr == ""
    assert [line.split("=")[0] for line in done.stdout.splitlines()] == ["DATABASE_URL", "REDIS_URL"]


def test_directory_of_another_user_is_refused_by_name(root_world: World) -> None:
    root_world.home().mkdir(parents=True)
    os.chown(root_world.home(), 4242, 4242)

    refused = root_world.cli("stop")

    assert refused.returncode == 1
    assert f"{root_world.home()} is not a directory of the expected owner" in refused.stderr
    assert "Run as the user who owns it" in refused.stderr
