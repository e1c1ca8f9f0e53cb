"""Changes over real HTTP, whole and in parts; and Anthropic's way of speaking."""

import json
from collections.abc import Callable

import pytest

from apps.analysis.errors import ProviderPending
from apps.analysis.grounding import Code, check
from apps.analysis.language import LanguageModel, Provider, Spending, analyse_change, analyse_provisions
from tests.analysis.language.answers import change, readings_of, statement
from tests.analysis.language.briefs import change_brief, provision_briefs
from tests.analysis.language.conftest import KEY, Counted
from tests.analysis.language.server import (
    Act,
    Asked,
    ModelServer,
    anthropic_body,
    failing,
    openai_body,
    saying,
)

Opened = Callable[..., LanguageModel]
BEFORE, AFTER = "We give you 30 days of notice.", "We give you 7 days of notice."


def part_or_whole(asked: Asked) -> Act:
    """Answer a part with a note for each clause, and the whole from the notes."""
    keys = [name.removesuffix(" after") for name in asked.passages if name.endswith(" after")]
    if '"clauses"' in json.dumps(asked.body) and "The material is a part" in json.dumps(asked.body):
        notes = [
            statement(
                f"It says “{asked.passages[f'{key} after']}” now.",
                (f"{key} after", asked.passages[f"{key} after"]),
            )
            for key in keys
        ]
        return Act(body=openai_body(json.dumps({"clauses": notes})))
    said = change(keys[0], "", "")
    words = asked.passages[f"{keys[0]} after"]
    said |= {"summary": [statement(f"It says “{words}” now.", (f"{keys[0]} after", words))], "clauses": []}
    return Act(body=openai_body(json.dumps(said)))


def test_a_change_is_read_whole(server: ModelServer, opened: Opened, budget: Counted) -> None:
    brief = change_brief(((BEFORE, AFTER),))
    server.play(saying(json.dumps(change("CA-P-000001", BEFORE, AFTER))))

    answer = analyse_change(brief, model=opened(), budget=budget)

    assert answer.findings == ()
    assert answer.reading is not None
    assert check(answer.reading, brief) == ()
    assert server.asked[0].passages["CA-P-000001 before"] == BEFORE
    assert server.asked[0].passages["CA-P-000001 after"] == AFTER


def test_every_clause_of_a_long_change_is_read_and_then_the_whole(
    server: ModelServer, opened: Opened, budget: Counted
) -> None:
    pairs = tuple((f"Rule {n} stands.", f"Rule {n} stands and is explained here.") for n in range(1, 41))
    server.play(part_or_whole)

    answer = analyse_change(change_brief(pairs), model=opened(), budget=budget)

    assert answer.findings == ()
    assert answer.reading is not None
    assert len(getattr(answer.reading, "clauses")) == 40  # noqa: B009 - either kind of reading
    assert len(server.asked) == 4  # three parts, and the whole
    assert check(answer.reading, change_brief(pairs)) == ()
    assert answer.spent == Spending(4 * 1200, 0)


def test_a_part_that_leaves_clauses_out_is_refused(
    server: ModelServer, opened: Opened, budget: Counted
) -> None:
    pairs = tuple((f"Rule {n} stands.", f"Rule {n} stands and is explained here.") for n in range(1, 41))
    server.play(saying('{"clauses": []}'))

    answer = analyse_change(change_brief(pairs), model=opened(), budget=budget)

    assert answer.reading is None
    assert [finding.code for finding in answer.findings] == [Code.MISSING]


@pytest.mark.parametrize(
    ("text", "finish", "code"),
    [
        ("", "stop", Code.EMPTY),
        ("not JSON", "stop", Code.MALFORMED),
        ('{"title": "x', "length", Code.TRUNCATED),
        (json.dumps(change("CA-P-000001", BEFORE, "We give you 60 days")), "stop", Code.QUOTE),
        (json.dumps(change("CA-P-000009", BEFORE, AFTER)), "stop", Code.FOREIGN_TEXT),
    ],
)
def test_a_change_that_was_not_read_says_why(
    server: ModelServer, opened: Opened, text: str, finish: str, code: Code
) -> None:
    server.play(saying(text, finish=finish))

    answer = analyse_change(change_brief(((BEFORE, AFTER),)), model=opened(), budget=Counted())

    assert answer.reading is None
    assert answer.findings[0].code is code
    assert answer.raw == text


def test_a_change_stays_pending_while_the_provider_is_down(
    server: ModelServer, opened: Opened, budget: Counted
) -> None:
    server.play(failing(503))

    with pytest.raises(ProviderPending):
        analyse_change(change_brief(((BEFORE, AFTER),)), model=opened(), budget=budget, sleep=lambda _: None)

    assert len(server.asked) == 3


@pytest.mark.parametrize("model", ["claude-haiku-5-5", "claude-of-our-own"])
def test_anthropics_messages_are_spoken_as_well(
    server: ModelServer, opened: Opened, budget: Counted, model: str
) -> None:
    def well(asked: Asked) -> Act:
        tool = asked.body["tools"][0]["name"] if asked.body.get("tools") else ""
        return Act(body=anthropic_body(json.dumps({"readings": readings_of(asked)}), tool=tool))

    server.play(failing(529), well)
    claude = opened(provider=Provider.ANTHROPIC, model=model, base_url=server.base_url.removesuffix("/v1"))

    answers = list(analyse_provisions(provision_briefs(), model=claude, budget=budget, sleep=lambda _: None))

    assert [answer.findings for answer in answers] == [()] * 5
    assert [asked.path for asked in server.asked] == ["/v1/messages"] * 3
    assert [name for name, value in server.asked[0].headers.items() if KEY in value] == ["authorization"]


def test_an_answer_of_anthropics_that_ends_with_its_allowance_is_truncated(
    server: ModelServer, opened: Opened, budget: Counted
) -> None:
    server.play(lambda _: Act(body=anthropic_body('{"readings": [', stop="max_tokens")))
    claude = opened(
        provider=Provider.ANTHROPIC, model="claude-haiku-5-5", base_url=f"http://127.0.0.1:{server.port}"
    )

    [answer] = analyse_provisions(provision_briefs()[:1], model=claude, budget=budget)

    assert [finding.code for finding in answer.findings] == [Code.TRUNCATED]
