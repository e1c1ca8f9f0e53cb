"""Cutting, reading and checking by hand."""

import io

import pytest
from django.core.management import CommandError, call_command

from apps.core.blobs import blob_store
from apps.documents.models import Version
from apps.pipeline.models import Backlog, Desk, State
from apps.provisions.models import Segmentation, Topic
from apps.provisions.services import verification
from apps.provisions.taxonomy import read_taxonomy
from tests.factories import make_document, make_history
from tests.provisions.documents import LAW, NOTICE_7, NOTICE_30, terms

pytestmark = pytest.mark.django_db


def run(name: str, *arguments: object) -> str:
    out = io.StringIO()
    call_command(name, *map(str, arguments), stdout=out, stderr=io.StringIO())
    return out.getvalue()


def test_resegment_cuts_everything_and_the_second_time_nothing() -> None:
    make_history(make_document(), [terms(NOTICE_30, LAW), terms(NOTICE_7, LAW)])

    first, again = run("resegment"), run("resegment")

    assert first.startswith("2 versions cut into 4 clauses, 2 of them new provisions; 4 clauses read, in ")
    assert again.startswith("0 versions cut into 0 clauses, 0 of them new provisions; 0 clauses read, in ")


def test_resegment_takes_the_documents_it_is_told() -> None:
    chosen, _ = make_document(), make_document()
    for document in (chosen, _):
        make_history(document, [terms(LAW)])

    run("resegment", chosen.public_id)

    assert [row.version.document_id for row in Segmentation.objects.all()] == [chosen.pk]


@pytest.mark.parametrize(("name", "words"), [("CA-D-999999", "No such documents"), ("terms", "not an id")])
def test_resegment_names_a_document_that_is_none(name: str, words: str) -> None:
    with pytest.raises(CommandError, match=words):
        run("resegment", name)


def test_verify_counts_what_it_checked() -> None:
    make_history(make_document(), [terms(NOTICE_30, LAW), terms(NOTICE_7, LAW)])
    run("resegment")

    told = run("verify_provisions")

    assert told.startswith("2 versions: 4 clauses and ")
    assert told.rstrip().endswith("0 failures.")


def test_verify_fails_where_a_quote_is_not_what_stands_there(monkeypatch: pytest.MonkeyPatch) -> None:
    make_history(make_document(), [terms(LAW)])
    run("resegment")
    other = blob_store().put(terms(NOTICE_7).encode())

    def text_of_another(_version: Version) -> str:
        return blob_store().get(other).decode()

    monkeypatch.setattr(verification, "text_of", text_of_another)

    with pytest.raises(CommandError, match="failures; they are named above"):
        run("verify_provisions")


def test_load_taxonomy_makes_the_topics() -> None:
    told = run("load_taxonomy")

    assert told.startswith(f"Topics: {len(read_taxonomy().topics)} new, ")
    assert Topic.objects.count() == len(read_taxonomy().topics)


def test_a_document_cut_by_hand_leaves_nothing_waiting() -> None:
    document = make_document()
    make_history(document, [terms(LAW)])
    run("resegment")

    waiting = Backlog.objects.filter(document=document, desk=Desk.PROVISIONS)
    assert not waiting.exclude(state=State.FINISHED).exists()
