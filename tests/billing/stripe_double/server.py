"""The double over HTTP, and what a test does to it from outside."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from email.utils import formatdate
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any
from urllib.parse import parse_qs, urlsplit

import stripe

from tests.billing.stripe_double.checkout import checkout_page, complete_session, portal_page
from tests.billing.stripe_double.customers import set_card
from tests.billing.stripe_double.forms import parse_form
from tests.billing.stripe_double.params import check_params
from tests.billing.stripe_double.refusals import Refusal
from tests.billing.stripe_double.routes import find_route
from tests.billing.stripe_double.world import API_VERSION, Json, World

SECRET_KEY = "sk_test_double"
WEBHOOK_SECRET = "whsec_double"


class StripeDouble:
    """A running double: `world` is its memory, `url` where the API answers."""

    def __init__(self, world: World, url: str) -> None:
        self.world = world
        self.url = url

    @property
    def endpoint(self) -> tuple[str, int]:
        parts = urlsplit(self.url)
        return parts.hostname or "", parts.port or 0

    def client(self) -> stripe.StripeClient:
        """Return the official library, talking to the double: what a test does as Stripe's dashboard would."""
        return stripe.StripeClient(
            SECRET_KEY, base_addresses={"api": self.url}, stripe_version=API_VERSION, max_network_retries=0
        )

    def events(self, since: int = 0) -> list[Json]:
        with self.world.lock:
            return self.world.events[since:]


def signed(event: Json, *, secret: str = WEBHOOK_SECRET, at: int | None = None) -> tuple[bytes, str]:
    """Return an event's body as it is sent, and its signature."""
    body = json.dumps(event)
    header = stripe.WebhookSignature.generate_signature_header(body, secret, at)
    return body.encode(), header


@contextmanager
def serving() -> Iterator[StripeDouble]:
    """Serve a new double on a port of its own for the length of the block."""
    world = World()

    class Handler(_Handler):
        pass

    Handler.world = world
    server = _Server(("127.0.0.1", 0), Handler)
    Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
    try:
        yield StripeDouble(world, f"http://127.0.0.1:{server.server_address[1]}")
    finally:
        server.shutdown()
        server.server_close()


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 128


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    world: World

    def do_GET(self) -> None:
        self._answer("GET")

    def do_POST(self) -> None:
        self._answer("POST")

    def do_DELETE(self) -> None:
        self._answer("DELETE")

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - the standard library's name
        """Say nothing: a test that fails has the requests in `world.requests`."""

    def _answer(self, method: str) -> None:
        parts = urlsplit(self.path)
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0)).decode()
        if parts.path.startswith("/v1/"):
            status, answer = self._api(method, parts.path.removeprefix("/v1/"), body or parts.query)
            self._send(status, json.dumps(answer).encode(), "application/json")
        else:
            self._page(method, parts.path, body)

    def _api(self, method: str, path: str, form: str) -> tuple[int, Json]:
        failing = self.world.failing(method, path)
        if failing is not None:
            return failing, {"error": {"type": "api_error", "message": "An unknown error occurred"}}
        try:
            with self.world.lock:
                self._check_headers()
                return self._do(method, path, parse_form(form), form)
        except Refusal as refusal:
            return refusal.status, {"error": refusal.error}

    def _do(self, method: str, path: str, given: Json, form: str) -> tuple[int, Json]:
        found = find_route(method, path)
        if found is None:
            raise Refusal(f"Unrecognized request URL ({method}: /v1/{path}).", status=404)
        route, stars, deed = found
        check_params(method, route, given)
        self.world.requests.append((method, path, given))
        if path.endswith("/sessions"):
            given["_base"] = f"http://{self.headers['Host']}"
        key = self.headers.get("Idempotency-Key") if method == "POST" else None
        return self.world.once(key, f"{path}?{form}", lambda: deed(self.world, stars, given))

    def _check_headers(self) -> None:
        if self.headers.get("Authorization") != f"Bearer {SECRET_KEY}":
            raise Refusal("Invalid API Key provided.", status=401, type="invalid_request_error")
        if self.headers.get("Stripe-Version") != API_VERSION:
            raise Refusal(f"Invalid Stripe API version: {self.headers.get('Stripe-Version')}")

    def _page(self, method: str, path: str, body: str) -> None:
        kind, _, number = path.strip("/").partition("/")
        given = {name: values[0] for name, values in parse_qs(body).items()}
        try:
            with self.world.lock:
                if kind == "pay" and method == "POST":
                    done = complete_session(self.world, number, card=given.get("card", "")[-4:])
                    self._redirect(done["success_url"])
                elif kind == "portal" and method == "POST":
                    found = self.world.get("portal", number)
                    card = given.get("card", "4242")[-4:]
                    set_card(self.world, self.world.get("customer", found["customer"]), last4=card)
                    self._redirect(found["return_url"])
                else:
                    page = checkout_page if kind == "pay" else portal_page
                    self._send(200, page(self.world, number).encode(), "text/html; charset=utf-8")
        except Refusal as refusal:
            self._send(refusal.status, str(refusal).encode(), "text/plain")

    def _redirect(self, address: str) -> None:
        self.send_response(303)
        self.send_header("Location", address)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def _send(self, status: int, body: bytes, kind: str) -> None:
        # send_response would write the real date: time is the world's here.
        self.send_response_only(status)
        self.send_header("Date", formatdate(self.world.now(), usegmt=True))
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        self.send_header("Request-Id", "req_double")
        self.end_headers()
        self.wfile.write(body)
