"""Open Terms Archive collections as lists: the services that their declarations name, and where their documents are. Pure.

A declaration is a JSON file of a service; a collection is many of them, pasted as a list, or in a zip as its repository has them.
"""

import json
import zlib
from collections.abc import Iterable, Iterator
from io import BytesIO
from pathlib import PurePosixPath
from typing import Any, Final
from zipfile import BadZipFile, ZipFile, ZipInfo

from apps.subscriptions.errors import UnreadableListError
from apps.subscriptions.vendor_list import MOST_VENDORS, Named, host_of

MOST_BYTES: Final = 5_000_000
_MOST_MEMBERS: Final = 5_000
_LARGEST_MEMBER: Final = 500_000
_MOST_UNPACKED: Final = 20_000_000
_LONGEST_NAME: Final = 300
_PAST: Final = (".history.json", ".filters.json")
_NONE: Final = "This is no collection of Open Terms Archive: no service with documents is declared in it."


def is_collection(data: bytes) -> bool:
    """Say whether bytes look like declarations, not like a list of names."""
    return data.startswith(b"PK\x03\x04") or data.lstrip(b"\xef\xbb\xbf \t\r\n")[:1] in {b"{", b"["}


def read_collection(data: bytes) -> list[Named]:
    """Return each service once, in the order of the collection, with the hosts of its documents. Raises UnreadableListError."""
    if len(data) > MOST_BYTES:
        raise UnreadableListError("This collection is larger than 5 MB. Upload its declarations alone.")
    declared = _unpacked(data) if data.startswith(b"PK\x03\x04") else _declared(data, "what was given")
    found: dict[str, Named] = {}
    for named in declared:
        before = found.get(named.written)
        found[named.written] = Named(named.written, (*before.hosts, *named.hosts)) if before else named
        if len(found) > MOST_VENDORS:
            raise UnreadableListError(
                "This collection declares more than 1,000 services. Upload a part of it."
            )
    if not found:
        raise UnreadableListError(_NONE)
    return list(found.values())


def _unpacked(data: bytes) -> Iterator[Named]:
    try:
        with ZipFile(BytesIO(data)) as archive:
            for member in _declarations(archive.infolist()):
                with archive.open(member) as file:
                    body = file.read(_LARGEST_MEMBER + 1)
                yield from _declared(body, member.filename)
    except (BadZipFile, zlib.error, NotImplementedError, RuntimeError, EOFError, OSError) as error:
        raise UnreadableListError(
            "This zip cannot be read. Is it damaged, or locked with a password?"
        ) from error


def _declarations(members: list[ZipInfo]) -> Iterable[ZipInfo]:
    """Choose what declares a service today: JSON files, in a folder `declarations` if there is one."""
    if len(members) > _MOST_MEMBERS or sum(member.file_size for member in members) > _MOST_UNPACKED:
        raise UnreadableListError("This zip holds too much. Upload the folder of declarations alone.")
    files = [member for member in members if _is_declaration(member.filename)]
    within = [file for file in files if "declarations" in PurePosixPath(file.filename).parts[:-1]]
    return within or files


def _is_declaration(name: str) -> bool:
    file = PurePosixPath(name).name
    hidden = file.startswith(".") or "__MACOSX" in name or file in {"package.json", "package-lock.json"}
    return file.endswith(".json") and not file.endswith(_PAST) and not hidden


def _declared(data: bytes, where: str) -> Iterator[Named]:
    """Read one declaration, a list of them, or an object of them by name. What declares nothing is passed over."""
    if len(data) > (_LARGEST_MEMBER if where != "what was given" else MOST_BYTES):
        raise UnreadableListError(f"{where[:80]} is too large for a declaration.")
    try:
        read = json.loads(data.decode("utf-8-sig"))
    except (ValueError, RecursionError) as error:
        raise UnreadableListError(f"{where[:80]} is not JSON.") from error
    yield from _services(read)


def _services(read: Any) -> Iterator[Named]:
    if isinstance(read, list):
        for one in read:
            yield from _service(one)
    elif isinstance(read, dict) and not isinstance(read.get("name"), str):
        for name, one in read.items():
            if isinstance(one, dict):
                yield from _service({"name": name, **one})
    else:
        yield from _service(read)


def _service(read: Any) -> Iterator[Named]:
    if not isinstance(read, dict):
        return
    name, terms = read.get("name"), read.get("terms") or read.get("documents")
    if not isinstance(name, str) or not isinstance(terms, dict) or not terms:
        return
    written = " ".join(name.replace("\x00", "").split())[:_LONGEST_NAME]
    hosts = dict.fromkeys(host for url in _addresses(terms) if (host := host_of(url)))
    if written:
        yield Named(written, tuple(hosts))


def _addresses(terms: dict[str, Any]) -> Iterator[str]:
    for declared in terms.values():
        if isinstance(declared, dict):
            parts = declared.get("combine")
            for part in [declared, *(parts if isinstance(parts, list) else [])]:
                if isinstance(part, dict) and isinstance(part.get("fetch"), str):
                    yield part["fetch"]
