"""Fetch a page with a real Chromium, for pages that are empty or closed to anything less.

Each fetch is a process, a profile and a guarded proxy of its own: nothing outlives it, and at the end of its time it is killed.
Should the worker be killed first, the browser's process sees to that itself.
"""

import os
import re
import shutil
import subprocess
import sys
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from time import monotonic
from urllib.parse import urlsplit

from apps.core import clock
from apps.core.http import Guard, GuardProxy, Hop, Limits, Refusal, TlsFacts
from apps.core.http.client import parse_content_type
from apps.core.http.deadlines import Deadline
from apps.core.http.errors import (
    ConnectFailure,
    DeadlineExceeded,
    GuardedHttpError,
    TlsFailure,
    TooLarge,
    TooManyRedirects,
)
from apps.core.http.types import MIB, first_header
from apps.core.http.urls import DEFAULT_PORTS, parse_url
from apps.documents.fetching.base import Fetched, FetchRequest
from apps.documents.fetching.errors import BrowserCrashed, BrowserMissing, PageTooHeavy
from apps.documents.fetching.process_tree import kill_tree, private_memory
from apps.documents.fetching.rendering import DOM, RAW, Order, Report, read_report

NAME = "browser"
VERSION = "1"
EXECUTABLES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")

# A page with all that it loads; the document itself still has to keep within `decoded_bytes`.
BROWSER_LIMITS = Limits(raw_bytes=40 * MIB, deadline=60.0, read_gap=30.0, redirects=10)
TO_REPORT = 5.0
WATCH_EVERY = 0.25
MEMORY_AT_MOST = 1_536 * MIB

_SECURITY = re.compile(r"ERR_(CERT|SSL|TLS)_")

ROOT = Path(__file__).resolve().parents[3]
"""The directory that holds the `apps` package, for the child's import path."""


def find_chromium(setting: str | None = None) -> str:
    """Return the path of the browser: the one that is set, or the first the system has; raises `BrowserMissing`."""
    for name in [setting] if setting else EXECUTABLES:
        if found := shutil.which(name):
            return found
    raise BrowserMissing(f"No browser found: {setting or ', '.join(EXECUTABLES)}")


class BrowserFetcher:
    """Fetch by rendering."""

    name = NAME

    def __init__(
        self, *, guard: Guard, user_agent: str, executable: str | None = None, limits: Limits = BROWSER_LIMITS
    ) -> None:
        self._guard = guard
        self._user_agent = user_agent
        self._executable = executable
        self._limits = limits

    def fetch(self, request: FetchRequest) -> Fetched:
        """Render once; raises a `GuardedHttpError` or `BrowserError` subclass.

        Validators are not sent: what a server says of its shell tells nothing of the text that scripts put into it.
        """
        target = parse_url(request.url)
        executable = find_chromium(self._executable)
        started_at = clock.now()
        with (
            TemporaryDirectory(prefix="conductatlas-browser-", ignore_cleanup_errors=True) as name,
            GuardProxy(self._guard, self._limits) as proxy,
        ):
            directory = Path(name)
            self._order(replace(request, url=target.url), executable, proxy).write(directory)
            _run(directory, seconds=self._limits.deadline)
            report = read_report(directory)
            if report is None:
                raise BrowserCrashed(f"The browser ended without a report: {_last_words(directory)}")
            outcome = _Outcome(report, directory, proxy, started_at)
            _raise_failures(outcome, self._limits)
            return _fetched(outcome)

    def _order(self, request: FetchRequest, executable: str, proxy: GuardProxy) -> Order:
        return Order(
            url=request.url,
            proxy=proxy.url,
            executable=executable,
            user_agent=self._user_agent,
            locale=request.locale,
            referer=request.referer,
            seconds=max(self._limits.deadline - TO_REPORT, self._limits.deadline / 2),
            max_bytes=self._limits.decoded_bytes,
            # Chromium refuses its sandbox to root. Run workers as an ordinary user.
            has_sandbox=os.geteuid() != 0,
            parent=os.getpid(),
        )


@dataclass(frozen=True, slots=True)
class _Outcome:
    report: Report
    directory: Path
    proxy: GuardProxy
    started_at: datetime

    @property
    def hops(self) -> tuple[Hop, ...]:
        return tuple(
            Hop(step["url"], step["status"], step["location"], _address(self.proxy, step["url"]))
            for step in self.report["steps"]
        )

    def refusal_of(self, url: str) -> Refusal | None:
        """Return what the proxy refused when the main frame asked for `url`."""
        authority = f"{urlsplit(url).hostname}:{_port(url)}"
        wanted = {url, authority} if url.startswith("https:") else {url}
        return next((refusal for refusal in reversed(self.proxy.refusals) if refusal.target in wanted), None)


