"""Marks at the beginnings of clauses, in whatever they begin with."""

import pytest

from apps.core.blobs import sha256_of
from apps.web.presentation.clause_marks import ClauseMark
from apps.web.presentation.texts import render_text

MARK = '<a class="clause-mark" id="{0}" href="{0}/" aria-label="Clause {0}">§</a>'


def rendered(text: str, *starts: int) -> str:
    marks = [ClauseMark(start, f"CA-P-{number}", f"CA-P-{number}/") for number, start in enumerate(starts, 1)]
    return str(render_text(text, sha256=sha256_of(text.encode()), base_url="", marks=marks).body)


@pytest.mark.parametrize(
    ("text", "start", "expected"),
    [
        ("One.\n\nTwo.\n", 6, "<p>One.</p>\n<p>{mark}Two.</p>"),
        ("- One\n- Two\n", 6, "<li>{mark}Two</li>"),
        ("# Head\n\nOne.\n", 0, '<h2 id="s-head">{mark}Head</h2>'),
        ("> Quoted.\n", 2, "<p>{mark}Quoted.</p>"),
        ("One line\nand the next.\n", 9, "<p>One line\n{mark}and the next.</p>"),
        ("[one\nlink](https://a.example/x) and\nmore\n", 5, "<p>{mark}<a"),
        ("One.\r\n\r\nTwo.\r\n", 8, "<p>{mark}Two.</p>"),
        ("| A | B |\n| --- | --- |\n| c | d |\n", 24, "<td>{mark}c</td>"),
        ("One.\n\n---\n\nTwo.\n", 6, "<p>{mark}Two.</p>"),
        ("One.\n\n```\ncode\n```\n", 6, "<p>{mark}One.</p>"),
    ],
)
def test_mark_stands_before_the_words_a_clause_begins_with(text: str, start: int, expected: str) -> None:
    assert expected.format(mark=MARK.format("CA-P-1")) in rendered(text, start)


def test_several_marks_keep_their_places() -> None:
    html = rendered("One\ntwo\nthree\n", 0, 4, 8)

    one, two, three = (MARK.format(f"CA-P-{number}") for number in (1, 2, 3))
    assert f"<p>{one}One\n{two}two\n{three}three</p>" in html


def test_text_without_words_takes_no_mark() -> None:
    assert "clause-mark" not in rendered("---\n", 0)


def test_outline_says_nothing_of_the_marks() -> None:
    text = "# One\n\n## Two\n\nWords.\n"
    marks = [ClauseMark(7, "CA-P-1", "x/")]

    rendering = render_text(text, sha256="outline", base_url="", marks=marks)

    assert [heading.text for heading in rendering.headings] == ["Two"]
