"""Declaring documents and their sources; when they are looked at."""

from collections import Counter
from datetime import timedelta

import pytest

from apps.core import clock
from apps.documents.errors import InvalidSourceError, UnknownDocumentTypeError
from apps.documents.models import Document, Health, Source
from apps.documents.services.schedule import next_slot, reschedule
from apps.documents.services.sources import DocumentFacts, SourceFacts, declare_document, declare_source
from tests.factories import START, make_document, make_platform

FACTS = DocumentFacts(slug="terms", title="Terms", type="terms-of-service")
SOURCES = SourceFacts(urls=("https://vendor.example/terms",))


@pytest.mark.django_db
def test_declaring_makes_the_document_its_source_and_its_health() -> None:
    with clock.fixed(START):
        declared = declare_document(platform=make_platform(), facts=FACTS, sources=SOURCES)

    source = declared.document.sources.get()
    assert declared.is_new
    assert (source.url, source.position, source.valid_from) == (SOURCES.urls[0], 1, START)
    assert source.next_check_at is not None
    assert START < source.next_check_at <= START + timedelta(hours=1)
    assert declared.document.health.state == "pending"


@pytest.mark.django_db
def test_declaring_again_changes_nothing() -> None:
    platform = make_platform()
    declare_document(platform=platform, facts=FACTS, sources=SOURCES)

    again = declare_document(platform=platform, facts=FACTS, sources=SOURCES)

    assert (again.is_new, again.changed) == (False, ())
    assert (Document.objects.count(), Source.objects.count(), Health.objects.count()) == (1, 1, 1)


@pytest.mark.django_db
def test_declaring_a_document_known_from_a_history_begins_to_watch_it() -> None:
    document = declare_document(platform=make_platform(), facts=FACTS, sources=SOURCES).document
    Document.objects.update(is_tracked=False)
    Source.objects.update(next_check_at=None)

    declared = declare_document(platform=document.platform, facts=FACTS, sources=SOURCES)
    again = declare_document(platform=document.platform, facts=FACTS, sources=SOURCES)

    source = document.sources.get()
    assert (declared.changed, again.changed) == (("watched from now on",), ())
    assert Document.objects.get().is_tracked
    assert source.next_check_at is not None


@pytest.mark.django_db
def test_a_new_address_ends_the_old_source_and_keeps_it() -> None:
    with clock.fixed(START):
        document = declare_document(platform=make_platform(), facts=FACTS, sources=SOURCES).document
    moved = SourceFacts(urls=("https://vendor.example/legal", "https://vendor.example/annex"))

    with clock.fixed(START + timedelta(days=3)):
        assert declare_source(document=document, sources=moved)

    old = document.sources.get(url=SOURCES.urls[0])
    assert old.valid_until == START + timedelta(days=3)
    assert list(document.sources.current().values_list("position", "url")) == list(
        enumerate(moved.urls, start=1)
    )


@pytest.mark.django_db
@pytest.mark.parametrize(
    "urls", [(), ("ftp://vendor.example/x",), ("https:///x",), ("https://v.example/" + "x" * 2000,)]
)
def test_an_unusable_address_is_refused_and_nothing_is_written(urls: tuple[str, ...]) -> None:
    with pytest.raises(InvalidSourceError):
        declare_document(platform=make_platform(), facts=FACTS, sources=SourceFacts(urls=urls))

    assert not Document.objects.exists()


@pytest.mark.django_db
def test_a_type_outside_the_list_is_refused_by_name() -> None:
    facts = DocumentFacts(slug="x", title="X", type="other")

    with pytest.raises(UnknownDocumentTypeError, match="privacy-policy"):
        declare_document(platform=make_platform(), facts=facts, sources=SOURCES)

    assert not Document.objects.exists()


@pytest.mark.django_db
def test_a_document_keeps_its_minute_and_comes_round_once_a_cadence() -> None:
    document = make_document()

    first = next_slot(document, after=START)
    second = next_slot(document, after=first)

    assert START < first <= START + document.check_every
    assert second - first == document.check_every


def test_documents_are_spread_over_the_day() -> None:
    hours = Counter(next_slot(Document(pk=number), after=START).hour for number in range(1, 2401))

    assert set(hours) == set(range(24))
    assert max(hours.values()) < 150


@pytest.mark.django_db
def test_rescheduling_moves_all_parts_and_says_so_in_the_health() -> None:
    facts = SourceFacts(urls=("https://v.example/1", "https://v.example/2"))
    document = declare_document(platform=make_platform(), facts=FACTS, sources=facts).document

    reschedule(document=document, at=START)

    assert set(document.sources.values_list("next_check_at", flat=True)) == {START}
    assert Health.objects.get(document=document).next_attempt_at == START
