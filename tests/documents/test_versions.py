"""record_version: the law of the archive, exit by exit."""

from datetime import datetime, timedelta
from threading import Barrier, Thread

import pytest
from django.core.files.storage import storages
from django.db import connection

from apps.core.blobs import BlobMissingError, blob_store
from apps.documents.extraction import NothingExtracted
from apps.documents.models import Capture, Cause, Change, Document, Hold, Kind
from apps.documents.selectors import text_of
from apps.documents.services.readings import read_captures
from apps.documents.services.versions import Recorded, RecordedOutcome, record_version, reextract_document
from tests.factories import START, make_capture, make_document, make_source, make_version

WORDS = "You may cancel within 30 days of the order and ask for your money back. " * 12


def page(*paragraphs: str) -> bytes:
    body = "".join(f"<p>{paragraph}</p>" for paragraph in paragraphs)
    return f"<html><head><title>Terms</title></head><body><main><h1>Terms</h1>{body}</main></body></html>".encode()


def capture_on(document: Document, day: int, *paragraphs: str) -> Capture:
    at = START + timedelta(days=day)
    source = document.sources.current().get(position=1)
    return make_capture(source, body=page(WORDS, *paragraphs), started_at=at, scheduled_for=at)


def record(document: Document, capture: Capture) -> Recorded:
    return record_version(document=document, reading=read_captures([capture]))


def day(number: int) -> datetime:
    return START + timedelta(days=number, seconds=2)


@pytest.mark.django_db
def test_the_first_text_becomes_version_one_without_a_change() -> None:
    document = make_document()

    recorded = record(document, capture_on(document, 0))

    assert recorded.outcome is RecordedOutcome.FIRST
    assert (recorded.version.number, recorded.change) == (1, None)
    assert recorded.version.captured_at == recorded.version.first_seen_at == day(0)
    assert "cancel within 30 days" in text_of(recorded.version)


@pytest.mark.django_db
def test_the_same_text_in_other_bytes_records_nothing() -> None:
    document = make_document()
    record(document, capture_on(document, 0))
    at = START + timedelta(days=1)
    noisy = page(WORDS).replace(b"<body>", b"<body><!-- nonce 81723 --><nav><a href='/a'>Home</a></nav>")
    capture = make_capture(document.sources.get(), body=noisy, started_at=at)

    recorded = record(document, capture)

    assert recorded.outcome is RecordedOutcome.UNCHANGED
    assert document.versions.count() == 1


@pytest.mark.django_db
def test_new_words_make_a_version_and_its_change() -> None:
    document = make_document()
    record(document, capture_on(document, 0))

    recorded = record(document, capture_on(document, 1, "We may train models on what you send."))

    assert recorded.outcome is RecordedOutcome.NEW
    assert recorded.change is not None
    assert (recorded.change.cause, recorded.change.kind) == (Cause.PUBLISHER, Kind.SUBSTANTIVE)
    assert recorded.change.words_added == 8
    assert recorded.change.detected_at == day(1)


@pytest.mark.django_db
def test_a_changed_number_is_a_real_change() -> None:
    document = make_document()
    record(document, capture_on(document, 0, "The fee is 10 euros a month."))

    recorded = record(document, capture_on(document, 1, "The fee is 12 euros a month."))

    assert recorded.change is not None
    assert recorded.change.kind == Kind.NUMBERS


@pytest.mark.django_db
def test_recording_the_same_round_twice_records_once() -> None:
    document = make_document()
    record(document, capture_on(document, 0))
    second = capture_on(document, 1, "A new paragraph of terms.")
    first_time = record(document, second)

    again = record(document, second)

    assert again == first_time
    assert document.versions.count() == 2
    assert Change.objects.count() == 1


@pytest.mark.django_db
def test_a_round_run_again_after_later_ones_still_knows_the_version_it_made() -> None:
    document = make_document()
    record(document, capture_on(document, 0))
    second = capture_on(document, 1, "A new paragraph of terms.")
    first_time = record(document, second)
    record(document, capture_on(document, 2, "Yet another paragraph of terms."))

    again = record(document, second)

    assert again == first_time
    assert document.versions.count() == 3


@pytest.mark.django_db
def test_a_return_to_an_earlier_text_is_held_and_published_once_it_is_stable() -> None:
    document = make_document()
    record(document, capture_on(document, 0))
    record(document, capture_on(document, 1, "An experiment shown to some."))

    held = record(document, capture_on(document, 2))
    published = record(document, capture_on(document, 3))

    assert held.outcome is RecordedOutcome.HELD
    assert published.outcome is RecordedOutcome.NEW
    assert published.change is not None
    assert published.change.kind == Kind.REVERTED
    assert published.version.first_seen_at == day(2)
    assert published.version.captured_at == day(3)
    assert not Hold.objects.exists()


