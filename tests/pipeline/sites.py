"""A small web site on loopback whose answers a test sets and changes, and the legal pages it serves."""

import socket
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from threading import Event

from tests.core.http.servers import Served, response, serving

Answer = bytes | Callable[[bytes], bytes]

CLAUSES = (
    "These Terms of Service govern your use of the services. By creating an account you agree to these terms.",
    "We grant you a limited licence to use the services. You retain all rights in what you upload as your content.",
    "You shall not infringe the intellectual property rights or the privacy of any third party by your use.",
    "Either party may terminate this agreement by giving the other party 30 days of written notice of termination.",
    "Termination does not relieve you of any obligation under this agreement to pay fees that are due by then.",
    "To the extent permitted by law, our liability is limited to the fees paid in the previous 12 months.",
    "You shall indemnify us against claims by third parties that arise from your breach of these terms.",
    "These terms are governed by the laws of Ireland, and its courts have jurisdiction over any dispute.",
)
NOT_FOUND = response(b"<p>nothing here</p>", status="404 Not Found", content_type="text/html")


@dataclass
class Gate:
    """An answer that is sent only once the test opens the gate; `reached` is set when somebody waits for it."""

    answer: bytes
    reached: Event = field(default_factory=Event)
    opened: Event = field(default_factory=Event)

    def __call__(self, _head: bytes) -> bytes:
        self.reached.set()
        self.opened.wait(30)
        return self.answer


@dataclass
class Site:
    """What is served under which path; anything else is 404. An answer may look at the request head."""

    served: Served
    answers: dict[str, Answer] = field(default_factory=dict)

    def url(self, path: str = "/terms") -> str:
        return self.served.url(path)

    def publish(self, path: str = "/terms", *extra: str) -> None:
        """Put a legal page at the path: the clauses, and the extra ones after them."""
        self.answers[path] = html(legal_page(*extra))

    def answer(self, path: str) -> bytes:
        """Return what is served under the path as bytes."""
        found = self.answers[path]
        assert isinstance(found, bytes)
        return found

    def asked(self, path: str = "/terms") -> list[bytes]:
        """Return the request heads for a path, in order."""
        return [head for head in self.served.requests if head.split(b" ")[1].decode() == path]


@contextmanager
def site_on_loopback() -> Iterator[Site]:
    """Serve inside the block, on a free port, nothing yet."""
    answers: dict[str, Answer] = {}

    def behave(connection: socket.socket, head: bytes) -> None:
        answer = answers.get(head.split(b" ")[1].decode(), NOT_FOUND)
        connection.sendall(answer if isinstance(answer, bytes) else answer(head))

    with serving(behave) as served:
        yield Site(served, answers)


def legal_page(*extra: str, title: str = "Terms of Service") -> bytes:
    paragraphs = "".join(f"<p>{clause}</p>" for clause in (*CLAUSES, *extra))
    return (
        f"<!doctype html><html lang='en'><head><title>{title}</title></head>"
        f"<body><main><h1>{title}</h1>{paragraphs}</main></body></html>"
    ).encode()


def html(body: bytes, *, status: str = "200 OK", **headers: str) -> bytes:
    return response(body, status=status, content_type="text/html; charset=utf-8", **headers)
