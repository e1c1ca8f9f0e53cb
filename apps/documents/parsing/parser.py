"""Calls functions in a child process that is replaced when it is worn, hung or dead."""

import os
import signal
import subprocess
import sys
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from multiprocessing import Pipe
from pathlib import Path
from threading import Event, Lock, Thread
from time import monotonic
from typing import TypeVar, TypeVarTuple

from . import wire
from .errors import ParserCrashed, ParserFailed, ParserOutOfMemory, ParserTimedOut

T = TypeVar("T")
Ts = TypeVarTuple("Ts")

MIB = 2**20
ROOT = Path(__file__).resolve().parents[3]
"""The directory that holds the `apps` package, for the child's import path."""


@dataclass(frozen=True, slots=True)
class Limits:
    """What a page may take of time and memory, and how much of it wears a child out."""

    seconds: float = 20.0
    start_seconds: float = 60.0
    memory: int = 300 * MIB
    address_space: int = 2048 * MIB  # what the kernel refuses to exceed; libraries reserve more than they use
    pages: int = 500
    memory_at_rest: int = 150 * MIB
    look_every: float = 0.05


class Parser:
    """One child at a time, started when it is needed."""

    def __init__(self, limits: Limits | None = None) -> None:
        self._limits = limits or Limits()
        self._turn = Lock()
        self._child: _Child | None = None

    @property
    def pid(self) -> int | None:
        """Return the process of the child, where there is one."""
        return self._child.process.pid if self._child else None

    def call(self, returns: type[T], function: Callable[[*Ts], T], *args: *Ts) -> T:
        """Call a function that can be imported by its name; raises its `ExtractionError`, or a `ParserFailed`."""
        question = wire.question(function, args)
        with self._turn:
            answer = self._ask(question)
            try:
                return wire.read_answer(answer, returns)
            except ParserFailed:
                self._discard()
                raise

    def _ask(self, question: bytes) -> bytes:
        """Return the answer. A child that still owes one, whatever kept us from it, is asked nothing more."""
        child, answered = self._ready(), False
        try:
            answer = child.ask(question)
            answered = True
        finally:
            if not answered or child.is_worn:
                self._discard()
        return answer

    def close(self) -> None:
        """End the child; the next call starts another. A fork leaves its parent's child alone."""
        with self._turn:
            self._discard()

    def _ready(self) -> "_Child":
        if self._child is not None and self._child.process.poll() is not None:
            self._discard()
        if self._child is None:
            self._child = _Child(self._limits)
        return self._child

    def _discard(self) -> None:
        child, self._child = self._child, None
        if child is not None:
            child.close()


class _Child:
    def __init__(self, limits: Limits) -> None:
        self._limits = limits
        self._owner = os.getpid()
        self._pages = 0
        self._is_doomed = False
        self._line, far_end = Pipe()
        with far_end:
            self.process = _start(far_end.fileno(), limits)
        self._receive(b"", within=limits.start_seconds)

    @property
    def is_worn(self) -> bool:
        """Say whether the next page should have a new child."""
        is_old = self._pages >= self._limits.pages
        return self._is_doomed or is_old or _resident(self.process.pid) > self._limits.memory_at_rest

    def ask(self, question: bytes) -> bytes:
        """Return the answer; raises `ParserFailed` where the child ends, or has to be ended, before it gives one."""
        self._pages += 1
        return self._receive(question, within=self._limits.seconds)

    def _receive(self, question: bytes, *, within: float) -> bytes:
        watch = _Watch(self.process, within, self._limits)
        try:
            with watch:
                if question:
                    self._line.send_bytes(question)
                return self._line.recv_bytes(wire.MAX_ANSWER)
        except (EOFError, OSError) as lost:
            raise watch.reason or _death(self.process) from lost
        finally:
            self._is_doomed = watch.reason is not None  # be it that the answer was a moment faster

    def close(self) -> None:
        if os.getpid() == self._owner:
            self.process.kill()
            self.process.wait()
            self._line.close()


class _Watch:
    """Kills a process that takes too long or too much; `reason` says which."""

    def __init__(self, process: subprocess.Popen[bytes], seconds: float, limits: Limits) -> None:
        self.reason: ParserFailed | None = None
        self._process = process
        self._seconds = seconds
        self._limits = limits
        self._ends_at = monotonic() + seconds
        self._is_over = Event()
        self._thread = Thread(target=self._look, name="parser-watch", daemon=True)

    def __enter__(self) -> None:
        self._thread.start()

    def __exit__(self, *_: object) -> None:
        self._is_over.set()
        self._thread.join()

    def _look(self) -> None:
        while not self._is_over.wait(self._limits.look_every):
            self.reason = self._excess()
            if self.reason is not None:
                self._process.kill()
                return

    def _excess(self) -> ParserFailed | None:
        if monotonic() > self._ends_at:
            return ParserTimedOut(f"the page was not parsed within {self._seconds:g} s")
        if _resident(self._process.pid) > self._limits.memory:
            return ParserOutOfMemory(f"the page took more than {self._limits.memory // MIB:,} MB")
        return None


def _start(pipe: int, limits: Limits) -> subprocess.Popen[bytes]:
    """Start a child with nothing of ours but the end of a pipe: no settings, no secrets, no files."""
    numbers = (pipe, os.getpid(), limits.seconds * 2, limits.address_space)
    command = [sys.executable, "-m", "apps.documents.parsing.child", *map(str, numbers)]
    environment = {
        "LANG": "C.UTF-8",
        "PYTHONDONTWRITEBYTECODE": "1",
        "PYTHONPATH": os.pathsep.join([str(ROOT), os.environ.get("PYTHONPATH", "")]).rstrip(os.pathsep),
    }
    return subprocess.Popen(  # noqa: S603  (our own module, no shell)
        command,
        cwd="/",
        env=environment,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        pass_fds=(pipe,),
        start_new_session=True,  # a Ctrl-C is for the worker, which decides
    )


def _death(process: subprocess.Popen[bytes]) -> ParserFailed:
    with suppress(subprocess.TimeoutExpired):
        process.wait(timeout=1)
    code = process.returncode
    if code == -signal.SIGXCPU:
        return ParserTimedOut("the page took more processor time than it may")
    if code is not None and code < 0:
        return ParserCrashed(f"the process was ended by {signal.Signals(-code).name}")
    return ParserCrashed(f"the process ended with {code}")


def _resident(pid: int) -> int:
    """Return the bytes of memory that a process holds, as Linux tells them; nothing elsewhere, or once it has ended."""
    try:
        fields = Path(f"/proc/{pid}/statm").read_text(encoding="ascii").split()
    except (FileNotFoundError, ProcessLookupError):
        return 0
    return int(fields[1]) * os.sysconf("SC_PAGE_SIZE")
