"""What goes into a bundle of evidence of a capture, a version or a change."""

from collections.abc import Iterator, Sequence
from functools import partial

import rfc8785

from apps.core.blobs import blob_store
from apps.documents.diffing import OpKind, Redline, to_json
from apps.documents.leaves import capture_leaf, change_leaf, version_leaf, version_subject
from apps.documents.models import Capture, Change, Version
from apps.documents.redlines import redline_between
from apps.documents.warc import warc_of
from apps.evidence.bundling.sealed import Told, sealed_part
from apps.evidence.bundling.zipping import BundleFile, zipped

_SIGNS = {
    OpKind.DELETE: "[-{}-]",
    OpKind.INSERT: "{{+{}+}}",
    OpKind.MOVE_FROM: "[<{}<]",
    OpKind.MOVE_TO: "{{>{}>}}",
}


def capture_bundle(capture: Capture) -> Iterator[bytes]:
    """Return a capture's bundle, piece by piece. Raises NotInLedgerError, at once, where it is not sealed yet."""
    return _bundle(f"capture/{capture.pk}", [capture], (), None)


def version_bundle(version: Version) -> Iterator[bytes]:
    """Return a version's bundle, with its captures; its document must be loaded. Raises NotInLedgerError."""
    return _bundle(version_subject(version), _captures_of([version]), [version], None)


def change_bundle(change: Change) -> Iterator[bytes]:
    """Return a change's bundle, with both versions and their captures. Raises NotInLedgerError."""
    versions = [change.from_version, change.to_version]
    return _bundle(change.public_id, _captures_of(versions), versions, change)


def _captures_of(versions: Sequence[Version]) -> list[Capture]:
    parts = Capture.objects.filter(version_parts__version__in=versions)
    return list(parts.select_related("source", "snapshot", "served_snapshot").distinct().order_by("pk"))


def _bundle(
    subject: str, captures: Sequence[Capture], versions: Sequence[Version], change: Change | None
) -> Iterator[bytes]:
    told = [Told(capture_leaf(one).digest(), _named_by_capture(one)) for one in captures]
    for version in versions:
        numbers = version.parts.order_by("position").values_list("capture_id", flat=True)
        leaf = version_leaf(version, list(numbers))
        told.append(Told(leaf.digest(), {"text_sha256": f"texts/{version.number}.md"}))
    if change is not None:
        named = {
            "from_text_sha256": f"texts/{change.from_version.number}.md",
            "to_text_sha256": f"texts/{change.to_version.number}.md",
        }
        told.append(Told(change_leaf(change).digest(), named))
    sealed = sealed_part(subject, told)
    files = [*_capture_files(captures), *_text_files(versions), *_redline_files(change)]
    return zipped([*files, *sealed.files], sealed.manifest)


def _named_by_capture(capture: Capture) -> dict[str, str]:
    folder = f"captures/{capture.pk}"
    named = {"headers_sha256": f"{folder}/headers.json", "hops_sha256": f"{folder}/hops.json"}
    if capture.snapshot_id:
        named["snapshot_sha256"] = f"{folder}/body"
    if capture.served_snapshot_id:
        named["served_sha256"] = f"{folder}/body-served"
    return named


def _capture_files(captures: Sequence[Capture]) -> Iterator[BundleFile]:
    blobs = blob_store()
    for capture in captures:
        folder = f"captures/{capture.pk}"
        yield BundleFile(f"{folder}/headers.json", partial(rfc8785.dumps, capture.headers))
        yield BundleFile(f"{folder}/hops.json", partial(rfc8785.dumps, capture.hops))
        if capture.snapshot_id:
            yield BundleFile(f"{folder}/body", partial(blobs.get, capture.snapshot_id))
        if capture.served_snapshot_id:
            yield BundleFile(f"{folder}/body-served", partial(blobs.get, capture.served_snapshot_id))
        yield BundleFile(f"{folder}/capture.warc", partial(warc_of, capture))


def _text_files(versions: Sequence[Version]) -> Iterator[BundleFile]:
    blobs = blob_store()
    for version in versions:
        yield BundleFile(f"texts/{version.number}.md", partial(blobs.get, version.text_sha256))


def _redline_files(change: Change | None) -> Iterator[BundleFile]:
    if change is None:
        return
    line = redline_between(change.from_version, change.to_version)
    yield BundleFile("redline/redline.json", lambda: rfc8785.dumps(to_json(line)))  # type: ignore[arg-type]  # JSON by its shape
    yield BundleFile("redline/redline.txt", lambda: _plain(line).encode())


def _plain(line: Redline) -> str:
    """Return the redline to read: [-gone-], {+new+}, [<moved away<], {>moved here>}."""
    return "".join(_SIGNS.get(op.kind, "{}").format(op.text) for op in line.ops)
