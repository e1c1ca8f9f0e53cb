"""Cutting versions into provisions, and who is who from one version to the next."""

import pytest
from django.db import IntegrityError, transaction

from apps.core.blobs import sha256_of
from apps.documents.selectors import text_of
from apps.provisions.errors import OutOfOrderError
from apps.provisions.models import (
    ChangeStatus,
    Descent,
    DescentKind,
    Provision,
    ProvisionChange,
    ProvisionText,
    Segmentation,
    Standing,
)
from apps.provisions.selectors import (
    heir_of,
    latest_segmentation,
    provision_changes_of,
    provisions_in_force,
    texts_of,
    texts_through_time,
    uncut_versions,
)
from apps.provisions.services.segments import segment_version
from tests.factories import make_document, make_history, make_version
from tests.provisions.documents import (
    AGE,
    LAW,
    LEAVE,
    LIABILITY,
    NOTICE_7,
    NOTICE_30,
    cut_all,
    ids_by_text,
    other_segmenter,
    terms,
)

pytestmark = pytest.mark.django_db


def test_every_clause_is_an_exact_part_of_the_stored_text() -> None:
    version = make_version(make_document(), terms(LIABILITY, LAW, NOTICE_30))

    made = segment_version(version=version)

    text = text_of(version)
    stored = list(texts_of(version))
    assert [text[one.start : one.end] for one in stored] == [LIABILITY, LAW, NOTICE_30]
    assert [one.sha256 for one in stored] == [
        sha256_of(clause.encode()) for clause in (LIABILITY, LAW, NOTICE_30)
    ]
    assert [one.ordinal for one in stored] == [1, 2, 3]
    assert stored[0].path == ["Terms of Service", "1. Section 1"]
    assert (made.is_new, made.minted, made.changed) == (True, 3, 0)


def test_cutting_again_does_nothing() -> None:
    version = make_version(make_document(), terms(LIABILITY, LAW))
    first = segment_version(version=version)

    again = segment_version(version=version)

    assert (again.row, again.is_new, again.minted) == (first.row, False, 0)
    assert (Provision.objects.count(), ProvisionText.objects.count()) == (2, 2)


def test_a_version_is_not_cut_before_the_one_it_follows() -> None:
    document = make_document()
    first, second = make_history(document, [terms(LAW), terms(LAW, AGE)])

    with pytest.raises(OutOfOrderError):
        segment_version(version=second)

    assert not Segmentation.objects.exists()
    assert list(uncut_versions(document)) == [first, second]


def test_an_edited_clause_keeps_its_id_and_says_what_was_edited() -> None:
    document = make_document()
    first, second = make_history(
        document, [terms(LIABILITY, NOTICE_30, LAW), terms(LIABILITY, NOTICE_7, LAW)]
    )

    cut_all(document)

    assert ids_by_text(second)[NOTICE_7] == ids_by_text(first)[NOTICE_30]
    (change,) = provision_changes_of(second.change_here)
    assert (change.status, change.is_edited) == (ChangeStatus.EDITED, True)
    assert change.ops
    assert {text.provision_id for text in (change.from_text, change.to_text) if text} == {change.provision_id}


def test_clauses_that_the_redline_does_not_touch_have_no_change() -> None:
    document = make_document()
    _, second = make_history(document, [terms(LIABILITY, LAW), terms(LIABILITY, LAW, AGE)])

    cut_all(document)

    assert [change.status for change in provision_changes_of(second.change_here)] == [ChangeStatus.ADDED]


def test_an_edit_without_a_changed_span_is_refused_by_the_database() -> None:
    document = make_document()
    make_history(document, [terms(NOTICE_30), terms(NOTICE_7)])
    cut_all(document)
    change = ProvisionChange.objects.get()
    change.pk, change.segmenter = None, "other"
    change.ops.clear()
    change.old_ops.clear()

    with pytest.raises(IntegrityError, match="provision_edit_has_span"), transaction.atomic():
        change.save(force_insert=True)


def test_a_removed_clause_ends_and_keeps_its_row() -> None:
    document = make_document()
    first, second = make_history(document, [terms(LIABILITY, AGE, LAW), terms(LIABILITY, LAW)])

    cut_all(document)

    gone = ids_by_text(first)[AGE]
    standing = Standing.objects.get(provision=gone)
    assert standing.ended_in == second
    assert ProvisionChange.objects.get(provision=gone).status == ChangeStatus.REMOVED
    assert gone not in {row.provision_id for row in provisions_in_force(document)}


