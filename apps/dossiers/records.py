"""What this installation knows of a file: whether it sealed it, whether a later edition is there, where the ledger has it."""

import json
from collections.abc import Iterator

from apps.core.blobs import sha256_of
from apps.core.ids import InvalidPublicIdError, PublicIdKind, parse_public_id
from apps.dossiers.selectors import Edition, edition_of_file, editions_of_record
from apps.dossiers.verification import Finding, record_of
from apps.evidence.models import Kind
from apps.evidence.selectors import checkpoint_over, entries_of, inclusion_proof, is_waiting


def findings_of_record(body: bytes) -> list[Finding]:
    """Return what the database and the ledger say of a file."""
    return list(_findings(body))


def _findings(body: bytes) -> Iterator[Finding]:
    edition = edition_of_file(sha256_of(body))
    if edition is None:
        yield Finding("record", holds=False, told=_unknown(body))
        return
    told = f"It is edition {edition.number} of {edition.record}, sealed here {edition.sealed_at:%Y-%m-%d %H:%M:%S} UTC."
    yield Finding("record", holds=True, told=told)
    if edition.is_superseded:
        yield Finding(
            "superseded", holds=False, told=f"Edition {edition.latest} is later: this one is superseded."
        )
    yield _in_ledger(edition)


def _unknown(body: bytes) -> str:
    said = record_of(body)
    if said is None:
        return "No file of this digest was sealed here."
    record, number = said
    try:
        editions = editions_of_record(parse_public_id(PublicIdKind.DOSSIER, record))
    except InvalidPublicIdError:
        editions = []
    sealed = next((one for one in editions if one.number == number), None)
    if sealed is None:
        return f"It says that it is edition {number} of {record}: no such edition was sealed here."
    return f"It says that it is edition {number} of {record}, whose file has the SHA-256 {sealed.file_sha256}: this one was changed."


def _in_ledger(edition: Edition) -> Finding:
    subject = f"{edition.record}/{edition.number}"
    entry = next(
        (
            row
            for row in entries_of(Kind.DOSSIER, subject)
            if json.loads(row.leaf)["facts"]["file_sha256"] == edition.file_sha256
        ),
        None,
    )
    if entry is None and is_waiting(Kind.DOSSIER, subject):
        return Finding("ledger_waiting", holds=False, told="Its digest waits for its place in the ledger.")
    if entry is None:
        return Finding("ledger", holds=False, told="The ledger has no entry of its digest.")
    checkpoint = checkpoint_over(entry.index)
    if checkpoint is None:
        told = f"Entry {entry.index} of the ledger has its digest; no checkpoint covers that yet."
        return Finding("ledger_waiting", holds=False, told=told)
    proof = inclusion_proof(index=entry.index, size=checkpoint.size)
    holds = proof.root == bytes(checkpoint.root)
    told = f"Entry {entry.index} of the ledger has its digest, under the checkpoint at {checkpoint.size} entries."
    return Finding(
        "ledger", holds=holds, told=told if holds else "The ledger does not lead to its own checkpoint."
    )
