"""Share one pair of servers among processes, by locks that the kernel drops however their holder ends.

Every user holds `users.lock` shared for the life of its process; forked children inherit it. A small keeper waits to
hold it alone, which means that the last user is gone, be it by exit, signal or `kill -9`, and then stops the servers.
`start.lock` makes starting and stopping take turns; `keeper.lock` tells whether a keeper watches.
"""

import contextlib
import fcntl
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

from conductatlas.embedded import postgres, valkey
from conductatlas.embedded.errors import EmbeddedServiceError
from conductatlas.embedded.places import Places, make_directory

CHECKOUT = Path(__file__).resolve().parents[2]
TURN = 400.0  # longer than a server's longest recovery

_registered: dict[Path, int] = {}


def register(at: Places) -> None:
    """Make this process a user of the servers until it ends; a second time changes nothing."""
    path = at.shared / "users.lock"
    if path not in _registered:
        _registered[path] = _open(path)
        fcntl.flock(_registered[path], fcntl.LOCK_SH)


def users(at: Places) -> tuple[int, ...]:
    """Return the processes that registered, as far as the system tells."""
    path, table = at.shared / "users.lock", Path("/proc/locks")
    if not path.exists() or not table.exists():
        return ()

    # 1: FLOCK  ADVISORY  READ 4242 fe:00:131 0 EOF
    inode = str(path.stat().st_ino)
    rows = [line.split() for line in table.read_text().splitlines() if "->" not in line]
    return tuple(
        sorted({int(row[4]) for row in rows if row[1] == "FLOCK" and row[5].rsplit(":")[-1] == inode})
    )


@contextlib.contextmanager
def turn(at: Places) -> Iterator[None]:
    """Hold the right to start and stop the servers.

    Raises EmbeddedServiceError if another process keeps it for longer than any start takes.
    """
    make_directory(at.shared, 0o755)
    lock = _open(at.shared / "start.lock")
    try:
        until = time.monotonic() + TURN
        while not _has_alone(lock):
            if time.monotonic() > until:
                raise EmbeddedServiceError(
                    f"Another process has been starting or stopping the servers for {TURN:.0f} s.",
                    f"Find it with `fuser {at.shared / 'start.lock'}`, end it, and try again.",
                )
            time.sleep(0.02)
        yield
    finally:
        os.close(lock)


def is_used(at: Places) -> bool:
    """Tell whether any process is registered, this one included."""
    lock = _open(at.shared / "users.lock")
    try:
        return not _has_alone(lock)
    finally:
        os.close(lock)


def ensure_keeper(at: Places) -> None:
    """Start the process that stops the servers after their last user, unless one watches; needs the turn."""
    lock = _open(at.shared / "keeper.lock")
    try:
        if not _has_alone(lock):
            return
    finally:
        os.close(lock)

    log = at.shared / "keeper.log"
    name = "durable" if at.durable else "throwaway"
    with log.open("ab") as written:
        begun = subprocess.run(  # noqa: S603 - ourselves
            [sys.executable, "-m", "conductatlas.embedded", "keep", str(at.shared.parents[1]), name],
            cwd=CHECKOUT,
            stdin=subprocess.DEVNULL,
            stdout=written,
            stderr=written,
            start_new_session=True,  # Ctrl-C in a terminal is for the users, not for their servers
            check=False,
        )
    if begun.returncode:
        raise EmbeddedServiceError(
            "The process that will stop the servers did not start.", "The log says why.", log
        )


def keep(at: Places) -> None:
    """In the background, wait until the last user is gone, then stop the servers; do nothing if another keeper watches.

    Returns once the watch has begun: the caller need not wait for a child it started, or reap it. The files
    are opened by name each time: var/ may have been removed and made anew meanwhile.
    """
    keeper = _open(at.shared / "keeper.lock")
    if not _has_alone(keeper) or os.fork():
        return

    while True:
        lock = _open(at.shared / "users.lock")
        fcntl.flock(lock, fcntl.LOCK_EX)
        os.close(lock)  # before the turn is taken: who has the turn may be registering
        with turn(at):
            if not is_used(at):
                stop(at)
                os.close(keeper)  # before the turn ends: whoever starts next must see that none watches
                return


def stop(at: Places) -> None:
    """Stop both servers, those that run; the caller has the turn."""
    valkey.stop(at)
    postgres.stop(at)


def _open(path: Path) -> int:
    try:
        return os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    except OSError as error:
        raise EmbeddedServiceError(
            f"{path} cannot be opened: {error.strerror}.",
            "Run as the user who owns var/, or remove var/services if its data may go.",
        ) from error


def _has_alone(lock: int) -> bool:
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True
