"""A GitHub on loopback: it answers what a test puts into it."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any


@dataclass
class GitHub:
    """Whoever comes is `user`, whose addresses are `emails`; `asked` is what came, with its bodies."""

    user: dict[str, Any] = field(default_factory=lambda: {"id": 7, "login": "ada", "name": "Ada"})
    emails: list[dict[str, Any]] = field(default_factory=list)
    asked: list[tuple[str, str]] = field(default_factory=list)
    url: str = ""

    def answer(self, path: str) -> object:
        if path == "/token":
            return {"access_token": "gho_token", "token_type": "bearer", "scope": "user:email"}
        return {"/user": self.user, "/emails": self.emails}[path]


@contextmanager
def serving_github() -> Iterator[GitHub]:
    github = GitHub()

    class Handler(BaseHTTPRequestHandler):
        def _reply(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length") or 0)).decode()
            github.asked.append((self.path, body))
            answer = json.dumps(github.answer(self.path)).encode()
            self.send_response(200)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(answer)))
            self.end_headers()
            self.wfile.write(answer)

        do_GET = do_POST = _reply  # noqa: N815 - http.server's names

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = Thread(target=server.serve_forever, daemon=True)
    thread.start()
    github.url = f"http://127.0.0.1:{server.server_address[1]}"
    try:
        yield github
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
