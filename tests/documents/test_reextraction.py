"""An engine upgrade over a whole history: every difference is ours, alerts nobody, and comes once."""

from datetime import timedelta

import pytest

from apps.documents import parsing
from apps.documents.extraction import Extract, Hints, Page
from apps.documents.models import Cause, Change, Document, Kind
from apps.documents.services import readings, versions
from apps.documents.services.readings import read_captures
from apps.documents.services.reextraction import OUT_OF_REACH, SAME, foresee, summary
from apps.documents.services.versions import RecordedOutcome, record_version, reextract_document
from tests.factories import START, make_capture, make_document

WORDS = "You may cancel within 30 days of the order and ask for your money back. " * 12
NEWS = "We may train models on what you send."
read_page = parsing.read_page


def page(text: str, nonce: int = 0) -> bytes:
    return f"<html><body><!-- {nonce} --><main><h1>Terms</h1><p>{WORDS}</p><p>{text}</p></main></body></html>".encode()


def record(document: Document, day: int, body: bytes) -> RecordedOutcome:
    at = START + timedelta(days=day)
    capture = make_capture(document.sources.get(), body=body, started_at=at, scheduled_for=at)
    latest = document.versions.order_by("-number").first()
    return record_version(document=document, reading=read_captures([capture], anchor=latest)).outcome


@pytest.fixture
def upgrade(monkeypatch: pytest.MonkeyPatch) -> None:
    """Bring an extractor that reads every page otherwise than the one before."""

    def read_better(seen: Page, hints: Hints) -> Extract:
        found = read_page(seen, hints)
        return Extract(
            f"{found.text}\n\nRead with more care, by the rules of 2027.",
            found.title,
            found.language,
            found.coverage,
            found.words + 9,
            found.last_updated,
        )

    def begin() -> None:
        monkeypatch.setattr(readings, "read_page", read_better)
        monkeypatch.setattr(versions, "EXTRACTOR_VERSION", "next")

    document = make_document()
    record(document, 0, page("First."))
    other = make_document()
    record(other, 0, page("Other."))
    record(other, 1, page(NEWS))
    begin()


@pytest.mark.django_db
@pytest.mark.usefixtures("upgrade")
def test_upgrade_migrates_every_document_once_and_alerts_nobody() -> None:
    before = set(Change.objects.values_list("pk", flat=True))

    first = [reextract_document(document=document) for document in Document.objects.all()]
    second = [reextract_document(document=document) for document in Document.objects.all()]

    assert [version.extractor_version for version in first if version] == ["next", "next"]
    assert second == [None, None]
    ours = Change.objects.exclude(pk__in=before)
    assert {(change.cause, change.kind, change.materiality) for change in ours} == {
        (Cause.EXTRACTOR, Kind.BASELINE, 0)
    }
    assert not ours.by_publisher().exists()


@pytest.mark.django_db
@pytest.mark.usefixtures("upgrade")
def test_rounds_after_an_upgrade_report_the_publishers_words_alone() -> None:
    document = Document.objects.order_by("pk").first()
    assert document is not None

    same_bytes = record(document, 5, page("First."))
    other_bytes = record(document, 6, page("First.", nonce=7))
    news = record(document, 7, page("First. " + NEWS))

    assert (same_bytes, other_bytes, news) == ("unchanged", "unchanged", "new")
    theirs = Change.objects.by_publisher().get(document=document)
    assert (theirs.words_added, theirs.words_removed) == (8, 0)


@pytest.mark.django_db
def test_same_bytes_are_no_change_even_where_we_read_them_otherwise(monkeypatch: pytest.MonkeyPatch) -> None:
    document = make_document()
    record(document, 0, page("First."))
    monkeypatch.setattr(
        readings, "read_page", lambda seen, hints: read_page(Page(page(NEWS), "text/html", seen.url), hints)
    )

    outcome = record(document, 1, page("First."))

    assert outcome is RecordedOutcome.UNCHANGED
    assert not Change.objects.exists()


@pytest.mark.django_db
@pytest.mark.usefixtures("upgrade")
def test_report_says_what_an_upgrade_would_change_and_records_nothing() -> None:
    outlooks = [foresee(document) for document in Document.objects.order_by("pk")]

    assert [(outlook.kind, outlook.words_added) for outlook in outlooks] == [("substantive", 9)] * 2
    assert summary(outlooks) == "2 substantive"
    assert not Document.objects.filter(versions__extractor_version="next").exists()


@pytest.mark.django_db
def test_nothing_is_to_be_read_again_where_the_extractor_is_the_same(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    document = make_document()
    assert foresee(document).kind == OUT_OF_REACH
    record(document, 0, page("First."))
    assert foresee(document).kind == OUT_OF_REACH

    monkeypatch.setattr(versions, "EXTRACTOR_VERSION", "next")

    assert foresee(document).kind == SAME
    assert summary([]) == "no documents"