def _run(directory: Path, *, seconds: float) -> None:
    """Run the browser process to its end; raises `DeadlineExceeded` or `PageTooHeavy` if that has to be hastened."""
    command = [sys.executable, "-m", "apps.documents.fetching.chromium", str(directory)]
    environment = {
        "HOME": str(directory),
        "LANG": "C.UTF-8",
        "PATH": os.environ.get("PATH", os.defpath),
        "PYTHONPATH": os.pathsep.join([str(ROOT), os.environ.get("PYTHONPATH", "")]).rstrip(os.pathsep),
        "TMPDIR": str(directory),
        "TZ": "UTC",
    }
    with (directory / "log").open("wb") as log:
        process = subprocess.Popen(  # noqa: S603  (our own module, no shell)
            command, cwd=directory, env=environment, stdout=log, stderr=log, start_new_session=True
        )
        try:
            _watch(process, Deadline.after(seconds))
        finally:
            kill_tree(process.pid)
            process.wait()


def _watch(process: subprocess.Popen[bytes], deadline: Deadline) -> None:
    while True:
        try:
            process.wait(timeout=min(WATCH_EVERY, max(deadline.ends_at - monotonic(), 0)))
        except subprocess.TimeoutExpired:
            if deadline.has_passed:
                raise DeadlineExceeded(f"The page was not rendered within {deadline.seconds:g} s") from None
            if private_memory(process.pid) > MEMORY_AT_MOST:
                raise PageTooHeavy(
                    f"The page took more than {MEMORY_AT_MOST // MIB:,} MB of memory"
                ) from None
        else:
            return


def _last_words(directory: Path) -> str:
    return (directory / "log").read_text(encoding="utf-8", errors="replace")[-500:].strip()


def _raise_failures(outcome: _Outcome, limits: Limits) -> None:
    report = outcome.report
    url = report["failed_url"] or report["url"]
    error = _failure(outcome, url, limits)
    if error is not None:
        error.url, error.hops = url, outcome.hops
        raise error


def _failure(outcome: _Outcome, url: str, limits: Limits) -> GuardedHttpError | None:
    report = outcome.report
    refusal = outcome.refusal_of(url)
    if report["too_large"]:
        return TooLarge(f"The document is larger than {limits.decoded_bytes:,} bytes")
    if refusal is not None and (report["failed_url"] or url.startswith("http:")):
        return refusal.error
    if len(report["steps"]) > limits.redirects:
        return TooManyRedirects(f"More than {limits.redirects} redirects")
    if report["failed_url"]:
        kind = TlsFailure if _SECURITY.search(report["failed_reason"]) else ConnectFailure
        return kind(f"The browser got no answer: {report['failed_reason']}")
    return None if report["status"] else DeadlineExceeded("The browser got no answer in time")


def _fetched(outcome: _Outcome) -> Fetched:
    report = outcome.report
    headers = tuple((name, value) for name, value in report["headers"])
    content_type, charset = parse_content_type(first_header(headers, "content-type") or "")
    raw = (outcome.directory / RAW).read_bytes()
    is_rendered = report["is_rendered"]
    return Fetched(
        status=report["status"],
        headers=headers,
        body=(outcome.directory / DOM).read_bytes() if is_rendered else raw,
        final_url=report["url"],
        hops=outcome.hops,
        remote_address=_address(outcome.proxy, report["url"]),
        started_at=outcome.started_at,
        finished_at=clock.now(),
        content_type="text/html" if is_rendered else content_type,
        charset="utf-8" if is_rendered else charset,
        not_modified=False,
        fetcher=NAME,
        fetcher_version=f"{VERSION} chromium/{report['version']}",
        tls=_tls(report),
        raw_body=raw,
        refusals=_distinct(outcome.proxy.refusals),
    )


def _distinct(refusals: tuple[Refusal, ...]) -> tuple[Refusal, ...]:
    # Browsers ask again when they are refused.
    return tuple({(refusal.target, refusal.error.code): refusal for refusal in refusals}.values())


def _tls(report: Report) -> TlsFacts | None:
    digest = report["certificate_sha256"]
    return TlsFacts(protocol="", certificate_sha256=digest) if digest else None


def _address(proxy: GuardProxy, url: str) -> str:
    return proxy.address_of(urlsplit(url).hostname or "", _port(url)) or ""


def _port(url: str) -> int:
    parts = urlsplit(url)
    return parts.port or DEFAULT_PORTS.get(parts.scheme, 0)
