"""A private PostgreSQL on a Unix socket: made once, started when missing, stopped cleanly."""

import shlex
import shutil
import time
from pathlib import Path
from urllib.parse import quote

from conductatlas.embedded.errors import EmbeddedServiceError
from conductatlas.embedded.places import PORT, PRIVATE, Places, make_directory
from conductatlas.embedded.processes import kill, processes_in, run, wait_until_gone
from conductatlas.embedded.programs import Postgres, postgres_programs

NAME = "conductatlas"  # of the database and of its owner
ACCEPTING, SILENT = 0, 2  # pg_isready's answers; 1 is a server still recovering
PATIENCE = 30.0
RECOVERY = 300.0
LOG_LIMIT = 5_000_000

COMMON = {
    "listen_addresses": "",
    "max_connections": "100",
    "shared_buffers": "64MB",
    "unix_socket_permissions": "0700",
}
# Fit for rows that a test makes and drops, and only for those.
CARELESS = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}


def url(at: Places, role: str = NAME) -> str:
    """Return the address in libpq's form: the directory of the socket is the host."""
    return f"postgresql://{role}@/{NAME}?host={quote(str(at.sockets), safe='')}&port={PORT}"


def is_running(at: Places) -> bool:
    """Tell whether the server answers and is ready for queries."""
    return at.postgres_socket.exists() and _answer(postgres_programs(at), at) == ACCEPTING


def start(at: Places) -> None:
    """Start the server unless it answers already; the caller holds the start lock.

    Raises EmbeddedServiceError with the end of the server's log.
    """
    programs = postgres_programs(at)
    if _is_settled(programs, at):
        return

    make_directory(at.postgres, PRIVATE, at.account)
    make_directory(at.sockets, PRIVATE, at.account)
    _discard_what_a_crash_may_have_spoilt(at)
    if not (at.cluster / "PG_VERSION").exists():
        _create_cluster(programs, at)
    _forget_dead_server(at)
    _rotate(_log(at))
    started = run(
        [
            programs.bin / "pg_ctl",
            "start",
            "-D",
            at.cluster,
            "-l",
            _log(at),
            "-w",
            "-t",
            "300",
            "-o",
            _options(at),
        ],
        at.account,
        timeout=RECOVERY + PATIENCE,
    )
    if started.status:
        raise EmbeddedServiceError(
            f"PostgreSQL {programs.major} did not start: {started.said}", "The log says why.", _log(at)
        )


def stop(at: Places) -> None:
    """Stop the server and wait for it, if it runs; the caller holds the start lock."""
    if not processes_in(at.cluster) and not (at.cluster / "postmaster.pid").exists():
        return

    programs = postgres_programs(at)
    stopped = run(
        [programs.bin / "pg_ctl", "stop", "-D", at.cluster, "-m", "fast", "-w", "-t", "60"], at.account
    )
    if stopped.status and processes_in(at.cluster):
        raise EmbeddedServiceError(f"PostgreSQL did not stop: {stopped.said}", "The log says why.", _log(at))


def _is_settled(programs: Postgres, at: Places) -> bool:
    """Tell whether the server answers, after ending one that never will.

    A server in recovery is waited for. One without its socket, and processes that outlived their postmaster, are ended.
    """
    if at.postgres_socket.exists() and _answer(programs, at) == ACCEPTING:
        return True

    silent_since = time.monotonic()
    until = silent_since + RECOVERY
    while _postmaster(at) in processes_in(at.cluster):
        answer = _answer(programs, at)
        if answer == ACCEPTING:
            return True
        now = time.monotonic()
        if answer != SILENT:
            silent_since = now
        # The socket is made before recovery begins: without it waiting is in vain.
        if now > until or now - silent_since > (PATIENCE if at.postgres_socket.exists() else 0.5):
            run(
                [programs.bin / "pg_ctl", "stop", "-D", at.cluster, "-m", "immediate", "-t", "10"], at.account
            )
            break
        time.sleep(0.05)

    if not wait_until_gone(at.cluster, PATIENCE):
        kill(processes_in(at.cluster))
        wait_until_gone(at.cluster, PATIENCE)
    return False


def _create_cluster(programs: Postgres, at: Places) -> None:
    """Make the cluster and its database aside, then rename: a kill in between leaves nothing half made in its place."""
    half = at.postgres / "data.new"
    shutil.rmtree(half, ignore_errors=True)
    # trust: the directory of the socket lets only its owner in.
    options = ["-U", NAME, "-E", "UTF8", "--locale=C.UTF-8", "--auth=trust", "--data-checksums"]
    speed = [] if at.durable else ["--no-sync"]
    command: list[str | Path] = [programs.bin / "initdb", "-D", half, *options, *speed]
    made = run(command, at.account)
    if made.status:
        raise EmbeddedServiceError(f"PostgreSQL {programs.major} could not make its files: {made.said}", "")

    # Without exit_on_error the single-user server reports success whatever the statement came to.
    single: list[str | Path] = [
        programs.bin / "postgres",
        "--single",
        "-D",
        half,
        "-c",
        "exit_on_error=on",
        "postgres",
    ]
    created = run(single, at.account, given=f"CREATE DATABASE {NAME};\n")
    if created.status:
        raise EmbeddedServiceError(f"The database {NAME} could not be created: {created.said}", "")

    half.rename(at.cluster)


def _discard_what_a_crash_may_have_spoilt(at: Places) -> None:
    """Drop a throw-away cluster that was not shut down: without fsync its files may not be whole."""
    if not at.durable and (at.cluster / "postmaster.pid").exists():
        shutil.rmtree(at.cluster)


def _forget_dead_server(at: Places) -> None:
    """Remove a dead server's lock files: another process may have its number by now, or nobody reaped it yet.

    Only where no process is left in the cluster: a server beside an orphan's shared memory would ruin it.
    """
    if Path("/proc/self").exists() and not processes_in(at.cluster):
        for stale in (
            at.cluster / "postmaster.pid",
            at.postgres_socket.with_name(f"{at.postgres_socket.name}.lock"),
        ):
            stale.unlink(missing_ok=True)


def _postmaster(at: Places) -> int:
    try:
        return int((at.cluster / "postmaster.pid").read_text().split("\n", 1)[0])
    except (FileNotFoundError, ValueError):  # a kill may leave the file empty
        return 0


def _answer(programs: Postgres, at: Places) -> int:
    return run(
        [programs.bin / "pg_isready", "-q", "-h", at.sockets, "-p", str(PORT), "-t", "3"], at.account
    ).status


def _options(at: Places) -> str:
    settings = {**COMMON, **({} if at.durable else CARELESS), "unix_socket_directories": f'"{at.sockets}"'}
    words = [f"--{name}={value}" for name, value in settings.items()]
    return shlex.join([*words, "-p", str(PORT)])


def _log(at: Places) -> Path:
    return at.postgres / "server.log"


def _rotate(log: Path) -> None:
    if log.exists() and log.stat().st_size > LOG_LIMIT:
        log.replace(log.with_suffix(".log.1"))
