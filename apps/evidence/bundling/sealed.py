"""The part of a bundle that the ledger gives: leaves, proofs, checkpoint, key, timestamps, and what verifies them."""

from dataclasses import dataclass
from importlib.resources import files
from typing import Final

from cryptography.hazmat.primitives.serialization import Encoding

from apps.evidence.bundling.zipping import BundleFile
from apps.evidence.errors import NotInLedgerError
from apps.evidence.models import Checkpoint, LedgerEntry, StampState
from apps.evidence.selectors import checkpoint_over, inclusion_proof
from apps.evidence.stamping.asking import trusted_roots

FORMAT: Final = "conductatlas-bundle/1"


@dataclass(frozen=True, slots=True)
class Told:
    """A leaf, by its digest, and the files of the bundle that its facts name: {"text_sha256": "texts/2.md"}."""

    leaf_hash: bytes
    files: dict[str, str]


@dataclass(frozen=True, slots=True)
class Sealed:
    """The ledger's files and the manifest, which lacks only the list of files."""

    files: tuple[BundleFile, ...]
    manifest: dict[str, object]


def sealed_part(subject: str, told: list[Told]) -> Sealed:
    """Return what proves these leaves, by the first checkpoint over them all. Raises NotInLedgerError where one is not sealed yet."""
    entries = LedgerEntry.objects.in_bulk([one.leaf_hash for one in told], field_name="leaf_hash")
    by_hash = {bytes(leaf_hash): entry for leaf_hash, entry in entries.items()}
    if any(one.leaf_hash not in by_hash for one in told):
        raise NotInLedgerError(
            "This record is not in the ledger yet: it is within seconds, unless it is older than the ledger."
        )
    checkpoint = checkpoint_over(max(entry.index for entry in by_hash.values()))
    if checkpoint is None:
        raise NotInLedgerError(
            "This record is in the ledger and not sealed yet: that is done every ten minutes."
        )
    stamps, listed = _timestamps(checkpoint)
    records = [_record(by_hash[one.leaf_hash], one, checkpoint) for one in told]
    leaves = [_text(f"ledger/leaves/{entry.index}.json", entry.leaf) for entry in by_hash.values()]
    return Sealed(
        files=(
            *sorted(leaves, key=lambda file: file.path),
            _text("ledger/checkpoint.txt", checkpoint.note),
            _text("ledger/key.txt", f"{checkpoint.key}\n"),
            *stamps,
            *tools(),
        ),
        manifest={
            "format": FORMAT,
            "subject": subject,
            "log": checkpoint.origin,
            "size": checkpoint.size,
            "records": records,
            "timestamps": listed,
        },
    )


def tools() -> tuple[BundleFile, ...]:
    """Return the verifier and how to use it."""
    here = files("apps.evidence.bundling")
    return (
        BundleFile("README.txt", (here / "README.txt").read_bytes),
        BundleFile("verify.py", (here / "verify.py").read_bytes),
    )


def _record(entry: LedgerEntry, told: Told, checkpoint: Checkpoint) -> dict[str, object]:
    proof = inclusion_proof(index=entry.index, size=checkpoint.size)
    return {
        "leaf": f"ledger/leaves/{entry.index}.json",
        "index": entry.index,
        "leaf_hash": bytes(entry.leaf_hash).hex(),
        "proof": [one.hex() for one in proof.hashes],
        "files": told.files,
    }


def _timestamps(checkpoint: Checkpoint) -> tuple[list[BundleFile], list[dict[str, object]]]:
    """Return the timestamps there are, and of all that were asked for how they stand."""
    found: list[BundleFile] = []
    listed: list[dict[str, object]] = []
    for number, row in enumerate(checkpoint.timestamps.order_by("pk"), start=1):
        path = f"timestamps/{number}.tsr" if row.state == StampState.STAMPED else ""
        listed.append({"authority": row.authority, "state": row.state, "file": path})
        if path:
            found.append(_bytes(path, bytes(row.token)))
    if found:
        pem = b"".join(root.public_bytes(Encoding.PEM) for root in trusted_roots())
        found.append(_bytes("timestamps/roots.pem", pem))
    return found, listed


def _text(path: str, text: str) -> BundleFile:
    return _bytes(path, text.encode())


def _bytes(path: str, data: bytes) -> BundleFile:
    return BundleFile(path, lambda: data)
