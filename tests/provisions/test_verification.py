"""Proof that quotes stand where they are said to."""

import pytest

from apps.core.blobs import blob_store
from apps.provisions.models import ProvisionText
from apps.provisions.services.segments import segment_version
from apps.provisions.services.verification import verify_version
from tests.factories import make_document, make_version
from tests.provisions.documents import LAW, LIABILITY, NOTICE_30, terms

pytestmark = pytest.mark.django_db


def test_a_whole_version_has_no_failures() -> None:
    version = make_version(make_document(), terms(LIABILITY, LAW, NOTICE_30))
    segment_version(version=version)

    verified = verify_version(version)

    assert verified.failures == []
    assert verified.counts["clauses"] == 3
    assert verified.counts["quotes"] >= 5


def test_a_clause_of_another_text_is_found() -> None:
    version = make_version(make_document(), terms(LIABILITY, LAW))
    segment_version(version=version)
    version.text_sha256 = blob_store().put(f"One more line.\n\n{terms(LIABILITY, LAW)}".encode())

    verified = verify_version(version)

    assert {failure.problem for failure in verified.failures} >= {"is not what stands at its place"}


def test_a_missing_text_is_found() -> None:
    version = make_version(make_document(), terms(LAW))
    segment_version(version=version)
    version.text_sha256 = "0" * 64

    assert [failure.problem for failure in verify_version(version).failures] == [
        f"blob {'0' * 64} is not in the store"
    ]


def test_clauses_that_overlap_or_are_not_counted_are_found() -> None:
    version = make_version(make_document(), terms(LIABILITY, LAW))
    segment_version(version=version)
    last = ProvisionText.objects.last()
    assert last is not None
    last.pk, last.ordinal, last.segmenter = None, 3, "segmentation/1"
    last.provision.pk = None
    last.provision.save(force_insert=True)
    last.provision_id = last.provision.pk
    last.save(force_insert=True)

    problems = [failure.problem for failure in verify_version(version).failures]

    assert problems == ["segmentation/1 counts 2 clauses, 3 are stored", "overlaps the clause before it"]
