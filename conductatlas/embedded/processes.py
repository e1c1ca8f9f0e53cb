"""Run the servers' programs as the right user, and find and end what is left of them."""

import os
import signal
import subprocess
import time
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from conductatlas.embedded.errors import EmbeddedServiceError
from conductatlas.embedded.places import Account

PROC = Path("/proc")
# Nothing of the caller's: a PGHOST, a locale or a time zone of theirs must not shape the servers.
ENVIRONMENT = {"PATH": "/usr/sbin:/usr/bin:/sbin:/bin", "LC_ALL": "C.UTF-8", "TZ": "UTC"}


@dataclass(frozen=True, slots=True)
class Outcome:
    """How a program ended, and what it said."""

    status: int
    said: str


def run(
    command: Iterable[str | Path], account: Account | None, *, given: str = "", timeout: float = 120
) -> Outcome:
    """Run a program to its end as the account.

    Raises EmbeddedServiceError if it cannot be run at all or takes too long; its own failure is an Outcome.
    """
    words = [str(part) for part in command]
    try:
        done = subprocess.run(  # noqa: S603 - programs found by us, arguments made by us, no shell
            words,
            user=account.uid if account else None,
            group=account.gid if account else None,
            extra_groups=[] if account else None,
            input=given,
            env=ENVIRONMENT,
            cwd="/",
            timeout=timeout,
            check=False,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            errors="replace",
        )
    except (OSError, subprocess.SubprocessError) as error:
        name = account.name if account else "the present user"
        raise EmbeddedServiceError(
            f"{words[0]} cannot be run as {name}: {error}.",
            "Run as an ordinary user, or name servers of your own in DATABASE_URL and REDIS_URL.",
        ) from error

    return Outcome(done.returncode, done.stdout.strip())


def processes_in(directory: Path) -> frozenset[int]:
    """Return the processes whose working directory this is: both servers move to their data. Empty without /proc."""
    return frozenset(pid for pid in _pids() if _working_directory(pid) == str(directory))


def kill(pids: frozenset[int]) -> None:
    """End processes at once; the servers' next start recovers as from a crash."""
    for pid in pids:
        try:
            os.kill(pid, signal.SIGKILL)
        except ProcessLookupError:
            continue


def wait_until_gone(directory: Path, seconds: float) -> bool:
    """Wait for the last process in a directory to end, and tell whether it did."""
    until = time.monotonic() + seconds
    while processes_in(directory):
        if time.monotonic() > until:
            return False
        time.sleep(0.02)
    return True


def _pids() -> list[int]:
    return [int(entry.name) for entry in PROC.iterdir() if entry.name.isdigit()] if PROC.is_dir() else []


def _working_directory(pid: int) -> str:
    try:
        return str((PROC / str(pid) / "cwd").readlink())
    except OSError:  # ended meanwhile, or another user's: not ours either way
        return ""
