"""The browser behind the guard, on loopback servers that its allow-list admits for the test."""

import json
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from apps.core.http import Hop
from apps.core.http.errors import (
    BlockedAddress,
    ConnectFailure,
    DeadlineExceeded,
    ForbiddenUrl,
    GuardedHttpError,
    TlsFailure,
    TooLarge,
    TooManyRedirects,
)
from apps.documents.fetching import browser
from apps.documents.fetching.base import Fetched, FetchRequest
from apps.documents.fetching.browser import BROWSER_LIMITS, EXECUTABLES, BrowserFetcher, find_chromium
from apps.documents.fetching.errors import BrowserCrashed, BrowserMissing, PageTooHeavy
from apps.documents.fetching.process_tree import descendants, private_memory
from tests.core.http.certificates import HOST, Certificate, make_certificate
from tests.core.http.clients import AGENT, guard_for
from tests.core.http.servers import Served, pages, redirect, response, serving
from tests.reliability.processes import eventually

INSIDE = "http://10.11.12.13/"


def page(html: str, **headers: str) -> bytes:
    return response(html.encode(), content_type="text/html; charset=utf-8", **headers)


def fetch(site: Served, path: str, **limits: float) -> Fetched:
    fetcher = BrowserFetcher(
        guard=guard_for(site.port),
        user_agent=AGENT,
        limits=replace(BROWSER_LIMITS, **limits),  # type: ignore[arg-type]  # a table of numbers
    )
    return fetcher.fetch(FetchRequest(site.url(path), locale="de-DE"))


def paths(site: Served) -> list[str]:
    return [head.split(b" ")[1].decode() for head in site.requests]


