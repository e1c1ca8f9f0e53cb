"""The stages of a round, against sites that answer well and badly. The clock stands where the test puts it."""

from collections.abc import Callable
from datetime import timedelta

import pytest

from apps.core import clock
from apps.documents.fetching.failures import FailureKind
from apps.documents.models import (
    Document,
    Fetcher,
    Health,
    HealthState,
    Host,
    Outcome,
    RobotsFile,
    Route,
    Verdict,
)
from apps.documents.selectors import text_of
from apps.documents.services.hosts import ALL_HOSTS, pause_host
from apps.documents.services.sources import SourceFacts, declare_source
from apps.pipeline.errors import NotClaimableError
from apps.pipeline.models import RunOutcome, Stage, State
from apps.pipeline.samples.site import SampleServer
from apps.pipeline.stages.capture import run_capture
from apps.pipeline.stages.extract import run_extract
from tests.core.http.servers import redirect, response
from tests.factories import make_capture
from tests.pipeline.rounds import MONDAY, begin, capture_on, captures_of, declare, events
from tests.pipeline.sites import Site, html, legal_page

pytestmark = pytest.mark.django_db

DAY, HOUR, MINUTE = timedelta(days=1), timedelta(hours=1), timedelta(minutes=1)
CLAUSE = "We may from now on use what you upload to train our models."
SHELL = html(b"<!doctype html><title>Terms</title><div id='app'></div><script src='/app.js'></script>")


def health_of(document: Document) -> Health:
    return Health.objects.get(document=document)


def script(page: bytes) -> bytes:
    """Return an answer whose script writes the page's body into #app."""
    body = f"document.getElementById('app').innerHTML = {page.decode()!r}".encode()
    return response(body, content_type="text/javascript")


def test_a_page_becomes_a_version_and_the_next_check_is_set(site: Site) -> None:
    site.publish()
    document = declare([site.url()])

    run = capture_on(document)

    (capture,) = captures_of(run)
    assert (run.state, run.stage, run.outcome) == (State.FINISHED, Stage.DONE, RunOutcome.NEW_VERSION)
    assert events(run) == ["captured, received", "extracted", "new_version"]
    assert (capture.fetcher, capture.outcome, capture.verdict) == (
        Fetcher.PLAIN,
        Outcome.RECEIVED,
        Verdict.GOOD,
    )
    assert capture.started_at == capture.finished_at == MONDAY
    assert run.version == document.versions.get()
    assert text_of(document.versions.get()).startswith("# Terms of Service\n")
    health = health_of(document)
    assert (health.state, health.last_verified_at) == (HealthState.VERIFIED, MONDAY)
    assert health.next_attempt_at == document.sources.get().next_check_at
    assert health.next_attempt_at is not None
    assert MONDAY < health.next_attempt_at <= MONDAY + DAY


def test_the_same_page_again_is_verified_and_makes_nothing_new(site: Site) -> None:
    site.publish()
    document = declare([site.url()])
    capture_on(document)

    run = capture_on(document, MONDAY + DAY)

    assert (run.outcome, run.version) == (RunOutcome.UNCHANGED, document.versions.get())
    assert health_of(document).last_verified_at == MONDAY + DAY
    assert len(captures_of(run)) == 1


def test_another_text_is_a_change_by_the_publisher(site: Site) -> None:
    site.publish()
    document = declare([site.url()])
    capture_on(document)
    site.publish("/terms", CLAUSE)

    run = capture_on(document, MONDAY + DAY)

    change = document.changes.get()
    assert run.outcome == RunOutcome.NEW_VERSION
    assert (change.cause, change.kind, change.words_added) == ("publisher", "substantive", 13)
    assert events(run)[-2:] == ["change recorded", "new_version"]
    assert (health_of(document).state, health_of(document).since) == (HealthState.CHANGED, MONDAY + DAY)


@pytest.mark.browser
def test_an_empty_shell_is_seen_again_by_the_browser(site: Site) -> None:
    site.answers |= {"/terms": SHELL, "/app.js": script(legal_page())}
    document = declare([site.url()])

    run = capture_on(document)

    plain, browser = captures_of(run)
    assert run.outcome == RunOutcome.NEW_VERSION
    assert events(run)[:3] == ["captured, received", "goes to the browser", "captured, received"]
    assert (plain.fetcher, plain.verdict, plain.needs_browser) == (Fetcher.PLAIN, Verdict.SUSPECT, True)
    assert (browser.fetcher, browser.verdict) == (Fetcher.BROWSER, Verdict.GOOD)
    assert browser.served_snapshot == plain.snapshot
    assert document.versions.get().parts.get().capture == browser


@pytest.mark.browser
def test_a_refused_page_is_tried_by_the_browser_once_and_then_unreachable(site: Site) -> None:
    site.answers["/terms"] = html(b"<p>Forbidden</p>", status="403 Forbidden")
    document = declare([site.url()])

    run = capture_on(document)

    assert [(capture.fetcher, capture.failure) for capture in captures_of(run)] == [
        (Fetcher.PLAIN, FailureKind.BLOCKED),
        (Fetcher.BROWSER, FailureKind.BLOCKED),
    ]
    assert (run.outcome, run.cause) == (RunOutcome.UNREACHABLE, "status_403")
    assert health_of(document).state == HealthState.UNREACHABLE
    assert not document.versions.exists()


