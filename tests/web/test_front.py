"""The front page, the methodology and the state of the archive."""

import re
from datetime import UTC, datetime, timedelta

import pytest
from django.conf import settings
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from apps.core import clock
from apps.documents.models import HealthState, Verdict
from apps.documents.services.hosts import pause_host
from apps.web.presentation.error_rates import ERROR_RATES
from tests import factories

pytestmark = pytest.mark.django_db

HOME_QUERIES = 6  # versions, platforms, documents, changes, troubled, categories
STATUS_QUERIES = 6  # captures, states, verified, waiting, troubled, paused
NOW = datetime(2026, 3, 12, 9, 0, tzinfo=UTC)


def page_of(client: Client, address: str) -> str:
    with clock.fixed(NOW):
        response = client.get(address)
    assert response.status_code == 200
    return " ".join(response.content.decode().split())


def test_front_page_counts_what_is_held(client: Client) -> None:
    factories.make_history(factories.make_document(), ["One.", "Two."])

    html = page_of(client, "/")

    for label, value in [("platform", 1), ("document", 1), ("versions", 2), ("days of history", 10)]:
        assert f"<dt>{label}</dt> <dd> {value} </dd>" in html
    assert "CA-C-" in html
    assert '<a href="/platforms/?category=ai-models">' in html


def test_front_page_of_an_empty_archive_says_what_will_appear(client: Client) -> None:
    html = page_of(client, "/")

    assert "No change has been seen yet" in html


@pytest.mark.parametrize("count", [1, 3])
def test_front_page_costs_the_same_however_much_is_held(
    client: Client, django_assert_num_queries: DjangoAssertNumQueries, count: int
) -> None:
    for _ in range(count):
        document = factories.make_document()
        factories.make_history(document, ["One.", "Two."])
        factories.make_health(document, state=HealthState.GONE)

    with django_assert_num_queries(HOME_QUERIES):
        page_of(client, "/")


def test_methodology_names_the_engines_in_use(client: Client) -> None:
    html = page_of(client, "/methodology/")

    assert "diffing/" in html
    assert "conductatlas" in html


def test_methodology_states_error_rates_with_their_dates(client: Client) -> None:
    html = page_of(client, "/methodology/")

    for rate in ERROR_RATES:
        assert rate.result in html
        assert f'datetime="{rate.measured_on:%Y-%m-%d}"' in html
    assert len(ERROR_RATES) == html.count('<th scope="row"')


def test_methodology_states_the_rates_of_the_model_card(client: Client) -> None:
    card = (settings.BASE_DIR / "docs" / "model-card.md").read_text(encoding="utf-8")
    (given,) = re.findall(
        r"share that is given a topic, and how often it is right \| ([\d.]+), ([\d.]+)", card
    )

    shares = [f"{100 * float(share):.1f} %" for share in given]

    assert f"{shares[0]} given a topic, {shares[1]} of these the right one" in page_of(
        client, "/methodology/"
    )


def test_status_counts_attempts_of_the_last_day_and_what_they_brought(client: Client) -> None:
    source = factories.make_document().sources.get()
    for hours, verdict in [(1, Verdict.GOOD), (2, Verdict.GOOD), (3, Verdict.SUSPECT), (30, Verdict.GOOD)]:
        factories.make_capture(source, started_at=NOW - timedelta(hours=hours), verdict=verdict)
    factories.make_failed_capture(source, started_at=NOW - timedelta(hours=4))

    html = page_of(client, "/status/")

    assert "<dt>captures in 24 hours</dt> <dd> 4 </dd>" in html
    assert "<dt>of them obtained</dt> <dd> 50.0 % </dd>" in html


def test_status_lists_who_has_been_in_trouble_longest_first(client: Client) -> None:
    for days, title in [(1, "Newer"), (5, "Older")]:
        document = factories.make_document(title=title)
        factories.make_health(document, state=HealthState.UNREACHABLE, since=NOW - timedelta(days=days))

    html = page_of(client, "/status/")

    assert html.index(">Older<") < html.index(">Newer<")


def test_status_says_when_an_operator_stopped_all_fetching(client: Client) -> None:
    assert "Capturing is paused" not in page_of(client, "/status/")

    pause_host(name="*", reason="maintenance")

    assert "Capturing is paused" in page_of(client, "/status/")


@pytest.mark.parametrize("count", [1, 3])
def test_status_costs_the_same_however_many_are_in_trouble(
    client: Client, django_assert_num_queries: DjangoAssertNumQueries, count: int
) -> None:
    for _ in range(count):
        factories.make_health(factories.make_document(), state=HealthState.GONE)

    with django_assert_num_queries(STATUS_QUERIES):
        page_of(client, "/status/")
