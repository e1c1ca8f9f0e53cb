"""Addresses that somebody would have watched: looked at, shown, confirmed; the archive never learns by whom."""

from datetime import timedelta
from functools import partial

import pytest
from pytest_django import DjangoCaptureOnCommitCallbacks

from apps.accounts.errors import NotPermittedError
from apps.accounts.types import Plan
from apps.billing.errors import LimitReachedError
from apps.core import clock
from apps.core.tenancy import in_workspace
from apps.documents.models import Capture, Document
from apps.pipeline.models import Run, State
from apps.pipeline.services.adding import add_document
from apps.pipeline.stages.driving import drive_run
from apps.pipeline.stages.looks import look_at_address
from apps.pipeline.tasks import looks as tasks
from apps.platforms.models import Platform
from apps.subscriptions.errors import AddressNotReadyError, AddressQuotaError, InvalidAddressError
from apps.subscriptions.models import AddressRequest
from apps.subscriptions.selectors import watches_of
from apps.subscriptions.selectors.addresses import addresses_to_look_at, document_at
from apps.subscriptions.services.addresses import (
    MONTH,
    ask_for_address,
    claim_look,
    drop_address,
    note_refused,
)
from apps.subscriptions.types import AddressState
from tests.accounts.cast import acting
from tests.accounts.conftest import Cast, build_cast
from tests.factories import make_platform
from tests.pipeline.sites import NOT_FOUND, Site, html
from tests.racing import at_once
from tests.reliability.broker import headers_in, waiting_in
from tests.subscriptions.cast import follow
from tests.subscriptions.test_watching import give

PATIENCE = timedelta(seconds=20)
LEASE = timedelta(minutes=20)


@pytest.fixture
def cast(db: None) -> Cast:
    return build_cast()


def ask(cast: Cast, url: str) -> AddressRequest:
    return ask_for_address(workspace=cast.acme, url=url, actor=acting(cast.bob))


def asked_in_umbra(cast: Cast, url: str) -> AddressRequest:
    return ask_for_address(workspace=cast.umbra, url=url, actor=acting(cast.charlie))


def look(asked: AddressRequest) -> AddressRequest:
    found = look_at_address(workspace_id=asked.workspace_id, request_id=asked.pk)
    assert found is not None
    return found


def test_what_is_found_is_shown_and_kept_out_of_the_archive(cast: Cast, site: Site) -> None:
    site.publish()
    asked = ask(cast, f"{site.url()}#liability")

    found = look(asked)

    assert (found.url, found.state) == (site.url(), AddressState.READY)
    assert found.found["title"] == "Terms of Service"
    assert found.found["opening"].startswith("# Terms of Service")
    assert (found.found["language"], found.found["type"]) == ("en", "terms-of-service")
    assert found.found["words"] > 100
    assert not Document.objects.exists()
    assert not Capture.objects.exists()
    assert look_at_address(workspace_id=cast.acme.pk, request_id=asked.pk) is None


def test_confirmed_it_is_a_document_like_any_other(cast: Cast, site: Site) -> None:
    site.publish()
    asked = look(ask(cast, site.url()))

    added = add_document(workspace=cast.acme, request_id=asked.pk, actor=acting(cast.bob))
    assert added.run is not None
    finished = drive_run(added.run, patience=PATIENCE)

    assert (finished.state, added.document.versions.count()) == (State.FINISHED, 1)
    assert added.document.sources.get().url == site.url()
    assert document_at(site.url("/terms/")) == added.document
    with in_workspace(cast.acme):
        assert list(watches_of(cast.acme)) == [added.watch]
        assert AddressRequest.objects.for_workspace(cast.acme).get().document == added.document
    with pytest.raises(AddressNotReadyError):
        add_document(workspace=cast.acme, request_id=asked.pk, actor=acting(cast.bob))


def test_what_somebody_else_added_meanwhile_is_followed_and_costs_no_quota(cast: Cast, site: Site) -> None:
    site.publish()
    mine, theirs = look(ask(cast, site.url())), look(asked_in_umbra(cast, site.url()))
    first = add_document(workspace=cast.umbra, request_id=theirs.pk, actor=acting(cast.charlie))

    second = add_document(workspace=cast.acme, request_id=mine.pk, actor=acting(cast.bob))

    assert (second.document, second.run) == (first.document, None)
    assert Run.objects.count() == 1


@pytest.mark.parametrize("answer", [NOT_FOUND, html(b"", status="410 Gone")])
def test_a_page_that_is_not_there_is_refused_in_words(cast: Cast, site: Site, answer: bytes) -> None:
    site.answers["/terms"] = answer

    refused = look(ask(cast, site.url()))

    assert (refused.state, refused.told) == (
        AddressState.REFUSED,
        "There is no page at this address (any more).",
    )


def test_a_page_that_is_no_document_goes_to_the_browser_or_is_refused(cast: Cast, site: Site) -> None:
    site.answers["/terms"] = html(b"<html lang='en'><h1>Shoes</h1>" + b"<p>Buy these shoes now.</p>" * 60)

    refused = look(ask(cast, site.url()))

    assert refused.state in {AddressState.REFUSED, AddressState.WAITING}
    assert refused.needs_browser == (refused.state == AddressState.WAITING)
    assert refused.found is None


def test_an_address_inside_is_not_visited(cast: Cast, site: Site) -> None:
    refused = look(ask(cast, "http://127.0.0.1:9/terms"))

    assert (refused.state, refused.told) == (
        AddressState.REFUSED,
        "This address is not on the public internet.",
    )