def test_a_source_for_plain_fetching_only_never_meets_the_browser(site: Site) -> None:
    site.answers["/terms"] = SHELL
    document = declare([site.url()], route=Route.PLAIN)

    run = capture_on(document)

    assert [capture.fetcher for capture in captures_of(run)] == [Fetcher.PLAIN]
    assert run.outcome == RunOutcome.QUARANTINED


@pytest.mark.browser
def test_a_captcha_is_quarantined_and_the_last_version_stands(sample_site: SampleServer) -> None:
    path = "/halvorine/legal/terms"
    document = declare([sample_site.url + path])
    capture_on(document)
    declare_source(document=document, sources=SourceFacts(urls=(f"{sample_site.url}/captcha{path}",)))

    run = capture_on(document, MONDAY + DAY)

    health = health_of(document)
    assert run.outcome == RunOutcome.QUARANTINED
    assert {capture.verdict for capture in captures_of(run)} == {Verdict.SUSPECT}
    assert document.versions.count() == 1
    assert (health.state, health.since, health.cause) == (HealthState.QUARANTINED, MONDAY + DAY, run.cause)
    assert health.last_verified_at == MONDAY
    assert health.next_attempt_at is not None
    assert MONDAY + DAY + 3 * HOUR < health.next_attempt_at < MONDAY + DAY + 5 * HOUR


def test_a_page_that_is_gone_is_said_to_be_gone(site: Site) -> None:
    document = declare([site.url("/moved-away")])

    run = capture_on(document)

    (capture,) = captures_of(run)
    assert (run.outcome, run.cause) == (RunOutcome.GONE, "status_404")
    assert (capture.outcome, capture.failure, capture.status) == (Outcome.FAILED, FailureKind.GONE, 404)
    assert capture.snapshot is not None
    assert health_of(document).state == HealthState.GONE


def test_a_server_that_asks_to_wait_is_left_alone_for_as_long(site: Site) -> None:
    site.answers["/terms"] = html(b"<p>Maintenance</p>", status="503 Service Unavailable", retry_after="7200")
    document = declare([site.url()])

    run = capture_on(document)

    assert (run.outcome, run.cause) == (RunOutcome.UNREACHABLE, "status_503")
    assert health_of(document).next_attempt_at == MONDAY + 2 * HOUR
    assert document.sources.get().next_check_at == MONDAY + 2 * HOUR


def test_failures_in_a_row_are_counted_and_waited_for_longer(site: Site) -> None:
    site.answers["/terms"] = html(b"", status="500 Internal Server Error")
    document = declare([site.url()])
    capture_on(document)
    first = health_of(document)

    capture_on(document, MONDAY + HOUR)

    second = health_of(document)
    assert (first.failures_in_a_row, second.failures_in_a_row) == (1, 2)
    assert first.next_attempt_at is not None
    assert second.next_attempt_at is not None
    assert first.next_attempt_at - MONDAY < 6 * MINUTE
    assert 27 * MINUTE <= second.next_attempt_at - (MONDAY + HOUR) <= 33 * MINUTE
    assert second.since == MONDAY


def test_a_page_that_robots_txt_forbids_is_not_asked_for(site: Site) -> None:
    site.publish()
    site.answers["/robots.txt"] = response(b"User-agent: *\nDisallow: /terms\n", content_type="text/plain")
    document = declare([site.url()])

    run = capture_on(document)

    (capture,) = captures_of(run)
    assert site.asked("/terms") == []
    assert (run.outcome, run.cause) == (RunOutcome.UNREACHABLE, "robots_rule_forbids")
    assert (capture.failure, capture.error_code) == (FailureKind.REFUSED_BY_ROBOTS, "robots_rule_forbids")


def test_robots_txt_is_read_once_a_day_and_kept(site: Site) -> None:
    site.publish()
    document = declare([site.url()])
    capture_on(document)

    capture_on(document, MONDAY + 23 * HOUR)
    capture_on(document, MONDAY + 25 * HOUR)

    assert len(site.asked("/robots.txt")) == 2
    assert list(RobotsFile.objects.order_by("fetched_at").values_list("status", "fetched_at")) == [
        (404, MONDAY),
        (404, MONDAY + 25 * HOUR),
    ]


def test_parts_make_one_version_in_their_order(site: Site) -> None:
    site.publish("/terms")
    site.publish("/fees", "Every month costs 12 euros.")
    document = declare([site.url("/terms"), site.url("/fees")])

    run = capture_on(document)

    version = document.versions.get()
    assert run.outcome == RunOutcome.NEW_VERSION
    assert [part.capture.requested_url for part in version.parts.all()] == [
        site.url("/terms"),
        site.url("/fees"),
    ]
    assert text_of(version).rstrip().endswith("Every month costs 12 euros.")


