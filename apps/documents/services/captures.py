"""Recording captures: keep what arrived, then judge it."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction

from apps.core.blobs import blob_store
from apps.core.http import Hop
from apps.documents.extraction import BrokenSelector, Hints, Page
from apps.documents.fetching.base import Fetched
from apps.documents.fetching.failures import Failure
from apps.documents.gating import VERSION as GATE_VERSION
from apps.documents.gating import Evidence, Judgement, Memory, Reason, Verdict, remember
from apps.documents.leaves import capture_leaf
from apps.documents.models import Capture, Outcome, Snapshot, Source
from apps.documents.parsing import ParserFailed, examine_page, shut_out
from apps.documents.selectors import (
    current_sources,
    last_good_capture,
    latest_version,
    shares_bytes_with_other_sources,
)
from apps.documents.services.readings import hints_of, parts_of, read_without_selectors
from apps.documents.types import HopRecord, ReasonRecord
from apps.evidence.services.noting import note_all

_UNSEEN = Judgement(Verdict.SUSPECT, score=0.0, reasons=(), needs_browser=False, version=GATE_VERSION)


@dataclass(frozen=True, slots=True)
class Attempt:
    """One attempt to obtain a source: for which round, by which fetcher, from when to when."""

    source: Source
    scheduled_for: datetime
    fetcher: str
    fetcher_version: str
    started_at: datetime
    finished_at: datetime


def record_failure(
    *, attempt: Attempt, failure: Failure, hops: Sequence[Hop] = (), fetched: Fetched | None = None
) -> Capture:
    """Record an attempt that brought no document; an error page that came with it is kept like any other bytes."""
    fields: dict[str, Any] = {"hops": _hops(hops)}
    if fetched is not None:
        fields = _response_fields(fetched) | {"snapshot": _keep(fetched.body, fetched)}
    return _insert(
        attempt,
        outcome=Outcome.FAILED,
        failure=failure.kind,
        error_code=failure.code,
        error_detail=failure.detail[:500],
        **fields,
    )


def record_capture(*, attempt: Attempt, fetched: Fetched) -> Capture:
    """Record what arrived and the gate's verdict on it; a second recording of the same attempt returns the first.

    A 304 is a verification event: it points at the bytes of the capture whose validators were sent.
    """
    if fetched.not_modified:
        return _record_not_modified(attempt, fetched)
    snapshot = _keep(fetched.body, fetched)
    judgement = judge_response(attempt.source, fetched, snapshot.sha256)
    served = _keep(fetched.raw_body, fetched) if fetched.raw_body is not None else None
    return _insert(
        attempt,
        outcome=Outcome.RECEIVED,
        snapshot=snapshot,
        served_snapshot=served,
        verdict=str(judgement.verdict),
        score=judgement.score,
        reasons=[_reason(reason) for reason in judgement.reasons],
        gate_version=judgement.version,
        needs_browser=judgement.needs_browser,
        **_response_fields(fetched),
    )


def judge_response(source: Source, fetched: Fetched, sha256: str) -> Judgement:
    """Ask the gate whether this is the document, with what the archive remembers of it."""
    page = Page(
        body=fetched.body, content_type=fetched.content_type, url=fetched.final_url, charset=fetched.charset
    )
    known, language = _last_good_text(source)
    hints = hints_of(source, known, parts=len(current_sources(source.document)))
    memory = remember(known, language=language, title=None) if known else None
    try:
        judgement = examine_page(page, hints, _evidence(source, fetched), memory)
        if hints.select and judgement.reasons and judgement.reasons[0].code == BrokenSelector.code:
            judgement = _judge_without_selectors(judgement, page, hints, _evidence(source, fetched), memory)
    except ParserFailed as error:
        judgement = shut_out(_UNSEEN, error.code, f"the page could not be parsed: {error}")
    if shares_bytes_with_other_sources(sha256, source):
        judgement = shut_out(
            judgement, "same_bytes_elsewhere", "another document's address served these very bytes"
        )
    return judgement


def _judge_without_selectors(
    judgement: Judgement, page: Page, hints: Hints, evidence: Evidence, memory: Memory | None
) -> Judgement:
    """Judge a page on which a selector matches nothing by what it shows of the last good text.

    Only where that text is on it, nearly whole, does the gate look again; the verdict names the selector either way.
    """
    selectors = ", ".join(hints.select)
    try:
        read_without_selectors(page, hints, BrokenSelector(selectors))
    except BrokenSelector:
        return judgement
    second = examine_page(page, replace(hints, select=()), evidence, memory)
    detail = f"{selectors}: not on the page any more; the text was found by the last good one"
    return replace(second, reasons=(Reason(BrokenSelector.code, detail, 0.0), *second.reasons))


def _evidence(source: Source, fetched: Fetched) -> Evidence:
    """Return what is known of the answer before its body is read."""
    return Evidence(
        status=fetched.status,
        headers=_headers_of_body(fetched),
        requested_url=source.url,
        final_url=fetched.final_url,
        body=fetched.body,
        content_type=fetched.content_type,
        text="",
        title=None,
        language=None,
    )


def _headers_of_body(fetched: Fetched) -> dict[str, str]:
    """Return the headers that describe the body in hand: a rendering is not as long as what was served."""
    headers = {name.lower(): value for name, value in fetched.headers}
    if fetched.raw_body is not None:
        headers.pop("content-length", None)
    return headers


def _last_good_text(source: Source) -> tuple[str | None, str | None]:
    """Return what the archive remembers of this part of the document, and its language."""
    latest = latest_version(source.document)
    if latest is None:
        return None, None
    parts = parts_of(latest, latest.parts.count() or 1)
    known = parts[source.position - 1] if source.position <= len(parts) else None
    return known, latest.language or None


def _record_not_modified(attempt: Attempt, fetched: Fetched) -> Capture:
    previous = last_good_capture(attempt.source, fetcher=attempt.fetcher)
    if previous is None:
        raise ValueError(f"source {attempt.source.pk} was answered 304 but has no earlier capture")
    return _insert(
        attempt,
        outcome=Outcome.NOT_MODIFIED,
        snapshot=previous.snapshot,
        verdict=str(Verdict.GOOD),  # by the gate or by a person
        score=previous.score,
        gate_version=previous.gate_version,
        **_response_fields(fetched)
        | {"content_type": previous.content_type, "charset": previous.charset}
        | {"etag": fetched.header("etag") or previous.etag}
        | {"last_modified": fetched.header("last-modified") or previous.last_modified},
    )


def _keep(body: bytes, fetched: Fetched) -> Snapshot:
    """Store the bytes, then the row that names them: a crash in between leaves an unnamed blob, never a dangling row."""
    sha256 = blob_store().put(body)
    snapshot, _ = Snapshot.objects.get_or_create(
        sha256=sha256,
        defaults={
            "size": len(body),
            "content_type": fetched.content_type[:100],
            "created_at": fetched.finished_at,
        },
    )
    return snapshot


def _response_fields(fetched: Fetched) -> dict[str, Any]:
    return {
        "final_url": fetched.final_url[:2000],
        "hops": _hops(fetched.hops),
        "status": fetched.status,
        "headers": [[name, value.replace("\x00", "")] for name, value in fetched.headers],
        "remote_address": fetched.remote_address or "",
        "tls_sha256": fetched.tls.certificate_sha256 if fetched.tls else "",
        "content_type": fetched.content_type[:100],
        "charset": (fetched.charset or "")[:40],
        "etag": (fetched.header("etag") or "")[:300],
        "last_modified": (fetched.header("last-modified") or "")[:60],
    }


def _hops(hops: Sequence[Hop]) -> list[dict[str, Any]]:
    return [
        HopRecord(
            url=hop.url, status=hop.status, location=hop.location, remote_address=hop.remote_address
        ).model_dump()
        for hop in hops
    ]


def _reason(reason: Reason) -> dict[str, Any]:
    return ReasonRecord(code=reason.code, detail=reason.detail, weight=reason.weight).model_dump()


def _insert(attempt: Attempt, **fields: Any) -> Capture:
    try:
        with transaction.atomic():
            capture = Capture.objects.create(
                source=attempt.source,
                scheduled_for=attempt.scheduled_for,
                fetcher=attempt.fetcher,
                fetcher_version=attempt.fetcher_version[:80],
                started_at=attempt.started_at,
                finished_at=attempt.finished_at,
                requested_url=attempt.source.url,
                **fields,
            )
            note_all([capture_leaf(capture)])
            return capture
    except IntegrityError:
        return Capture.objects.select_related("source", "snapshot").get(
            source=attempt.source, scheduled_for=attempt.scheduled_for, fetcher=attempt.fetcher
        )
