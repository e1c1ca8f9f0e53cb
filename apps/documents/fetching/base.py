"""What every fetcher takes and gives."""

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from apps.core.http import Hop, Refusal, TlsFacts
from apps.core.http.types import Headers, first_header


@dataclass(frozen=True, slots=True)
class FetchRequest:
    """Ask for a page as a reader of `locale` would get it.

    `etag` and `last_modified` come from an earlier answer; they are sent to `validated_url` (the final address of that
    answer; `url` if not given) and nowhere else, so they fall silent when the redirects change.
    """

    url: str
    etag: str | None = None
    last_modified: str | None = None
    validated_url: str | None = None
    locale: str = "en-US"
    referer: str | None = None


@dataclass(frozen=True, slots=True)
class Fetched:
    """Hold one answer and how it was obtained.

    From the plain fetcher, `body` is what was sent. From the browser it is a *rendering*, the document as it stood once
    its text had settled, in UTF-8; then `raw_body` is what was sent. `refusals` lists what the guard kept a page from
    loading. `not_modified` means that the bytes of the earlier answer are current, and there is no body.
    """

    status: int
    headers: Headers
    body: bytes
    final_url: str
    hops: tuple[Hop, ...]
    remote_address: str
    started_at: datetime
    finished_at: datetime
    content_type: str
    charset: str | None
    not_modified: bool
    fetcher: str
    fetcher_version: str
    tls: TlsFacts | None
    raw_body: bytes | None = None
    refusals: tuple[Refusal, ...] = ()

    def header(self, name: str) -> str | None:
        """Return the first value of a header, whatever its case."""
        return first_header(self.headers, name)


class Fetcher(Protocol):
    """Obtain a page, or say by name why not."""

    name: str

    def fetch(self, request: FetchRequest) -> Fetched:
        """Fetch once, without retrying; raises a `GuardedHttpError` or `BrowserError` subclass."""


def accept_language(locale: str) -> str:
    """Return the Accept-Language header of a reader who prefers `locale` and can do with English."""
    language = locale.partition("-")[0]
    wanted = dict.fromkeys([locale, language, *([] if language == "en" else ["en"])])
    return ",".join(tag if rank == 0 else f"{tag};q={1 - rank / 10:.1f}" for rank, tag in enumerate(wanted))
