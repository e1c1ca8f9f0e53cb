"""What holds of any page that can be drawn: no word is lost, none comes twice, and each page begins where it does."""

from collections import Counter

from hypothesis import given, settings
from hypothesis import strategies as st

from apps.documents.extraction import Page, extract
from tests.documents.extraction.pdfs import Sheet, pdf

COLUMNS, ROWS = 8, 30
STEP, LEADING = 68, 24
PAGES, LETTERS = ("first", "second", "third"), "bcdfghjklm"

places = st.sets(st.tuples(st.integers(0, COLUMNS - 1), st.integers(0, ROWS - 1)), min_size=1, max_size=60)
rules = st.lists(
    st.tuples(st.integers(0, COLUMNS), st.integers(0, COLUMNS), st.integers(0, ROWS), st.integers(0, ROWS)),
    max_size=12,
)
faces = st.sampled_from(["regular", "bold", "italic"])


@st.composite
def sheets(draw: st.DrawFn) -> list[tuple[Sheet, list[str]]]:
    """Give pages with words at places of a grid, some lines between them, and what the words are."""
    drawn = []
    for page in range(draw(st.integers(1, 3))):
        sheet, words = Sheet(), []
        for column, row in sorted(draw(places)):
            word = f"{PAGES[page]}{LETTERS[column]}{LETTERS[row // 10]}{LETTERS[row % 10]}"  # no figure: none runs
            left = 20 + column * STEP + draw(st.integers(0, 8))
            sheet.text(left, 800 - row * LEADING, word, size=draw(st.sampled_from([8, 10])), font=draw(faces))
            words.append(word)
        for one, other, high, low in draw(rules):
            sheet.line(18 + one * STEP, 814 - high * LEADING, 18 + other * STEP, 814 - high * LEADING)
            sheet.line(18 + one * STEP, 814 - high * LEADING, 18 + one * STEP, 814 - low * LEADING)
        drawn.append((sheet, words))
    return drawn


@settings(deadline=None)
@given(sheets())
def test_every_word_is_kept_once(pages: list[tuple[Sheet, list[str]]]) -> None:
    found = extract(Page(pdf(*[sheet for sheet, _ in pages]), "application/pdf", "https://harbour.example/"))

    kept = Counter(found.text.replace("|", " ").split())
    assert {word: kept[word] for _, words in pages for word in words} == {
        word: 1 for _, words in pages for word in words
    }


@settings(deadline=None)
@given(sheets())
def test_each_page_begins_at_one_of_its_own_words(pages: list[tuple[Sheet, list[str]]]) -> None:
    found = extract(Page(pdf(*[sheet for sheet, _ in pages]), "application/pdf", "https://harbour.example/"))

    begins = [found.text[offset:].replace("|", " ").replace("#", " ").split()[0] for offset in found.pages]
    assert [word in words for word, (_, words) in zip(begins, pages, strict=True)] == [True] * len(pages)
