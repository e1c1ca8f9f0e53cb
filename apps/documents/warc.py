"""Captures as a web archive (WARC 1.1, ISO 28500): the same capture gives the same bytes."""

import json
import uuid
from io import BytesIO
from typing import Any, Final

from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from apps.core.blobs import blob_store
from apps.documents.leaves import capture_subject, written
from apps.documents.models import Capture, Outcome, Snapshot

_NAMESPACE: Final = uuid.UUID("6f0c7f8e-7b0a-5b7e-9d5c-3d1f2c0a9e11")
# The body is kept as decoded: what described it on the wire is kept under another name, as archives do.
_OF_THE_WIRE: Final = frozenset({"content-encoding", "transfer-encoding", "content-length", "connection"})
_NOT_MODIFIED: Final = "http://netpreserve.org/warc/1.1/revisit/server-not-modified"


def warc_of(capture: Capture) -> bytes:
    """Return a capture as a web archive; its snapshots must be loaded."""
    archive = BytesIO()
    writer = WARCWriter(archive, gzip=False, warc_version="1.1")
    for record in _records(writer, capture):
        writer.write_record(record)
    return archive.getvalue()


def _records(writer: WARCWriter, capture: Capture) -> list[Any]:
    records = [_hop(writer, capture, number, hop) for number, hop in enumerate(capture.hops)]
    served = capture.served_snapshot or capture.snapshot
    if capture.status is not None and served is not None:
        records.append(_response(writer, capture, served))
    kept = capture.snapshot
    if kept is not None and (
        capture.status is None or capture.served_snapshot or capture.outcome == Outcome.NOT_MODIFIED
    ):
        records.append(_resource(writer, capture, kept))
    if kept is None:
        said = json.dumps({"failure": capture.failure, "error": capture.error_code}).encode()
        head = _head(capture, "metadata", capture.requested_url)
        records.append(
            writer.create_warc_record(
                capture.requested_url,
                "metadata",
                payload=BytesIO(said),
                length=len(said),
                warc_content_type="application/json",
                warc_headers_dict=head,
            )
        )
    return records


def _hop(writer: WARCWriter, capture: Capture, number: int, hop: dict[str, Any]) -> Any:
    headers = StatusAndHeaders(_status(hop["status"]), [("Location", hop.get("location") or "")], "HTTP/1.1")
    head = _head(capture, f"hop-{number}", hop["url"], hop.get("remote_address") or "")
    return writer.create_warc_record(
        hop["url"], "response", payload=BytesIO(b""), length=0, http_headers=headers, warc_headers_dict=head
    )


def _response(writer: WARCWriter, capture: Capture, served: Snapshot) -> Any:
    url = capture.final_url or capture.requested_url
    is_not_modified = capture.outcome == Outcome.NOT_MODIFIED
    body = b"" if is_not_modified else blob_store().get(served.sha256)
    kept = [
        (f"X-Archive-Orig-{name}" if name.lower() in _OF_THE_WIRE else name, value)
        for name, value in capture.headers
    ]
    length = [] if is_not_modified else [("Content-Length", str(len(body)))]
    headers = StatusAndHeaders(_status(capture.status), [*kept, *length], "HTTP/1.1")
    head = _head(capture, "response", url, capture.remote_address)
    if is_not_modified:
        head |= {"WARC-Profile": _NOT_MODIFIED}
    return writer.create_warc_record(
        url,
        "revisit" if is_not_modified else "response",
        payload=BytesIO(body),
        length=len(body),
        http_headers=headers,
        warc_headers_dict=head,
    )


def _resource(writer: WARCWriter, capture: Capture, snapshot: Snapshot) -> Any:
    """Return bytes that no server sent in this form: a rendering, a third party's record, what a 304 vouched for."""
    url = capture.final_url or capture.requested_url or f"urn:sha256:{snapshot.sha256}"
    body = blob_store().get(snapshot.sha256)
    return writer.create_warc_record(
        url,
        "resource",
        payload=BytesIO(body),
        length=len(body),
        warc_content_type=snapshot.content_type or "application/octet-stream",
        warc_headers_dict=_head(capture, "resource", url),
    )


def _head(capture: Capture, part: str, url: str, address: str = "") -> dict[str, str]:
    name = f"{capture_subject(capture.pk)} {part} {url} {written(capture.started_at)}"
    head = {
        "WARC-Record-ID": f"<urn:uuid:{uuid.uuid5(_NAMESPACE, name)}>",
        "WARC-Date": written(capture.finished_at),
    }
    return head | ({"WARC-IP-Address": address} if address else {})


def _status(status: int | None) -> str:
    """Return the status without its phrase, which is not recorded."""
    return f"{status} "
