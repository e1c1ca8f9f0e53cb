"""Lists of vendors, as people paste them or export them from a spreadsheet, matched to the catalogue. Pure."""

import csv
import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from io import StringIO
from typing import Final
from urllib.parse import urlsplit

from rapidfuzz.distance import Indel
from rapidfuzz.process import extract

from apps.subscriptions.errors import UnreadableListError

MOST_VENDORS: Final = 1_000
_MOST_CHARACTERS: Final = 200_000
_ALIKE: Final = 0.78  # letters in common: "Opne AI" is near "OpenAI", "Asana" is not near "Ashby"
_SUGGESTED: Final = 3
_HEADINGS: Final = frozenset({"vendor", "vendors", "name", "company", "supplier", "platform", "service"})
# Legal forms say nothing about which vendor it is.
_FORMS: Final = re.compile(
    r"\b(?:inc|llc|ltd|limited|gmbh|corp|corporation|plc|sa|ag|bv|pbc|co)\b\.?", re.IGNORECASE
)
_NOT_LETTERS: Final = re.compile(r"[\W_]+")


@dataclass(frozen=True, slots=True)
class Known:
    """A platform of the catalogue, with all by which it can be named."""

    id: int
    name: str
    names: tuple[str, ...]  # slug, aliases, the operator
    website: str


@dataclass(frozen=True, slots=True)
class Line:
    """A line of the list: the vendor as it was written, and what it is, or may be."""

    written: str
    found: Known | None
    suggestions: tuple[Known, ...] = ()


@dataclass(frozen=True, slots=True)
class Named:
    """A vendor as it was written, and the hosts of its pages where the list knows any."""

    written: str
    hosts: tuple[str, ...] = ()


def match_vendors(text: str, known: Sequence[Known]) -> list[Line]:
    """Return each vendor of a pasted list or CSV once, in its order, with the platform it names.

    A CSV is read by its column of names, the first one else. Raises UnreadableListError.
    """
    return match_named([Named(written, (host_of(written),)) for written in _written(text)], known)


def match_named(vendors: Iterable[Named], known: Sequence[Known]) -> list[Line]:
    """Return each vendor once, in its order, with the platform that its name or else the host of its pages tells."""
    by_key, by_host = _keys(known), _hosts(known)
    keys = list(by_key)
    lines, seen = [], set()
    for vendor in vendors:
        written = vendor.written
        found = by_key.get(key_of(written)) or _of_hosts(vendor.hosts, by_host)
        key = f"#{found.id}" if found else key_of(written)
        if not key or key in seen:
            continue
        seen.add(key)
        lines.append(Line(written, found, () if found else _near(written, keys, by_key)))
    return lines


def key_of(name: str) -> str:
    """Return a name as names are compared: without case, accents, legal form and anything but letters and digits."""
    plain = unicodedata.normalize("NFKD", _FORMS.sub(" ", name)).casefold()
    return _NOT_LETTERS.sub("", "".join(sign for sign in plain if not unicodedata.combining(sign)))


def host_of(written: str) -> str:
    """Return the host of an address, without `www.`; empty for what is none."""
    if " " in written.strip() or "." not in written:
        return ""
    try:
        host = urlsplit(written if "//" in written else f"//{written.strip()}").hostname or ""
    except ValueError:  # brackets that are no IPv6 address
        return ""
    return host.removeprefix("www.")


def _written(text: str) -> Iterable[str]:
    if len(text) > _MOST_CHARACTERS or "\0" in text:
        raise UnreadableListError("This is no list of vendors: paste at most 1,000 names, one in a line.")
    rows = [[cell.strip() for cell in row] for row in _rows(text) if any(cell.strip() for cell in row)]
    if len(rows) > MOST_VENDORS + 1:
        raise UnreadableListError("Paste at most 1,000 names at once.")
    if not rows:
        return []
    if len(rows) == 1:  # names pasted in one line
        rows = [[cell] for cell in rows[0] if cell]
    column = next((place for place, cell in enumerate(rows[0]) if cell.casefold() in _HEADINGS), None)
    body = rows if column is None else rows[1:]
    return [row[column or 0][:300] for row in body if len(row) > (column or 0) and row[column or 0]]


def _rows(text: str) -> list[list[str]]:
    """Read lines as a CSV of commas, semicolons or tabs, whichever the first line has most of."""
    first = next((line for line in text.splitlines() if line.strip()), "")
    delimiter = max(",;\t", key=first.count)
    if not first.count(delimiter):
        return [[line.strip().strip('"')] for line in text.splitlines()]
    try:
        return list(csv.reader(StringIO(text.lstrip("\ufeff")), delimiter=delimiter))
    except csv.Error as error:
        raise UnreadableListError("This CSV cannot be read: paste the names alone, one in a line.") from error


def _keys(known: Iterable[Known]) -> dict[str, Known]:
    """A platform's own name goes before another's alias. One of which nothing is left to compare names none."""
    every = list(known)
    keys = {key_of(name): platform for platform in every for name in platform.names}
    keys |= {key_of(platform.name): platform for platform in every}
    return {key: platform for key, platform in keys.items() if key}


def _hosts(known: Iterable[Known]) -> Mapping[str, Known]:
    """A host that several platforms share names none of them."""
    found: dict[str, list[Known]] = defaultdict(list)
    for platform in known:
        found[host_of(platform.website)].append(platform)
    return {host: same[0] for host, same in found.items() if host and len(same) == 1}


def _of_hosts(hosts: Iterable[str], by_host: Mapping[str, Known]) -> Known | None:
    """Return the platform whose site it is: by the host itself, or one that it is a part of."""
    for host in hosts:
        labels = host.split(".")
        for start in range(len(labels) - 1):
            found = by_host.get(".".join(labels[start:]))
            if found is not None:
                return found
    return None


def _near(written: str, keys: Sequence[str], by_key: Mapping[str, Known]) -> tuple[Known, ...]:
    near = extract(
        key_of(written),
        keys,
        scorer=Indel.normalized_similarity,
        score_cutoff=_ALIKE,
        limit=_SUGGESTED * 2,
    )
    found = {by_key[key].id: by_key[key] for key, _likeness, _place in near}
    return tuple(found.values())[:_SUGGESTED]
