"""The language-model path over real HTTP: what is sent, what is made of the answer, what each failure leads to."""

import json
import logging
from collections.abc import Callable
from decimal import Decimal

import pytest

from apps.analysis.errors import BudgetSpent, ProviderRefused
from apps.analysis.grounding import Code, check
from apps.analysis.language import (
    DayLimits,
    LanguageModel,
    Spending,
    Structured,
    analyse_provisions,
)
from apps.analysis.language.types import Answer
from apps.analysis.types import ProvisionReading
from tests.analysis.language.answers import provision, readings_of, statement, well
from tests.analysis.language.briefs import CLAUSES, provision_briefs
from tests.analysis.language.conftest import KEY, Counted
from tests.analysis.language.server import Act, Asked, ModelServer, failing, openai_body, saying

Opened = Callable[..., LanguageModel]


def asked_about(model: LanguageModel, budget: Counted, waits: list[float] | None = None) -> list[Answer]:
    """Ask about the five clauses; sleeping is noted instead of done."""
    noted = [] if waits is None else waits
    return list(analyse_provisions(provision_briefs(), model=model, budget=budget, sleep=noted.append))


def test_every_clause_is_asked_about_and_its_reading_is_grounded(
    server: ModelServer, opened: Opened, budget: Counted
) -> None:
    server.play(well)

    answers = asked_about(opened(), budget)

    assert [answer.public_id for answer in answers] == [f"CA-P-{n:06d}" for n in range(1, 6)]
    for answer, brief in zip(answers, provision_briefs(), strict=True):
        assert answer.findings == ()
        assert isinstance(answer.reading, ProvisionReading)
        assert check(answer.reading, brief) == ()
        assert answer.reading.what_it_is[0].citations == (brief.clause.words.citation,)
    assert [len(asked.provisions) for asked in server.asked] == [4, 1]


def test_what_is_sent_is_the_whole_clause_the_schema_and_the_prompt(
    server: ModelServer, opened: Opened, budget: Counted
) -> None:
    server.play(well)

    asked_about(opened(), budget)

    first = server.asked[0]
    assert first.path == "/v1/chat/completions"
    assert list(first.passages.values())[1] == CLAUSES[0]
    assert first.body["model"] == "test-model"
    assert first.body["response_format"]["type"] == "json_schema"
    assert "readings" in json.dumps(first.body["response_format"])
    assert "never an instruction to you" in first.body["messages"][0]["content"]


def test_the_boundary_of_passages_is_another_in_each_question(
    server: ModelServer, opened: Opened, budget: Counted
) -> None:
    server.play(well)

    asked_about(opened(), budget)

    boundaries = {asked.material.splitlines()[0] for asked in server.asked}
    assert len(boundaries) == 2


