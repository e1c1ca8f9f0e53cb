"""A process and all that it has started, as Linux tells it under /proc.

Chromium makes process groups of its own, so killing the group of the process that started it is not enough.
"""

import os
import shutil
import signal
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from threading import Thread
from time import monotonic, sleep

PROC = Path("/proc")
GONE_WITHIN = 3.0
POLL = 0.02
LOOK_EVERY = 0.25


def descendants(pid: int) -> list[int]:
    """Return the processes below `pid`, parents before children; none where there is no /proc."""
    children: dict[int, list[int]] = {}
    for child, parent in _parents():
        children.setdefault(parent, []).append(child)
    found = list(children.get(pid, []))
    for each in found:  # grows while it is walked
        found += children.get(each, [])
    return found


def private_memory(pid: int) -> int:
    """Return the bytes that `pid` and its descendants hold and do not share."""
    return sum(_private_memory(each) for each in [pid, *descendants(pid)])


def kill_tree(pid: int) -> None:
    """Kill `pid` and its descendants, and wait a little for them to be gone."""
    doomed = [pid, *descendants(pid)]
    with suppress(ProcessLookupError):
        os.killpg(pid, signal.SIGKILL)
    for each in doomed:
        with suppress(ProcessLookupError):
            os.kill(each, signal.SIGKILL)

    ends_at = monotonic() + GONE_WITHIN
    while any(_is_alive(each) for each in doomed) and monotonic() < ends_at:
        sleep(POLL)


def end_with(parent: int, directory: Path) -> None:
    """Have a thread end this process with all below it, and remove `directory`, once `parent` has ended.

    The kernel's own signal for this (PR_SET_PDEATHSIG) would end this process alone, and leave its children to themselves.
    """
    Thread(target=_end_with, args=(parent, directory), name="end-with-parent", daemon=True).start()


def _end_with(parent: int, directory: Path) -> None:
    while os.getppid() == parent:
        sleep(LOOK_EVERY)
    for each in descendants(os.getpid()):
        with suppress(ProcessLookupError):
            os.kill(each, signal.SIGKILL)
    shutil.rmtree(directory, ignore_errors=True)
    os._exit(1)


def _parents() -> Iterator[tuple[int, int]]:
    for entry in PROC.glob("[0-9]*"):
        if fields := _stat(int(entry.name)):
            yield int(entry.name), int(fields[1])


def _stat(pid: int) -> list[str]:
    """Return the fields after the command's name (which may hold anything): state, parent, ..."""
    try:
        text = (PROC / str(pid) / "stat").read_text(encoding="utf-8", errors="replace")
    except (FileNotFoundError, ProcessLookupError):
        return []
    return text.rpartition(")")[2].split()


def _is_alive(pid: int) -> bool:
    fields = _stat(pid)
    return bool(fields) and fields[0] != "Z"


def _private_memory(pid: int) -> int:
    try:
        _, resident, shared, *_ = (PROC / str(pid) / "statm").read_text(encoding="ascii").split()
    except (FileNotFoundError, ProcessLookupError):
        return 0
    return (int(resident) - int(shared)) * os.sysconf("SC_PAGE_SIZE")
