"""From HTML to a file that is PDF/A-3a and PDF/UA-1 at once, and the same bytes each time."""

import gc
import io
import logging
import warnings
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import TYPE_CHECKING, Any, Final

from apps.dossiers.errors import ForbiddenAddressError
from apps.dossiers.rendering.assets import FONTS, METADATA, STYLES
from apps.dossiers.types import Paper

if TYPE_CHECKING:
    from weasyprint import CSS, Document
    from weasyprint.text.fonts import FontConfiguration

_PROGRESS: Final = "weasyprint.progress"
_END: Final = b"</rdf:RDF>"
Progress = Callable[[int], None]


@dataclass(frozen=True, slots=True)
class Attached:
    """A file inside the file; `relationship` is Source, Data, Alternative, Supplement or Unspecified."""

    name: str
    description: str
    relationship: str
    body: bytes


@dataclass(frozen=True, slots=True)
class Drawn:
    body: bytes
    pages: int


def draw(
    html: str,
    *,
    paper: Paper,
    attachments: Sequence[Attached] = (),
    made_at: datetime,
    on_page: Progress = lambda _page: None,
) -> Drawn:
    """Return the PDF of a page. Same HTML, attachments and moment: same bytes.

    Raises ForbiddenAddressError where the page asks for anything but our fonts and styles.
    """
    from weasyprint import HTML, Attachment  # noqa: PLC0415 - slow import
    from weasyprint.text.fonts import FontConfiguration  # noqa: PLC0415 - slow import

    fetch = _fetcher()
    with _refusals_raised(), _pages_told(on_page), _left_alone():
        fonts = FontConfiguration()
        styles = [_style(name, fonts) for name in ("dossier.css", f"{paper.value}.css")]
        page = HTML(string=html, base_url="none:", url_fetcher=fetch)
        document = page.render(font_config=fonts, stylesheets=styles, pdf_variant="pdf/a-3a")
        document.metadata.attachments = [
            Attachment(
                file_obj=io.BytesIO(one.body),
                name=one.name,
                description=one.description,
                created=made_at,
                modified=made_at,
                relationship=one.relationship,
            )
            for one in sorted(attachments, key=lambda one: one.name)  # a name tree is in order
        ]
        _claim_accessibility(document)
        body = document.write_pdf(pdf_variant="pdf/a-3a")
    if body is None:  # only where a target is given
        raise TypeError("WeasyPrint returned no bytes.")
    return Drawn(body, len(document.pages))


def _style(name: str, fonts: "FontConfiguration") -> "CSS":
    from weasyprint import CSS  # noqa: PLC0415 - slow import

    return CSS(
        string=_text(name), base_url="none:", font_config=fonts, url_fetcher=_fetcher(), media_type="print"
    )


@cache
def _text(name: str) -> str:
    return (STYLES / name).read_text(encoding="utf-8")


def _fetcher() -> Any:
    from weasyprint.urls import FatalURLFetchingError, URLFetcher, URLFetcherResponse  # noqa: PLC0415 - slow import

    class ForbiddenFetchError(FatalURLFetchingError):  # type: ignore[misc]  # WeasyPrint is published without types
        """What WeasyPrint does not swallow: a picture that is left out silently would be a hole."""

    class Fetcher(URLFetcher):  # type: ignore[misc]  # WeasyPrint is published without types
        """Give out our own fonts, and nothing else whatever the address."""

        def fetch(self, url: str, headers: object = None) -> object:  # noqa: ARG002 - WeasyPrint's signature
            scheme, _, name = url.partition(":")
            known = {path.name: path for path in FONTS.glob("*.ttf")}
            if scheme != "font" or name not in known:
                raise ForbiddenFetchError(f"A page of a dossier asked for {url[:200]!r}.")
            return URLFetcherResponse(url, known[name].read_bytes(), {"Content-Type": "font/ttf"})

    return Fetcher()


@contextmanager
def _refusals_raised() -> Iterator[None]:
    """Raise a refusal as an error of ours: WeasyPrint's own is no `Exception`, and would pass by whoever watches a worker."""
    from weasyprint.urls import FatalURLFetchingError  # noqa: PLC0415 - slow import

    try:
        yield
    except FatalURLFetchingError as refusal:
        raise ForbiddenAddressError(str(refusal)) from None


def _claim_accessibility(document: "Document") -> None:
    """Say PDF/UA-1 in the one rdf:RDF that PDF/A reads, and describe the property as PDF/A asks of any but its own."""
    metadata = document.metadata
    written = metadata.generate_rdf_metadata

    def generate(variant: str, version: int, conformance: str) -> bytes:
        rdf: bytes = written(variant, version, conformance)
        return rdf.replace(_END, _accessibility() + _END)

    metadata.generate_rdf_metadata = generate


@cache
def _accessibility() -> bytes:
    return (METADATA / "pdfua.xml").read_bytes()


@contextmanager
def _pages_told(on_page: Progress) -> Iterator[None]:
    """Call back with the number of each page as it is laid out; WeasyPrint tells it to a log alone."""

    class Listener(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            if isinstance(record.args, tuple) and record.args and "Page %d" in str(record.msg):
                on_page(int(str(record.args[0])))

    log, listener = logging.getLogger(_PROGRESS), Listener()
    before, spreads = log.level, log.propagate
    log.addHandler(listener)
    log.setLevel(logging.INFO)
    log.propagate = False
    try:
        yield
    finally:
        log.removeHandler(listener)
        log.setLevel(before)
        log.propagate = spreads


@contextmanager
def _left_alone() -> Iterator[None]:
    """Keep the collector of cycles still: it costs a tenth of the time, looking at boxes that all stay."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        with warnings.catch_warnings():
            # It leaves the file of its colour profile to be closed by whoever forgets it last.
            warnings.simplefilter("ignore", ResourceWarning)
            yield
    finally:
        if was_on:
            gc.enable()
        gc.collect()  # the boxes of all pages at once
