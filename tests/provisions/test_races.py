"""Two workers at one document, and one that dies in the middle."""

from concurrent.futures import ThreadPoolExecutor
from functools import partial

import pytest
from django.db import OperationalError, connection, transaction

from apps.documents.models import Document
from apps.provisions.editions import stored_edition
from apps.provisions.models import Provision, ProvisionText, Segmentation, Standing
from apps.provisions.services import segments
from apps.provisions.services.classifying import classify_texts
from apps.provisions.services.segments import segment_version
from tests.factories import make_document, make_history
from tests.provisions.documents import (
    AGE,
    LAW,
    LIABILITY,
    NOTICE_7,
    NOTICE_30,
    cut_all,
    other_segmenter,
    terms,
)
from tests.racing import at_once

pytestmark = pytest.mark.django_db(transaction=True)


def history() -> Document:
    document = make_document()
    make_history(document, [terms(LIABILITY, NOTICE_30, LAW), terms(LIABILITY, NOTICE_7, LAW, AGE)])
    return document


@pytest.mark.parametrize("attempt", range(3))
def test_two_workers_at_one_version_make_one_set_of_clauses(attempt: int) -> None:
    document = history()
    first = document.versions.get(number=1)

    came_of_it = at_once([partial(segment_version, version=first)] * 3)

    assert came_of_it == {"done": 3}
    assert (Segmentation.objects.count(), ProvisionText.objects.count(), Provision.objects.count()) == (
        1,
        3,
        3,
    )


@pytest.mark.parametrize("attempt", range(3))
def test_two_segmenters_at_one_version_mint_no_clause_twice(attempt: int) -> None:
    document = history()
    first = document.versions.get(number=1)

    came_of_it = at_once(
        [
            partial(segment_version, version=first),
            partial(segment_version, version=first, segmenter=other_segmenter()),
        ]
    )

    assert came_of_it == {"done": 2}
    assert Segmentation.objects.count() == 2
    assert Provision.objects.count() == 3


def test_texts_are_read_while_nobody_else_holds_the_document() -> None:
    document = history()
    cut_all(document)
    stored = stored_edition(Segmentation.objects.earliest("pk"))

    def reads() -> None:
        try:
            with transaction.atomic(), connection.cursor() as cursor:
                cursor.execute("SET LOCAL lock_timeout = '100ms'")
                classify_texts(stored=stored)
        finally:
            connection.close()

    with transaction.atomic(), ThreadPoolExecutor(1) as pool:
        Document.objects.select_for_update(no_key=True).get(pk=document.pk)
        waiting = pool.submit(reads)
        with pytest.raises(OperationalError, match="lock timeout"):
            waiting.result(timeout=30)


def test_a_worker_that_dies_in_the_middle_leaves_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    document = history()
    first = document.versions.get(number=1)

    def die(**_: object) -> int:
        raise SystemExit

    with monkeypatch.context() as patched:
        patched.setattr(segments, "classify_texts", die)
        with pytest.raises(SystemExit):
            segment_version(version=first)
    left = [model.objects.count() for model in (Segmentation, Provision, ProvisionText, Standing)]
    cut_all(document)

    assert left == [0, 0, 0, 0]
    assert Segmentation.objects.count() == 2
    assert Provision.objects.count() == 4
