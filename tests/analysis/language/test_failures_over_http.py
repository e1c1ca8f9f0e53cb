"""Failures of a provider over real HTTP: nothing is lost, what passes is tried again, what lasts is left pending."""

from collections.abc import Callable

import pytest

from apps.analysis.errors import ProviderPending, ProviderRefused
from apps.analysis.language import LanguageModel, Spending, analyse_provisions, open_model
from apps.analysis.language.types import Answer
from apps.core.http import Guard
from tests.analysis.language.answers import well
from tests.analysis.language.briefs import provision_briefs
from tests.analysis.language.conftest import Counted
from tests.analysis.language.server import Act, Asked, ModelServer, failing

Opened = Callable[..., LanguageModel]


def asked_about(model: LanguageModel, budget: Counted, waits: list[float] | None = None) -> list[Answer]:
    """Ask about the five clauses; sleeping is noted instead of done."""
    noted = [] if waits is None else waits
    return list(analyse_provisions(provision_briefs(), model=model, budget=budget, sleep=noted.append))


@pytest.mark.parametrize(
    ("status", "reason"),
    [
        (408, "timed_out"),
        (409, "overloaded"),
        (429, "rate_limited"),
        (500, "server_error"),
        (502, "server_error"),
        (503, "overloaded"),
        (529, "overloaded"),
    ],
)
def test_a_passing_failure_is_tried_again_and_nothing_is_lost(
    server: ModelServer, opened: Opened, budget: Counted, status: int, reason: str
) -> None:
    server.play(failing(status), failing(status), well)
    waits: list[float] = []

    answers = asked_about(opened(), budget, waits)

    assert len(answers) == 5
    assert all(answer.reading is not None for answer in answers)
    assert waits == [1.0, 4.0]
    assert len(server.asked) == 4  # two failures, two batches


@pytest.mark.parametrize(
    ("status", "reason"), [(429, "rate_limited"), (500, "server_error"), (503, "overloaded")]
)
def test_a_failure_that_lasts_leaves_the_question_pending(
    server: ModelServer, opened: Opened, budget: Counted, status: int, reason: str
) -> None:
    server.play(failing(status))

    with pytest.raises(ProviderPending) as pending:
        asked_about(opened(), budget)

    assert pending.value.retryable
    assert pending.value.reason == reason
    assert len(server.asked) == 3
    assert budget.reserved == {}
    assert budget.settled == [Spending()] * 3


def test_what_was_answered_before_a_failure_is_kept(
    server: ModelServer, opened: Opened, budget: Counted
) -> None:
    server.play(well, failing(500))
    answers = analyse_provisions(provision_briefs(), model=opened(), budget=budget, sleep=lambda _: None)

    kept = [next(answers).public_id for _ in range(4)]
    with pytest.raises(ProviderPending):
        next(answers)

    assert kept == ["CA-P-000001", "CA-P-000002", "CA-P-000003", "CA-P-000004"]
    assert len(server.asked) == 4


def test_a_short_pause_asked_for_is_kept(server: ModelServer, opened: Opened, budget: Counted) -> None:
    server.play(failing(429, Retry_After="7"), well)
    waits: list[float] = []

    answers = asked_about(opened(), budget, waits)

    assert waits == [7.0]
    assert len(answers) == 5


def test_a_long_pause_asked_for_is_left_to_the_sweeper(
    server: ModelServer, opened: Opened, budget: Counted
) -> None:
    server.play(failing(429, Retry_After="120"))
    waits: list[float] = []

    with pytest.raises(ProviderPending) as pending:
        asked_about(opened(), budget, waits)

    assert pending.value.retry_after == 120.0
    assert waits == []
    assert len(server.asked) == 1


def test_a_silent_provider_is_left_at_the_deadline(
    server: ModelServer, opened: Opened, budget: Counted
) -> None:
    server.play(lambda _: Act(after=2.0))

    with pytest.raises(ProviderPending) as pending:
        asked_about(opened(seconds=0.3), budget)

    assert pending.value.reason == "timed_out"
    assert len(server.asked) == 3
    assert all(spent.tokens > 8_000 for spent in budget.settled)  # it may be billed, so it counts


@pytest.mark.parametrize("chunked", [False, True])
@pytest.mark.parametrize("cut_at", [0, 40, 300])
def test_an_answer_cut_short_is_asked_for_again(
    server: ModelServer, opened: Opened, budget: Counted, chunked: bool, cut_at: int
) -> None:
    def cut(asked: Asked) -> Act:
        return Act(body=well(asked).body, cut_at=cut_at, chunked=chunked)

    server.play(cut, well)

    answers = asked_about(opened(), budget)

    assert [answer.reading is not None for answer in answers] == [True] * 5
    assert len(server.asked) == 3


@pytest.mark.parametrize("body", [b"", b"<html>busy</html>", b'{"id": "chatcmpl-1", "choi'])
def test_a_body_that_is_no_answer_of_a_model_leaves_it_pending(
    server: ModelServer, opened: Opened, budget: Counted, body: bytes
) -> None:
    server.play(lambda _: Act(body=body))

    with pytest.raises(ProviderPending) as pending:
        asked_about(opened(), budget)

    assert pending.value.reason == "cut_short"
    assert len(server.asked) == 3


@pytest.mark.parametrize("status", [400, 401, 403, 404, 422])
def test_a_refusal_is_not_tried_again(
    server: ModelServer, opened: Opened, budget: Counted, status: int
) -> None:
    server.play(failing(status))

    with pytest.raises(ProviderRefused) as refused:
        asked_about(opened(), budget)

    assert not refused.value.retryable
    assert str(status) in str(refused.value)
    assert len(server.asked) == 1


def test_a_redirect_is_not_followed(server: ModelServer, opened: Opened, budget: Counted) -> None:
    server.play(lambda _: Act(307, {"Location": f"http://127.0.0.1:{server.port}/elsewhere"}))

    with pytest.raises(ProviderRefused):
        asked_about(opened(), budget)

    assert [asked.path for asked in server.asked] == ["/v1/chat/completions"]


def test_an_address_that_is_not_public_is_refused_by_the_guard(
    server: ModelServer, opened: Opened, budget: Counted
) -> None:
    server.play(well)
    shut = open_model(opened().config, guard=Guard(), user_agent="ConductAtlas/test")

    with pytest.raises(ProviderRefused, match="guard"):
        asked_about(shut, budget)

    assert server.asked == []
