"""What a process gives up before it reads a stranger's bytes. Linux knows all of it, other systems only the limits."""

import ctypes
import math
import os
import resource
import signal
import sys
import time

_PR_SET_PDEATHSIG = 1
_PR_SET_NO_NEW_PRIVS = 38
_CLONE_NEWUSER = 0x10000000
_CLONE_NEWNET = 0x40000000
_OPEN_FILES = 64


def die_with(parent: int) -> None:
    """Have the kernel kill this process when its parent ends, or end now if it has ended already."""
    if sys.platform == "linux":
        _libc().prctl(_PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0)
    if os.getppid() != parent:
        os._exit(1)


def confine(*, address_space: int) -> None:
    """Give up the network where the kernel allows that, new privileges, writing files, and memory above the limit."""
    if sys.platform == "linux":
        libc = _libc()
        libc.prctl(_PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0)
        libc.unshare(
            _CLONE_NEWUSER | _CLONE_NEWNET
        )  # refused in many containers, which have walls of their own
    for limit, most in (
        (resource.RLIMIT_AS, address_space),
        (resource.RLIMIT_CORE, 0),
        (resource.RLIMIT_FSIZE, 0),
        (resource.RLIMIT_NOFILE, _OPEN_FILES),
    ):
        resource.setrlimit(limit, (most, most))


def allow_processor_time(seconds: float) -> None:
    """Let the kernel end this process after so much more work, should nobody be there to do it."""
    most = math.ceil(time.process_time() + seconds)
    resource.setrlimit(resource.RLIMIT_CPU, (most, resource.RLIM_INFINITY))


def _libc() -> ctypes.CDLL:
    return ctypes.CDLL(None, use_errno=True)