def test_robots_that_forbid_are_kept_to(cast: Cast, site: Site) -> None:
    site.publish()
    site.answers["/robots.txt"] = html(b"User-agent: *\nDisallow: /\n").replace(b"text/html", b"text/plain")

    refused = look(ask(cast, site.url()))

    assert (refused.state, site.asked()) == (AddressState.REFUSED, [])
    assert "robots.txt" in refused.told


@pytest.mark.parametrize(
    "url",
    [
        "",
        "ftp://x.example/a",
        "https://",
        "https://a b.example/",
        "https://me:pw@x.example/",
        "localhost/terms",
        "https://x.example:99999/",
        "https://[::1",
        "https://x.example/\x00",
        "https://x.example/" + "a" * 2000,
    ],
)
def test_what_is_no_address_is_refused_at_once(cast: Cast, url: str) -> None:
    with pytest.raises(InvalidAddressError):
        ask(cast, url)


def test_the_plan_gives_so_many_in_thirty_days_and_says_which_gives_more(cast: Cast, site: Site) -> None:
    give(cast.acme, Plan.FREE)
    site.publish()
    first = look(ask(cast, site.url()))
    waiting = ask(cast, "https://other.example/terms")
    add_document(workspace=cast.acme, request_id=first.pk, actor=acting(cast.bob))

    with pytest.raises(AddressQuotaError, match=r"Free plan gives 1 document .* Watcher plan gives 20"):
        ask(cast, "https://third.example/terms")
    assert ask(cast, waiting.url) == waiting
    with clock.fixed(clock.now() + MONTH + timedelta(minutes=1)):
        assert ask(cast, "https://third.example/terms").state == AddressState.WAITING


def test_a_plan_without_room_for_the_platform_adds_nothing(cast: Cast, site: Site) -> None:
    give(cast.acme, Plan.FREE)
    follow(cast.acme, cast.bob, make_platform())
    site.publish()
    asked = look(ask(cast, site.url()))
    platforms = Platform.objects.count()

    with pytest.raises(LimitReachedError):
        add_document(workspace=cast.acme, request_id=asked.pk, actor=acting(cast.bob))

    assert (Document.objects.count(), Platform.objects.count()) == (0, platforms)


def test_who_may_not_watch_may_not_ask(cast: Cast) -> None:
    with pytest.raises(NotPermittedError):
        ask_for_address(workspace=cast.umbra, url="https://x.example/", actor=acting(cast.bob))


def test_what_a_dead_worker_had_is_looked_at_again_and_given_up_in_the_end(cast: Cast) -> None:
    asked = ask(cast, "https://x.example/terms")
    claimed = claim_look(workspace_id=cast.acme.pk, request_id=asked.pk)
    assert claimed is not None
    assert addresses_to_look_at() == []
    now = clock.now()
    for times in range(1, 5):
        with clock.fixed(now + times * LEASE):
            assert addresses_to_look_at() == [(cast.acme.pk, asked.pk, False)]
            assert claim_look(workspace_id=cast.acme.pk, request_id=asked.pk) is not None
    with clock.fixed(now + 5 * LEASE):
        assert claim_look(workspace_id=cast.acme.pk, request_id=asked.pk) is None

    assert not note_refused(claimed, problem="late", told="A late worker changes nothing.")
    with in_workspace(cast.acme):
        assert AddressRequest.objects.for_workspace(cast.acme).get().problem == "processing_failed"


def test_what_was_dropped_is_not_added_and_may_be_asked_for_again(cast: Cast) -> None:
    asked = ask(cast, "https://x.example/terms")
    claimed = claim_look(workspace_id=cast.acme.pk, request_id=asked.pk)
    drop_address(workspace=cast.acme, request_id=asked.pk, actor=acting(cast.bob))

    assert claimed is not None
    assert not note_refused(claimed, problem="late", told="It was dropped meanwhile.")
    with pytest.raises(AddressNotReadyError):
        add_document(workspace=cast.acme, request_id=asked.pk, actor=acting(cast.bob))
    assert ask(cast, "http://x.example/terms/") != asked


@pytest.mark.usefixtures("broker")
def test_a_task_looks_and_the_sweeper_repeats_a_lost_nudge(
    cast: Cast, site: Site, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
) -> None:
    site.publish()
    asked = ask(cast, site.url())
    with django_capture_on_commit_callbacks(execute=True):
        tasks.sweep_addresses()
    assert waiting_in("fetch") == 1

    with django_capture_on_commit_callbacks(execute=True):
        tasks.look_at_address(workspace_id=cast.acme.pk, request_id=asked.pk)
        tasks.look_at_address(workspace_id=cast.acme.pk, request_id=asked.pk)
        tasks.sweep_addresses()
        tasks.nudge_added(add_document(workspace=cast.acme, request_id=asked.pk, actor=acting(cast.bob)))

    assert len(site.asked()) == 1
    assert [headers["task"] for headers in headers_in("fetch")] == [
        "pipeline.capture",
        "pipeline.look_at_address",
    ]


@pytest.mark.django_db(transaction=True)
def test_two_who_confirm_at_once_add_one_document(site: Site) -> None:
    cast = build_cast()
    site.publish()
    asked = look(ask(cast, site.url()))
    add = partial(add_document, workspace=cast.acme, request_id=asked.pk, actor=acting(cast.bob))

    assert at_once([add] * 3) == {"done": 1, "address_not_ready": 2}
    assert Document.objects.count() == 1
