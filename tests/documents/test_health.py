"""One row that says what the captures add up to."""

from datetime import timedelta

import pytest

from apps.documents.models import HealthState
from apps.documents.services.health import Observation, record_observation
from tests.factories import START, make_document

DAY = timedelta(days=1)
pytestmark = pytest.mark.django_db


def test_since_moves_only_when_the_state_does() -> None:
    document = make_document()
    for number in range(3):
        observation = Observation(state=HealthState.UNREACHABLE, at=START + number * DAY, cause="dns_failure")
        health = record_observation(document=document, observation=observation)

    assert (health.state, health.since, health.failures_in_a_row) == ("unreachable", START, 3)
    assert health.last_capture_at == START + 2 * DAY
    assert health.is_blind


def test_seeing_the_text_again_ends_the_blindness() -> None:
    document = make_document()
    record_observation(
        document=document, observation=Observation(state=HealthState.GONE, at=START, cause="status_404")
    )

    seen = Observation(state=HealthState.VERIFIED, at=START + DAY, verified=True)
    health = record_observation(document=document, observation=seen)

    assert (health.state, health.since, health.cause, health.failures_in_a_row) == (
        "verified",
        START + DAY,
        "",
        0,
    )
    assert health.last_verified_at == START + DAY


def test_blindness_keeps_the_date_of_the_last_sight() -> None:
    document = make_document()
    record_observation(
        document=document, observation=Observation(state=HealthState.VERIFIED, at=START, verified=True)
    )

    blind = Observation(state=HealthState.QUARANTINED, at=START + DAY, cause="challenge_page")
    health = record_observation(document=document, observation=blind)

    assert health.last_verified_at == START


def test_an_older_observation_changes_nothing() -> None:
    document = make_document()
    record_observation(
        document=document, observation=Observation(state=HealthState.VERIFIED, at=START + DAY, verified=True)
    )

    health = record_observation(document=document, observation=Observation(state=HealthState.GONE, at=START))

    assert health.state == "verified"
