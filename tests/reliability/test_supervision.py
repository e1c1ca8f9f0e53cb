"""A site of several processes ends as a whole: when it is told to, and when one of them ends by itself."""

import os
import signal
import subprocess
import sys
import textwrap
import urllib.request
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import pytest
from django.conf import settings

from tests.reliability.broker import empty_broker
from tests.reliability.processes import environment, eventually

pytestmark = pytest.mark.reliability

SUPERVISE = """
import sys
from apps.pipeline import supervision

supervision._GRACE = float(sys.argv[1])
commands = [(sys.executable, "-c", text) if text else ("/nowhere/program",) for text in sys.argv[2:]]
programs = [supervision.Program(f"program {number}", command) for number, command in enumerate(commands)]
sys.exit(supervision.run_together(programs))
"""


def program(directory: Path, name: str, body: str) -> str:
    """Return a program that writes down its own number and its child's once it is ready, and then does `body`."""
    return textwrap.dedent(f"""
        import os, signal, subprocess, sys, time
        from pathlib import Path
        child = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(600)"])
        stop = lambda *_: (child.kill(), sys.exit(0))
        signal.signal(signal.SIGTERM, stop)
        half = Path({str(directory / name)!r}).with_suffix(".half")
        def ready():
            half.write_text(f"{{os.getpid()}} {{child.pid}}")
            half.rename({str(directory / name)!r})
    """) + textwrap.dedent(body)


MISSING = ""
RUN_ON = "ready(); time.sleep(600)"
DEAF = "signal.signal(signal.SIGTERM, signal.SIG_IGN); ready(); time.sleep(600)"


@contextmanager
def supervised(programs: Sequence[str], *, grace: float = 20.0) -> Iterator["subprocess.Popen[str]"]:
    command = (sys.executable, "-c", SUPERVISE, str(grace), *programs)
    process = subprocess.Popen(command, stderr=subprocess.PIPE, text=True, cwd=settings.BASE_DIR)  # noqa: S603 - ours
    try:
        yield process
    finally:
        process.kill()
        process.wait()
        assert process.stderr is not None
        process.stderr.close()


def pids_in(directory: Path, *names: str) -> list[int]:
    """Wait for the programs to be ready and return their processes and their children's."""
    assert eventually(lambda: all((directory / name).exists() for name in names))
    return [int(pid) for name in names for pid in (directory / name).read_text().split()]


def is_gone(pid: int) -> bool:
    """Tell whether a process has ended; one that nobody reaped yet has."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] == "Z"
    except (FileNotFoundError, ProcessLookupError):
        return True


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_signal_ends_all_and_is_no_failure(tmp_path: Path, number: signal.Signals) -> None:
    programs = [program(tmp_path, "a", RUN_ON), program(tmp_path, "b", RUN_ON)]
    with supervised(programs) as site:
        pids = pids_in(tmp_path, "a", "b")

        site.send_signal(number)

        assert site.wait(timeout=15) == 0
        assert all(is_gone(pid) for pid in pids)


@pytest.mark.parametrize(("status", "expected"), [(3, 3), (0, 1)])
def test_a_program_that_ends_takes_the_others_down_with_a_failure(
    tmp_path: Path, status: int, expected: int
) -> None:
    dying = f"ready(); time.sleep(0.5); child.kill(); sys.exit({status})"
    programs = [program(tmp_path, "a", RUN_ON), program(tmp_path, "b", dying)]
    with supervised(programs) as site:
        pids = pids_in(tmp_path, "a", "b")

        assert site.wait(timeout=15) == expected
        assert all(is_gone(pid) for pid in pids)
        assert site.stderr is not None
        assert site.stderr.readlines()[-1] == f"program 1 ended with code {status}; everything was stopped.\n"


def test_a_program_killed_from_outside_is_a_failure(tmp_path: Path) -> None:
    programs = [program(tmp_path, "a", RUN_ON), program(tmp_path, "b", RUN_ON)]
    with supervised(programs) as site:
        pids = pids_in(tmp_path, "a", "b")

        os.kill(pids[2], signal.SIGKILL)

        assert site.wait(timeout=15) not in {0, None}
        assert eventually(lambda: all(is_gone(pid) for pid in pids), within=5)


def test_a_program_that_will_not_end_is_killed_with_its_children_after_the_grace(tmp_path: Path) -> None:
    programs = [program(tmp_path, "a", RUN_ON), program(tmp_path, "b", DEAF)]
    with supervised(programs, grace=0.5) as site:
        pids = pids_in(tmp_path, "a", "b")

        site.send_signal(signal.SIGTERM)

        assert site.wait(timeout=15) == 0
        assert eventually(lambda: all(is_gone(pid) for pid in pids), within=5)


def test_a_program_that_cannot_be_started_leaves_none_running(tmp_path: Path) -> None:
    programs = [program(tmp_path, "a", RUN_ON), MISSING]
    with supervised(programs) as site:
        assert site.wait(timeout=15) == 1

    assert not (tmp_path / "a").exists() or all(is_gone(pid) for pid in pids_in(tmp_path, "a"))


@pytest.mark.django_db(transaction=True)
def test_serve_runs_the_site_the_worker_and_the_beat_and_ends_them(tmp_path: Path) -> None:
    with empty_broker():
        port = 18_000 + os.getpid() % 10_000
        command = (sys.executable, str(settings.BASE_DIR / "manage.py"), "serve", "--port", str(port))
        with (tmp_path / "log").open("wb") as log:
            site = subprocess.Popen(  # noqa: S603 - ours
                command,
                env=environment(VAR_DIR=str(tmp_path)),
                stdout=log,
                stderr=log,
                start_new_session=True,
            )
        try:
            assert eventually(lambda: answers(port)), (tmp_path / "log").read_text()
            children = [pid for pid in all_pids() if parent_of(pid) == site.pid]
            families = children + [pid for pid in all_pids() if parent_of(pid) in children]

            site.send_signal(signal.SIGTERM)

            assert site.wait(timeout=40) == 0, (tmp_path / "log").read_text()
            assert len(children) == 3
            assert len(families) > len(children)
            assert all(is_gone(pid) for pid in families)
        finally:
            site.kill()
            site.wait()


def answers(port: int) -> bool:
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/healthz", timeout=5) as response:
            return bool(response.status == 200)
    except OSError:
        return False


def all_pids() -> list[int]:
    return [int(entry.name) for entry in Path("/proc").iterdir() if entry.name.isdigit()]


def parent_of(pid: int) -> int | None:
    try:
        return int(Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[1])
    except (FileNotFoundError, ProcessLookupError):
        return None
