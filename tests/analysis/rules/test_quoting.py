from dataclasses import replace

import pytest

from apps.analysis.rules.quoting import FEWEST_WORDS, MOST_WORDS, Reader
from apps.analysis.types import Citation, Passage
from tests.analysis.rules.clauses import SAMPLES, digest, passage

MARKED = (
    "1.2 **Changes.** We may change these [Terms](https://halvorine.example/terms) at any time, and the “new” text\nbinds you "
    "from the day on which it is posted, unless you have told us beforehand that you do not accept it and have stopped using all "
    "of our services. See https://halvorine.example/changes for more."
)


def _is_exact(text: str, quote: Passage) -> bool:
    return text[quote.citation.start : quote.citation.end] == quote.quote


@pytest.mark.parametrize("text", [MARKED, *(text for texts in SAMPLES.values() for text in texts)])
def test_quotes_are_the_stored_text_and_short(text: str) -> None:
    reader = Reader(passage(text, 0, len(text)))
    length = len(reader.text)
    quotes = [
        found
        for start in range(0, length, 7)
        for found in (
            reader.best(start, length),
            reader.opening(start, length),
            reader.around(start, min(start + 9, length)),
            *reader.following(start, length, 2),
        )
        if found is not None
    ]

    assert quotes
    for quote in quotes:
        assert _is_exact(text, quote)
        assert FEWEST_WORDS <= len(quote.quote.split()) <= MOST_WORDS
        assert not set(quote.quote) & set('“”"[]*\n')
        assert "http" not in quote.quote


def test_offsets_count_from_the_passage() -> None:
    text = f"Something before.\n\n{MARKED}"
    part = Passage(Citation(sha256=digest(text), start=19, end=len(text)), MARKED)

    quote = Reader(part).best(0, len(MARKED))

    assert quote is not None
    assert _is_exact(text, quote)


def test_a_quote_ends_at_a_mark_and_without_loose_words() -> None:
    reader = Reader(passage(MARKED, 0, len(MARKED)))
    start = reader.text.index("binds you")

    quote = reader.opening(start, len(reader.text))

    assert quote is not None
    assert quote.quote == "binds you from the day on which it is posted"


def test_a_number_before_the_words_is_left_out() -> None:
    text = "10.2 Neither party is liable to the other for loss of profits."

    quote = Reader(passage(text, 0, len(text))).best(0, len(text))

    assert quote is not None
    assert quote.quote.startswith("Neither party")


def test_words_of_scripts_without_spaces_are_cut_at_a_mark() -> None:
    text = "我们可能会在您注册账户时收集您的姓名、电子邮件地址和付款信息、并将其用于提供服务。" * 3

    quote = Reader(passage(text, 0, len(text))).best(0, len(text))

    assert quote is not None
    assert _is_exact(text, quote)
    assert len(quote.quote) <= 60


def test_markup_alone_gives_no_quote() -> None:
    text = "[a](https://b.example) **c** | d"

    assert Reader(passage(text, 0, len(text))).best(0, 9) is None


def test_the_same_passage_reads_the_same() -> None:
    one = passage(MARKED, 0, len(MARKED))

    assert Reader(one).text == Reader(replace(one)).text
