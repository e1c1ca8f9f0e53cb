"""What the ledger is told of captures, versions and changes: everything that could be disputed, by digest where it is long."""

from collections.abc import Sequence
from datetime import UTC, datetime
from hashlib import sha256
from typing import Any

import rfc8785

from apps.core.ids import PublicIdKind, format_public_id
from apps.documents.models import Capture, Change, Version
from apps.evidence.models import Kind
from apps.evidence.types import Leaf


def capture_subject(capture_id: int) -> str:
    """Return how a capture is cited."""
    return f"capture/{capture_id}"


def version_subject(version: Version) -> str:
    """Return how a version is cited."""
    return f"{document_id(version.document_id)}/v{version.number}"


def capture_leaf(capture: Capture) -> Leaf:
    """Return what is recorded of an attempt to obtain a source; its source must be loaded."""
    return Leaf(
        Kind.CAPTURE,
        capture_subject(capture.pk),
        {
            "document": document_id(capture.source.document_id),
            "part": capture.source.position,
            "requested_url": capture.requested_url,
            "final_url": capture.final_url,
            "scheduled_for": written(capture.scheduled_for),
            "started_at": written(capture.started_at),
            "finished_at": written(capture.finished_at),
            "fetcher": capture.fetcher,
            "fetcher_version": capture.fetcher_version,
            "outcome": capture.outcome,
            "failure": capture.failure,
            "error_code": capture.error_code,
            "status": capture.status,
            "headers_sha256": digest_of(capture.headers),
            "hops_sha256": digest_of(capture.hops),
            "remote_address": capture.remote_address,
            "tls_sha256": capture.tls_sha256,
            "content_type": capture.content_type,
            "snapshot_sha256": capture.snapshot_id,
            "served_sha256": capture.served_snapshot_id,
            "verdict": capture.verdict,
            "gate_version": capture.gate_version,
        },
    )


def version_leaf(version: Version, captures: Sequence[int]) -> Leaf:
    """Return what is recorded of a version, made from these captures in their order."""
    return Leaf(
        Kind.VERSION,
        version_subject(version),
        {
            "document": document_id(version.document_id),
            "number": version.number,
            "origin": version.origin,
            "text_sha256": version.text_sha256,
            "text_size": version.text_size,
            "extractor": version.extractor,
            "extractor_version": version.extractor_version,
            "first_seen_at": written(version.first_seen_at),
            "captured_at": written(version.captured_at),
            "captures": [capture_subject(number) for number in captures],
        },
    )


def change_leaf(change: Change) -> Leaf:
    """Return what is recorded of a change; both versions must be loaded."""
    return Leaf(
        Kind.CHANGE,
        change.public_id,
        {
            "document": document_id(change.document_id),
            "from_version": change.from_version.number,
            "from_text_sha256": change.from_version.text_sha256,
            "to_version": change.to_version.number,
            "to_text_sha256": change.to_version.text_sha256,
            "cause": change.cause,
            "kind": change.kind,
            "materiality": change.materiality,
            "words_added": change.words_added,
            "words_removed": change.words_removed,
            "words_moved": change.words_moved,
            "engine": change.engine,
            "detected_at": written(change.detected_at),
        },
    )


def document_id(number: int) -> str:
    """Return the public id of a document by its number: without loading it."""
    return format_public_id(PublicIdKind.DOCUMENT, number)


def digest_of(value: Any) -> str:
    """Return the SHA-256 of a JSON value as RFC 8785 writes it."""
    return sha256(rfc8785.dumps(value)).hexdigest()


def written(moment: datetime) -> str:
    """Return a moment as leaves have it: UTC, to the microsecond, always as long."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")
