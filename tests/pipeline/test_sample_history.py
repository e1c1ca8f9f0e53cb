"""The demo's whole history, captured once through the real path, compared with what the vendors did."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from django.conf import settings as django_settings
from django.core.management import call_command
from django.db import transaction
from django.test import override_settings
from pytest_django import DjangoDbBlocker, Settings

from apps.analysis.selectors.counting import severity_counts
from apps.analysis.selectors.waiting import unread_changes, unread_standings
from apps.documents.models import (
    Capture,
    Cause,
    Change,
    Document,
    Health,
    HealthState,
    Hold,
    Kind,
    Verdict,
    Version,
)
from apps.documents.selectors import text_of
from apps.pipeline.models import Run, RunOutcome, State
from apps.pipeline.samples.catalogue import SampleDocument, sample_documents
from apps.pipeline.samples.site import SampleServer, serving
from apps.pipeline.samples.vendors import Nature, Trouble
from apps.pipeline.stages.sample_history import SampleVisit, capture_all_samples, missing_visits

pytestmark = [pytest.mark.browser, pytest.mark.django_db]

SAMPLES = {sample.slug: sample for sample in sample_documents("")}
STRAIGHT = [sample for sample in SAMPLES.values() if sample.news == sample.changes]
FLAPPING = SAMPLES["privacy-policy"]
KINDS = {
    Nature.NUMBER: {Kind.NUMBERS},
    Nature.LINK: {Kind.LINKS},
    Nature.CLAUSE: {Kind.SUBSTANTIVE},
    Nature.ROW: {Kind.SUBSTANTIVE},
    # A clause that moves may be renumbered, reworded at its joints or dated anew.
    Nature.MOVE: {Kind.EDITORIAL, Kind.NUMBERS, Kind.SUBSTANTIVE},
    Nature.RENUMBERING: {Kind.SUBSTANTIVE},
    # Where a correction might be another word (it's, its), it is not called one.
    Nature.TYPO: {Kind.EDITORIAL, Kind.SUBSTANTIVE},
}
TROUBLES = {
    Trouble.CHALLENGE: RunOutcome.QUARANTINED,
    Trouble.LOGIN: RunOutcome.QUARANTINED,
    Trouble.UNAVAILABLE: RunOutcome.UNREACHABLE,
}


@dataclass(frozen=True)
class History:
    """The site the history was captured from, and what each visit came to."""

    server: SampleServer
    storages: dict[str, object]
    outcomes: list[tuple[SampleVisit, RunOutcome]] = field(default_factory=list)

    def capture(self) -> None:
        capture_all_samples(
            self.server.url,
            self.server.site,
            on_visit=lambda visit, outcome: self.outcomes.append((visit, outcome)),
        )


@pytest.fixture(scope="module")
def history(
    django_db_setup: None, django_db_blocker: DjangoDbBlocker, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[History]:
    """Capture once for all tests of this module, in a transaction that is rolled back after them."""
    storages = blobs_in(tmp_path_factory.mktemp("history"))
    with django_db_blocker.unblock(), serving() as server:
        allowed = frozenset({("127.0.0.1", server.server_address[1])})
        with override_settings(FETCH_ALLOW=allowed, STORAGES=storages), transaction.atomic():
            made = History(server, storages)
            made.capture()
            yield made
            transaction.set_rollback(True)


@pytest.fixture(autouse=True)
def _blobs_of_the_history(settings: Settings, _blobs_of_this_test: None, history: History) -> None:
    settings.STORAGES = history.storages


def blobs_in(directory: Path) -> dict[str, object]:
    blobs = {"BACKEND": "apps.core.storage.AtomicFileSystemStorage", "OPTIONS": {"location": str(directory)}}
    return {**django_settings.STORAGES, "blobs": blobs}


def document_of(sample: SampleDocument) -> Document:
    return Document.objects.get(platform__slug=sample.platform.slug, slug=sample.slug)


def test_every_visit_is_one_finished_run(history: History) -> None:
    visits = sum(len(sample.captures) for sample in SAMPLES.values())

    assert len(history.outcomes) == visits == 76
    assert Run.objects.filter(state=State.FINISHED).count() == Run.objects.count() == visits


@pytest.mark.parametrize("sample", STRAIGHT, ids=lambda sample: sample.slug)
def test_each_text_the_vendor_published_is_one_version_of_its_day(sample: SampleDocument) -> None:
    versions = document_of(sample).versions.order_by("number")

    published = [state.since for state in sample.history]
    assert [version.first_seen_at.date() for version in versions] == published
    assert [version.captured_at.date() for version in versions] == published
    assert len({version.text_sha256 for version in versions}) == sample.versions


@pytest.mark.parametrize("sample", STRAIGHT, ids=lambda sample: sample.slug)
def test_each_change_has_a_kind_that_fits_what_the_vendor_did(sample: SampleDocument) -> None:
    changes = document_of(sample).changes.order_by("detected_at")

    natures = [state.nature for state in sample.history[1:]]
    misjudged = [
        (nature, change.kind, change.reasons)
        for nature, change in zip(natures, changes, strict=True)
        if change.kind not in KINDS[nature]
    ]
    assert misjudged == []


@pytest.mark.parametrize("sample", SAMPLES.values(), ids=SAMPLES)
def test_words_move_where_the_vendor_moved_a_clause(sample: SampleDocument) -> None:
    changes = document_of(sample).changes.all()

    days = {state.since for state in sample.history if state.nature is Nature.MOVE}
    assert days == {change.detected_at.date() for change in changes if change.words_moved}


def test_only_publishers_caused_changes() -> None:
    assert set(Change.objects.values_list("cause", flat=True)) == {Cause.PUBLISHER}


def test_the_experiment_is_published_once_and_its_end_once_it_is_stable() -> None:
    document = document_of(FLAPPING)

    runs = document.runs.filter(scheduled_for__year=2026, scheduled_for__month=3).order_by("scheduled_for")
    assert [(run.scheduled_for.day, run.outcome) for run in runs] == [
        (3, RunOutcome.NEW_VERSION),
        (4, RunOutcome.HELD),
        (5, RunOutcome.UNCHANGED),
        (6, RunOutcome.HELD),
        (9, RunOutcome.NEW_VERSION),
    ]
    changes = document.changes.order_by("detected_at")
    assert len(changes) == FLAPPING.news + 2 == 8
    assert [(change.detected_at.day, change.kind) for change in changes if change.detected_at.month == 3][
        1:
    ] == [
        (3, Kind.SUBSTANTIVE),
        (9, Kind.REVERTED),
    ]
    variant, back = document.versions.filter(captured_at__year=2026, captured_at__month=3).order_by("number")
    before = document.versions.get(number=variant.number - 1)
    assert back.text_sha256 == before.text_sha256 != variant.text_sha256
    assert (back.first_seen_at.day, back.captured_at.day) == (6, 9)
    assert not Hold.objects.exists()


def test_a_bad_day_makes_no_version_and_is_recorded_as_what_it_was(history: History) -> None:
    bad = [
        (visit, outcome, capture.trouble)
        for visit, outcome in history.outcomes
        for capture in visit.sample.captures
        if capture.at == visit.at and capture.trouble in TROUBLES
    ]

    assert len(bad) == 3
    for visit, outcome, trouble in bad:
        assert trouble is not None
        assert outcome == TROUBLES[trouble]
        captures = Capture.objects.filter(scheduled_for=visit.at, source__document=document_of(visit.sample))
        assert any(capture.verdict == Verdict.SUSPECT or capture.failure for capture in captures)
        assert not Version.objects.filter(parts__capture__in=captures).exists()


def test_what_should_be_unchanged_is_verified(history: History) -> None:
    outcomes = Counter(outcome for _, outcome in history.outcomes)

    assert outcomes == {
        RunOutcome.NEW_VERSION: sum(len(sample.history) for sample in SAMPLES.values()) + 2,
        RunOutcome.UNCHANGED: 15,
        RunOutcome.HELD: 2,
        RunOutcome.QUARANTINED: 2,
        RunOutcome.UNREACHABLE: 1,
    }


def test_all_documents_end_verified() -> None:
    assert set(Health.objects.values_list("state", flat=True)) == {HealthState.VERIFIED}


def test_a_week_apart_every_page_is_asked_for_in_full() -> None:
    captures = Capture.objects.filter(source__document=document_of(SAMPLES["sub-processor-list"]))

    assert set(captures.values_list("outcome", "status")) == {("received", 200)}
    assert all(captures.values_list("etag", flat=True))


def test_the_document_of_two_parts_holds_both() -> None:
    document = document_of(SAMPLES["merchant-agreement"])

    for version in document.versions.all():
        assert [part.position for part in version.parts.all()] == [1, 2]
        assert "- - -" in text_of(version)


def test_the_page_made_by_a_script_was_read_by_the_browser() -> None:
    document = document_of(SAMPLES["ai-usage-policy"])

    for version in document.versions.all():
        assert {part.capture.fetcher for part in version.parts.select_related("capture")} == {"browser"}


def test_an_address_that_moved_is_followed_without_a_change(history: History) -> None:
    document = document_of(SAMPLES["acceptable-use-policy"])

    moved = Capture.objects.filter(
        source__document=document, final_url__endswith="/legal/restricted-businesses"
    )
    assert moved.count() == 5
    assert {tuple(hop["status"] for hop in capture.hops) for capture in moved} == {(301,)}
    assert not document.changes.filter(detected_at__date="2025-11-18").exists()


def test_the_archive_is_whole() -> None:
    call_command("verify_archive", all=True)


def test_what_stands_and_what_happened_is_read(history: History) -> None:
    assert not unread_standings().exists()
    assert not unread_changes().exists()
    assert severity_counts().read >= 0.98 * severity_counts().total > 0


def test_what_is_said_is_borne_out() -> None:
    call_command("verify_analyses")


def test_a_second_run_captures_nothing(history: History) -> None:
    before = (Capture.objects.count(), Version.objects.count(), Change.objects.count(), len(history.outcomes))

    history.capture()

    assert missing_visits(history.server.url) == []
    assert (
        Capture.objects.count(),
        Version.objects.count(),
        Change.objects.count(),
        len(history.outcomes),
    ) == before
