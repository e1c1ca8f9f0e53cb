"""Several processes, one pair of servers; each of them may be killed at any time."""

import fcntl
import os
import signal
from pathlib import Path

import psycopg
import pytest
import redis

from tests.embedded.world import World, eventually, words_of

pytestmark = pytest.mark.reliability


def test_two_processes_share_one_server_and_the_last_stops_it(world: World) -> None:
    first, second = world.open(), world.open()
    running = world.servers()

    first.leave()
    still = world.servers()
    second.leave()

    assert first.database_url == second.database_url
    assert set(running) == {"postgres", "valkey"}
    assert still == running
    assert world.gone()
    assert not (world.home() / "postgres" / "data" / "postmaster.pid").exists()


def test_processes_that_start_at_once_share_one_server(own_world: World) -> None:
    users = [own_world.open(expect=False) for _ in range(4)]

    addresses = {own_world.answered(user).database_url for user in users}

    assert len(addresses) == 1
    assert {type(pid) for pid in own_world.servers().values()} == {int}
    with psycopg.connect(addresses.pop()) as connection:
        assert connection.execute("select 1").fetchone() == (1,)


def test_a_user_that_waited_for_its_turn_looks_again_where_the_data_are(root_world: World) -> None:
    shared = root_world.home()
    shared.mkdir(parents=True)
    root_world.var.chmod(0o700)  # as it is for a moment while another process makes it
    with (shared / "start.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        user = root_world.open(expect=False)
        assert eventually(lambda: user.has_open(shared / "start.lock"))
        root_world.var.chmod(0o755)

    root_world.answered(user)

    assert root_world.open().database_url == user.database_url
    assert set(root_world.servers()) == {"postgres", "valkey"}


def test_killed_user_leaves_no_servers_behind(world: World) -> None:
    user = world.open()

    user.kill()

    assert world.gone()
    assert world.open().database_url == user.database_url


def test_killed_server_recovers_with_its_rows(world: World) -> None:
    user = world.open(durable=True)
    home = world.home(durable=True)
    with psycopg.connect(user.database_url) as connection:
        connection.execute("create table kept (word text)")
        connection.execute("insert into kept values ('clause')")
    before = world.servers(home)
    for pid in before.values():
        os.kill(pid, signal.SIGKILL)

    again = world.open(durable=True)

    assert set(world.servers(home).values()).isdisjoint(before.values())
    with psycopg.connect(again.database_url) as connection:
        assert connection.execute("select word from kept").fetchall() == [("clause",)]
    with redis.Redis.from_url(again.redis_url) as client:
        assert client.ping() is True


def test_everything_killed_recovers(world: World) -> None:
    user = world.open()
    os.kill(world.keeper(), signal.SIGKILL)
    world.kill_servers()
    user.kill()

    again = world.open()

    with psycopg.connect(again.database_url) as connection:
        assert connection.execute("select 1").fetchone() == (1,)


def test_killed_keeper_is_replaced_by_the_next_user(own_world: World) -> None:
    first = own_world.open()
    keeper = own_world.keeper()
    os.kill(keeper, signal.SIGKILL)
    assert eventually(lambda: not words_of(keeper))
    second = own_world.open()

    first.leave()
    second.leave()

    assert own_world.gone()


def test_pid_file_naming_another_process_is_no_obstacle(own_world: World) -> None:
    own_world.open(durable=True).leave()
    home = own_world.home(durable=True)
    assert own_world.gone(home)
    data = home / "postgres" / "data"
    (data / "postmaster.pid").write_text(f"{os.getpid()}\n{data}\n")

    again = own_world.open(durable=True)

    with psycopg.connect(again.database_url) as connection:
        assert connection.execute("select 1").fetchone() == (1,)


def test_server_whose_socket_was_removed_is_started_anew(own_world: World) -> None:
    own_world.open()
    before = own_world.servers()
    for name in (".s.PGSQL.5432", "valkey.sock"):
        (own_world.home() / "run" / name).unlink()

    again = own_world.open()

    assert set(own_world.servers().values()).isdisjoint(before.values())
    with psycopg.connect(again.database_url) as connection:
        assert connection.execute("select 1").fetchone() == (1,)


def test_two_checkouts_side_by_side_never_meet(own_world: World) -> None:
    left = own_world.open()
    left_servers = own_world.servers()
    beside = World(own_world.checkout, own_world.var.with_name("beside"), own_world.python, own_world.uid)

    right = beside.open()
    right_servers = beside.servers()
    right.leave()

    assert left.database_url != right.database_url
    assert left.redis_url != right.redis_url
    assert set(left_servers.values()).isdisjoint(right_servers.values())
    assert beside.gone()
    assert own_world.servers() == left_servers


def test_tests_and_the_site_of_one_checkout_never_meet(own_world: World) -> None:
    site = own_world.open(durable=True)
    tests = own_world.open()

    with redis.Redis.from_url(tests.redis_url) as client:
        client.set("from", "tests")

    with redis.Redis.from_url(site.redis_url) as client:
        assert client.get("from") is None


def test_forked_child_does_not_stop_the_servers(own_world: World) -> None:
    own_world.open(then="import os\nif os.fork() == 0: sys.exit()\nprint(os.wait()[1], flush=True)")
    user = own_world.opened[0]
    assert user.process.stdout is not None

    assert user.process.stdout.readline() == "0\n"
    assert set(own_world.servers()) == {"postgres", "valkey"}


def test_child_that_outlives_its_parent_keeps_the_servers(own_world: World) -> None:
    user = own_world.open(then="import os\nif os.fork(): os._exit(0)\nos.close(1); os.close(2)")
    user.process.wait(timeout=60)

    assert set(own_world.servers()) == {"postgres", "valkey"}

    user.leave()
    assert own_world.gone()


def test_starting_twice_registers_once(own_world: World) -> None:
    counting = "before = len(os.listdir('/proc/self/fd')); embedded.start(Path(sys.argv[1]), durable=False)"
    user = own_world.open(
        then=f"import os\n{counting}\nprint(len(os.listdir('/proc/self/fd')) - before, flush=True)"
    )
    assert user.process.stdout is not None

    assert user.process.stdout.readline() == "0\n"


def test_throw_away_rows_are_dropped_after_a_crash(own_world: World) -> None:
    user = own_world.open()
    with psycopg.connect(user.database_url) as connection:
        connection.execute("create table careless (word text)")
    own_world.kill_servers()

    again = own_world.open()

    with psycopg.connect(again.database_url) as connection:
        assert connection.execute("select to_regclass('careless')").fetchone() == (None,)


def test_interrupted_creation_is_begun_again(own_world: World) -> None:
    own_world.open().leave()
    assert own_world.gone()
    data = own_world.home() / "postgres" / "data"
    data.rename(data.with_name("data.new"))
    (data.with_name("data.new") / "PG_VERSION").unlink()

    again = own_world.open()

    with psycopg.connect(again.database_url) as connection:
        assert connection.execute("select 1").fetchone() == (1,)


def test_status_names_the_user_and_stop_refuses_until_it_left(own_world: World) -> None:
    user = own_world.open()

    busy = own_world.cli("stop")
    status = own_world.cli("status")
    os.kill(own_world.keeper(), signal.SIGKILL)
    user.leave()
    orphans = own_world.servers()
    idle = own_world.cli("stop")

    assert busy.returncode == 1
    assert f"in use by {user.process.pid}" in busy.stderr
    assert status.stdout.splitlines() == [
        "PostgreSQL: running",
        "Redis: running",
        f"data: {own_world.home()}",
        f"used by: {user.process.pid}",
    ]
    assert set(orphans) == {"postgres", "valkey"}
    assert (idle.returncode, idle.stderr) == (0, "")
    assert eventually(lambda: not own_world.servers())


def test_server_that_cannot_start_says_why(own_world: World) -> None:
    own_world.open(durable=True).leave()
    home = own_world.home(durable=True)
    assert own_world.gone(home)
    with Path(home / "postgres" / "data" / "postgresql.conf").open("a") as settings:
        settings.write("no_such_setting = 1\n")

    refused = own_world.open(durable=True, expect=False)

    said = refused.process.communicate(timeout=60)[1]
    assert refused.process.returncode == 1
    assert "EmbeddedServiceError: PostgreSQL" in said
    assert f"The end of {home / 'postgres' / 'server.log'}:" in said
    assert 'unrecognized configuration parameter "no_such_setting"' in said
