"""Public ids: `CA-D-000001` and kin. Fixed width, never reused, made from the row's own number."""

import re
from enum import StrEnum

from apps.core.errors import ConductAtlasError

_PUBLIC_ID = re.compile(r"CA-([A-Z])-(\d{6,12})")


class PublicIdKind(StrEnum):
    DOCUMENT = "D"
    CHANGE = "C"
    PROVISION = "P"
    DOSSIER = "X"


class InvalidPublicIdError(ConductAtlasError, ValueError):
    code = "invalid_public_id"


def format_public_id(kind: PublicIdKind, number: int) -> str:
    """Return the public id of row `number`: at least six digits, so that ids sort and align."""
    if number < 1:
        raise InvalidPublicIdError(f"{number} is not the number of a saved record")
    return f"CA-{kind}-{number:06d}"


def parse_public_id(kind: PublicIdKind, text: str) -> int:
    """Return the number in a public id of this kind, whatever the case it is typed in.

    Raises InvalidPublicIdError for another kind, another shape, or padding that `format_public_id` would not write.
    """
    match = _PUBLIC_ID.fullmatch(text.strip().upper())
    if match is None or match.group(1) != kind or int(match.group(2)) < 1:
        raise InvalidPublicIdError(f"{text!r} is not an id like {format_public_id(kind, 1)}")
    number = int(match.group(2))
    if format_public_id(kind, number) != match.group(0):
        raise InvalidPublicIdError(f"{text!r} is padded; write {format_public_id(kind, number)}")
    return number
