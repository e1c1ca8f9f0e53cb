"""Sealing: the head of the tree is signed, and asked to be stamped, in one transaction; what is left over is found by rows."""

from django.conf import settings
from django.db import transaction

from apps.core import clock
from apps.evidence.errors import LedgerForkError
from apps.evidence.keys import origin, signing_key
from apps.evidence.merkle import is_consistent
from apps.evidence.models import Checkpoint, Timestamp
from apps.evidence.notes import Head, write_note
from apps.evidence.selectors import consistency_proof, latest_checkpoint, ledger_size, root_at
from apps.evidence.services.sequencing import append_all_pending, lock_ledger


def seal() -> Checkpoint | None:
    """Append what waits and sign the head; None where nothing was added since the last checkpoint.

    Raises NoKeyError without a key that is valid today, and LedgerForkError, signing nothing, where the tree does not go on
    from the last checkpoint. Whoever dies has sealed nothing or all: the authorities are then asked by whoever comes next.
    """
    signing_key(clock.now())
    append_all_pending()
    return _sign_head()


@transaction.atomic
def _sign_head() -> Checkpoint | None:
    lock_ledger()
    now, size, last = clock.now(), ledger_size(), latest_checkpoint()
    if size == (last.size if last else 0):
        return None
    root = _root_going_on(last, size)
    key = signing_key(now)
    checkpoint = Checkpoint.objects.create(
        size=size,
        root=root,
        origin=origin(),
        key=key.verifier,
        note=write_note(Head(origin(), size, root), key),
        sealed_at=now,
    )
    Timestamp.objects.bulk_create(
        Timestamp(checkpoint=checkpoint, authority=authority, next_attempt_at=now)
        for authority in settings.EVIDENCE.authorities
    )
    return checkpoint


def _root_going_on(last: Checkpoint | None, size: int) -> bytes:
    """Return the root of today's tree, proved to go on from what was signed last."""
    if last is None:
        return root_at(size)
    if size < last.size:
        raise LedgerForkError(f"The log has {size} entries, and {last.size} were sealed.")
    proof = consistency_proof(old=last.size, new=size)
    if not is_consistent(last.size, size, proof.hashes, old_root=bytes(last.root), new_root=proof.new_root):
        raise LedgerForkError(f"The tree does not go on from the checkpoint at {last.size}.")
    return proof.new_root
