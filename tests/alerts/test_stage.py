"""The tasks and the command: what is nudged, what goes on by itself, what people are told."""

from collections.abc import Iterator
from datetime import timedelta
from io import StringIO

import pytest
from celery import Celery
from django.core.management import CommandError, call_command

from apps.alerts.models import FanOut, FanOutState
from apps.alerts.services import raising
from apps.alerts.services.claiming import claim_fan_out
from apps.core import clock
from apps.documents.models.change import Cause, Kind
from apps.pipeline import tasks
from apps.pipeline.stages.alerts import find_changes_to_tell
from tests.accounts.conftest import Cast
from tests.alerts.cast import NOW, alerts_in, follow, make_news, told_of
from tests.reliability.broker import empty_broker, headers_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def broker() -> Iterator[Celery]:
    with empty_broker() as app:
        yield app


def nudged() -> list[str]:
    return [header["task"] for header in headers_in("default")]


def run(change: object) -> str:
    out = StringIO()
    call_command("raise_alerts", str(change), stdout=out)
    return out.getvalue().strip()


@pytest.mark.django_db(transaction=True)
def test_the_beat_finds_a_change_and_nudges_its_telling_once(broker: Celery, cast: Cast) -> None:
    change = make_news()
    follow(cast.acme, cast.alice, change.document.platform)

    with clock.fixed(NOW + timedelta(hours=1)):
        tasks.open_fan_outs()
        tasks.open_fan_outs()
        assert nudged() == ["pipeline.raise_alerts"]
        tasks.raise_alerts(change_id=change.pk)
        tasks.raise_alerts(change_id=change.pk)

    assert told_of(change) == [cast.acme.pk]


@pytest.mark.django_db(transaction=True)
def test_a_turn_that_is_over_is_followed_by_another(
    broker: Celery, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    change = make_news()
    follow(cast.acme, cast.alice, change.document.platform)
    monkeypatch.setattr(raising.raise_alerts, "__kwdefaults__", {"turn": timedelta(0)})
    with clock.fixed(NOW + timedelta(hours=1)):
        find_changes_to_tell()

        tasks.raise_alerts(change_id=change.pk)

    assert nudged() == ["pipeline.raise_alerts"]
    assert FanOut.objects.get().state == FanOutState.WAITING


def test_what_dead_workers_had_is_found_again(cast: Cast) -> None:
    change = make_news()
    moment = NOW + timedelta(hours=1)
    with clock.fixed(moment):
        first = find_changes_to_tell()
        claim_fan_out(change.pk)
    with clock.fixed(moment + timedelta(seconds=361)):
        again = find_changes_to_tell()

    assert (first.opened, first.returned, first.waiting) == (1, 0, (change.pk,))
    assert (again.opened, again.returned, again.waiting) == (0, 1, (change.pk,))


def test_history_is_noted_and_nobody_is_told(cast: Cast) -> None:
    change = make_news()
    follow(cast.acme, cast.alice, change.document.platform)

    with clock.fixed(NOW + timedelta(days=30)):
        tasks.open_fan_outs()
        tasks.note_history()
        told = run(change)

    assert FanOut.objects.get().state == FanOutState.HISTORY
    assert told == f"{change} is history: nobody is told."
    assert alerts_in(cast.acme) == []


def test_the_command_tells_how_many_were_told_and_tells_nobody_twice(cast: Cast) -> None:
    change = make_news()
    follow(cast.acme, cast.alice, change.document.platform)
    follow(cast.umbra, cast.charlie, change.document)

    with clock.fixed(NOW):
        first, again = run(change), run(change)

    assert first == f"{change}: 2 workspaces were told."
    assert again == f"{change} was told before, to 2 workspaces."
    assert told_of(change) == sorted([cast.acme.pk, cast.umbra.pk])


@pytest.mark.parametrize(
    ("given", "told"),
    [
        ("CA-C-999999", "There is no change CA-C-999999"),
        ("CA-D-000001", "invalid_public_id"),
    ],
)
def test_the_command_says_what_is_wrong(given: str, told: str) -> None:
    with pytest.raises(CommandError, match=told):
        run(given)


def test_the_command_tells_nobody_of_our_own_better_reading(cast: Cast) -> None:
    change = make_news(cause=Cause.EXTRACTOR, kind=Kind.BASELINE)
    follow(cast.acme, cast.alice, change.document.platform)

    with clock.fixed(NOW), pytest.raises(CommandError, match="nobody_to_tell"):
        run(change)

    assert (FanOut.objects.count(), alerts_in(cast.acme)) == (0, [])
