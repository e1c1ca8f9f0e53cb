"""How much of an analysis is shown to whom."""

import pytest

from apps.web.presentation.analyses import first_sentence


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("One. Two.", "One."),
        ("GDPR, Art. 22(1) applies. So does another.", "GDPR, Art. 22(1) applies."),
        ("Acme, Inc. May change it. Two.", "Acme, Inc. May change it."),
        ("It says “in 3 days.” Then it ends.", "It says “in 3 days.”"),
        ("No end", "No end"),
        ("See acme.example for more. Two.", "See acme.example for more."),
        ("One? Two.", "One?"),
    ],
)
def test_preview_is_the_first_sentence(text: str, expected: str) -> None:
    assert first_sentence(text) == expected
