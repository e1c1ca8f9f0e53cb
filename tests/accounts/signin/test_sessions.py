from hashlib import sha256

import pytest
from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from apps.accounts.models import User
from apps.accounts.services.sessions import end_sessions
from apps.core import clock
from apps.pipeline.tasks import upkeep
from tests.accounts.signin.people import is_signed_in, make_person, sign_in

FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:145.0) Gecko/20100101 Firefox/145.0"
SESSIONS = "/account/sessions/"


def test_sessions_are_listed_with_browser_and_address(person: User) -> None:
    client = Client(headers={"User-Agent": FIREFOX}, REMOTE_ADDR="198.51.100.7")
    sign_in(client)
    sign_in(Client(REMOTE_ADDR="203.0.113.9"))

    html = client.get(SESSIONS).content.decode()

    assert "Firefox on Linux" in html
    assert "198.51.100.7" in html
    assert "203.0.113.9" in html
    assert html.count("This one") == 1


def test_signing_out_elsewhere_leaves_this_one(signed_in: Client) -> None:
    other = Client()
    sign_in(other)

    signed_in.post(SESSIONS)

    assert is_signed_in(signed_in)
    assert not is_signed_in(other)


def test_sessions_of_others_are_neither_shown_nor_ended(signed_in: Client) -> None:
    make_person("other@example.com")
    other = Client(REMOTE_ADDR="203.0.113.9")
    sign_in(other, "other@example.com")

    assert b"203.0.113.9" not in signed_in.get(SESSIONS).content
    signed_in.post(SESSIONS)

    assert is_signed_in(other)


def test_a_visit_is_noted_once_in_five_minutes(signed_in: Client) -> None:
    session = UserSession.objects.get()

    signed_in.get("/methodology/", REMOTE_ADDR="198.51.100.7")
    signed_in.get("/methodology/", REMOTE_ADDR="203.0.113.9")
    session.refresh_from_db()
    assert session.ip == "198.51.100.7"

    cache.delete(f"session-seen:{sha256(session.session_key.encode()).hexdigest()}")
    signed_in.get("/methodology/", REMOTE_ADDR="203.0.113.9")
    session.refresh_from_db()
    assert session.ip == "203.0.113.9"
    assert session.last_seen_at > session.created_at


def test_a_session_that_went_unnoted_is_listed_again_at_its_first_visit(signed_in: Client) -> None:
    UserSession.objects.all().delete()

    signed_in.get("/methodology/")

    assert UserSession.objects.count() == 1


@pytest.mark.django_db
def test_a_visitor_without_a_session_costs_no_query_more(client: Client) -> None:
    with CaptureQueriesContext(connection) as queries:
        client.get("/methodology/")

    assert len(queries) == 0


def test_a_signed_in_visit_costs_two_queries(signed_in: Client) -> None:
    signed_in.get("/methodology/")

    with CaptureQueriesContext(connection) as queries:
        signed_in.get("/methodology/")

    assert len(queries) == 2  # the session, the person


def test_sessions_that_are_over_are_forgotten(signed_in: Client) -> None:
    other = Client()
    sign_in(other)
    Session.objects.filter(session_key=other.session.session_key).update(expire_date=clock.now())

    upkeep.forget_expired_sessions()

    assert Session.objects.count() == UserSession.objects.count() == 1
    assert is_signed_in(signed_in)


def test_a_person_can_be_signed_out_everywhere(signed_in: Client, person: User) -> None:
    other = Client()
    sign_in(other)

    assert end_sessions(user=person) == 2

    assert not is_signed_in(signed_in)
    assert not is_signed_in(other)


def test_an_ended_session_is_gone_at_once(signed_in: Client) -> None:
    UserSession.objects.get().end()

    assert signed_in.get(reverse("usersessions_list")).status_code == 302
