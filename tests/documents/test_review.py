"""Pages that stay in quarantine, and a person's word that one of them is the document."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError, ProgrammingError, transaction

from apps.documents.errors import NothingToAcceptError
from apps.documents.models import Acceptance, Capture, Document, Health, HealthState, Verdict
from apps.documents.selectors import last_good_capture, text_of
from apps.documents.services.readings import read_captures
from apps.documents.services.review import accept_capture, pages_to_review
from apps.documents.services.versions import RecordedOutcome, record_version
from tests.factories import START, make_capture, make_document, make_health, make_source

OLD = "You may cancel within 30 days of the order and ask for your money back. " * 12
NEW = "Disputes go to binding arbitration in Malta, and you waive every jury trial. " * 12
UNLIKE = [
    {"code": "text_not_found", "detail": "12% of the last good text's words", "weight": -6.0},
    {"code": "legal_wording", "detail": "60 legal words in a thousand", "weight": 2.0},
]
BLOCKED = [{"code": "challenge", "detail": "checking your browser", "weight": -7.0}]


def page(text: str) -> bytes:
    return f"<html><body><main><h1>Terms</h1><p>{text}</p></main></body></html>".encode()


def watched() -> Document:
    """Make a document that was read once and is in quarantine since."""
    document = make_document()
    capture = make_capture(document.sources.get(), body=page(OLD), started_at=START)
    record_version(document=document, reading=read_captures([capture]))
    make_health(document, state=HealthState.QUARANTINED)
    return document


def suspect(document: Document, day: float, fetcher: str = "plain", **fields: Any) -> Capture:
    at = START + timedelta(days=day)
    values: dict[str, Any] = {
        "verdict": Verdict.SUSPECT,
        "score": 0.1,
        "reasons": UNLIKE,
        "body": page(NEW),
    } | fields
    return make_capture(
        document.sources.get(position=1), started_at=at, scheduled_for=at, fetcher=fetcher, **values
    )


@pytest.mark.django_db
def test_page_that_stays_by_two_routes_is_shown_to_a_person() -> None:
    document = watched()
    suspect(document, 1)
    suspect(document, 2, "browser")
    newest = suspect(document, 3)

    (found,) = pages_to_review()

    assert (found.document, found.capture, found.sightings) == (document, newest, 3)
    assert found.since == START + timedelta(days=1, seconds=2)


@pytest.mark.django_db
@pytest.mark.parametrize(
    "fields",
    [{"reasons": BLOCKED}, {"fetcher": "plain"}],
    ids=["a wall", "one route alone"],
)
def test_other_trouble_is_not_shown(fields: dict[str, Any]) -> None:
    document = watched()
    for day, fetcher in ((1, "plain"), (2, "browser"), (3, "plain")):
        suspect(document, day, **{"fetcher": fetcher} | fields)

    assert list(pages_to_review()) == []


@pytest.mark.django_db
def test_what_was_suspect_before_the_document_was_seen_again_does_not_count() -> None:
    document = watched()
    suspect(document, 1)
    suspect(document, 2, "browser")
    make_capture(document.sources.get(), body=page(OLD), started_at=START + timedelta(days=3))
    suspect(document, 4)

    assert list(pages_to_review()) == []


@pytest.mark.django_db
def test_accepted_page_becomes_the_next_version_and_its_change() -> None:
    document = watched()
    capture = suspect(document, 3)

    recorded = accept_capture(capture=capture, by="A. Borg", note="rewritten for 2026")

    assert recorded.outcome is RecordedOutcome.NEW
    assert "binding arbitration" in text_of(recorded.version)
    assert recorded.change is not None
    assert (recorded.change.cause, recorded.change.kind) == ("publisher", "substantive")
    acceptance = Acceptance.objects.get()
    assert (acceptance.capture, acceptance.accepted_by, acceptance.note) == (
        capture,
        "A. Borg",
        "rewritten for 2026",
    )
    capture.refresh_from_db()
    assert (capture.verdict, capture.is_good) == (Verdict.SUSPECT, True)
    assert last_good_capture(capture.source) == capture
    assert Health.objects.get(document=document).state == HealthState.CHANGED
    assert list(pages_to_review()) == []


@pytest.mark.django_db
def test_accepting_twice_accepts_once() -> None:
    document = watched()
    capture = suspect(document, 3)
    first = accept_capture(capture=capture, by="A. Borg")

    again = accept_capture(capture=capture, by="C. Vella")

    assert again.version == first.version
    assert Acceptance.objects.get().accepted_by == "A. Borg"
    assert document.versions.count() == 2


@pytest.mark.django_db
def test_other_parts_come_from_their_last_good_capture() -> None:
    document = watched()
    other = make_source(document, url="https://vendor.example/annex")
    make_capture(other, body=page("The annex names nobody. " * 20), started_at=START)

    recorded = accept_capture(capture=suspect(document, 3), by="A. Borg")

    assert "binding arbitration" in text_of(recorded.version)
    assert "The annex names nobody." in text_of(recorded.version)


@pytest.mark.django_db
def test_a_part_that_was_never_captured_leaves_everything_as_it_was() -> None:
    document = watched()
    make_source(document, url="https://vendor.example/annex")
    capture = suspect(document, 3)

    with pytest.raises(NothingToAcceptError, match="another part"):
        accept_capture(capture=capture, by="A. Borg")

    assert not Acceptance.objects.exists()
    assert document.versions.count() == 1


@pytest.mark.django_db
def test_good_capture_needs_no_acceptance() -> None:
    document = watched()
    good = document.sources.get().captures.get()

    with pytest.raises(NothingToAcceptError, match="not a quarantined page"):
        accept_capture(capture=good, by="A. Borg")


@pytest.mark.django_db
def test_acceptance_names_somebody_and_is_never_rewritten() -> None:
    document = watched()
    capture = suspect(document, 3)

    with pytest.raises(IntegrityError, match="acceptance_names_somebody"), transaction.atomic():
        accept_capture(capture=capture, by="")
    accept_capture(capture=capture, by="A. Borg")
    with pytest.raises((ProgrammingError, IntegrityError)), transaction.atomic():
        Acceptance.objects.update(accepted_by="somebody else")
