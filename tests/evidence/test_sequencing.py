"""The log has no gap and no fork, whoever appends at once and whoever dies."""

import pytest
from django.db import IntegrityError, connection, transaction
from pytest_django import DjangoAssertNumQueries

from apps.core.database_roles import as_owner
from apps.evidence.errors import LeafTooLargeError, NotInLedgerError
from apps.evidence.merkle import is_consistent, is_included, leaf_hash
from apps.evidence.models import Kind, LedgerEntry, PendingLeaf, Tile
from apps.evidence.selectors import (
    consistency_proof,
    entries_of,
    inclusion_proof,
    is_waiting,
    ledger_size,
    root_at,
)
from apps.evidence.services.noting import append, note, note_all
from apps.evidence.services.sequencing import append_all_pending, append_pending
from apps.evidence.types import Leaf
from tests.racing import at_once

pytestmark = pytest.mark.django_db


def note_some(count: int, *, prefix: str = "capture") -> None:
    note_all(Leaf(Kind.CAPTURE, f"{prefix}/{number}", {"number": number}) for number in range(count))


def test_a_leaf_is_canonical_json() -> None:
    leaf = Leaf(Kind.CHANGE, "CA-C-000001", {"words": 12, "cause": "publisher", "title": "Réglement €"})

    assert leaf.canonical().decode() == (
        '{"facts":{"cause":"publisher","title":"Réglement €","words":12},"kind":"change","subject":"CA-C-000001"}'
    )
    assert leaf.digest() == leaf_hash(leaf.canonical())


def test_noting_waits_and_appending_gives_places_in_order() -> None:
    note_some(3)
    assert is_waiting(Kind.CAPTURE, "capture/0")

    appended = append_pending()

    assert appended == 3
    assert list(LedgerEntry.objects.values_list("index", "subject")) == [
        (0, "capture/0"),
        (1, "capture/1"),
        (2, "capture/2"),
    ]
    assert not PendingLeaf.objects.exists()
    assert ledger_size() == 3


def test_the_same_is_noted_once_before_and_after_it_has_its_place() -> None:
    note(kind=Kind.CAPTURE, subject="capture/1", facts={"status": 200})
    note(kind=Kind.CAPTURE, subject="capture/1", facts={"status": 200})
    assert PendingLeaf.objects.count() == 1
    append_pending()

    note(kind=Kind.CAPTURE, subject="capture/1", facts={"status": 200})

    assert not PendingLeaf.objects.exists()
    assert append_pending() == 0


def test_other_facts_of_one_subject_are_another_entry() -> None:
    append(kind=Kind.DOSSIER, subject="CA-X-000001", facts={"state": "sealed"})
    append(kind=Kind.DOSSIER, subject="CA-X-000001", facts={"state": "revoked"})

    assert [entry.index for entry in entries_of(Kind.DOSSIER, "CA-X-000001")] == [0, 1]


def test_appending_at_once_takes_what_waits_before_it_along() -> None:
    note_some(2)

    entry = append(kind=Kind.DOSSIER, subject="CA-X-000001", facts={"sha256": "ab"})
    again = append(kind=Kind.DOSSIER, subject="CA-X-000001", facts={"sha256": "ab"})

    assert (entry.index, again.index, ledger_size()) == (2, 2, 3)


def test_a_leaf_that_does_not_fit_is_refused() -> None:
    with pytest.raises(LeafTooLargeError):
        note(kind=Kind.CAPTURE, subject="capture/1", facts={"url": "x" * 65_536})

    assert not PendingLeaf.objects.exists()


def test_proofs_hold_across_tiles_and_portions() -> None:
    note_some(600)
    sizes = []
    while PendingLeaf.objects.exists():
        append_pending(limit=97)
        sizes.append(ledger_size())

    newest = root_at(600)
    for index in (0, 255, 256, 511, 512, 599):
        proof = inclusion_proof(index=index)
        assert is_included(index, 600, proof.leaf_hash, proof.hashes, newest)
        assert bytes(LedgerEntry.objects.get(pk=index).leaf_hash) == proof.leaf_hash
    for size in sizes:
        consistent = consistency_proof(old=size, new=600)
        assert is_consistent(size, 600, consistent.hashes, old_root=root_at(size), new_root=newest)


def test_a_proof_reads_a_row_for_each_eight_levels(
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    note_some(300)
    append_all_pending()

    with django_assert_num_queries(2):
        inclusion_proof(index=7)


@pytest.mark.parametrize(("index", "size"), [(0, 0), (3, 3), (-1, 3), (0, 4)])
def test_what_is_not_in_the_log_cannot_be_proved(index: int, size: int) -> None:
    note_some(3)
    append_pending()

    with pytest.raises(NotInLedgerError):
        inclusion_proof(index=index, size=size)


def test_the_database_refuses_a_gap() -> None:
    note_some(1)
    append_pending()
    entry = LedgerEntry.objects.get()

    with pytest.raises(IntegrityError, match="would leave a gap"), transaction.atomic():
        LedgerEntry.objects.create(
            index=2,
            kind=entry.kind,
            subject="capture/9",
            leaf="{}",
            leaf_hash=leaf_hash(b"{}"),
            noted_at=entry.noted_at,
            appended_at=entry.appended_at,
        )


@pytest.mark.django_db(transaction=True)
def test_the_database_refuses_to_rewrite_the_log_even_to_the_owner() -> None:
    note_some(2)
    append_pending()

    with as_owner():
        for statement in (
            "UPDATE evidence_ledgerentry SET leaf = '{}' WHERE index = 0",
            "DELETE FROM evidence_ledgerentry WHERE index = 1",
            "UPDATE evidence_tile SET hashes = substring(hashes FOR 32)",
            "DELETE FROM evidence_tile",
        ):
            with pytest.raises(IntegrityError), connection.cursor() as cursor:
                cursor.execute(statement)

    assert Tile.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_many_who_append_at_once_leave_no_gap_and_no_fork() -> None:
    def deed(number: int) -> object:
        for turn in range(5):
            note_some(4, prefix=f"capture-{number}-{turn}")
            append_pending(limit=7)
        return append(kind=Kind.DOSSIER, subject=f"CA-X-{number:06d}", facts={})

    done = at_once([lambda number=number: deed(number) for number in range(8)])  # type: ignore[misc]
    append_all_pending()

    assert done == {"done": 8}
    assert list(LedgerEntry.objects.values_list("index", flat=True)) == list(range(8 * 21))
    for entry in LedgerEntry.objects.all():
        proof = inclusion_proof(index=entry.index)
        assert is_included(entry.index, 168, bytes(entry.leaf_hash), proof.hashes, proof.root)
