"""Watch what a page's main frame receives, at the point where the network hands it to the browser.

The DevTools protocol can hold an answer before it is parsed. There the main document is read, under a cap and as it was sent,
files that a browser would download are kept, and pictures, films and fonts are never asked for.
"""

import base64
import binascii
from collections.abc import Mapping
from typing import Any

from playwright.sync_api import CDPSession, Error

from apps.documents.fetching.rendering import Step

Event = dict[str, Any]

NEVER_LOADED = ("Image", "Media", "Font")
RENDERED = frozenset({"", "text/html", "application/xhtml+xml"})
WITHOUT_DOCUMENT = frozenset({204, 205})
REDIRECTS = frozenset({301, 302, 303, 307, 308})
BLOCK = 256 * 2**10

_STAND_IN = base64.b64encode(b"<!doctype html><title>kept as a file</title>").decode("ascii")
# They describe the bytes on the wire, which are decoded by now.
_OF_THE_TRANSFER = frozenset({"content-encoding", "content-length", "transfer-encoding"})


class MainFrame:
    """Record the main frame's latest answer and the way to it."""

    def __init__(self, devtools: CDPSession, *, max_bytes: int) -> None:
        self._devtools = devtools
        self._max_bytes = max_bytes
        self._frame = str(devtools.send("Page.getFrameTree")["frameTree"]["frame"]["id"])
        self._asked: dict[str, str] = {}
        self._is_redirecting = False
        self.url = ""
        self.status = 0
        self.headers: list[tuple[str, str]] = []
        self.raw = b""
        self.is_file = False
        self.is_too_large = False
        self.failed_url = ""
        self.failed_reason = ""
        self.steps: list[Step] = []

    @property
    def has_page(self) -> bool:
        """Say whether the latest answer is a page that the browser shows."""
        return bool(self.url) and not (self.is_file or self.is_too_large or self.failed_url)

    def watch(self) -> None:
        """Begin to watch; call before the first navigation."""
        self._devtools.on("Network.requestWillBeSent", self._will_be_sent)
        self._devtools.on("Network.loadingFailed", self._failed)
        self._devtools.on("Fetch.requestPaused", self._paused)
        self._devtools.send("Network.enable", {"maxTotalBufferSize": 0, "maxResourceBufferSize": 0})
        documents = [{"resourceType": "Document", "requestStage": "Response"}]
        unwanted = [{"resourceType": kind, "requestStage": "Request"} for kind in NEVER_LOADED]
        self._devtools.send("Fetch.enable", {"patterns": [*documents, *unwanted]})

    def _will_be_sent(self, event: Event) -> None:
        if event.get("type") == "Document" and event.get("frameId") == self._frame:
            self._asked[event["requestId"]] = _without_fragment(event["request"]["url"])

    def _failed(self, event: Event) -> None:
        url = self._asked.get(event["requestId"])
        # A navigation given up in favour of another, or of none, leaves the page that was there.
        if url is None or (self.url and event["errorText"] == "net::ERR_ABORTED"):
            return
        if self.url and not self._is_redirecting:
            self.steps.append(Step(url=self.url, status=self.status, location=url))
        self.failed_url, self.failed_reason = url, str(event["errorText"])

    def _paused(self, event: Event) -> None:
        request = {"requestId": event["requestId"]}
        try:
            if "responseStatusCode" not in event and "responseErrorReason" not in event:
                self._devtools.send("Fetch.failRequest", {**request, "errorReason": "BlockedByClient"})
            elif self._has_document(event):
                self._answered(event)
            else:
                self._devtools.send("Fetch.continueRequest", request)
        except Error:
            # The page has gone elsewhere meanwhile, and taken the request with it.
            return

    def _has_document(self, event: Event) -> bool:
        is_main = event["frameId"] == self._frame and event["resourceType"] == "Document"
        return is_main and event.get("responseStatusCode", 204) not in WITHOUT_DOCUMENT

    def _answered(self, event: Event) -> None:
        url, status = _without_fragment(event["request"]["url"]), int(event["responseStatusCode"])
        headers = [(str(field["name"]), str(field["value"])) for field in event.get("responseHeaders", [])]
        location = _first(headers, "location")

        if self.url and not self._is_redirecting:
            # Not a redirect of the protocol: the page sent itself on, by script or by a refresh.
            self.steps.append(Step(url=self.url, status=self.status, location=url))
        if status in REDIRECTS and location:
            self.steps.append(Step(url=url, status=status, location=location))
            self._is_redirecting = True
            self._devtools.send("Fetch.continueRequest", {"requestId": event["requestId"]})
            return

        self._is_redirecting = False
        self.url, self.status, self.headers = url, status, headers
        self.failed_url = self.failed_reason = ""
        self._receive(event["requestId"])

    def _receive(self, request_id: str) -> None:
        request = {"requestId": request_id}
        stream = self._devtools.send("Fetch.takeResponseBodyAsStream", request)["stream"]
        self.raw = self._read(stream)
        self.is_file = _media_type(self.headers) not in RENDERED or _is_attachment(self.headers)
        if self.is_too_large:
            self._devtools.send("Fetch.failRequest", {**request, "errorReason": "Aborted"})
            return

        kept = [] if self.is_file else [f for f in self.headers if f[0].lower() not in _OF_THE_TRANSFER]
        answer = {
            "responseCode": 200 if self.is_file else self.status,
            "responseHeaders": [{"name": name, "value": value} for name, value in kept],
            "body": _STAND_IN if self.is_file else base64.b64encode(self.raw).decode("ascii"),
        }
        self._devtools.send("Fetch.fulfillRequest", {**request, **answer})

    def _read(self, stream: str) -> bytes:
        received = bytearray()
        while not self.is_too_large:
            block = self._devtools.send("IO.read", {"handle": stream, "size": BLOCK})
            received += _bytes_of(block)
            self.is_too_large = len(received) > self._max_bytes
            if block["eof"]:
                break
        self._devtools.send("IO.close", {"handle": stream})
        return bytes(received)


def _bytes_of(block: Mapping[str, Any]) -> bytes:
    data = str(block["data"])
    return binascii.a2b_base64(data) if block.get("base64Encoded") else data.encode("utf-8")


def _media_type(headers: list[tuple[str, str]]) -> str:
    return _first(headers, "content-type").partition(";")[0].strip().lower()


def _is_attachment(headers: list[tuple[str, str]]) -> bool:
    return _first(headers, "content-disposition").strip().lower().startswith("attachment")


def _first(headers: list[tuple[str, str]], name: str) -> str:
    return next((value for key, value in headers if key.lower() == name), "")


def _without_fragment(url: str) -> str:
    return url.partition("#")[0]