@pytest.mark.django_db
def test_a_flapping_text_is_published_only_once() -> None:
    document = make_document()
    record(document, capture_on(document, 0))
    record(document, capture_on(document, 1, "An experiment shown to some."))

    outcomes = [
        record(document, capture_on(document, number, *variant)).outcome
        for number, variant in enumerate(
            [(), ("An experiment shown to some.",), (), ("An experiment shown to some.",)], start=2
        )
    ]

    assert outcomes == ["held", "unchanged", "held", "unchanged"]
    assert document.versions.count() == 2


@pytest.mark.django_db
def test_the_same_round_counts_once_for_a_held_text() -> None:
    document = make_document()
    record(document, capture_on(document, 0))
    record(document, capture_on(document, 1, "An experiment shown to some."))
    returning = capture_on(document, 2)
    record(document, returning)

    again = record(document, returning)

    assert again.outcome is RecordedOutcome.HELD
    assert Hold.objects.get().seen == 1


@pytest.mark.django_db
def test_an_older_round_that_comes_late_records_nothing() -> None:
    document = make_document()
    late = capture_on(document, 0, "Older words.")
    record(document, capture_on(document, 1))

    recorded = record(document, late)

    assert recorded.outcome is RecordedOutcome.SUPERSEDED
    assert document.versions.count() == 1


@pytest.mark.django_db
def test_a_part_without_text_makes_no_version() -> None:
    document = make_document()
    second = make_source(document)
    good = capture_on(document, 0)
    empty = make_capture(second, body=b"<html><body></body></html>", started_at=START)

    with pytest.raises(NothingExtracted):
        read_captures([good, empty])


@pytest.mark.django_db
def test_a_corrected_source_is_not_a_change_by_the_publisher() -> None:
    document = make_document()
    record(document, capture_on(document, 0))
    document.sources.update(valid_until=START + timedelta(hours=1))
    make_source(document, position=1, url="https://example.com/right", valid_from=START + timedelta(hours=1))

    recorded = record(document, capture_on(document, 1, "The right page has more to say."))

    assert recorded.change is not None
    assert (recorded.change.cause, recorded.change.kind) == (Cause.SOURCE, Kind.BASELINE)
    assert recorded.change.materiality == 0


@pytest.mark.django_db
def test_a_better_extractor_makes_a_version_of_ours_before_texts_are_compared() -> None:
    document = make_document()
    old = make_version(document, "as read before", extractor_version="0", at=START, body=page(WORDS))

    recorded = record(document, capture_on(document, 1, "One sentence more by the publisher."))

    ours, theirs = Change.objects.order_by("pk")
    assert (ours.from_version, ours.cause, ours.kind) == (old, Cause.EXTRACTOR, Kind.BASELINE)
    assert (theirs.cause, theirs.kind, theirs.words_added) == (Cause.PUBLISHER, Kind.SUBSTANTIVE, 6)
    assert recorded.version.number == 3


@pytest.mark.django_db
def test_extracting_again_is_ours_and_twice_changes_nothing() -> None:
    document = make_document()
    make_version(document, "as read before", extractor_version="0", at=START, body=page(WORDS))

    first, second = reextract_document(document=document), reextract_document(document=document)

    assert first is not None
    assert first.number == 2
    assert second is None
    assert [change.cause for change in Change.objects.all()] == [Cause.EXTRACTOR]


@pytest.mark.django_db
def test_a_text_that_was_imported_is_never_called_the_publishers_change() -> None:
    document = make_document()
    make_version(document, "recorded by somebody else", extractor="open-terms-archive", at=START)

    recorded = record(document, capture_on(document, 1))

    assert recorded.change is not None
    assert (recorded.change.cause, recorded.change.kind) == (Cause.EXTRACTOR, Kind.BASELINE)


@pytest.mark.django_db(transaction=True)
def test_workers_recording_the_same_round_at_once_record_once() -> None:
    document = make_document()
    record(document, capture_on(document, 0))
    reading = read_captures([capture_on(document, 1, "Said once.")])
    barrier, outcomes = Barrier(4), []

    def work() -> None:
        barrier.wait()
        outcomes.append(record_version(document=document, reading=reading).outcome)
        connection.close()

    workers = [Thread(target=work) for _ in range(4)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()

    assert outcomes == [RecordedOutcome.NEW] * 4
    assert list(document.versions.values_list("number", flat=True)) == [1, 2]
    assert Change.objects.count() == 1


@pytest.mark.django_db
def test_a_failure_in_the_comparison_leaves_no_version_without_its_change() -> None:
    document = make_document()
    record(document, capture_on(document, 0))
    reading = read_captures([capture_on(document, 1, "A text whose predecessor is lost.")])
    first = document.versions.get().text_sha256
    storages["blobs"].delete(f"{first[:2]}/{first[2:4]}/{first}.zst")

    with pytest.raises(BlobMissingError, match=first):
        record_version(document=document, reading=reading)

    assert document.versions.count() == 1
    assert blob_store().has(reading.text_sha256)
