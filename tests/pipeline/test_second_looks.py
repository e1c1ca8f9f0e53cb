"""Looking again: a minute after the first capture, and by the other fetcher at a page that seems redesigned."""

from datetime import timedelta
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from apps.documents.models import Fetcher
from apps.documents.services.review import accept_capture, pages_to_review
from apps.pipeline.models import RunOutcome
from tests.factories import make_capture, make_health
from tests.pipeline.rounds import MONDAY, capture_on, captures_of, declare
from tests.pipeline.sites import Site, html

pytestmark = pytest.mark.django_db

DAY, MINUTE = timedelta(days=1), timedelta(minutes=1)


def test_the_first_text_is_looked_at_again_after_a_minute(site: Site) -> None:
    site.publish()
    document = declare([site.url()])

    capture_on(document)

    assert document.sources.get().next_check_at == MONDAY + MINUTE


def test_what_a_page_never_says_twice_is_learned_and_is_no_change(site: Site) -> None:
    site.publish("/terms", "This page was read by 120 people today.")
    document = declare([site.url()])
    capture_on(document)
    site.publish("/terms", "This page was read by 121 people today.")

    second = capture_on(document, MONDAY + MINUTE)
    site.publish("/terms", "This page was read by 7 people today.")
    later = capture_on(document, MONDAY + DAY)

    assert [second.outcome, later.outcome] == [RunOutcome.UNCHANGED, RunOutcome.UNCHANGED]
    assert document.versions.count() == 1
    assert not document.changes.exists()
    assert document.volatile_parts.get().pattern == "This page was read by … people today."


@pytest.mark.browser
def test_a_page_that_seems_redesigned_is_looked_at_by_both_fetchers_in_turn(site: Site) -> None:
    site.publish()
    document = declare([site.url()])
    capture_on(document)
    stranger = (
        "Our supplier shall deliver every boat on time under this contract, and no party may assign it. " * 40
    )
    site.answers["/terms"] = html(
        f"<!doctype html><title>Supplier agreement</title><main><h1>Supplier agreement</h1><p>{stranger}</main>".encode()
    )

    runs = [capture_on(document, MONDAY + day * DAY) for day in (1, 2, 3)]

    assert [run.outcome for run in runs] == [RunOutcome.QUARANTINED] * 3
    assert [captures_of(run)[0].fetcher for run in runs] == [Fetcher.PLAIN, Fetcher.BROWSER, Fetcher.PLAIN]
    (found,) = pages_to_review()
    assert (found.document, found.sightings) == (document, 3)
    accepted = accept_capture(capture=found.capture, by="A. Borg")
    assert capture_on(document, MONDAY + 4 * DAY).version == accepted.version


def test_commands_list_and_accept_what_a_person_should_look_at(site: Site) -> None:
    site.publish()
    document = declare([site.url()])
    capture_on(document)
    source = document.sources.get()
    for day, fetcher in ((1, "plain"), (2, "browser"), (3, "plain")):
        newest = make_capture(
            source,
            body=b"<main><h1>Supplier agreement</h1><p>"
            + b"A supplier shall deliver every boat on time. " * 20,
            started_at=MONDAY + day * DAY,
            fetcher=fetcher,
            verdict="suspect",
            reasons=[
                {"code": "text_not_found", "detail": "9% of the last good text's words", "weight": -6.0}
            ],
        )
    make_health(document, state="quarantined")
    listed, accepted = StringIO(), StringIO()

    call_command("review", stdout=listed)
    call_command("accept_capture", str(newest.pk), by="A. Borg", stdout=accepted)

    assert f"capture {newest.pk} of 2026-03-05" in listed.getvalue()
    assert "9% of the last good text's words" in listed.getvalue()
    assert listed.getvalue().endswith("1 pages to review.\n")
    assert accepted.getvalue().startswith("accepted: new, version 2, CA-C-")


def test_accepting_what_is_not_there_says_so() -> None:
    with pytest.raises(CommandError, match="There is no capture 7"):
        call_command("accept_capture", "7", by="A. Borg")
