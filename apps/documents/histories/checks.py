"""What a history may hold: a stranger's directory is not trusted."""

import hashlib
import re
from datetime import UTC, datetime
from pathlib import PurePosixPath
from urllib.parse import urlsplit

from apps.documents.errors import ImportHistoryError
from apps.documents.histories.types import SeriesName

MAX_BYTES = 20 * 1024 * 1024  # as much as a capture may weigh
_MAX_NAME = 160
_MAX_URL = 2000
_MAX_RECORD_URL = 500
_CONTROL = re.compile(r"[\x00-\x1f\x7f]")


def checked_text(data: bytes, *, where: str, sha256: str = "") -> bytes:
    """Return the bytes if they are the text that the history claims; raise ImportHistoryError naming it otherwise."""
    if len(data) > MAX_BYTES:
        raise ImportHistoryError(f"{where}: larger than {MAX_BYTES // 1024**2} MB")
    if sha256 and hashlib.sha256(data).hexdigest() != sha256:
        raise ImportHistoryError(f"{where}: its SHA-256 is not the one in the index")
    if b"\x00" in data:
        raise ImportHistoryError(f"{where}: holds a NUL byte")
    try:
        data.decode()
    except UnicodeDecodeError as error:
        raise ImportHistoryError(f"{where}: not UTF-8 at byte {error.start}") from error
    return data


def checked_name(folder: str, terms_type: str, *, where: str) -> SeriesName:
    """Return the name of a series whose parts can be names of folders and nothing more."""
    for part in (folder, terms_type):
        is_plain = (
            part == part.strip() and part not in {"", ".", ".."} and "/" not in part and "\\" not in part
        )
        if not is_plain or len(part) > _MAX_NAME or _CONTROL.search(part):
            raise ImportHistoryError(f"{where}: {part[:80]!r} cannot be the name of a service or of terms")
    return SeriesName(folder, terms_type)


def checked_path(path: str, *, where: str) -> str:
    """Return a path that stays inside the directory, as far as its words can tell."""
    parts = PurePosixPath(path)
    if not path or parts.is_absolute() or ".." in parts.parts or "\\" in path or _CONTROL.search(path):
        raise ImportHistoryError(f"{where}: {path[:120]!r} is not a path inside the directory")
    return path


def checked_date(text: str, *, where: str) -> datetime:
    """Return the moment in UTC; the colons of a time may be hyphens, as in names of files."""
    date, _, time = text.partition("T")
    clock = time[:8].replace("-", ":") + time[8:]
    try:
        moment = datetime.fromisoformat(f"{date}T{clock}")
    except ValueError as error:
        raise ImportHistoryError(f"{where}: {text[:40]!r} is not a date") from error
    if moment.tzinfo is None:
        raise ImportHistoryError(f"{where}: {text[:40]!r} has no time zone")
    return moment.astimezone(UTC)


def checked_sources(urls: object, *, where: str) -> tuple[str, ...]:
    """Return the addresses of the pages that a text was made from, in order."""
    if not isinstance(urls, list):
        raise ImportHistoryError(f"{where}: source_urls is not a list")
    return tuple(_checked_url(url, _MAX_URL, where=where) for url in urls)


def checked_record_url(url: object, *, where: str) -> str:
    """Return the address of the record in its archive, or nothing."""
    return _checked_url(url, _MAX_RECORD_URL, where=where) if url else ""


def _checked_url(url: object, limit: int, *, where: str) -> str:
    try:
        parts = urlsplit(url) if isinstance(url, str) else None
    except ValueError:
        parts = None
    if parts is None or parts.scheme not in {"http", "https"} or not parts.netloc:
        raise ImportHistoryError(f"{where}: {str(url)[:80]!r} is not an http or https address")
    if len(str(url)) > limit or _CONTROL.search(str(url)):
        raise ImportHistoryError(
            f"{where}: the address {str(url)[:80]!r} is too long or holds control characters"
        )
    return str(url)
