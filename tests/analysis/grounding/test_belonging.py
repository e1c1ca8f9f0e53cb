"""An amount that the clause states of something else is not told of this."""

import pytest

from apps.analysis.grounding.belonging import belongs_elsewhere
from apps.analysis.grounding.opposites import opposed
from apps.analysis.grounding.wording import Wording

CITED = Wording(
    "We delete account data within 90 days after you close the account. Server logs are deleted after 30 days."
)


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        ("Account data is deleted within 30 days after the account is closed.", True),
        ("Server logs are deleted after 90 days.", True),
        ("Account data is deleted within 90 days after the account is closed.", False),
        ("Server logs are deleted after 30 days.", False),
        ("Something happens within 30 days.", False),
    ],
)
def test_an_amount_belongs_to_its_sentence(said: str, expected: bool) -> None:
    prose = Wording(said)

    assert belongs_elsewhere(prose.amounts.found[0], prose, [CITED]) is expected


def test_not_without_is_only_with() -> None:
    cited = "we will not use your name in publicity (e.g., in lists) without your prior consent."

    assert list(opposed("names are used only with consent", cited)) == []
    assert list(opposed("names are used without consent", cited)) == ["with and without consent"]
