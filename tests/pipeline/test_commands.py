"""The commands: every stage by hand, and what they print."""

import re
from datetime import timedelta
from io import StringIO

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command
from django.db import connection
from django.db.migrations.recorder import MigrationRecorder

from apps.core import clock
from apps.core.database_roles import as_owner
from apps.documents.models import Document, Health, HealthState, Source, Verdict
from apps.pipeline.models import Run, RunOutcome, State, Trigger
from apps.pipeline.samples.site import SampleServer
from apps.pipeline.stages.capture import run_capture
from tests.factories import make_document, make_version
from tests.pipeline.rounds import MONDAY, begin, capture_on, declare
from tests.pipeline.sites import Site

pytestmark = pytest.mark.django_db

TERMS = "/halvorine/legal/terms"
DAY = timedelta(days=1)


def command(name: str, *arguments: str, at: timedelta = timedelta(0), **options: object) -> str:
    """Run a command with the clock at MONDAY or later, and return what it prints."""
    out = StringIO()
    with clock.fixed(MONDAY + at):
        call_command(name, *arguments, stdout=out, stderr=out, **options)
    return out.getvalue()


def test_track_prints_every_stage(sample_site: SampleServer) -> None:
    sample_site.site.at(MONDAY)

    said = command("track", sample_site.url + TERMS, "--platform", "halvorine").splitlines()

    document = Document.objects.get()
    assert said[0] == f"{document.public_id}  halvorine · Terms of service"
    assert re.fullmatch(
        rf"  09:00:00  capture    captured, received  plain {sample_site.url}{TERMS}; status 200; \d+ bytes, "
        r"sha256 [0-9a-f]{16}; gate: the document \([a-z_, ]+\)",
        said[1],
    )
    assert re.fullmatch(
        r"  09:00:00  extract    extracted  \d{4} words, sha256 [0-9a-f]{16}, coverage \d+%", said[2]
    )
    assert said[3] == "  09:00:00  extract    new_version  version 1"
    assert re.fullmatch(
        r"  09:00:00  provisions cut  version 1: (\d+) clauses, \1 new, 0 touched by the change", said[4]
    )
    assert re.fullmatch(
        r"  09:00:00  analyses   read  clauses: (\d+) looked at, \1 read anew(, \d+ withheld)?", said[5]
    )
    assert said[6:8] == [
        "  outcome  new version",
        "  health   Verified since 2026-03-02 09:00 UTC",
    ]
    assert re.fullmatch(r"  next     2026-03-0[23] \d\d:\d\d UTC", said[8])
    assert said[9:] == [f"  page     {settings.SITE_URL}{document.get_absolute_url()}"]
    assert Run.objects.get().trigger == Trigger.PERSON


def test_track_again_says_verified_and_unchanged(sample_site: SampleServer) -> None:
    sample_site.site.at(MONDAY)
    command("track", sample_site.url + TERMS)

    said = command("track", sample_site.url + TERMS, at=DAY)

    assert "  outcome  verified, unchanged\n" in said
    assert "  health   Verified since 2026-03-02 09:00 UTC\n" in said
    assert "  change " not in said
    assert Document.objects.get().versions.count() == 1


def test_track_of_a_changed_page_names_the_change(sample_site: SampleServer) -> None:
    sample_site.site.at(MONDAY)
    command("track", sample_site.url + TERMS)
    sample_site.site.at(MONDAY + 60 * DAY)

    said = command("track", sample_site.url + TERMS, at=60 * DAY)

    change = Document.objects.get().changes.get()
    assert f"change recorded  {change.public_id} numbers\n" in said
    assert f"  change   {settings.SITE_URL}{change.get_absolute_url()}\n" in said
    assert "  health   Changed since 2026-05-01 09:00 UTC\n" in said


@pytest.mark.browser
def test_track_of_a_captcha_is_quarantined_without_a_version(sample_site: SampleServer) -> None:
    said = command("track", f"{sample_site.url}/captcha{TERMS}")

    document, health = Document.objects.get(), Health.objects.get()
    assert "gate: quarantined (" in said
    assert "goes to the browser" in said
    assert f"  outcome  quarantined ({health.cause})\n" in said
    assert "  health   Quarantined since 2026-03-02 09:00 UTC\n" in said
    assert (health.state, health.cause) == (HealthState.QUARANTINED, "challenge")
    assert not document.versions.exists()
    captures = document.sources.get().captures.all()
    assert {capture.verdict for capture in captures} == {Verdict.SUSPECT}


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (
            ["ftp://vendor.example/"],
            "invalid_source: 'ftp://vendor.example/' is not an http or https address.",
        ),
        (["https://vendor.example/", "--type", "x"], "unknown_document_type: 'x' is not a document type"),
    ],
)
def test_track_says_what_is_wrong_with_an_address(arguments: list[str], message: str) -> None:
    with pytest.raises(CommandError, match=re.escape(message)):
        command("track", *arguments)

    assert not Run.objects.exists()


