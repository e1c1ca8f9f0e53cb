"""The questions stage, over real HTTP: nothing waits for a model, and nothing it did not answer is lost."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import pytest
from celery import Celery
from pytest_django import Settings

from apps.analysis.models import Analyser, Analysis, Publication
from apps.core import clock
from apps.documents.models import Document
from apps.pipeline.models import Backlog, Desk, State
from apps.pipeline.services.backlogs import open_backlogs
from apps.pipeline.stages.analyses import run_analyses
from apps.pipeline.stages.questions import open_forgotten_questions, run_questions
from apps.pipeline.stages.sweeping import sweep_backlogs
from apps.pipeline.tasks import analyses as analyses_task
from apps.pipeline.tasks import questions as task
from conductatlas.language_model import LanguageModelSettings
from tests.analysis.language.answers import well
from tests.analysis.language.server import ModelServer, failing, serving
from tests.factories import make_document, make_history
from tests.provisions.documents import LAW, NOTICE_30, cut_all, terms
from tests.reliability.broker import waiting_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def server(settings: Settings) -> Iterator[ModelServer]:
    with serving() as running:
        settings.LANGUAGE_MODEL = LanguageModelSettings(
            provider="openai",
            model="test-model",
            api_key="sk-test",
            base_url=running.base_url,
            allow=frozenset({("127.0.0.1", running.port)}),
            structured="",
            input_price=Decimal(0),
            output_price=Decimal(0),
            tokens_per_day=None,
            dollars_per_day=None,
            seconds=10,
        )
        yield running


def read_by_rules() -> Document:
    document = make_document()
    make_history(document, [terms(NOTICE_30, LAW)])
    cut_all(document)
    open_backlogs([document.pk], desk=Desk.ANALYSES)
    run_analyses(document.pk)
    return document


def backlog_of(document: Document) -> Backlog:
    return Backlog.objects.get(document=document, desk=Desk.QUESTIONS)


def said_by_model() -> int:
    return Analysis.objects.filter(analyser=Analyser.MODEL).count()


def test_without_a_model_nothing_waits_for_one() -> None:
    document = read_by_rules()

    assert not Backlog.objects.filter(document=document, desk=Desk.QUESTIONS).exists()
    assert open_forgotten_questions() == []


def test_what_the_rules_have_read_is_asked_about(server: ModelServer) -> None:
    server.play(well)
    document = read_by_rules()

    backlog = run_questions(document.pk)

    assert (backlog.state, backlog.cause) == (State.FINISHED, "")
    assert [step["detail"].partition(": ")[2] for step in backlog.steps] == ["grounded", "grounded"]
    assert set(Publication.objects.values_list("shown__analyser", flat=True)) == {Analyser.MODEL}
    assert open_forgotten_questions() == []


@pytest.mark.parametrize(
    ("status", "cause", "wait"),
    [(429, "provider_pending", timedelta(hours=2)), (401, "provider_refused", timedelta(hours=1))],
)
def test_a_provider_that_does_not_answer_is_asked_later_and_the_rules_stay_shown(
    server: ModelServer, status: int, cause: str, wait: timedelta
) -> None:
    server.play(failing(status, retry_after="7200"))
    document = read_by_rules()

    before = clock.now()
    backlog = run_questions(document.pk)

    assert (backlog.state, backlog.cause, said_by_model()) == (State.WAITING, cause, 0)
    assert wait <= backlog.next_attempt_at - before < wait + timedelta(minutes=1)
    assert set(Publication.objects.values_list("shown__analyser", flat=True)) == {Analyser.RULES}
    assert sweep_backlogs().waiting == ()


def test_what_waited_is_found_when_its_time_has_come_and_answered(server: ModelServer) -> None:
    server.play(failing(429, retry_after="7200"))
    document = read_by_rules()
    run_questions(document.pk)
    server.play(well)

    with clock.fixed(clock.now() + timedelta(hours=3)):
        swept = sweep_backlogs()
        backlog = run_questions(document.pk)

    assert [(one.document_id, one.desk) for one in swept.waiting] == [(document.pk, Desk.QUESTIONS)]
    assert (backlog.state, backlog.cause, said_by_model()) == (State.FINISHED, "", 2)


def test_a_budget_that_is_spent_waits_for_the_next_day(server: ModelServer, settings: Settings) -> None:
    server.play(well)
    document = read_by_rules()
    settings.LANGUAGE_MODEL = replace(settings.LANGUAGE_MODEL, tokens_per_day=0)

    with clock.fixed((clock.now() + timedelta(days=1)).replace(hour=12)):
        backlog = run_questions(document.pk)
        wait = backlog.next_attempt_at - clock.now()

    assert (backlog.cause, server.asked) == ("budget_spent", [])
    assert timedelta(hours=11) < wait <= timedelta(hours=12)


@pytest.mark.django_db(transaction=True)
def test_reading_nudges_whoever_asks_and_asking_is_safe_twice(broker: Celery, server: ModelServer) -> None:
    server.play(well)
    document = make_document()
    make_history(document, [terms(NOTICE_30, LAW)])
    cut_all(document)
    open_backlogs([document.pk], desk=Desk.ANALYSES)

    analyses_task(document_id=document.pk)
    nudged = waiting_in("llm")
    task(document_id=document.pk)
    task(document_id=document.pk)

    assert (nudged, said_by_model(), backlog_of(document).state) == (1, 2, State.FINISHED)