def test_a_clause_that_comes_back_goes_on_under_its_id() -> None:
    document = make_document()
    with_age, without = terms(LIABILITY, AGE, LAW), terms(LIABILITY, LAW)
    first, _, _, last = make_history(document, [with_age, without, terms(LIABILITY, LAW, LEAVE), with_age])

    cut_all(document)

    back = ids_by_text(first)[AGE]
    assert ids_by_text(last)[AGE] == back
    assert Standing.objects.get(provision=back).ended_in is None
    told = ProvisionChange.objects.filter(provision=back).values_list("status", flat=True)
    assert list(told) == [ChangeStatus.REMOVED, ChangeStatus.RESUMED]
    assert [text.version.number for text in texts_through_time(Provision.objects.get(pk=back))] == [1, 4]


def test_a_moved_clause_keeps_its_id() -> None:
    document = make_document()
    first, second = make_history(
        document, [terms(AGE, LIABILITY, LEAVE, LAW), terms(LIABILITY, LEAVE, LAW, AGE)]
    )

    cut_all(document)

    assert ids_by_text(second) == ids_by_text(first)


def test_an_address_that_was_merged_away_leads_to_its_heir_for_ever() -> None:
    document = make_document()
    joined = f"{LIABILITY} {LAW}"
    first, second, third = make_history(
        document, [terms(LIABILITY, LAW, AGE), terms(joined, AGE), terms(f"{joined} {LEAVE}", AGE)]
    )

    cut_all(document)

    before = ids_by_text(first)
    heir = ids_by_text(second)[joined]
    merged = ({before[LIABILITY], before[LAW]} - {heir}).pop()
    assert Descent.objects.get(ancestor=merged).kind == DescentKind.MERGED
    assert heir_of(Provision.objects.get(pk=merged)).pk == heir
    assert heir_of(Provision.objects.get(pk=heir)).pk == heir
    assert ids_by_text(third)[f"{joined} {LEAVE}"] == heir


def test_a_clause_that_is_split_goes_on_in_one_part() -> None:
    document = make_document()
    joined = f"{LIABILITY} {LAW}"
    first, second = make_history(document, [terms(joined, AGE), terms(LIABILITY, LAW, AGE)])

    cut_all(document)

    after = ids_by_text(second)
    whole = ids_by_text(first)[joined]
    assert after[LIABILITY] == whole
    assert Descent.objects.get(ancestor=whole).heir_id == after[LAW]
    assert Descent.objects.get(ancestor=whole).kind == DescentKind.SPLIT


def test_another_segmenter_keeps_every_id_of_what_it_cuts_the_same() -> None:
    document = make_document()
    clauses = (LIABILITY, LAW, NOTICE_30, LEAVE, AGE)
    versions = make_history(document, [terms(*clauses), terms(*clauses[:2], NOTICE_7, *clauses[3:])])
    cut_all(document)
    former = {version.pk: ids_by_text(version, "segmentation/1") for version in versions}
    minted = Provision.objects.count()

    for version in versions:
        segment_version(version=version, segmenter=other_segmenter())

    for version in versions:
        after = ids_by_text(version, "segmentation/2")
        same = after.keys() & former[version.pk].keys()
        assert same
        assert {text: after[text] for text in same} == {text: former[version.pk][text] for text in same}
        latest = latest_segmentation(version)
        assert latest is not None
        assert latest.segmenter == "segmentation/2"
    assert Provision.objects.count() == minted


def test_another_segmenter_may_begin_with_a_version_that_was_cut_before() -> None:
    document = make_document()
    first, second = make_history(document, [terms(LAW, AGE), terms(LAW, AGE, LEAVE)])
    cut_all(document)

    made = segment_version(version=second, segmenter=other_segmenter())

    assert made.row.previous is None
    assert not ProvisionChange.objects.filter(segmenter="segmentation/2").exists()
    assert ids_by_text(second, "segmentation/2")[LAW] == ids_by_text(first)[LAW]


def test_cutting_an_old_version_again_leaves_what_stands_today() -> None:
    document = make_document()
    first, _ = make_history(document, [terms(LAW, AGE, LEAVE), terms(LAW, NOTICE_7)])
    cut_all(document)
    before = list(provisions_in_force(document).values_list("provision", "last_text", "ended_in"))

    segment_version(version=first, segmenter=other_segmenter())

    assert list(provisions_in_force(document).values_list("provision", "last_text", "ended_in")) == before
