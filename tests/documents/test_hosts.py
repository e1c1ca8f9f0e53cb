"""Turns at a host."""

from datetime import timedelta
from threading import Barrier, Thread

import pytest
from django.db import connection

from apps.core import clock
from apps.documents.models import Host
from apps.documents.services.hosts import (
    ALL_HOSTS,
    NoTurn,
    Turn,
    end_turn,
    pause_host,
    record_host_result,
    resume_host,
    take_turn,
)
from tests.factories import START

GAP = timedelta(seconds=8)
NAME = "vendor.example"


@pytest.mark.django_db
def test_a_host_has_one_connection_at_a_time() -> None:
    with clock.fixed(START):
        first, second = take_turn(NAME, gap=GAP), take_turn(NAME, gap=GAP)

    assert isinstance(first, Turn)
    assert isinstance(second, NoTurn)


@pytest.mark.django_db
def test_those_who_wait_get_places_a_gap_apart() -> None:
    with clock.fixed(START):
        take_turn(NAME, gap=GAP)
        places = [take_turn(NAME, gap=GAP) for _ in range(3)]

    assert [getattr(place, "until", None) for place in places] == [
        START + GAP,
        START + 2 * GAP,
        START + 3 * GAP,
    ]


@pytest.mark.django_db
def test_a_host_rests_for_the_gap_after_a_turn() -> None:
    with clock.fixed(START):
        turn = take_turn(NAME, gap=GAP)
        assert isinstance(turn, Turn)
        end_turn(turn, gap=GAP)
    with clock.fixed(START + GAP - timedelta(seconds=1)):
        too_early = take_turn(NAME, gap=GAP)
    with clock.fixed(START + GAP):
        in_time = take_turn(NAME, gap=GAP)

    assert isinstance(too_early, NoTurn)
    assert too_early.until == START + GAP
    assert isinstance(in_time, Turn)


@pytest.mark.django_db
def test_the_turn_of_a_dead_worker_ends_by_itself_and_cannot_be_ended_late() -> None:
    with clock.fixed(START):
        lost = take_turn(NAME, gap=GAP)
    assert isinstance(lost, Turn)
    with clock.fixed(lost.until):
        taken_over = take_turn(NAME, gap=GAP)
        end_turn(lost, gap=GAP)

    assert isinstance(taken_over, Turn)
    assert Host.objects.get(name=NAME).free_at == taken_over.until


@pytest.mark.django_db
def test_five_failures_in_a_row_close_a_host_for_an_hour() -> None:
    with clock.fixed(START):
        turn = take_turn(NAME, gap=GAP)
        assert isinstance(turn, Turn)
        for _ in range(5):
            record_host_result(name=NAME, has_failed=True)
        end_turn(turn, gap=timedelta(0))
        refused = take_turn(NAME, gap=GAP)
    with clock.fixed(START + timedelta(hours=1)):
        allowed = take_turn(NAME, gap=GAP)

    assert isinstance(refused, NoTurn)
    assert refused.until == START + timedelta(hours=1)
    assert isinstance(allowed, Turn)


@pytest.mark.django_db
def test_a_success_forgives_the_failures() -> None:
    take_turn(NAME, gap=GAP)
    for _ in range(4):
        record_host_result(name=NAME, has_failed=True)

    record_host_result(name=NAME, has_failed=False)
    record_host_result(name=NAME, has_failed=True)

    assert Host.objects.get(name=NAME).open_until is None


@pytest.mark.django_db
@pytest.mark.parametrize("name", [NAME, ALL_HOSTS])
def test_a_paused_host_gives_no_turn_until_it_is_resumed(name: str) -> None:
    pause_host(name=name, reason="asked by the vendor")

    refused = take_turn(NAME, gap=GAP)

    assert isinstance(refused, NoTurn)
    assert "asked by the vendor" in refused.reason
    assert resume_host(name=name)
    assert isinstance(take_turn(NAME, gap=GAP), Turn)
    assert not resume_host(name=name)


@pytest.mark.django_db(transaction=True)
def test_of_many_at_once_one_gets_the_turn() -> None:
    take_turn(NAME, gap=GAP)
    Host.objects.update(free_at=START)
    barrier, turns = Barrier(6), []

    def ask() -> None:
        barrier.wait()
        turns.append(take_turn(NAME, gap=GAP))
        connection.close()

    askers = [Thread(target=ask) for _ in range(6)]
    for asker in askers:
        asker.start()
    for asker in askers:
        asker.join()

    assert sum(isinstance(turn, Turn) for turn in turns) == 1
    assert len(turns) == 6