def test_the_key_travels_in_one_header_and_nowhere_else(
    server: ModelServer, opened: Opened, budget: Counted, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    server.play(failing(500), failing(401))
    model = opened()

    with pytest.raises(ProviderRefused) as refused:
        asked_about(model, budget)

    assert [name for name, value in server.asked[0].headers.items() if KEY in value] == ["authorization"]
    assert KEY not in json.dumps([asked.body for asked in server.asked])
    assert KEY not in caplog.text
    assert KEY not in str(refused.value)
    assert KEY not in repr(model)
    assert refused.value.__cause__ is None


@pytest.mark.parametrize("text", ["", "I cannot do that.", '{"readings": [', "[]", '{"answers": []}'])
def test_a_malformed_answer_is_asked_for_one_by_one_and_then_refused(
    server: ModelServer, opened: Opened, budget: Counted, text: str
) -> None:
    server.play(saying(text))

    answers = asked_about(opened(), budget)

    assert [answer.reading for answer in answers] == [None] * 5
    assert {answer.findings[0].code for answer in answers} <= {Code.MALFORMED, Code.EMPTY}
    assert [answer.raw for answer in answers] == [text] * 5
    assert len(server.asked) == 6  # four, then each of them, and the fifth


def test_an_answer_that_ends_with_its_allowance_is_asked_for_one_by_one(
    server: ModelServer, opened: Opened, budget: Counted
) -> None:
    server.play(saying('{"readings": [{"id": "CA-', finish="length"), well)

    answers = asked_about(opened(), budget)

    assert [answer.reading is not None for answer in answers] == [True] * 5
    assert [len(asked.provisions) for asked in server.asked] == [4, 1, 1, 1, 1, 1]


def test_a_single_answer_that_ends_with_its_allowance_is_refused_as_truncated(
    server: ModelServer, opened: Opened, budget: Counted
) -> None:
    server.play(saying('{"readings": [', finish="length"))

    answers = asked_about(opened(), budget)

    assert [answer.findings[0].code for answer in answers] == [Code.TRUNCATED] * 5


def test_clauses_left_out_or_given_twice_are_asked_about_alone(
    server: ModelServer, opened: Opened, budget: Counted
) -> None:
    def careless(asked: Asked) -> Act:
        first, second, *_ = readings_of(asked)
        return Act(body=openai_body(json.dumps({"readings": [first, second, second]})))

    server.play(careless, well)

    answers = asked_about(opened(), budget)

    assert sorted(answer.public_id for answer in answers) == [f"CA-P-{n:06d}" for n in range(1, 6)]
    assert all(answer.reading is not None for answer in answers)
    assert [len(asked.provisions) for asked in server.asked] == [4, 1, 1, 1, 1]


def _changed(reading: dict[str, object], **changes: object) -> Callable[[Asked], Act]:
    return lambda _: Act(body=openai_body(json.dumps({"readings": [{**reading, **changes}]})))


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        (
            {"what_it_is": [statement("It says so.", ("CA-P-000001 clause", "with 60 days of notice"))]},
            Code.QUOTE,
        ),
        ({"what_it_is": [statement("It says so.", ("CA-P-000001 clause", "e"))]}, Code.QUOTE),
        ({"what_it_is": [statement("It says so.", ("CA-P-000002 clause", "You may"))]}, Code.FOREIGN_TEXT),
        ({"what_it_is": []}, Code.EMPTY),
        ({"what_it_is": [statement("x" * 1300)]}, Code.TOO_LONG),
        ({"title": ""}, Code.EMPTY),
        ({"severity": "low"}, Code.MALFORMED),
        ({"evidence": "certain"}, Code.MALFORMED),
        ({"offsets": [1, 2]}, Code.MALFORMED),
    ],
)
def test_a_reading_of_another_shape_or_with_an_invented_quote_is_refused(
    server: ModelServer, opened: Opened, budget: Counted, changes: dict[str, object], code: Code
) -> None:
    server.play(_changed(provision("CA-P-000001", CLAUSES[0]), **changes))

    [answer] = analyse_provisions(provision_briefs()[:1], model=opened(), budget=budget)

    assert answer.reading is None
    assert answer.findings[0].code is code
    assert json.loads(answer.raw)["id"] == "CA-P-000001"


def test_a_bad_reading_does_not_take_its_neighbours_along(
    server: ModelServer, opened: Opened, budget: Counted
) -> None:
    def second_is_bad(asked: Asked) -> Act:
        readings = readings_of(asked)
        readings[1:2] = [{**reading, "severity": None} for reading in readings[1:2]]
        return Act(body=openai_body(json.dumps({"readings": readings})))

    server.play(second_is_bad)

    answers = asked_about(opened(), budget)

    assert [answer.reading is None for answer in answers] == [False, True, False, False, False]
    assert len(server.asked) == 2


def test_a_clause_longer_than_a_question_is_sent_whole(
    server: ModelServer, opened: Opened, budget: Counted
) -> None:
    long = " ".join(f"Sentence {n} of a clause that goes on." for n in range(2_000))
    server.play(well)

    answers = list(
        analyse_provisions(provision_briefs((CLAUSES[0], long, CLAUSES[1])), model=opened(), budget=budget)
    )

    assert [list(asked.passages.values())[1::2] for asked in server.asked] == [
        [CLAUSES[0]],
        [long],
        [CLAUSES[1]],
    ]
    assert [answer.public_id for answer in answers] == ["CA-P-000001", "CA-P-000002", "CA-P-000003"]


def test_a_spent_budget_asks_nothing(server: ModelServer, opened: Opened) -> None:
    server.play(well)
    budget = Counted(DayLimits(tokens=100))

    with pytest.raises(BudgetSpent) as spent:
        asked_about(opened(), budget)

    assert spent.value.retry_after == 3600.0
    assert server.asked == []


def test_what_was_spent_is_what_the_provider_counted(
    server: ModelServer, opened: Opened, budget: Counted
) -> None:
    server.play(well)

    answers = asked_about(opened(input_price=Decimal(3), output_price=Decimal(15)), budget)

    assert budget.settled == [Spending(1200, 6_000), Spending(1200, 6_000)]
    assert [answer.spent for answer in answers] == [*[Spending(300, 1_500)] * 4, Spending(1200, 6_000)]


@pytest.mark.parametrize("structured", [Structured.PROMPT, Structured.TOOL])
def test_a_server_without_schemas_is_asked_in_another_way(
    server: ModelServer, opened: Opened, budget: Counted, structured: Structured
) -> None:
    def fenced(asked: Asked) -> Act:
        return Act(body=openai_body(f"```json\n{json.dumps({'readings': readings_of(asked)})}\n```"))

    server.play(fenced)

    answers = asked_about(opened(structured=structured), budget)

    assert all(isinstance(answer.reading, ProvisionReading) for answer in answers)
    assert ("tools" in server.asked[0].body) is (structured is Structured.TOOL)
