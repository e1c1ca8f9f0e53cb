"""A private Redis (Valkey) on a Unix socket. It keeps nothing: what must survive is in PostgreSQL."""

import contextlib
import socket
import time
from pathlib import Path
from urllib.parse import quote

from conductatlas.embedded.errors import EmbeddedServiceError
from conductatlas.embedded.places import PRIVATE, Places, make_directory
from conductatlas.embedded.processes import kill, processes_in, run, wait_until_gone
from conductatlas.embedded.programs import valkey_program

PATIENCE = 30.0


def url(at: Places) -> str:
    """Return the address in redis-py's form."""
    return f"unix://{quote(str(at.valkey_socket))}?db=0"


def is_running(at: Places) -> bool:
    """Tell whether the server answers."""
    return _ask(at.valkey_socket, b"PING\r\n").startswith(b"+PONG")


def start(at: Places) -> None:
    """Start the server unless it answers already; the caller holds the start lock.

    Raises EmbeddedServiceError with the end of the server's log.
    """
    if is_running(at):
        return

    kill(processes_in(at.valkey))  # whatever does not answer: there is nothing in it to lose
    make_directory(at.valkey, PRIVATE, at.account)
    make_directory(at.sockets, PRIVATE, at.account)
    log = at.valkey / "server.log"
    started = run([valkey_program(at), *_options(at, log)], at.account)
    until = time.monotonic() + PATIENCE
    while not is_running(at):
        if started.status or time.monotonic() > until:
            raise EmbeddedServiceError(f"Valkey did not start: {started.said}", "The log says why.", log)
        time.sleep(0.01)


def stop(at: Places) -> None:
    """Stop the server and wait for it, if it runs; the caller holds the start lock."""
    _ask(at.valkey_socket, b"SHUTDOWN NOSAVE\r\n")
    if not wait_until_gone(at.valkey, PATIENCE):
        kill(processes_in(at.valkey))


def _options(at: Places, log: Path) -> list[str | Path]:
    return [
        *("--port", "0", "--unixsocket", at.valkey_socket, "--unixsocketperm", "700"),
        *("--save", "", "--appendonly", "no", "--daemonize", "yes"),
        *("--dir", at.valkey, "--logfile", log),
    ]


def _ask(path: Path, command: bytes) -> bytes:
    """Send one inline command and return the first of the answer; nothing if nobody listens."""
    with contextlib.suppress(OSError), socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as line:
        line.settimeout(10)  # a machine under load is slow; a server that hangs is not worth more
        line.connect(str(path))
        line.sendall(command)
        return line.recv(64)
    return b""
