"""The leak walk: two workspaces full of rows, every address asked for as the wrong one, and two planted leaks."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import product

import pytest
from django.core import mail
from django.db import connection
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.test import Client, RequestFactory
from django.urls import ResolverMatch, reverse
from pytest_django import DjangoDbBlocker

from apps.accounts.models import ApiKey, Membership
from apps.accounts.types import FeedKind, Permission, Role
from apps.core import clock
from apps.core.tenancy import UnscopedQueryError, in_workspace
from apps.web.access_table import ACCESS
from apps.web.places import Place, inside
from tests.accounts.cast import make_feed, make_member
from tests.alerts.calendar.cast import make_dated
from tests.alerts.cast import make_alert
from tests.shared_rows import kept_for_the_module
from tests.web.access_samples import Sample, make_read
from tests.web.fingerprints import fingerprint, fingerprint_of, undone
from tests.web.planting import Planted, plant
from tests.web.review_samples import SAMPLES
from tests.web.visits import METHODS

INSIDE_ADDRESSES = sorted(name for name, wanted in ACCESS.items() if isinstance(wanted, Permission))
# Shown to whoever holds the token, and say what the message said.
TOKENS = {"invitation", "invitation_accept", "feed_alerts", "feed_calendar"}
MARKED_PAGES = {"workspace_channels", "workspace_deliveries", "workspace_dossiers", "workspace_address_new"}
OTHERS = sorted(name for name in ACCESS if name not in INSIDE_ADDRESSES)


@dataclass(frozen=True, slots=True)
class Two:
    """Acme, whose rows must not be seen; Umbra, whose owner is a viewer of Acme's too, and has an admin who is not."""

    acme: Planted
    umbra: Planted
    in_both: Client
    in_umbra: Client


@pytest.fixture(scope="module")
def planted(
    django_db_setup: None, django_db_blocker: DjangoDbBlocker, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[Planted, Planted]]:
    with kept_for_the_module(django_db_blocker, blobs=tmp_path_factory.mktemp("blobs")):
        make_read()
        acme = plant("Acme", "acmemark", domain="acme.example")
        umbra = plant("Umbra", "umbramark", domain="umbra.example")
        make_member(acme.team.workspace, umbra.team.people["owner"], Role.VIEWER)
        yield acme, umbra


@pytest.fixture(autouse=True)
def _blobs_of_this_test() -> None:
    """Leave them where the module has its own."""


@pytest.fixture
def two(db: None, planted: tuple[Planted, Planted]) -> Two:
    acme, umbra = (replace(each, team=each.team.as_it_was()) for each in planted)
    return Two(acme, umbra, umbra.team.client("owner"), umbra.team.client("admin"))


def body_of(response: HttpResponseBase) -> str:
    """Return all that a browser is given: headers, and the body, streamed or not."""
    body = b"".join(response.streaming_content) if response.streaming else response.content  # type: ignore[attr-defined]  # one has it, the other not
    return f"{response.headers}\n{body.decode(errors='replace')}"


def ask(client: Client, method: str, address: str, sample: Sample) -> HttpResponseBase:
    if method == "get":
        return client.get(address)
    return client.post(address, dict(sample.data), follow=True)


def test_pages_of_one_workspace_say_nothing_of_another(two: Two) -> None:
    """The owner of Umbra, who is in Acme too, opens each page of Umbra; and with numbers of Acme's rows in the address."""
    leaks: list[str] = []
    for name, method in product(INSIDE_ADDRESSES, METHODS):
        sample = SAMPLES[name]
        with undone():
            sample.prepare(two.umbra.team)
            own = sample.kwargs(two.umbra.team)
            mixed = sample.kwargs(two.acme.team) | {"workspace_slug": own["workspace_slug"]}
            before = fingerprint_of(two.acme.team.workspace)
            for kwargs in (own, mixed) if mixed != own else (own,):
                seen = body_of(ask(two.in_both, method, reverse(name, kwargs=kwargs), sample))
                if two.acme.mark in seen or fingerprint_of(two.acme.team.workspace) != before:
                    leaks.append(f"{method} {name} {kwargs}")

    assert leaks == []


def test_a_stranger_to_a_workspace_sees_none_of_its_pages(two: Two) -> None:
    leaks: list[str] = []
    for name, method in product(INSIDE_ADDRESSES, METHODS):
        sample = SAMPLES[name]
        with undone():
            sample.prepare(two.acme.team)
            address = reverse(name, kwargs=sample.kwargs(two.acme.team))
            before = fingerprint()
            response = ask(two.in_umbra, method, address, sample)
            seen = body_of(response)
            is_denied = response.status_code == 404 and fingerprint() == before
            if not is_denied or two.acme.mark in seen or "Acme" in seen:
                leaks.append(f"{method} {name}: {response.status_code}")

    assert leaks == []


def test_every_other_page_says_nothing_of_a_workspace(two: Two) -> None:
    """Public pages and one's own account, as somebody of Umbra, and afterwards as nobody: no cache may have kept a thing."""
    leaks: list[str] = []
    for name in OTHERS:
        if name in TOKENS:
            continue
        sample = SAMPLES.get(name, Sample())
        with undone():
            address = reverse(name, kwargs=sample.kwargs(two.umbra.team))
            bodies = [
                body_of(client.get(address, follow=True)) for client in (two.in_both, two.in_umbra, Client())
            ]
        if any(two.acme.mark in seen for seen in bodies) or two.umbra.mark in bodies[-1]:
            leaks.append(name)

    assert leaks == []


