"""Content as JSON that is always the same bytes (RFC 8785), and back."""

from functools import cache
from hashlib import sha256

import rfc8785
from pydantic import TypeAdapter

from apps.dossiers.types import Content


def as_json(content: Content) -> bytes:
    """Return the content as canonical JSON."""
    return rfc8785.dumps(_shape().dump_python(content, mode="json"))


def content_of(data: bytes) -> Content:
    """Return the content that was kept as JSON."""
    return _shape().validate_json(data)


def digest_of(content: Content) -> str:
    """Return the SHA-256 of what a dossier says."""
    return sha256(as_json(content)).hexdigest()


@cache
def _shape() -> TypeAdapter[Content]:
    return TypeAdapter(Content)
