"""Asking a language model over real HTTP: its answers are kept, checked, and shown before what the rules say."""

from collections.abc import Callable, Iterator

import pytest

from apps.analysis.errors import BudgetSpent
from apps.analysis.language import DayLimits, LanguageModel, Spending
from apps.analysis.models import Analyser, Analysis, Outlay, PublicationState, SpendingDay
from apps.analysis.selectors.shown import shown_reading
from apps.analysis.selectors.waiting import unasked_standings
from apps.analysis.services.asking import ask_about_provisions, provision_version
from apps.analysis.services.spending import DayBudget
from apps.documents.models import Document
from apps.provisions.services.segments import segment_version
from tests.analysis.documents import clause, publication_of, read_all, standings_of
from tests.analysis.language.answers import well
from tests.analysis.language.server import ModelServer, saying
from tests.factories import make_change, make_version
from tests.provisions.documents import AGE, LAW, LIABILITY, NOTICE_7, terms

pytestmark = pytest.mark.django_db

Opened = Callable[..., LanguageModel]
NO_LIMITS = DayBudget(DayLimits())


@pytest.fixture(autouse=True)
def _blobs_of_this_test() -> None:
    """Leave them where the module has its own."""


@pytest.fixture
def document(db: None, kept_document: Document) -> Document:
    return Document.objects.get(pk=kept_document.pk)


def ask(document: Document, model: LanguageModel, budget: DayBudget = NO_LIMITS) -> list[Analysis]:
    waiting = unasked_standings(provision_version(model)).filter(provision__document=document)
    answers: Iterator[Analysis] = ask_about_provisions(
        standings=list(waiting.order_by("last_text__ordinal")), model=model, budget=budget
    )
    return list(answers)


def test_what_a_model_says_is_shown_before_what_the_rules_say(
    document: Document, server: ModelServer, opened: Opened
) -> None:
    server.play(well)

    answers = ask(document, opened())

    shown = shown_reading(clause(document, "Ireland"))
    assert [answer.is_grounded for answer in answers] == [True, True, True]
    assert shown is not None
    assert (shown.author.kind, shown.author.name) == ("model", "openai:test-model provision/1")
    assert Analysis.objects.filter(analyser=Analyser.RULES, provision__isnull=False).count() == 3


def test_what_was_asked_is_not_asked_again(document: Document, server: ModelServer, opened: Opened) -> None:
    server.play(well)
    ask(document, opened())
    asked = len(server.asked)
    make_change(document.versions.get(number=2), make_version(document, terms(NOTICE_7, LIABILITY, LAW, AGE)))
    segment_version(version=document.versions.get(number=3))
    read_all(document)

    answers = ask(document, opened())

    assert asked == len(server.asked) - 1
    assert [str(answer.provision) for answer in answers] == [str(clause(document, "16 years"))]


def test_what_is_no_reading_is_kept_as_it_came_and_the_rules_stay_shown(
    document: Document, server: ModelServer, opened: Opened
) -> None:
    server.play(saying("I would rather not."))

    answers = ask(document, opened())

    publication = publication_of(clause(document, "Ireland"))
    assert {(answer.reading is None, answer.is_grounded) for answer in answers} == {(True, False)}
    assert {answer.findings[0]["code"] for answer in answers} == {"malformed"}
    assert "I would rather not." in answers[0].output
    assert (publication.state, publication.shown and publication.shown.analyser) == (
        PublicationState.SHOWN,
        Analyser.RULES,
    )
    assert not unasked_standings(provision_version(opened())).exists()


def test_what_a_clause_said_before_it_changed_is_not_shown_for_what_it_says_now(
    document: Document, server: ModelServer, opened: Opened
) -> None:
    server.play(well)
    ask(document, opened())
    law = "These terms are governed by the laws of England, without regard to conflict of law rules."
    make_change(document.versions.get(number=2), make_version(document, terms(NOTICE_7, LIABILITY, law)))
    segment_version(version=document.versions.get(number=3))

    read_all(document)

    shown = shown_reading(clause(document, "England"))
    assert shown is not None
    assert (shown.is_current, shown.author.kind) == (True, "rules")


def test_what_each_question_cost_is_counted(document: Document, server: ModelServer, opened: Opened) -> None:
    server.play(well)

    ask(document, opened(), DayBudget(DayLimits(tokens=1_000_000)))

    (day,) = SpendingDay.objects.all()
    assert day.tokens == sum(outlay.tokens or 0 for outlay in Outlay.objects.all())
    assert day.tokens == 1200 * len(server.asked)
    assert not Outlay.objects.filter(settled_at=None).exists()


def test_a_spent_budget_asks_nothing_and_loses_nothing(
    document: Document, server: ModelServer, opened: Opened
) -> None:
    server.play(well)

    with pytest.raises(BudgetSpent):
        ask(document, opened(), DayBudget(DayLimits(tokens=10)))

    assert server.asked == []
    assert unasked_standings(provision_version(opened())).count() == len(standings_of(document))


def test_a_reservation_counts_until_it_is_settled_and_settles_once() -> None:
    budget = DayBudget(DayLimits(tokens=100))
    ticket = budget.reserve(Spending(80, 5))

    with pytest.raises(BudgetSpent):
        budget.reserve(Spending(30))
    budget.settle(ticket, Spending(20, 1))
    budget.settle(ticket, Spending(20, 1))

    day = SpendingDay.objects.get()
    assert (day.tokens, day.microdollars) == (20, 1)
    assert budget.reserve(Spending(80)) != ticket
