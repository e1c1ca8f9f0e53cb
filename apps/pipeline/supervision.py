"""Running the processes of a whole site from one terminal: web, workers, beat."""

import contextlib
import os
import signal
import subprocess
import sys
import time
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from types import FrameType
from typing import Self

_GRACE = 20.0  # seconds a process has to end by itself


@dataclass(frozen=True, slots=True)
class Program:
    """One process to run. `environment` is added to ours."""

    name: str
    command: tuple[str, ...]
    environment: Mapping[str, str] = field(default_factory=dict)


def run_together(programs: Sequence[Program]) -> int:
    """Run the programs until one ends or we are told to stop, then end them all; return the exit code.

    SIGINT and SIGTERM stop everything in order; a program that ends by itself takes the others with it.
    """
    if os.geteuid() == 0:
        sys.stderr.write("Running as root: fine for a look. In production run as an ordinary user.\n")
    processes: dict[str, subprocess.Popen[bytes]] = {}
    with _StopRequest() as stop:  # before anything runs: a signal in between would leave it running
        try:
            for program in programs:
                processes[program.name] = _start(program)
            ended = _wait_for_first(processes, stop)
        finally:
            _end(processes.values())
    if ended is None:
        return 0
    sys.stderr.write(f"{ended} ended with code {processes[ended].returncode}; everything was stopped.\n")
    return processes[ended].returncode or 1


def web_programs(*, host: str, port: int, environment: Mapping[str, str]) -> tuple[Program, ...]:
    """Return what a complete site on one machine runs."""
    web = ("--workers=2", "--threads=4", "--log-level=warning", "--no-control-socket")
    return (
        Program("web", _module("gunicorn", "conductatlas.wsgi", f"--bind={host}:{port}", *web), environment),
        Program(
            "worker",
            _celery("worker", "--concurrency=2", "-Q", "fetch,browser,cpu,llm,pdf,notify,default,owner"),
            environment,
        ),
        Program("beat", _celery("beat"), environment),
    )


def _celery(role: str, *arguments: str) -> tuple[str, ...]:
    return _module("celery", "--quiet", "-A", "conductatlas", role, "--loglevel=WARNING", *arguments)


def _module(name: str, *arguments: str) -> tuple[str, ...]:
    """Run a module with our Python. Celery warns of root at length; whoever starts a site as root is told once, by us."""
    return (sys.executable, "-W", "ignore:You're running the worker with superuser", "-m", name, *arguments)


class _StopRequest:
    """Remember that SIGINT or SIGTERM came, instead of dying of it."""

    def __init__(self) -> None:
        self.requested = False
        self._former: dict[signal.Signals, object] = {}

    def __enter__(self) -> Self:
        for number in (signal.SIGINT, signal.SIGTERM):
            self._former[number] = signal.signal(number, self._note)
        return self

    def __exit__(self, *_: object) -> None:
        for number, handler in self._former.items():
            signal.signal(number, handler)  # type: ignore[arg-type]  # what signal.signal gave back

    def _note(self, _number: int, _frame: FrameType | None) -> None:
        self.requested = True


def _start(program: Program) -> "subprocess.Popen[bytes]":
    # A session of its own: Ctrl-C reaches us alone, and we end the others in order.
    environment = {**os.environ, **program.environment}
    return subprocess.Popen(program.command, env=environment, start_new_session=True)  # noqa: S603 - our own commands


def _wait_for_first(processes: Mapping[str, "subprocess.Popen[bytes]"], stop: _StopRequest) -> str | None:
    """Return the name of the first process to end, or None when we are told to stop."""
    while not stop.requested:
        for name, process in processes.items():
            try:
                process.wait(timeout=0.2)
            except subprocess.TimeoutExpired:
                continue
            return name
    return None


def _end(processes: Collection["subprocess.Popen[bytes]"]) -> None:
    """Ask all to end, and after the grace kill what is left: the programs, and children that outlived theirs."""
    for process in processes:
        if process.poll() is None:
            process.send_signal(signal.SIGTERM)
    give_up_at = time.monotonic() + _GRACE
    for process in processes:
        with contextlib.suppress(subprocess.TimeoutExpired):
            process.wait(timeout=max(0.0, give_up_at - time.monotonic()))
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()
