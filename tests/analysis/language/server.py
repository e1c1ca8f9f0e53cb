"""A language model's server on loopback: speaks as OpenAI's or Anthropic's does, and fails as it is told to."""

import json
import re
import threading
import time
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

_BOUNDARY = re.compile(r"\AThe boundary of this question is (b[0-9a-f]{16})\.")
_PROVISION = re.compile(r"^# Provision (\S+)$", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Asked:
    """One request as it arrived."""

    path: str
    headers: dict[str, str]
    body: dict[str, Any]

    @property
    def material(self) -> str:
        """Return what the user's message holds."""
        content = self.body["messages"][-1]["content"]
        return content if isinstance(content, str) else "".join(part["text"] for part in content)

    @property
    def passages(self) -> dict[str, str]:
        """Return the passages of the material, by name."""
        return {found["name"]: found["words"] for found in self._pattern.finditer(self.material)}

    @property
    def provisions(self) -> list[str]:
        """Return the ids that are asked about."""
        return _PROVISION.findall(self._pattern.sub("", self.material))

    @property
    def _pattern(self) -> re.Pattern[str]:
        found = _BOUNDARY.match(self.material)
        assert found is not None
        return re.compile(rf"^<<<{found[1]} (?P<name>.+)\n(?P<words>(?s:.*?))\n{found[1]}>>>$", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Act:
    """How one request is answered: a status with headers and a body, after a while, perhaps cut off."""

    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)
    body: bytes = b"{}"
    after: float = 0.0
    cut_at: int | None = None  # bytes sent before the connection is closed
    chunked: bool = False


Script = Callable[[Asked], Act]


@dataclass
class ModelServer:
    """Hold what was asked and what is still to be done; the last act is repeated."""

    port: int = 0
    asked: list[Asked] = field(default_factory=list)
    script: deque[Script] = field(default_factory=deque)

    @property
    def base_url(self) -> str:
        return f"http://127.0.0.1:{self.port}/v1"

    def play(self, *acts: Script) -> None:
        """Set what the next requests meet with."""
        self.script = deque(acts)

    def next(self) -> Script:
        return self.script.popleft() if len(self.script) > 1 else self.script[0]


@contextmanager
def serving() -> Iterator[ModelServer]:
    """Serve until the block ends."""
    state = ModelServer()

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_POST(self) -> None:
            raw = self.rfile.read(int(self.headers["Content-Length"]))
            asked = Asked(
                self.path, {key.lower(): value for key, value in self.headers.items()}, json.loads(raw)
            )
            state.asked.append(asked)
            self._answer(state.next()(asked))

        def _answer(self, act: Act) -> None:
            time.sleep(act.after)  # a slow provider is what some tests are about
            self.send_response(act.status)
            self.send_header("Content-Type", "application/json")
            for name, value in act.headers.items():
                self.send_header(name, value)
            if act.chunked:
                self.send_header("Transfer-Encoding", "chunked")
            else:
                self.send_header("Content-Length", str(len(act.body)))
            self.end_headers()
            sent = act.body[: act.cut_at]
            self.wfile.write(b"%x\r\n%s\r\n" % (len(sent), sent) if act.chunked else sent)
            if act.chunked and act.cut_at is None:
                self.wfile.write(b"0\r\n\r\n")
            self.close_connection = True

        def log_message(self, *_: object) -> None:
            pass

    class Server(ThreadingHTTPServer):
        daemon_threads = True
        block_on_close = False

        def handle_error(self, *_: object) -> None:
            pass  # clients that give up are what some tests are about

    server = Server(("127.0.0.1", 0), Handler)
    state.port = server.server_address[1]
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
    thread.start()
    try:
        yield state
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def openai_body(text: str, *, finish: str = "stop", tokens: tuple[int, int] = (1000, 200)) -> bytes:
    """Return an answer as chat completions give it."""
    message = {"role": "assistant", "content": text}
    return json.dumps(
        {
            "id": "chatcmpl-1",
            "object": "chat.completion",
            "created": 1_780_000_000,
            "model": "test-model",
            "choices": [{"index": 0, "message": message, "finish_reason": finish}],
            "usage": {
                "prompt_tokens": tokens[0],
                "completion_tokens": tokens[1],
                "total_tokens": sum(tokens),
            },
        }
    ).encode()


def anthropic_body(text: str, *, stop: str = "end_turn", tool: str = "") -> bytes:
    """Return an answer as messages give it."""
    content = (
        {"type": "tool_use", "id": "toolu_1", "name": tool, "input": json.loads(text)}
        if tool
        else {"type": "text", "text": text}
    )
    return json.dumps(
        {
            "id": "msg_1",
            "type": "message",
            "role": "assistant",
            "model": "claude-test",
            "content": [content],
            "stop_reason": stop,
            "stop_sequence": None,
            "usage": {"input_tokens": 1000, "output_tokens": 200},
        }
    ).encode()


def saying(text: str, *, finish: str = "stop") -> Script:
    """Answer with that text, whatever is asked."""
    return lambda _: Act(body=openai_body(text, finish=finish))


def failing(status: int, **headers: str) -> Script:
    """Answer with that status, in words that repeat the key as providers do."""

    def act(asked: Asked) -> Act:
        key = asked.headers.get("authorization", "") + asked.headers.get("x-api-key", "")
        body = json.dumps({"error": {"message": f"Refused for {key}", "type": "error", "code": None}})
        return Act(status, {name.replace("_", "-"): value for name, value in headers.items()}, body.encode())

    return act
