"""Answer for the sample vendors' web site as it stood on a settable date, and serve it over HTTP."""

import hashlib
import itertools
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from email.utils import format_datetime, parsedate_to_datetime
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from urllib.parse import urlsplit

from apps.pipeline.samples import pages, pdf
from apps.pipeline.samples.furniture import Furniture, furniture
from apps.pipeline.samples.index import index_page
from apps.pipeline.samples.texts import Text, text_on, variant_of
from apps.pipeline.samples.vendors import LAST_DAY, OUTLINES, Form, Outline, Part, Trouble

_HTML = "text/html; charset=utf-8"
_CHARSETS = {"tarnwick": "windows-1252"}  # the web still has such pages
_RETRY_AFTER = "120"
_NEWEST = datetime.combine(LAST_DAY, time(12), tzinfo=UTC)
_ENDPOINTS = "/halvorine/api/policies"
_BAD_PREFIXES = {
    "captcha": Trouble.CHALLENGE,
    "login": Trouble.LOGIN,
    "shell": Trouble.SHELL,
    "busy": Trouble.UNAVAILABLE,
}


@dataclass(frozen=True, slots=True)
class Asked:
    """One request; the names of `headers` are in lower case."""

    path: str
    headers: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Reply:
    status: int
    headers: tuple[tuple[str, str], ...] = ()
    body: bytes = b""


@dataclass(frozen=True, slots=True)
class _Visit:
    """What a document is asked for under."""

    outline: Outline
    part: Part
    noise: Furniture
    headers: Mapping[str, str]


def _places() -> dict[str, tuple[Outline, Part]]:
    pairs = [(outline, part) for outline in OUTLINES for part in outline.parts]
    moved = {part.moved_to: (outline, part) for outline, part in pairs if part.moved_to}
    return {part.path: (outline, part) for outline, part in pairs} | moved


_PLACES = _places()
_SIGN_IN = {f"/{outline.vendor.slug}/signin": outline.vendor for outline in OUTLINES}


class SampleSite:
    """The site at a moment; with no moment set, its newest texts on a day without trouble."""

    def __init__(self, moment: datetime | None = None) -> None:
        self._moment = moment
        self._serials = itertools.count(1)

    def at(self, moment: datetime | None) -> None:
        """Set the date that the following requests see."""
        self._moment = moment

    def reply(self, asked: Asked) -> Reply:
        path = urlsplit(asked.path).path
        prefix, _, rest = path.removeprefix("/").partition("/")
        if prefix in _BAD_PREFIXES:
            return self._document(f"/{rest}", asked, _BAD_PREFIXES[prefix])
        if path.startswith(f"{_ENDPOINTS}/"):
            return self._endpoint(path)
        if path in _FIXED:
            return _FIXED[path]()
        if path in _SIGN_IN:
            vendor = _SIGN_IN[path]
            return _html(pages.login_page(vendor.name, "/", self._noise(vendor.slug)))
        return self._document(path, asked, None)

    def _day(self) -> date | None:
        return self._moment.astimezone(UTC).date() if self._moment else None

    def _noise(self, vendor: str) -> Furniture:
        return furniture(vendor, next(self._serials), self._moment or _NEWEST)

    def _document(self, path: str, asked: Asked, forced: Trouble | None) -> Reply:
        if path not in _PLACES:
            return _missing()
        outline, part = _PLACES[path]
        visit = _Visit(outline, part, self._noise(outline.vendor.slug), asked.headers)
        if forced:
            return _troubled(visit, forced)
        return self._moved(path, part) or self._answer(visit)

    def _moved(self, path: str, part: Part) -> Reply | None:
        if part.moved_on is None or part.moved_to is None:
            return None
        day = self._day()
        has_moved = day is None or day >= part.moved_on
        if has_moved and path == part.path:
            return Reply(HTTPStatus.MOVED_PERMANENTLY, (("Location", part.moved_to), ("Content-Type", _HTML)))
        return _missing() if path == part.moved_to and not has_moved else None

    def _answer(self, visit: _Visit) -> Reply:
        day = self._day()
        trouble = dict(visit.part.troubles).get(day) if day else None
        if trouble is Trouble.LOGIN:
            vendor = visit.outline.vendor.slug
            return Reply(HTTPStatus.FOUND, (("Location", f"/{vendor}/signin?next={visit.part.path}"),))
        if trouble is Trouble.VARIANT:
            return _page(visit, variant_of(visit.part.folder))
        if trouble:
            return _troubled(visit, trouble)
        text = text_on(visit.part.folder, day)
        return _published(visit, text, self._moment or _NEWEST) if text else _missing()

    def _endpoint(self, path: str) -> Reply:
        part = next((part for _, part in _PLACES.values() if path == _endpoint_of(part)), None)
        text = text_on(part.folder, self._day()) if part else None
        if text is None:
            return Reply(
                HTTPStatus.NOT_FOUND, (("Content-Type", "application/json"),), b'{"error":"not_found"}'
            )
        body = pages.policy_json(text.markdown, self._noise("halvorine"))
        return Reply(HTTPStatus.OK, (("Content-Type", "application/json"),), body.encode())


def _endpoint_of(part: Part) -> str:
    return f"{_ENDPOINTS}/{part.folder.partition('/')[2]}.json"


def _published(visit: _Visit, text: Text, moment: datetime) -> Reply:
    if visit.part.form is Form.SCRIPT:
        return _html(pages.shell_page(_endpoint_of(visit.part), visit.noise))
    if visit.part.form is Form.PDF:
        # Written anew each day, as a vendor's document system does: other bytes, the same text.
        stamp = moment.replace(hour=0, minute=0, second=0, microsecond=0)
        body = pdf.write_pdf(text.markdown, title=visit.outline.title, stamped_at=stamp)
        return Reply(HTTPStatus.OK, (("Content-Type", "application/pdf"),), body)
    if visit.part.is_conditional:
        return _conditional(visit, text)
    return _page(visit, text)


