"""The browser process: `python -m apps.documents.fetching.chromium DIRECTORY` renders one page and ends.

It runs apart because a page can keep a script busy for ever, and then only killing helps. It starts with an empty environment
and knows nothing but its order.
"""

import base64
import hashlib
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from time import monotonic
from urllib.parse import urlsplit

from playwright.sync_api import BrowserContext, CDPSession, Error, Page, sync_playwright

from apps.documents.fetching.main_frame import MainFrame
from apps.documents.fetching.process_tree import end_with
from apps.documents.fetching.rendering import DOM, RAW, Order, Report, write_report

FLAGS = [
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-gpu",
    "--force-webrtc-ip-handling-policy=disable_non_proxied_udp",
    "--js-flags=--max-old-space-size=512",
]
# The browser's own services (updates, accounts) are sent to a closed port; only pages get the guard's proxy.
NOWHERE = "http://127.0.0.1:9"
VIEWPORT = {"width": 1366, "height": 900}

SHARE_FOR_LOAD = 0.5
SETTLED_AFTER, SETTLE_POLL, SETTLE_AT_MOST = 1.0, 0.2, 10.0

TEXT_LENGTH = "() => document.body ? document.body.innerText.length : 0"
OPEN_DETAILS = "() => document.querySelectorAll('details').forEach(each => { each.open = true })"
SIZE = "() => document.documentElement.outerHTML.length"


def main(directory: Path) -> None:
    """Carry out the order in `directory`."""
    order = Order.read(directory)
    end_with(order.parent, directory)
    ends_at = monotonic() + order.seconds
    with _page(order) as (page, version):
        devtools = page.context.new_cdp_session(page)
        frame = MainFrame(devtools, max_bytes=order.max_bytes)
        frame.watch()
        _visit(page, order, ends_at)
        document = _document(page, frame, order, ends_at)
        (directory / DOM).write_text(document, encoding="utf-8")
        (directory / RAW).write_bytes(frame.raw)
        write_report(directory, _report(frame, devtools, version=version, is_rendered=bool(document)))


@contextmanager
def _page(order: Order) -> Iterator[tuple[Page, str]]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=order.executable,
            args=FLAGS,
            proxy={"server": NOWHERE, "bypass": "<-loopback>"},
            chromium_sandbox=order.has_sandbox,
            timeout=order.seconds * 1000,
        )
        context = browser.new_context(
            proxy={"server": order.proxy, "bypass": "<-loopback>"},
            viewport={"width": VIEWPORT["width"], "height": VIEWPORT["height"]},
            locale=order.locale,
            timezone_id="UTC",
            user_agent=_user_agent(browser.version, order),
            service_workers="block",
            accept_downloads=False,
            permissions=[],
        )
        page = context.new_page()
        _refuse_windows(context, page)
        yield page, browser.version
        browser.close()


def _user_agent(version: str, order: Order) -> str:
    """Return what the browser is and, at the end, who sends it."""
    major = version.partition(".")[0]
    engine = f"AppleWebKit/537.36 (KHTML, like Gecko) Chrome/{major}.0.0.0 Safari/537.36"
    return f"Mozilla/5.0 (X11; Linux x86_64) {engine} {order.user_agent}"


def _refuse_windows(context: BrowserContext, page: Page) -> None:
    def close(opened: Page) -> None:
        if opened is not page:
            opened.close()

    context.on("page", close)


def _visit(page: Page, order: Order, ends_at: float) -> None:
    # A page may load for ever (OTA's finding), so half the time is for loading and the text decides from there.
    load_ends_at = ends_at - order.seconds * (1 - SHARE_FOR_LOAD)
    with suppress(Error):
        page.goto(order.url, referer=order.referer, wait_until="commit", timeout=_left(ends_at))
        with suppress(Error):
            page.wait_for_load_state("load", timeout=_left(load_ends_at))


def _settle(page: Page, ends_at: float) -> None:
    """Wait until the length of the text has stood still for a second, or the time is over."""
    length, still_since = -1, monotonic()
    while monotonic() < ends_at and monotonic() - still_since < SETTLED_AFTER:
        try:
            page.wait_for_timeout(SETTLE_POLL * 1000)
            now = int(page.evaluate(TEXT_LENGTH))
        except Error:
            now = -1  # It navigates just now; the next page settles anew.
        if now != length or now < 0:
            length, still_since = now, monotonic()


def _document(page: Page, frame: MainFrame, order: Order, ends_at: float) -> str:
    """Return the document once its text has settled, with everything folded opened; nothing if there is none."""
    settles_by = min(ends_at, monotonic() + SETTLE_AT_MOST)
    document = None
    while document is None:
        document = _settled_document(page, frame, order, settles_by)
    return document


def _settled_document(page: Page, frame: MainFrame, order: Order, settles_by: float) -> str | None:
    """Return the document, or None where the page left for another while it was read and there is time for that one."""
    if frame.has_page:
        _settle(page, settles_by)
    if not frame.has_page:
        return ""
    try:
        return _unfolded(page, frame, order)
    except Error:
        if page.is_closed() or monotonic() > settles_by:
            raise
        return None


def _unfolded(page: Page, frame: MainFrame, order: Order) -> str:
    page.evaluate(OPEN_DETAILS)
    if int(page.evaluate(SIZE)) > order.max_bytes:
        frame.is_too_large = True
        return ""
    return page.content()


def _report(frame: MainFrame, devtools: CDPSession, *, version: str, is_rendered: bool) -> Report:
    return Report(
        version=version,
        status=frame.status,
        headers=frame.headers,
        url=frame.url,
        steps=frame.steps,
        is_rendered=is_rendered,
        too_large=frame.is_too_large,
        failed_url=frame.failed_url,
        failed_reason=frame.failed_reason,
        certificate_sha256=_certificate_sha256(devtools, frame.url),
    )


def _certificate_sha256(devtools: CDPSession, url: str) -> str:
    parts = urlsplit(url)
    if parts.scheme != "https":
        return ""
    with suppress(Error):
        chain = devtools.send("Network.getCertificate", {"origin": f"{parts.scheme}://{parts.netloc}"})[
            "tableNames"
        ]
        if chain:
            return hashlib.sha256(base64.b64decode(chain[0])).hexdigest()
    return ""


def _left(ends_at: float) -> float:
    """Return the milliseconds until then; Playwright takes zero for no limit at all."""
    return max(1.0, (ends_at - monotonic()) * 1000)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
