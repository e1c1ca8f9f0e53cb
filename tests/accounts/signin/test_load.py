"""Two hundred people sign in at the same time."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session
from django.db import connection
from django.test import Client

from tests.accounts.signin.people import make_person, sign_in

PEOPLE, AT_ONCE = 200, 16


def _sign_in(number: int) -> str:
    try:
        client = Client(REMOTE_ADDR=f"198.51.100.{number}", raise_request_exception=False)
        led_to = sign_in(client, f"person-{number}@example.com")
        return led_to if client.get("/methodology/").status_code == 200 else ""
    finally:
        connection.close()


@pytest.mark.django_db(transaction=True)
def test_two_hundred_people_sign_in_at_once() -> None:
    for number in range(PEOPLE):
        make_person(f"person-{number}@example.com")

    with ThreadPoolExecutor(AT_ONCE) as threads:
        led_to = list(threads.map(_sign_in, range(PEOPLE)))

    assert led_to == ["/"] * PEOPLE
    assert UserSession.objects.count() == Session.objects.count() == PEOPLE


@pytest.mark.django_db(transaction=True)
def test_one_person_signs_in_at_four_places_at_once() -> None:
    make_person("person-1@example.com")  # the fifth attempt under way would count as a guess

    with ThreadPoolExecutor(4) as threads:
        led_to = list(threads.map(lambda _: _sign_in(1), range(4)))

    assert led_to == ["/"] * 4
    assert UserSession.objects.count() == 4
