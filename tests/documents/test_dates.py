"""The dates that versions state: read once by each reader, part by part, and in records of third parties too."""

from datetime import date, timedelta

import pytest

from apps.documents.extraction import EXTRACTOR, EXTRACTOR_VERSION, join_parts
from apps.documents.models import Change, DateReading, Document, Version
from apps.documents.services import dates
from apps.documents.services.dates import dates_in_parts, fill_dates, record_dates, versions_without_dates
from apps.documents.services.readings import read_captures
from apps.documents.services.versions import record_version
from tests.factories import START, make_capture, make_document, make_version

WORDS = "You may cancel within 30 days of the order and ask for your money back. " * 12
TEXT = "# Terms\n\nEffective 1 May 2026.\n\nYou may cancel."


def read(version: Version) -> DateReading:
    return version.date_readings.get()


@pytest.mark.django_db
def test_new_version_is_read_for_dates_as_it_is_recorded() -> None:
    document = make_document()
    body = f"<html><body><main><h1>Terms</h1><p>These terms take effect on 1 May 2026.</p><p>{WORDS}</p></main></body></html>"
    capture = make_capture(document.sources.get(), body=body.encode(), started_at=START + timedelta(days=1))

    version = record_version(document=document, reading=read_captures([capture])).version

    stated = read(version).stated()
    assert list(stated) == ["effective"]
    assert (stated["effective"].on, stated["effective"].quote) == (
        date(2026, 5, 1),
        "take effect on 1 May 2026",
    )


@pytest.mark.django_db
def test_the_quote_stands_in_the_text_where_it_says() -> None:
    version = make_version(make_document(), TEXT)

    record_dates([(version, TEXT)])

    stated = read(version).stated()["effective"]
    assert TEXT[stated.offset :].startswith(stated.quote)


@pytest.mark.django_db
def test_the_same_reader_reads_a_version_once(monkeypatch: pytest.MonkeyPatch) -> None:
    version = make_version(make_document(), TEXT)

    assert fill_dates(versions_without_dates()) == 1
    assert fill_dates(versions_without_dates()) == 0
    record_dates([(version, TEXT)])

    assert version.date_readings.count() == 1
    monkeypatch.setattr(dates, "READER", "conductatlas next")
    assert fill_dates(versions_without_dates()) == 1
    assert [reading.reader for reading in version.date_readings.all()] == [
        f"{EXTRACTOR} {EXTRACTOR_VERSION}",
        "conductatlas next",
    ]


@pytest.mark.django_db
def test_text_without_dates_is_read_and_states_nothing() -> None:
    document: Document = make_document()
    version = make_version(document, "# Terms\n\nYou may cancel.")

    fill_dates(versions_without_dates())

    assert read(version).stated() == {}
    assert not versions_without_dates().exists()


def test_each_part_of_a_document_is_read_from_its_own_beginning() -> None:
    padding = "You may cancel the order. " * 500
    text = join_parts(
        [f"# Terms\n\n{padding}\n\n{padding}", f"# Fees\n\nLast updated: 2 May 2026.\n\n{padding}"]
    )

    found = dates_in_parts(text, "en")

    assert found.last_updated is not None
    assert text[found.last_updated.offset :].startswith("Last updated: 2 May 2026")
    assert found.effective is None


def test_the_first_part_that_speaks_of_a_kind_counts() -> None:
    text = join_parts(
        ["# A\n\nEffective 1 May 2026.", "# B\n\nEffective 1 May 2027.\n\nUpdated: 3 May 2027."]
    )

    found = dates_in_parts(text, "en")

    assert found.effective is not None
    assert found.effective.on == date(2026, 5, 1)
    assert found.last_updated is not None
    assert found.last_updated.on == date(2027, 5, 3)


@pytest.mark.django_db
def test_change_says_when_the_new_text_takes_effect_once() -> None:
    document = make_document()

    def record(day: int, *paragraphs: str) -> Change | None:
        said = "".join(f"<p>{paragraph}</p>" for paragraph in (WORDS, *paragraphs))
        body = f"<html><body><main><h1>Terms</h1>{said}</main></body></html>"
        at = START + timedelta(days=day)
        capture = make_capture(document.sources.get(), body=body.encode(), started_at=at, scheduled_for=at)
        return record_version(document=document, reading=read_captures([capture])).change

    record(0, "These terms are effective on 1 May 2025.")
    dated = record(1, "These terms are effective on 1 May 2026.", "We may sell what you send.")
    again = record(2, "These terms are effective on 1 May 2026.", "We may sell and rent what you send.")

    assert dated is not None
    assert dated.reasons[-1] == "states 1 May 2026 as the day it takes effect"
    assert again is not None
    assert not [reason for reason in again.reasons if "takes effect" in reason]
