"""Which text, found without its selector, is taken for the document that the selector gave."""

import pytest

from apps.documents.publishing import is_recognised

KNOWN = " ".join(f"word{number}" for number in range(100))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (KNOWN, True),
        (KNOWN.upper(), True),
        (" ".join(KNOWN.split()[:90]), True),
        (" ".join(KNOWN.split()[:89]), False),
        (KNOWN + " more" * 50, True),
        (KNOWN + " more" * 51, False),
        ("", False),
    ],
)
def test_nearly_all_of_the_known_text_and_little_beside_it_is_the_document(text: str, expected: bool) -> None:
    assert is_recognised(KNOWN, text) is expected


def test_nothing_is_known_by_an_empty_text() -> None:
    assert not is_recognised("", KNOWN)
