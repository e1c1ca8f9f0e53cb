"""Servers on loopback that behave as badly as a test needs."""

import socket
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from threading import Event, Thread

Behaviour = Callable[[socket.socket, bytes], None]


@dataclass
class Served:
    """A running server: where it is and the request heads it has seen."""

    port: int
    requests: list[bytes] = field(default_factory=list)

    def url(self, path: str = "/") -> str:
        return f"http://127.0.0.1:{self.port}{path}"


@contextmanager
def serving(
    behaviour: Behaviour, wrap: Callable[[socket.socket], socket.socket] | None = None
) -> Iterator[Served]:
    """Answer each connection, one after the other, with `behaviour(connection, request_head)`."""
    listener = socket.create_server(("127.0.0.1", 0))
    listener.settimeout(0.05)
    served = Served(listener.getsockname()[1])
    is_over = Event()

    def accept() -> None:
        while not is_over.is_set():
            with suppress(TimeoutError):
                connection, _ = listener.accept()
                connection.settimeout(5)
                Thread(target=answer, args=(connection,), daemon=True).start()

    def answer(connection: socket.socket) -> None:
        # The client hanging up on us is what most of these tests are about.
        with suppress(OSError):
            secured = wrap(connection) if wrap else connection
            with secured:
                head = read_head(secured)
                if head:
                    served.requests.append(head)
                    behaviour(secured, head)
        connection.close()

    thread = Thread(target=accept, daemon=True)
    thread.start()
    try:
        yield served
    finally:
        is_over.set()
        thread.join()
        listener.close()


def read_head(connection: socket.socket) -> bytes:
    head = b""
    while b"\r\n\r\n" not in head:
        data = connection.recv(65_536)
        if not data:
            return b""
        head += data
    return head


def always(answer: bytes) -> Behaviour:
    """Send the same bytes to everybody."""
    return lambda connection, _head: connection.sendall(answer)


def pages(answers: dict[str, bytes]) -> Behaviour:
    """Send the bytes listed for the path asked for (an absolute address keeps its path)."""

    def behave(connection: socket.socket, head: bytes) -> None:
        path = head.split(b" ")[1].decode()
        connection.sendall(answers.get(path, response(b"nothing here", status="404 Not Found")))

    return behave


def response(body: bytes = b"", *, status: str = "200 OK", **headers: str) -> bytes:
    """Build a plain answer; header names are given with underscores."""
    given = {"content_length": str(len(body)), "connection": "close", **headers}
    lines = [f"HTTP/1.1 {status}", *(f"{name.replace('_', '-')}: {value}" for name, value in given.items())]
    return "\r\n".join(lines).encode("utf-8") + b"\r\n\r\n" + body


def redirect(location: str, status: str = "302 Found", **headers: str) -> bytes:
    return response(b"", status=status, location=location, **headers)
