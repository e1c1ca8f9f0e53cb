"""Taking a file apart: its pages as text, and what is attached to it."""

from collections.abc import Iterator
from dataclasses import dataclass

import pypdfium2
from pypdfium2 import PdfiumError


class UnreadableError(Exception):
    """This is no PDF, or a broken one."""


@dataclass(frozen=True, slots=True)
class Opened:
    """`pages` are their texts, one blank for each run of blanks."""

    pages: tuple[str, ...]
    attachments: dict[str, bytes]


def opened(body: bytes) -> Opened:
    """Return a file taken apart. Raises UnreadableError."""
    try:
        document = pypdfium2.PdfDocument(body)
    except PdfiumError as error:
        raise UnreadableError(str(error)) from error
    try:
        return Opened(tuple(_pages(document)), dict(_attachments(document)))
    except PdfiumError as error:
        raise UnreadableError(str(error)) from error
    finally:
        document.close()


def _pages(document: pypdfium2.PdfDocument) -> Iterator[str]:
    for page in document:
        text = page.get_textpage()
        yield " ".join(text.get_text_range().split())
        text.close()
        page.close()


def _attachments(document: pypdfium2.PdfDocument) -> Iterator[tuple[str, bytes]]:
    for number in range(document.count_attachments()):
        attachment = document.get_attachment(number)
        yield attachment.get_name(), bytes(attachment.get_data())
