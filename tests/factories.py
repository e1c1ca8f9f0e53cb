"""Rows for tests, complete and consistent unless told otherwise. Blobs are really stored; every field can be given."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from itertools import count, pairwise
from typing import Any

from apps.core.blobs import blob_store
from apps.documents.models import (
    Capture,
    Cause,
    Change,
    Document,
    Fetcher,
    FormerAddress,
    Health,
    HealthState,
    Kind,
    Outcome,
    Snapshot,
    Source,
    Verdict,
    Version,
    VersionPart,
)
from apps.platforms.models import Alias, Operator, Platform

START = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
TEXT = "# Terms of Service\n\nYou may cancel within 30 days of the order.\n"

_numbers = count(1)


def make_platform(**fields: Any) -> Platform:
    number = next(_numbers)
    values = {
        "slug": f"platform-{number}",
        "name": f"Platform {number}",
        "category": "ai-models",
        "website": f"https://platform-{number}.example",
        "created_at": START,
    }
    return Platform.objects.create(**values | fields)


def make_operator(**fields: Any) -> Operator:
    return Operator.objects.create(
        **{"name": f"Operator {next(_numbers)}, Inc.", "jurisdiction": "US"} | fields
    )


def make_alias(platform: Platform, slug: str) -> Alias:
    return Alias.objects.create(platform=platform, slug=slug, name=slug.title())


def make_document(**fields: Any) -> Document:
    """Make a document that has one current source and has not been captured yet."""
    number = next(_numbers)
    values = {
        "slug": f"terms-{number}",
        "title": "Terms of Service",
        "type": "terms-of-service",
        "created_at": START,
    }
    if "platform" not in fields:
        values["platform"] = make_platform()
    document = Document.objects.create(**values | fields)
    make_health(document)
    make_source(document)
    return document


def make_former_address(document: Document, slug: str) -> FormerAddress:
    return FormerAddress.objects.create(document=document, platform=document.platform, slug=slug)


def make_health(document: Document, **fields: Any) -> Health:
    """Set the health of a document; each document has exactly one."""
    values = {"state": HealthState.PENDING, "since": START, "updated_at": START} | fields
    health, _ = Health.objects.update_or_create(document=document, defaults=values)
    document.health = health
    return health


def make_source(document: Document, **fields: Any) -> Source:
    values = {
        "document": document,
        "position": document.sources.count() + 1,
        "url": f"https://{document.platform.slug}.example/{document.slug}",
        "valid_from": START,
    }
    return Source.objects.create(**values | fields)


def make_snapshot(body: bytes, **fields: Any) -> Snapshot:
    """Store the bytes and name them; the same bytes are one snapshot."""
    values = {"size": len(body), "content_type": "text/html", "created_at": START} | fields
    snapshot, _ = Snapshot.objects.get_or_create(sha256=blob_store().put(body), defaults=values)
    return snapshot


def make_capture(source: Source, *, body: bytes = b"<h1>Terms</h1>", **fields: Any) -> Capture:
    """Make a good capture of these bytes, a minute after the source's last one."""
    at = fields.get("started_at") or START + timedelta(minutes=source.captures.count())
    values = {
        "source": source,
        "scheduled_for": at,
        "fetcher": Fetcher.PLAIN,
        "fetcher_version": "plain/1",
        "started_at": at,
        "finished_at": at + timedelta(seconds=2),
        "outcome": Outcome.RECEIVED,
        "requested_url": source.url,
        "final_url": source.url,
        "status": 200,
        "content_type": "text/html",
        "verdict": Verdict.GOOD,
        "score": 0.9,
        "gate_version": "gating/1",
    } | fields
    if "snapshot" not in values:
        values["snapshot"] = make_snapshot(body)
    return Capture.objects.create(**values)


def make_failed_capture(source: Source, **fields: Any) -> Capture:
    """Make an attempt that brought nothing."""
    nothing = {
        "snapshot": None,
        "final_url": "",
        "status": None,
        "content_type": "",
        "verdict": Verdict.NONE,
        "score": None,
        "gate_version": "",
        "outcome": Outcome.FAILED,
        "failure": "unreachable",
        "error_code": "connect_failure",
        "error_detail": "The server refused the connection.",
    }
    return make_capture(source, **nothing | fields)


def make_version(document: Document, text: str = TEXT, **fields: Any) -> Version:
    """Make the next version of a document, with this text, from a capture of its first source.

    `at` sets when it was captured: one day after the previous version unless given.
    """
    number = document.versions.count() + 1
    at = fields.pop("at", START + timedelta(days=number - 1))
    body = fields.pop("body", f"<html>{text}</html>".encode())
    stored = text.encode()
    values = {
        "document": document,
        "number": number,
        "text_sha256": blob_store().put(stored),
        "text_size": len(stored),
        "words": len(text.split()),
        "language": "en",
        "coverage": 0.95,
        "extractor": "conductatlas",
        "extractor_version": "1",
        "first_seen_at": at,
        "captured_at": at,
        "created_at": at,
    } | fields
    version = Version.objects.create(**values)
    source = document.sources.order_by("position").first()
    if source is not None:
        capture = make_capture(source, body=body, started_at=at - timedelta(seconds=2))
        VersionPart.objects.create(version=version, position=1, capture=capture)
    return version


def make_change(from_version: Version, to_version: Version, **fields: Any) -> Change:
    values = {
        "document": to_version.document,
        "from_version": from_version,
        "to_version": to_version,
        "cause": Cause.PUBLISHER,
        "kind": Kind.SUBSTANTIVE,
        "materiality": 60,
        "reasons": ["new words in 1 sentence"],
        "words_added": 3,
        "words_removed": 1,
        "words_moved": 0,
        "sentences_added": 0,
        "sentences_removed": 0,
        "sentences_modified": 1,
        "engine": "diffing/1",
        "detected_at": to_version.captured_at,
        "created_at": to_version.captured_at,
    }
    return Change.objects.create(**values | fields)


def make_history(document: Document, texts: Sequence[str], **fields: Any) -> list[Version]:
    """Make a version of each text, a day apart, with a change by the publisher between neighbours."""
    versions = [make_version(document, text) for text in texts]
    for old, new in pairwise(versions):
        make_change(old, new, **fields)
    make_health(document, state=HealthState.VERIFIED, last_verified_at=versions[-1].captured_at)
    return versions