@pytest.mark.parametrize(("name", "kind"), [("feed_alerts", FeedKind.ATOM), ("feed_calendar", FeedKind.ICAL)])
def test_a_feed_says_nothing_of_another_workspace(two: Two, name: str, kind: FeedKind) -> None:
    """Of somebody who is in both: each address gives its own workspace, whoever asks and whatever session they have."""
    person = two.umbra.team.people["owner"]
    bodies = {}
    for planted in (two.acme, two.umbra):
        workspace = planted.team.workspace
        (change,) = make_dated("We may.", f"Effective {clock.now():%B} 28, {clock.now().year}.")
        make_alert(workspace, change, title=f"A vendor changed {planted.mark}")
        address = reverse(name, args=[make_feed(workspace, person, kind).secret])
        bodies[planted.mark] = [body_of(client.get(address)) for client in (Client(), two.in_umbra)]

    for mine, other in ((two.acme, two.umbra), (two.umbra, two.acme)):
        assert [mine.mark in seen for seen in bodies[mine.mark]] == [kind == FeedKind.ATOM] * 2
        assert [f"/w/{mine.team.workspace.slug}/" in seen for seen in bodies[mine.mark]] == [True, True]
        assert not any(other.mark in seen for seen in bodies[mine.mark])
        assert not any(f"/w/{other.team.workspace.slug}/" in seen for seen in bodies[mine.mark])


def test_what_is_shown_inside_is_kept_by_no_cache(two: Two) -> None:
    for name in INSIDE_ADDRESSES:
        with undone():
            response = two.in_both.get(reverse(name, kwargs=SAMPLES[name].kwargs(two.umbra.team)))
        assert {"private", "no-store"} <= set(response["Cache-Control"].split(", ")), name


def test_a_message_says_nothing_of_another_workspace(two: Two) -> None:
    address = reverse("workspace_invite", kwargs={"workspace_slug": two.umbra.team.workspace.slug})
    two.in_both.post(address, {"email": "somebody@partner.example", "role": "viewer"})

    (message,) = mail.outbox
    assert two.umbra.mark in str(message.message())
    assert two.acme.mark not in str(message.message())


def test_the_walk_had_something_to_find(two: Two) -> None:
    """The mark is all over Acme's own pages."""
    owner = two.acme.team.client("owner")
    pages = [name for name in INSIDE_ADDRESSES if two.acme.mark in _page(owner, two.acme, name)]

    assert two.acme.rows >= 60
    assert len(INSIDE_ADDRESSES) >= 17
    assert {"workspace", "workspace_members", *MARKED_PAGES} <= set(pages)


@inside
def careless_manager(request: HttpRequest, place: Place) -> HttpResponse:
    """A view that forgets the workspace, and asks the manager for everything."""
    return HttpResponse(", ".join(str(row) for row in ApiKey.objects.all()))


@inside
def careless_manager_inside(request: HttpRequest, place: Place) -> HttpResponse:
    """The same around the first lock: Django's own manager, as an inline or a library would use it."""
    with in_workspace(place.workspace):
        rows = Membership._base_manager.select_related("user")
        return HttpResponse(", ".join(str(row) for row in rows))


@inside
def careless_statement(request: HttpRequest, place: Place) -> HttpResponse:
    """A view with SQL of its own and no WHERE."""
    with in_workspace(place.workspace), connection.cursor() as cursor:
        cursor.execute("SELECT email FROM accounts_invitation UNION ALL SELECT name FROM accounts_apikey")
        return HttpResponse(", ".join(row[0] for row in cursor.fetchall()))


@inside
def careless_statement_outside(request: HttpRequest, place: Place) -> HttpResponse:
    """The same, and no workspace either."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT email FROM accounts_invitation UNION ALL SELECT name FROM accounts_apikey")
        return HttpResponse(", ".join(row[0] for row in cursor.fetchall()))


def _planted(view: object, two: Two) -> str:
    request = RequestFactory().get("/w/umbra/")
    request.user = two.umbra.team.people["owner"]
    request.session = two.in_both.session
    request.resolver_match = ResolverMatch(careless_statement, (), {}, url_name="workspace")
    assert callable(view)
    return body_of(view(request, workspace_slug=two.umbra.team.workspace.slug))


def test_a_planted_leak_through_the_manager_is_stopped_by_the_first_lock(two: Two) -> None:
    with pytest.raises(UnscopedQueryError):
        _planted(careless_manager, two)


@pytest.mark.parametrize("view", [careless_manager_inside, careless_statement])
def test_a_planted_leak_past_the_manager_is_stopped_by_the_second_lock(two: Two, view: object) -> None:
    seen = _planted(view, two)

    assert two.umbra.mark in seen
    assert two.acme.mark not in seen


def test_a_planted_leak_without_any_workspace_shows_nothing(two: Two) -> None:
    seen = _planted(careless_statement_outside, two)

    assert two.umbra.mark not in seen
    assert two.acme.mark not in seen


def _page(client: Client, planted: Planted, name: str) -> str:
    with undone():
        return body_of(client.get(reverse(name, kwargs=SAMPLES[name].kwargs(planted.team))))