def _page(visit: _Visit, text: Text, extra: tuple[tuple[str, str], ...] = ()) -> Reply:
    vendor = visit.outline.vendor.slug
    return _html(
        pages.document_page(vendor, text.markdown, visit.noise), _CHARSETS.get(vendor, "utf-8"), extra
    )


def _conditional(visit: _Visit, text: Text) -> Reply:
    """Answer 304 where a validator matches (RFC 9110, 13.2.2: If-None-Match is asked first)."""
    # Weak, because the furniture differs from response to response.
    tag = f'W/"{hashlib.sha256(text.markdown.encode()).hexdigest()[:20]}"'
    modified = datetime.combine(text.since, time(4), tzinfo=UTC)
    validators = (("ETag", tag), ("Last-Modified", format_datetime(modified, usegmt=True)))
    if _is_fresh(visit.headers, tag, modified):
        return Reply(HTTPStatus.NOT_MODIFIED, validators)
    return _page(visit, text, validators)


def _is_fresh(headers: Mapping[str, str], tag: str, modified: datetime) -> bool:
    if "if-none-match" in headers:
        known = {entry.strip().removeprefix("W/") for entry in headers["if-none-match"].split(",")}
        return bool(known & {"*", tag.removeprefix("W/")})
    try:
        return parsedate_to_datetime(headers.get("if-modified-since", "")) >= modified
    except (TypeError, ValueError):  # absent or not a date: RFC 9110, 13.1.3 says ignore it
        return False


def _troubled(visit: _Visit, trouble: Trouble) -> Reply:
    vendor = visit.outline.vendor
    if trouble is Trouble.CHALLENGE:
        return _html(pages.challenge_page(vendor.website.removeprefix("https://"), visit.noise))
    if trouble is Trouble.LOGIN:
        return _html(pages.login_page(vendor.name, visit.part.path, visit.noise))
    if trouble is Trouble.SHELL:
        return _html(pages.shell_page(f"{_ENDPOINTS}/none.json", visit.noise))
    body = pages.plain_page(
        "Service unavailable", "<p>We are carrying out maintenance. Please try again shortly.</p>"
    )
    return Reply(
        HTTPStatus.SERVICE_UNAVAILABLE,
        (("Retry-After", _RETRY_AFTER), ("Content-Type", _HTML)),
        body.encode(),
    )


def _html(page: str, charset: str = "utf-8", extra: tuple[tuple[str, str], ...] = ()) -> Reply:
    headers = (("Content-Type", f"text/html; charset={charset}"), ("Cache-Control", "no-cache"), *extra)
    return Reply(HTTPStatus.OK, headers, page.encode(charset))


def _missing() -> Reply:
    body = pages.plain_page(
        "Page not found", "<p>There is nothing at this address. <a href='/'>Start page</a></p>"
    )
    return Reply(HTTPStatus.NOT_FOUND, (("Content-Type", _HTML),), body.encode())


def _robots() -> Reply:
    return Reply(
        HTTPStatus.OK, (("Content-Type", "text/plain"),), b"User-agent: *\nDisallow: /halvorine/signin\n"
    )


def _script() -> Reply:
    return Reply(HTTPStatus.OK, (("Content-Type", "text/javascript"),), pages.asset("policy-app.js"))


_FIXED: Mapping[str, Callable[[], Reply]] = {
    "/": lambda: _html(index_page()),
    "/robots.txt": _robots,
    "/halvorine/assets/policy-app.js": _script,
}


class _Handler(BaseHTTPRequestHandler):
    server: "SampleServer"
    protocol_version = "HTTP/1.1"
    server_version = "sample"

    def do_GET(self) -> None:
        headers = {name.lower(): value for name, value in self.headers.items()}
        reply = self.server.site.reply(Asked(self.path, headers))
        self.send_response(reply.status)
        for name, value in reply.headers:
            self.send_header(name, value)
        if reply.status != HTTPStatus.NOT_MODIFIED:
            self.send_header("Content-Length", str(len(reply.body)))
        self.send_header("Connection", "close")
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(reply.body)

    do_HEAD = do_GET  # noqa: N815 - the name http.server dispatches to

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the base class's own argument
        """Stay silent: the one who captures keeps the record."""


class SampleServer(ThreadingHTTPServer):
    """The site on a socket; `site.at(...)` may be called while it serves."""

    daemon_threads = True

    def __init__(self, host: str, port: int, site: SampleSite) -> None:
        super().__init__((host, port), _Handler)
        self.site = site

    def handle_error(self, request: object, client_address: object) -> None:
        """Pass over clients that leave before the answer ends, as browsers do."""
        if not isinstance(sys.exception(), ConnectionError):
            super().handle_error(request, client_address)  # type: ignore[arg-type]  # the stub names private types

    @property
    def url(self) -> str:
        host, port = self.server_address[:2]
        return f"http://{host!s}:{port}"


@contextmanager
def serving(host: str = "127.0.0.1", port: int = 0, moment: datetime | None = None) -> Iterator[SampleServer]:
    """Serve in a thread inside the block; port 0 takes a free one."""
    with SampleServer(host, port, SampleSite(moment)) as server:
        thread = Thread(target=server.serve_forever, args=(0.05,), name="sample-site", daemon=True)
        thread.start()
        try:
            yield server
        finally:
            server.shutdown()
            thread.join()


def serve(host: str, port: int, moment: datetime | None = None) -> None:
    """Serve until interrupted."""
    with SampleServer(host, port, SampleSite(moment)) as server:
        server.serve_forever()