@pytest.fixture(autouse=True)
def _nothing_stays_behind(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    # Not pytest's own directory: Chromium puts sockets here, and their paths must be short.
    with tempfile.TemporaryDirectory(prefix="ca-") as place:
        monkeypatch.setattr(tempfile, "tempdir", place)

        yield

        assert list(Path(place).iterdir()) == []
        commands = [_read(path) for path in Path("/proc").glob("[0-9]*/cmdline")]
        assert not [command for command in commands if place.encode() in command]


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except (FileNotFoundError, ProcessLookupError, PermissionError):
        return b""


if not any(shutil.which(name) for name in EXECUTABLES):
    pytestmark = pytest.mark.skip(
        reason="there is no Chromium on this machine; `make setup` says how to get it"
    )


@pytest.mark.browser
def test_page_is_rendered_as_its_reader_would_see_it() -> None:
    shell = """<!doctype html><title>Terms</title><main></main><img src=/picture.png>
        <details><summary>More</summary>hidden clause</details>
        <script>fetch("/clauses").then(a => a.text()).then(t => { document.querySelector("main").innerHTML = t })</script>"""
    answers = {
        "/": redirect("/terms", "301 Moved Permanently"),
        "/terms": page(shell, etag='"1"'),
        "/clauses": response("<p>You may not \u2013 ever.".encode(), content_type="text/html; charset=utf-8"),
    }

    with serving(pages(answers)) as site:
        fetched = fetch(site, "/")

    assert b"<p>You may not \xe2\x80\x93 ever.</p>" in fetched.body
    assert b'<details open="">' in fetched.body
    assert fetched.raw_body == shell.encode()
    assert (fetched.status, fetched.final_url, fetched.header("etag")) == (200, site.url("/terms"), '"1"')
    assert fetched.hops == (Hop(site.url("/"), 301, "/terms", "127.0.0.1"),)
    assert (fetched.content_type, fetched.charset) == ("text/html", "utf-8")
    assert fetched.remote_address == "127.0.0.1"
    assert fetched.fetcher == "browser"
    assert fetched.fetcher_version.startswith("1 chromium/")
    assert fetched.refusals == ()
    assert [path for path in paths(site) if path != "/favicon.ico"] == ["/", "/terms", "/clauses"]


@pytest.mark.browser
def test_reader_is_always_the_same_one() -> None:
    tell = """<!doctype html><pre></pre><script>
        document.querySelector("pre").textContent = JSON.stringify({
          agent: navigator.userAgent, language: navigator.language, width: innerWidth, height: innerHeight,
          zone: Intl.DateTimeFormat().resolvedOptions().timeZone })</script>"""

    with serving(pages({"/": page(tell)})) as site:
        fetched = fetch(site, "/")

    said = json.loads(fetched.body.partition(b"<pre>")[2].partition(b"</pre>")[0])
    agent = said.pop("agent")
    assert agent.startswith("Mozilla/5.0 (X11; Linux x86_64) ")
    assert agent.endswith(f" {AGENT}")
    assert said == {"language": "de-DE", "width": 1366, "height": 900, "zone": "UTC"}
    assert b"\r\nAccept-Language: de-DE\r\n" in site.requests[0]
    assert f"\r\nUser-Agent: {agent}\r\n".encode() in site.requests[0]


@pytest.mark.browser
def test_file_is_returned_as_it_was_sent() -> None:
    document = b"%PDF-1.7\n" + bytes(range(256)) * 4_000

    with serving(pages({"/terms.pdf": response(document, content_type="application/pdf")})) as site:
        fetched = fetch(site, "/terms.pdf")

    assert fetched.body == document
    assert (fetched.status, fetched.content_type) == (200, "application/pdf")


@pytest.mark.browser
def test_error_page_keeps_its_status() -> None:
    with serving(pages({})) as site:
        fetched = fetch(site, "/missing")

    assert fetched.status == 404
    assert b"nothing here" in fetched.body


@pytest.mark.browser
@pytest.mark.parametrize(
    "answer",
    [
        redirect(INSIDE),
        page(f'<meta http-equiv="refresh" content="0; url={INSIDE}">'),
        page(f'<script>location = "{INSIDE}"</script>'),
        page('<script>location = "https://10.11.12.13/"</script>'),
        page('<script>location = "http://[::ffff:10.11.12.13]/"</script>'),
    ],
    ids=["redirect", "meta refresh", "script", "script to https", "script to a mapped address"],
)
def test_page_cannot_lead_the_browser_inside(answer: bytes) -> None:
    with serving(pages({"/start": answer})) as site, pytest.raises(BlockedAddress) as caught:
        fetch(site, "/start")

    assert caught.value.code == "blocked_address"
    assert [hop.url for hop in caught.value.hops] == [site.url("/start")]


@pytest.mark.browser
def test_inside_address_itself_is_refused() -> None:
    fetcher = BrowserFetcher(guard=guard_for(), user_agent=AGENT)

    with pytest.raises(BlockedAddress):
        fetcher.fetch(FetchRequest("https://169.254.169.254/latest/meta-data/"))


@pytest.mark.browser
def test_parts_of_a_page_are_refused_one_by_one() -> None:
    html = """<!doctype html><p>The terms.</p>
        <iframe src="http://10.0.0.1/frame"></iframe>
        <script src="http://10.0.0.2/script.js"></script>
        <link rel="stylesheet" href="http://10.0.0.3/style.css">
        <script>
          fetch("http://10.0.0.4/fetch", {mode: "no-cors"});
          fetch("https://10.0.0.5/", {mode: "no-cors"});
          new WebSocket("ws://10.0.0.6/");
          navigator.sendBeacon("http://10.0.0.7/beacon", "x");
          window.open("http://10.0.0.8/popup");
          fetch("http://127.0.0.1:22/", {mode: "no-cors"});
          fetch("http://localhost/", {mode: "no-cors"});
          fetch("http://2130706433/", {mode: "no-cors"});
        </script>"""

    with serving(pages({"/": page(html)})) as site:
        fetched = fetch(site, "/")

    assert b"<p>The terms.</p>" in fetched.body
    refused = {refusal.target: refusal.error.code for refusal in fetched.refusals}
    assert refused.items() >= {
        ("http://10.0.0.1/frame", "blocked_address"),
        ("http://10.0.0.2/script.js", "blocked_address"),
        ("http://10.0.0.3/style.css", "blocked_address"),
        ("http://10.0.0.4/fetch", "blocked_address"),
        ("10.0.0.5:443", "blocked_address"),
        ("10.0.0.6:80", "blocked_address"),
        ("http://10.0.0.7/beacon", "blocked_address"),
        ("http://127.0.0.1/", "blocked_address"),
    }
    assert refused["http://localhost/"] in {"blocked_address", "dns_failure"}
    assert set(paths(site)) <= {"/", "/favicon.ico"}


@pytest.mark.browser
def test_script_without_end_is_killed_at_the_deadline() -> None:
    with (
        serving(pages({"/": page("<p>Terms<script>while (true) {}</script>")})) as site,
        pytest.raises(DeadlineExceeded),
    ):
        fetch(site, "/", deadline=6.0)


@pytest.mark.browser
def test_page_that_leaves_while_it_is_read_is_read_where_it_went() -> None:
    leaving = """<p>Terms<details ontoggle="location.replace('/now')"><summary>More</summary>old</details>"""
    answers = {"/": page(leaving + "<p>clause" * 20_000), "/now": page("<p>Terms as of now")}

    with serving(pages(answers)) as site:
        fetched = fetch(site, "/")

    assert fetched.final_url == site.url("/now")
    assert b"Terms as of now" in fetched.body


ORPHANED = """
import sys, tempfile
from apps.documents.fetching.base import FetchRequest
from apps.documents.fetching.browser import BrowserFetcher
from tests.core.http.clients import AGENT, guard_for
tempfile.tempdir = sys.argv[1]
BrowserFetcher(guard=guard_for(int(sys.argv[2])), user_agent=AGENT).fetch(FetchRequest(sys.argv[3]))
"""


@pytest.mark.browser
def test_browser_ends_with_its_killed_worker() -> None:
    hung = pages({"/": page("<p>Terms<script>while (true) {}</script>")})
    with serving(hung) as site:
        command = [sys.executable, "-c", ORPHANED, tempfile.gettempdir(), str(site.port), site.url("/")]
        with subprocess.Popen(command) as worker:  # noqa: S603  (our own text)
            assert eventually(lambda: site.requests, within=30)
            started = descendants(worker.pid)
            assert len(started) > 3

            worker.kill()

    assert eventually(lambda: not any(private_memory(pid) for pid in started), within=2)
    assert eventually(lambda: not list(Path(tempfile.gettempdir()).iterdir()), within=2)


@pytest.mark.browser
def test_script_that_eats_memory_is_killed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(browser, "MEMORY_AT_MOST", 600 * 2**20)
    eat = "<script>const kept = []; for (;;) kept.push(new Uint8Array(2 ** 24).fill(1))</script>"

    with (
        serving(pages({"/": page(eat)})) as site,
        pytest.raises(PageTooHeavy),
    ):
        fetch(site, "/", deadline=20.0)


@pytest.mark.browser
@pytest.mark.parametrize(
    ("html", "limits"),
    [
        ("<p>" + "x" * 40_000, {"decoded_bytes": 20_000}),
        ("<script>document.write('<p>' + 'x'.repeat(40000))</script>", {"decoded_bytes": 20_000}),
        ("<p>" + "x" * 40_000, {"raw_bytes": 20_000}),
    ],
    ids=["sent", "rendered", "on the wire"],
)
def test_large_document_is_refused(html: str, limits: dict[str, float]) -> None:
    with serving(pages({"/": page(html)})) as site, pytest.raises(TooLarge):
        fetch(site, "/", **limits)


@pytest.mark.browser
def test_redirect_loop_ends() -> None:
    with serving(pages({"/": redirect("/")})) as site, pytest.raises(TooManyRedirects):
        fetch(site, "/")


@pytest.mark.browser
def test_untrusted_certificate_is_a_tls_failure(tmp_path: Path) -> None:
    certificate: Certificate = make_certificate(tmp_path)

    with serving(pages({"/": page("<p>Terms")}), certificate.wrap) as site:
        guard = guard_for(site.port, names={HOST: ("127.0.0.1",)})
        fetcher = BrowserFetcher(guard=guard, user_agent=AGENT)
        with pytest.raises(TlsFailure) as caught:
            fetcher.fetch(FetchRequest(f"https://{HOST}:{site.port}/"))

    assert isinstance(caught.value, GuardedHttpError)
    assert site.requests == []


@pytest.mark.browser
def test_closed_port_is_a_connect_failure() -> None:
    with serving(pages({})) as site:
        pass

    with pytest.raises(ConnectFailure):
        fetch(site, "/")


def test_missing_browser_is_named() -> None:
    with pytest.raises(BrowserMissing):
        find_chromium("/no/such/browser")


def test_browser_that_does_not_start_is_named() -> None:
    fetcher = BrowserFetcher(guard=guard_for(), user_agent=AGENT, executable="/bin/false")

    with pytest.raises(BrowserCrashed):
        fetcher.fetch(FetchRequest("http://example.com/"))


@pytest.mark.parametrize(
    "url", ["file:///etc/passwd", "chrome://version", "http://user@example.com/", "view-source:x"]
)
def test_browser_is_not_even_started_for_a_forbidden_address(url: str) -> None:
    fetcher = BrowserFetcher(guard=guard_for(), user_agent=AGENT, executable="/no/such/browser")

    with pytest.raises(ForbiddenUrl):
        fetcher.fetch(FetchRequest(url))