@pytest.mark.parametrize(
    ("url", "code"),
    [
        ("http://169.254.169.254/latest/meta-data/", "blocked_address"),
        ("http://[::1]/terms", "blocked_address"),
        ("http://127.0.0.1:6379/terms", "forbidden_url"),
    ],
)
def test_track_of_an_address_that_the_guard_refuses_names_the_reason(url: str, code: str) -> None:
    said = command("track", url)

    assert f"captured, failed  plain {url}; {code}: " in said
    assert f"  outcome  unreachable ({code})\n" in said
    assert Run.objects.get().outcome == RunOutcome.UNREACHABLE


def test_capture_takes_a_document_by_its_id(site: Site) -> None:
    site.publish()
    document = declare([site.url()])

    said = command("capture", document.public_id)

    assert "  outcome  new version\n" in said
    assert Run.objects.get().document == document


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("CA-D-999999", "There is no document CA-D-999999."),
        ("CA-C-000001", "invalid_public_id"),
        ("terms", "invalid_public_id"),
    ],
)
def test_capture_of_what_does_not_exist_says_so(name: str, message: str) -> None:
    with pytest.raises(CommandError, match=message):
        command("capture", name)


def test_check_due_works_what_is_due_and_counts(site: Site) -> None:
    site.publish("/a", "The first.")
    for path in ("/a", "/gone"):
        declare([site.url(path)])
    declare([site.url("/later")])
    Source.objects.exclude(url=site.url("/later")).update(next_check_at=MONDAY - DAY)
    Source.objects.filter(url=site.url("/later")).update(next_check_at=MONDAY + DAY)

    said = command("check_due")

    assert said.splitlines()[0] == "2 documents were due."
    assert sorted(said.splitlines()[1:]) == ["      1 gone", "      1 new version"]
    assert Run.objects.filter(state=State.FINISHED).count() == 2


def test_reextract_makes_a_version_of_ours_where_the_extractor_improved() -> None:
    document = make_document()
    body = b"<html><body><main><h1>Terms</h1><p>You may cancel within 30 days of the order.</p></main></body></html>"
    make_version(document, "as read before", extractor_version="0", body=body)

    foreseen = command("reextract")
    unrecorded = document.versions.count()
    applied = command("reextract", "--apply")
    second = command("reextract", "--apply")

    report = (
        f"{document.public_id} substantive: 3 words before, 10 after; 10 added, 3 removed\n"
        "Read again: 1 substantive; 0 could not be read.\n"
    )
    assert foreseen == (
        report + "The dates of 1 versions are still to be read. Nothing was recorded; --apply records it.\n"
    )
    assert unrecorded == 1
    assert applied == (
        report + f"{document.public_id}: version 2 by our extraction\nDates: read in 1 versions.\n"
    )
    assert second == "Read again: 1 nothing to read again; 0 could not be read.\n"
    assert document.versions.count() == 2
    assert (document.changes.get().cause, document.changes.get().materiality) == ("extractor", 0)


def test_reextract_says_what_could_not_be_read_and_fails() -> None:
    document = make_document()
    make_version(document, "as read before", extractor_version="0", body=b"<html><body></body></html>")

    with pytest.raises(CommandError, match="1 documents could not be extracted again"):
        command("reextract", document.public_id)

    assert document.versions.count() == 1


def test_reextract_of_documents_that_do_not_exist_touches_none() -> None:
    with pytest.raises(CommandError, match="No such documents: 999999"):
        command("reextract", "CA-D-999999")


def test_fetching_is_paused_and_resumed(site: Site) -> None:
    site.publish()
    document = declare([site.url()])

    paused = command("pause_fetching", reason="asked by a vendor")
    with clock.fixed(MONDAY):
        waiting = run_capture(begin(document).pk)
    resumed = [command("resume_fetching"), command("resume_fetching")]

    assert paused == "Fetching from all hosts is paused. Resume it with resume_fetching.\n"
    assert resumed == ["Fetching goes on.\n", "It was not paused; nothing changed.\n"]
    assert (waiting.state, waiting.steps[-1]["event"]) == (State.WAITING, "waits")
    assert site.served.requests == []
    assert capture_on(document, MONDAY + DAY).outcome == RunOutcome.NEW_VERSION


def test_pausing_one_host_leaves_the_others_alone(site: Site) -> None:
    site.publish()
    document = declare([site.url()])

    said = command("pause_fetching", "--host", "elsewhere.example", "--reason", "asked by a vendor")

    assert said.startswith("Fetching from elsewhere.example is paused.")
    assert capture_on(document).outcome == RunOutcome.NEW_VERSION


@pytest.mark.django_db(transaction=True)
def test_serve_refuses_a_database_older_than_the_code() -> None:
    newest = MigrationRecorder(connection).migration_qs.filter(app="pipeline").latest("pk")
    with as_owner():
        MigrationRecorder(connection).record_unapplied("pipeline", newest.name)

    try:
        with pytest.raises(CommandError, match=r"manage\.py migrate"):
            command("serve")
    finally:
        with as_owner():
            MigrationRecorder(connection).record_applied("pipeline", newest.name)
