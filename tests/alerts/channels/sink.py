"""Addresses on loopback that behave as asked: real servers, so that nothing of the way there is imagined."""

import ssl
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path


@dataclass(slots=True)
class Taken:
    """A message that arrived."""

    body: bytes
    headers: dict[str, str]


@dataclass(slots=True)
class Sink:
    """What a server answers with, and what it was sent."""

    status: int = 204
    headers: dict[str, str] = field(default_factory=dict)
    answer: bytes = b""
    silent_for: float = 0
    dribbles: bool = False
    taken: list[Taken] = field(default_factory=list)
    port: int = 0
    is_tls: bool = False

    @property
    def address(self) -> str:
        return f"{'https' if self.is_tls else 'http'}://127.0.0.1:{self.port}/hook"

    @property
    def endpoint(self) -> tuple[str, int]:
        return ("127.0.0.1", self.port)


@contextmanager
def sink(certificate: Path | None = None, **behaviour: object) -> Iterator[Sink]:
    """Serve on a port of its own until the block is left."""
    made = Sink(**behaviour)  # type: ignore[arg-type]  # as given

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            made.taken.append(Taken(body, {name.lower(): value for name, value in self.headers.items()}))
            if made.silent_for:
                time.sleep(made.silent_for)
            try:
                self.send_response(made.status)
                for name, value in made.headers.items():
                    self.send_header(name, value)
                self.send_header("Content-Length", str(100 if made.dribbles else len(made.answer)))
                self.end_headers()
                for _ in range(100 if made.dribbles else 0):
                    self.wfile.write(b".")
                    self.wfile.flush()
                    time.sleep(0.1)
                self.wfile.write(made.answer)
            except OSError:  # whoever asked had no patience left, which is what is tested
                return

        def log_message(self, *args: object) -> None:  # noqa: ARG002 - the library's signature
            return

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    server.block_on_close = False
    if certificate is not None:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(certificate)
        server.socket = context.wrap_socket(server.socket, server_side=True)
        made.is_tls = True
    made.port = server.server_address[1]
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield made
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
