"""What clauses last said, kept beside the rows."""

import pytest
from django.contrib.postgres.search import SearchQuery

from apps.documents.selectors import text_of
from apps.provisions.models import Standing, Wording
from apps.provisions.selectors import words_of
from apps.provisions.services.verification import wordings_astray
from apps.provisions.services.wordings import keep_wordings
from tests.factories import make_document, make_history
from tests.provisions.documents import LAW, LIABILITY, NOTICE_7, NOTICE_30, cut_all, terms

pytestmark = pytest.mark.django_db

FOR_WORDS = ("last_text__version", "provision__wording")


def test_every_provision_has_the_words_of_its_last_text() -> None:
    document = make_document()
    make_history(document, [terms(NOTICE_30, LIABILITY), terms(NOTICE_7)])
    cut_all(document)

    for standing in Standing.objects.select_related(*FOR_WORDS):
        text = standing.last_text
        assert standing.provision.wording.words == text_of(text.version)[text.start : text.end]
        assert standing.provision.wording.sha256 == text.sha256
    assert {wording.words for wording in Wording.objects.all()} == {NOTICE_7, LIABILITY}


def test_nothing_is_written_again() -> None:
    document = make_document()
    make_history(document, [terms(LAW)])
    cut_all(document)

    assert keep_wordings(document=document) == 0


def test_clause_without_a_wording_is_read_from_the_stored_text() -> None:
    document = make_document()
    make_history(document, [terms(LAW)])
    cut_all(document)
    Wording.objects.all().delete()

    (found,) = words_of(Standing.objects.select_related(*FOR_WORDS)).values()

    assert found == LAW
    assert keep_wordings(document=document) == 1


def test_clause_is_found_by_its_words_and_by_its_heading() -> None:
    document = make_document()
    make_history(document, [terms(LAW, LIABILITY, title="Master Agreement")])
    cut_all(document)

    def found(words: str) -> set[str]:
        return {row.words for row in Wording.objects.filter(vector=SearchQuery(words, config="english"))}

    assert found("governing laws") == {LAW}
    assert found("section 2") == {LIABILITY}
    assert found("arbitrator") == set()


def test_text_longer_than_an_index_takes_is_kept_whole() -> None:
    document = make_document()
    make_history(document, [terms(LAW)])
    cut_all(document)
    long = " ".join(f"word{number}" for number in range(200_000))

    Wording.objects.update(words=long)

    assert Wording.objects.get().words == long


def test_wordings_that_went_astray_are_found() -> None:
    document = make_document()
    make_history(document, [terms(LAW, LIABILITY, NOTICE_7)])
    cut_all(document)
    assert list(wordings_astray()) == []
    law, liability, notice = Wording.objects.order_by("pk")
    ids = [row.provision.public_id for row in (law, liability, notice)]

    Wording.objects.filter(pk=law.pk).update(words=LIABILITY)
    Wording.objects.filter(pk=liability.pk).update(words=LAW, sha256=law.sha256)
    notice.delete()

    assert [(one.subject, one.problem.partition(":")[0]) for one in wordings_astray()] == [
        (ids[0], "its wording is not what its digest names"),
        (ids[1], "its wording is not that of its last text"),
        (ids[2], "its wording is not that of its last text"),
    ]


def test_a_nul_of_the_stored_text_is_a_space_and_no_failure() -> None:
    document = make_document()
    clause = LAW.replace("Ireland", "Ire\x00land")
    make_history(document, [terms(clause)])
    cut_all(document)

    assert Wording.objects.get().words == clause.replace("\x00", " ")
    assert list(wordings_astray()) == []
