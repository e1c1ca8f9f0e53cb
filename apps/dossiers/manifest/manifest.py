"""The manifest: for each quote where it stands in which attached text, and for each text what it was made from."""

from dataclasses import asdict
from typing import Any, Final

import rfc8785

from apps.dossiers.types import Content, Imprint

MANIFEST_NAME: Final = "manifest.json"
FORMAT: Final = "conductatlas-dossier/1"

_HOW = (
    "positions count Unicode code points from 0 in the attached text decoded as UTF-8; "
    "sha256 of a quote is of the UTF-8 bytes between start and end; "
    "content_sha256 is of the attachment content.json"
)


def manifest_of(content: Content, imprint: Imprint) -> bytes:
    """Return the manifest as canonical JSON."""
    manifest: dict[str, Any] = {
        "format": FORMAT,
        "record": content.record,
        "edition": imprint.edition,
        "title": content.title,
        "as_of": f"{imprint.as_of:%Y-%m-%dT%H:%M:%S.%fZ}",
        "content_sha256": imprint.content_sha256,
        "is_signed": imprint.is_signed,
        "is_stamped": imprint.is_stamped,
        "verify_at": f"{imprint.site_url}/verify/{content.record}/",
        "how": _HOW,
        "sources": [
            {
                **asdict(source),
                "captured_at": f"{source.captured_at:%Y-%m-%dT%H:%M:%S.%fZ}",
                "attachment": text_name(source.text_sha256),
            }
            for source in content.sources
        ],
        "quotes": [asdict(quote) for quote in content.quotes],
    }
    return rfc8785.dumps(manifest)


def text_name(sha256: str) -> str:
    """Return under which name a text is attached."""
    return f"text-{sha256}.md"
