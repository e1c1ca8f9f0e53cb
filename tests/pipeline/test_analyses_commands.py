"""Reading and checking by hand."""

import io

import pytest
from django.core.management import CommandError, call_command

from apps.analysis.models import Publication
from apps.documents.models import Document
from apps.pipeline.models import Backlog, Desk, State
from tests.accounts.cast import make_user
from tests.factories import make_document, make_history
from tests.provisions.documents import LAW, NOTICE_7, NOTICE_30, cut_all, terms

pytestmark = pytest.mark.django_db


@pytest.fixture
def document() -> Document:
    document = make_document()
    make_history(document, [terms(NOTICE_30, LAW), terms(NOTICE_7, LAW)])
    cut_all(document)
    return document


def run(name: str, *arguments: object) -> str:
    out = io.StringIO()
    call_command(name, *map(str, arguments), stdout=out, stderr=io.StringIO())
    return out.getvalue()


def test_reanalyse_reads_everything_and_the_second_time_nothing(document: Document) -> None:
    first, again, everything = run("reanalyse"), run("reanalyse"), run("reanalyse", "--all")

    assert first.startswith("3 clauses and changes looked at, 3 read anew, 0 of them withheld, in ")
    assert again.startswith("0 clauses and changes looked at, 0 read anew, 0 of them withheld, in ")
    assert everything.startswith("3 clauses and changes looked at, 0 read anew, 0 of them withheld, in ")


def test_reanalyse_takes_the_documents_it_is_told(document: Document) -> None:
    other = make_document()
    make_history(other, [terms(LAW)])
    cut_all(other)

    run("reanalyse", "--document", other.public_id)

    assert {publication.document_id for publication in Publication.objects.all()} == {other.pk}


@pytest.mark.parametrize("name", ["reanalyse", "verify_analyses"])
def test_a_document_that_is_none_is_named(name: str) -> None:
    with pytest.raises(CommandError, match="No such documents"):
        run(name, "--document", "CA-D-999999")


def test_verify_counts_what_it_checked(document: Document) -> None:
    run("reanalyse")

    told = run("verify_analyses")

    assert told.startswith("3 readings: ")
    assert told.rstrip().endswith(", 0 failures.")


def test_verify_fails_where_a_list_says_otherwise(document: Document) -> None:
    run("reanalyse")
    Publication.objects.filter(provision__isnull=False).update(title="Another title")

    with pytest.raises(CommandError, match="2 failures; they are named above"):
        run("verify_analyses", "--document", document.public_id)


def test_what_resegment_cut_waits_to_be_read() -> None:
    document = make_document()
    make_history(document, [terms(LAW)])

    run("resegment")

    assert Backlog.objects.get(document=document, desk=Desk.ANALYSES).state == State.WAITING


def test_an_editor_is_appointed_and_dismissed() -> None:
    user = make_user("ada")

    appointed = run("appoint_editor", "ADA@acme.example")
    user.refresh_from_db()
    was_staff = user.is_staff
    run("appoint_editor", user.email, "--dismiss")
    user.refresh_from_db()

    assert appointed == "ada@acme.example is an editor.\n"
    assert (was_staff, user.is_staff) == (True, False)


def test_nobody_of_that_address_becomes_an_editor() -> None:
    with pytest.raises(CommandError, match="Nobody has the address"):
        run("appoint_editor", "nobody@acme.example")
