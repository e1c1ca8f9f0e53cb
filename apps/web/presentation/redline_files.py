"""A redline to take away: what stands above it, in text and in HTML alike."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.conf import settings

from apps.documents.diffing import Redline, as_text
from apps.documents.models import Version


@dataclass(frozen=True, slots=True)
class FileFact:
    term: str
    value: str
    code: bool = False


def file_facts(old: Version, new: Version, line: Redline, address: str) -> tuple[FileFact, ...]:
    """Return what identifies a comparison to whoever holds the file and nothing else."""
    document = new.document
    return (
        FileFact("Platform", document.platform.name),
        FileFact("Document", f"{document.title} ({document.locale}), {document.public_id}"),
        FileFact("From", _version(old)),
        FileFact("SHA-256", old.text_sha256, code=True),
        FileFact("To", _version(new)),
        FileFact("SHA-256", new.text_sha256, code=True),
        FileFact("Compared by", f"ConductAtlas, {line.engine}"),
        FileFact("Address", f"{settings.SITE_URL}{address}"),
    )


def redline_text(facts: Sequence[FileFact], line: Redline) -> str:
    """Return the redline as plain text under its facts."""
    width = max(len(fact.term) for fact in facts) + 2
    head = "\n".join(f"{fact.term + ':':<{width}}{' '.join(fact.value.split())}" for fact in facts)
    return f"{head}\n\n{as_text(line)}"


def _version(version: Version) -> str:
    seen = f"first seen {_moment(version.first_seen_at)}, captured {_moment(version.captured_at)}"
    return f"version {version.number}, {seen}"


def _moment(at: datetime) -> str:
    return f"{at.day} {at:%b %Y, %H:%M} UTC"