def test_a_part_that_fails_makes_no_version_and_the_other_is_kept(site: Site) -> None:
    site.publish("/terms")
    document = declare([site.url("/terms"), site.url("/fees")])

    run = capture_on(document)

    assert run.outcome == RunOutcome.GONE
    assert [capture.outcome for capture in captures_of(run)] == [Outcome.RECEIVED, Outcome.FAILED]
    assert not document.versions.exists()
    assert health_of(document).state == HealthState.GONE


def conditional(etag: str, page: bytes) -> Callable[[bytes], bytes]:
    """Return an answer that is 304 where the validator matches."""

    def answer(head: bytes) -> bytes:
        if f"if-none-match: {etag}".encode() in head.lower():
            return response(b"", status="304 Not Modified", etag=etag)
        return html(page, etag=etag)

    return answer


def test_not_modified_is_a_verification_of_the_bytes_we_have(site: Site) -> None:
    site.answers["/terms"] = conditional('"one"', legal_page())
    document = declare([site.url()])
    first = capture_on(document)

    run = capture_on(document, MONDAY + DAY)

    (before,), (capture,) = captures_of(first), captures_of(run)
    assert (capture.outcome, capture.status, capture.verdict) == (Outcome.NOT_MODIFIED, 304, Verdict.GOOD)
    assert capture.snapshot == before.snapshot
    assert run.outcome == RunOutcome.UNCHANGED
    assert health_of(document).last_verified_at == MONDAY + DAY


def test_not_modified_vouches_for_the_plain_fetch_and_not_for_a_rendering_since(site: Site) -> None:
    site.answers["/terms"] = conditional('"one"', legal_page())
    document = declare([site.url()])
    (plain,) = captures_of(capture_on(document))
    rendered = make_capture(
        document.sources.get(), body=legal_page(CLAUSE), fetcher=Fetcher.BROWSER, started_at=MONDAY + HOUR
    )

    (capture,) = captures_of(capture_on(document, MONDAY + DAY))

    assert capture.outcome == Outcome.NOT_MODIFIED
    assert capture.snapshot == plain.snapshot != rendered.snapshot


def test_once_a_week_the_page_is_asked_for_in_full(site: Site) -> None:
    site.answers["/terms"] = conditional('"one"', legal_page())
    document = declare([site.url()])

    outcomes = [captures_of(capture_on(document, MONDAY + day * DAY))[0].outcome for day in (0, 3, 6, 7, 8)]

    assert outcomes == ["received", "not_modified", "not_modified", "received", "not_modified"]


def test_sources_declared_anew_during_a_round_send_it_back_to_capture(site: Site) -> None:
    site.publish("/terms")
    site.publish("/terms-2026", CLAUSE)
    document = declare([site.url("/terms")])
    run = begin(document)
    with clock.fixed(MONDAY):
        run_capture(run.pk)
        declare_source(document=document, sources=SourceFacts(urls=(site.url("/terms-2026"),)))

        back = run_extract(run.pk)

    assert (back.stage, back.state) == (Stage.CAPTURE, State.WAITING)
    assert not document.versions.exists()
    finished = capture_on(document)
    assert finished.pk == run.pk
    assert CLAUSE in text_of(document.versions.get())
    assert events(finished) == [
        "captured, received",
        "back to capture",
        "captured, received",
        "extracted",
        "new_version",
    ]


def test_a_round_waits_in_the_database_while_fetching_is_paused(site: Site) -> None:
    site.publish()
    document = declare([site.url()])
    run = begin(document)
    with clock.fixed(MONDAY):
        pause_host(name=ALL_HOSTS, reason="asked by a vendor")

        waiting = run_capture(run.pk)

    assert (waiting.state, waiting.attempts, waiting.next_attempt_at) == (
        State.WAITING,
        0,
        MONDAY + 10 * MINUTE,
    )
    assert "asked by a vendor" in waiting.steps[-1]["detail"]
    assert site.served.requests == []
    with clock.fixed(MONDAY), pytest.raises(NotClaimableError):
        run_capture(run.pk)


def test_the_hosts_turn_is_given_back_whatever_happens(site: Site) -> None:
    site.answers["/terms"] = b"this is not HTTP\r\n\r\n"
    document = declare([site.url()])

    run = capture_on(document)

    assert run.outcome == RunOutcome.UNREACHABLE
    assert captures_of(run)[0].failure == FailureKind.MALFORMED
    assert Host.objects.get(name=f"127.0.0.1:{site.served.port}").free_at == MONDAY


def test_a_redirect_into_the_private_network_is_refused_and_recorded(site: Site) -> None:
    site.answers["/terms"] = redirect("http://169.254.169.254/latest/meta-data/")
    document = declare([site.url()])

    run = capture_on(document)

    (capture,) = captures_of(run)
    assert run.outcome == RunOutcome.UNREACHABLE
    assert (capture.failure, capture.error_code) == (FailureKind.REFUSED_BY_GUARD, "blocked_address")
    assert [hop["status"] for hop in capture.hops] == [302]
    assert not document.versions.exists()
