"""A declared selector that matches nothing any more: the last good text finds the document, or people are told."""

from datetime import timedelta

import pytest

from apps.documents.models import Cause, Document, Health, HealthState, Verdict
from apps.documents.selectors import text_of
from apps.documents.services.verification import check_texts
from apps.pipeline.models import RunOutcome
from tests.pipeline.rounds import MONDAY, capture_on, captures_of, declare, events
from tests.pipeline.sites import CLAUSES, Site, html

pytestmark = pytest.mark.django_db

DAY = timedelta(days=1)
NEWS = "We may from now on use what you upload to train our models."
CODE = "selector_matches_nothing"
ASIDE = "These terms of service are written for small screens as well, and every clause of them has a number of its own."


def page(name: str, *paragraphs: str, aside: str = "") -> bytes:
    body = "".join(f"<p>{paragraph}</p>" for paragraph in paragraphs)
    return html(
        "<!doctype html><html lang='en'><head><title>Terms of Service</title></head><body>"
        f"<main>{f'<p>{aside}</p>' if aside else ''}<div class='{name}'><h1>Terms of Service</h1>{body}</div></main></body></html>".encode()
    )


@pytest.fixture
def document(site: Site) -> Document:
    """A document cut out by a selector, with one version."""
    site.answers["/terms"] = page("legal", *CLAUSES)
    declared = declare([site.url()], select=(".legal",), route="plain")
    capture_on(declared)
    return declared


def health_of(document: Document) -> Health:
    return Health.objects.get(document=document)


def test_layout_changed_and_text_kept_is_verified_and_names_the_selector(
    site: Site, document: Document
) -> None:
    site.answers["/terms"] = page("terms-2027", *CLAUSES)

    run = capture_on(document, MONDAY + DAY)

    (capture,) = captures_of(run)
    assert (run.outcome, document.versions.count()) == (RunOutcome.UNCHANGED, 1)
    assert (capture.verdict, capture.reasons[0]["code"]) == (Verdict.GOOD, CODE)
    assert events(run) == ["captured, received", "extracted", "selector matches nothing", "unchanged"]
    health = health_of(document)
    assert (health.state, health.cause, health.last_verified_at) == (
        HealthState.VERIFIED,
        CODE,
        MONDAY + DAY,
    )
    assert "(.legal)" in health.detail


def test_change_on_the_new_layout_is_the_publishers(site: Site, document: Document) -> None:
    site.answers["/terms"] = page("terms-2027", *CLAUSES, NEWS)

    run = capture_on(document, MONDAY + DAY)

    change = document.changes.get()
    assert (run.outcome, change.cause, change.words_added) == (RunOutcome.NEW_VERSION, Cause.PUBLISHER, 13)
    assert change.to_version.ignored_selectors == [".legal"]
    assert (health_of(document).state, health_of(document).cause) == (HealthState.CHANGED, CODE)
    assert [finding.problem for finding in check_texts(sample=None)] == ["", ""]


def test_what_the_selector_had_kept_out_is_not_the_publishers(site: Site, document: Document) -> None:
    site.answers["/terms"] = page("legal", *CLAUSES, "You may object.", aside=ASIDE)
    capture_on(document, MONDAY + DAY)
    assert ASIDE not in text_of(document.versions.get(number=2))
    site.answers["/terms"] = page("terms-2027", *CLAUSES, "You may object.", NEWS, aside=ASIDE)

    capture_on(document, MONDAY + 2 * DAY)

    told = [(change.cause, change.words_added) for change in document.changes.order_by("pk")[1:]]
    assert told == [(Cause.SOURCE, len(ASIDE.split())), (Cause.PUBLISHER, 13)]
    assert [version.ignored_selectors for version in document.versions.order_by("number")[2:]] == [
        [".legal"]
    ] * 2
    assert {finding.problem for finding in check_texts(sample=None)} == {""}


def test_selector_that_matches_again_changes_nothing_of_the_publishers(
    site: Site, document: Document
) -> None:
    site.answers["/terms"] = page("terms-2027", *CLAUSES, NEWS, aside=ASIDE)
    capture_on(document, MONDAY + DAY)
    published = document.changes.by_publisher().count()
    site.answers["/terms"] = page("legal", *CLAUSES, NEWS, aside=ASIDE)

    capture_on(document, MONDAY + 2 * DAY)

    assert document.changes.by_publisher().count() == published
    assert (health_of(document).cause, health_of(document).detail) == ("", "")


def test_page_without_the_known_text_waits_for_a_person(site: Site, document: Document) -> None:
    site.answers["/terms"] = page(
        "news", *[f"Our harbour opened pier {number} this week." for number in range(60)]
    )

    run = capture_on(document, MONDAY + DAY)

    (capture,) = captures_of(run)
    assert (run.outcome, capture.verdict, document.versions.count()) == (
        RunOutcome.QUARANTINED,
        Verdict.SUSPECT,
        1,
    )
    assert (health_of(document).state, health_of(document).cause) == (HealthState.QUARANTINED, CODE)
    assert ".legal" in health_of(document).detail


def test_half_of_the_known_text_is_no_version(site: Site, document: Document) -> None:
    site.answers["/terms"] = page("terms-2027", *CLAUSES[:5])

    run = capture_on(document, MONDAY + DAY)

    assert (run.outcome, document.versions.count()) == (RunOutcome.QUARANTINED, 1)


def test_first_capture_has_no_last_good_text_to_go_by(site: Site) -> None:
    site.answers["/terms"] = page("terms-2027", *CLAUSES)
    document = declare([site.url()], select=(".legal",), route="plain")

    run = capture_on(document)

    assert (run.outcome, document.versions.count()) == (RunOutcome.QUARANTINED, 0)
    assert health_of(document).cause == CODE
