"""Who may, must or must not do what, and what is said against it."""

import pytest

from apps.analysis.grounding.agreement import contradictions
from apps.analysis.grounding.claims import claims_of
from apps.analysis.grounding.types import Code

NAMES = frozenset({"northlight"})


def read(text: str) -> list[tuple[str, str, str]]:
    return [(str(claim.actor), str(claim.force), claim.verb) for claim in claims_of(text.lower(), NAMES)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("You agree to indemnify, defend and hold harmless Northlight.", [("user", "must", "indemnify")] * 3),
        ("We may, at our sole discretion, suspend your account.", [("provider", "may", "terminate")]),
        ("Your account may be terminated by us at any time.", [("provider", "may", "terminate")]),
        ("Your data is not sold.", [("unknown", "not", "sell")]),
        ("Northlight never sells data.", [("provider", "not", "sell")]),
        ("The clause lets Northlight end accounts.", [("provider", "may", "terminate")]),
        ("It requires you to pay.", [("user", "must", "pay")]),
        ("It bars users from suing.", [("user", "not", "sue")]),
        ("Either party may terminate.", [("both", "may", "terminate")]),
        ("You and Northlight may sue.", [("both", "may", "sue")]),
        ("No user may resell access.", [("user", "not", "resell")]),
        ("Northlight is not required to notify you.", [("provider", "need not", "notify")]),
        ("You agree that we may use it.", [("user", "does", "agree"), ("provider", "may", "use")]),
        ("If we make changes, nothing is said.", [("provider", "does", "make")]),
        ("We do not knowingly collect it.", [("provider", "not", "collect")]),
        ("Provider shall, at Customer's choice, return it.", [("provider", "must", "return")]),
        ("Fees, charges and updates apply.", []),
        ("In no event will we be liable.", [("provider", "not", "liable")]),
        ("Northlight sends no reminder.", [("provider", "not", "send")]),
    ],
)
def test_plain_sentences_are_read(text: str, expected: list[tuple[str, str, str]]) -> None:
    assert read(text) == expected


def against(said: str, cited: str) -> set[Code]:
    return {
        code for code, _ in contradictions(claims_of(said.lower(), NAMES), claims_of(cited.lower(), NAMES))
    }


@pytest.mark.parametrize(
    ("said", "cited", "expected"),
    [
        ("Northlight indemnifies you.", "You agree to indemnify us.", {Code.PARTY}),
        ("You indemnify Northlight.", "You agree to indemnify us.", set()),
        ("Either party may terminate.", "We may terminate.", {Code.PARTY}),
        ("Only Northlight may sue.", "Each party may sue.", {Code.PARTY}),
        ("Northlight must notify you.", "We may notify you.", {Code.MODALITY}),
        ("You may pay the fee.", "You must pay the fee.", {Code.MODALITY}),
        ("Northlight sells your data.", "We do not sell your data.", {Code.NEGATION}),
        ("Northlight does not share data.", "We share data.", {Code.NEGATION}),
        ("You need not pay.", "You must pay.", {Code.NEGATION}),
        (
            "Northlight shares data only with consent.",
            "We do not share data without consent.",
            set(),
        ),
        ("Northlight does not share data unless you agree.", "We share data if you agree.", set()),
        (
            "Northlight does not share data unless you agree.",
            "We share data unless you object.",
            {Code.NEGATION},
        ),
        ("You will be told of changes.", "We will notify you of changes.", set()),
        ("Northlight may delete posts.", "We may suspend accounts.", set()),
        ("Northlight is liable.", "In no event will we be liable.", {Code.NEGATION}),
        ("Northlight is not liable.", "In no event will we be liable.", set()),
        ("Data is sold only if you agree.", "We do not sell your data.", set()),
        ("Northlight sells data only if you agree.", "We do not sell data.", {Code.NEGATION}),
    ],
)
def test_what_is_said_is_compared_with_what_is_cited(said: str, cited: str, expected: set[Code]) -> None:
    assert against(said, cited) == expected


def test_of_two_sentences_the_nearer_one_counts() -> None:
    cited = "We use your chats and files to train models. Chats from business accounts are not used for this."

    assert against("Chats from business accounts are not used to train.", cited) == set()
    assert against("Northlight does not use chats and files to train models.", cited) == {Code.NEGATION}
