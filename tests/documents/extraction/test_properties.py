"""What must hold of any page: nothing unnamed is raised, and the extractor agrees with its own output."""

import subprocess
import sys
import time
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from apps.documents.extraction import Decoded, ExtractionError, Hints, Page, decode, extract

PAGES = Path(__file__).parent / "pages"
URL = "https://harbour.example/legal/terms"
RENDERER = MarkdownIt("commonmark", {"html": False}).enable("table")

words = st.text(
    st.sampled_from("abZ éß漢1*_`[]()<>&#.-+!|\\~=:;'\"\u00ad\u200b\u00a0•"), min_size=1, max_size=24
)
inline = words.map(lambda text: text.replace("&", "&amp;").replace("<", "&lt;"))
leaves = st.one_of(
    inline.map("<p>{}</p>".format),
    inline.map("<h2>{}</h2>".format),
    inline.map("<div>{}<br></div>".format),
    inline.map("<p><strong>{}</strong></p>".format),
    inline.map("<h1>{}</h1>".format),
    inline.map("<span data-as='p'>{}</span>".format),
    st.tuples(inline, inline).map(lambda two: f"<p>{two[0]}<br><b>{two[1]}</b></p>"),
    st.tuples(inline, inline).map(lambda two: f"<dl><dt>{two[0]}</dt><dd>{two[1]}</dd></dl>"),
    st.tuples(inline, inline).map(lambda two: f"<p>{two[0]}<sup><a href='#n'>1</a></sup>{two[1]}</p>"),
    st.tuples(inline, inline).map(lambda two: f"<ul><li>{two[0]}<li><ul><li>{two[1]}</ul></ul>"),
    inline.map("<ol type=a><li>{}</li></ol>".format),
    st.tuples(inline, inline).map(lambda two: f"<p>{two[0]} <a href='/p?a=1'>{two[1]}</a></p>"),
    st.lists(inline, min_size=1, max_size=3).map(
        lambda items: "<ul>" + "".join(f"<li>{i}</li>" for i in items) + "</ul>"
    ),
    st.lists(inline, min_size=4, max_size=4).map(
        lambda cells: "<table><tr><td>{}</td><td>{}</td></tr><tr><td>{}</td><td>{}</td></tr></table>".format(
            *cells
        )
    ),
)
blocks = st.recursive(
    leaves,
    lambda inner: st.one_of(
        inner.map("<blockquote>{}</blockquote>".format),
        st.lists(inner, min_size=1, max_size=3).map(
            lambda parts: "<ol><li>" + "</li><li>".join(parts) + "</li></ol>"
        ),
        st.lists(inner, min_size=1, max_size=3).map(
            lambda parts: "<ul><li>" + "</li><li>".join(parts) + "</li></ul>"
        ),
        st.lists(inner, min_size=2, max_size=3).map(lambda parts: "<div>" + "".join(parts) + "</div>"),
    ),
    max_leaves=6,
)


def text_of(markup: str) -> str:
    return extract(Page(markup.encode(), "text/html", URL)).text


@given(blocks)
@example("<p>1 <a href='/p?a=1'>\u200b</a> x</p>")
@example("<ol><li><p>1</p></li><li><p>-</p></li><li><p>::;</p></li><li>2. •::;</li></ol>")
@example("<p>•::;</p>")
def test_extraction_is_idempotent_on_its_rendered_output(body: str) -> None:
    try:
        once = text_of(f"<body>{body}</body>")
    except ExtractionError:
        return

    again = text_of(f"<body>{RENDERER.render(once)}</body>")

    assert again == once


@pytest.mark.parametrize("page", sorted(PAGES.glob("*.html")), ids=lambda page: page.stem)
def test_golden_pages_are_idempotent(page: Path) -> None:
    once = extract(Page(page.read_bytes(), "text/html", URL)).text

    assert text_of(RENDERER.render(once)) == once


@given(
    st.binary(max_size=600),
    st.sampled_from(
        [
            "text/html",
            "application/xhtml+xml",
            "text/plain",
            "application/pdf",
            "",
            "application/octet-stream",
        ]
    ),
    st.sampled_from([None, "utf-8", "utf-16", "x-user-defined", "no-such-charset", "base64", "idna", "\x00"]),
)
def test_any_bytes_give_text_or_a_named_error(body: bytes, content_type: str, charset: str | None) -> None:
    try:
        found = extract(Page(body, content_type, URL, charset), Hints(anchor="some known text of the page"))
    except ExtractionError:
        return

    assert found.text.strip()


@given(blocks, blocks, st.sampled_from(["", "#x", "http://[", "//", "javascript:1", "data:,"]))
def test_any_page_gives_text_or_a_named_error(body: str, known: str, base: str) -> None:
    page = f"<base href='{base}'>{body}<a href='{base}'>a link</a>"
    hints = Hints(anchor=known, name="Privacy Policy")

    for url in (URL, "http://[", "", "//", "https://h:99999999/#f"):
        with suppress(ExtractionError):
            assert extract(Page(page.encode(), "text/html", url), hints).text.strip()


@given(blocks)
def test_what_is_known_already_is_read_the_same(body: str) -> None:
    try:
        once = text_of(body)
    except ExtractionError:
        return

    assert extract(Page(body.encode(), "text/html", URL), Hints(anchor=once)).text == once


@given(st.binary(max_size=200), st.one_of(st.none(), st.text(max_size=12)))
def test_any_bytes_are_decoded(body: bytes, charset: str | None) -> None:
    assert isinstance(decode(body, charset), Decoded)


@pytest.mark.parametrize(
    ("body", "header", "text", "charset"),
    [
        ("\ufeffé".encode(), "iso-8859-1", "é", "utf-8"),
        (b"\xff\xfeA\x00", None, "A", "utf-16-le"),
        ("é".encode("cp1252"), "ISO-8859-1", "é", "cp1252"),
        ('<meta charset="shift_jis">規約'.encode("cp932"), None, '<meta charset="shift_jis">規約', "cp932"),
        (b'<meta charset="utf-16">x', None, '<meta charset="utf-16">x', "utf-8"),
        ("naïve".encode("cp1252"), None, "naïve", "cp1252"),
        ("naïve".encode(), "no-such-charset", "naïve", "utf-8"),
    ],
)
def test_charset_follows_the_order_of_the_standard(
    body: bytes, header: str | None, text: str, charset: str
) -> None:
    assert decode(body, header) == Decoded(text, charset, 0)


def test_undecodable_characters_are_counted() -> None:
    assert decode(b"a\xffb\xfe", "utf-8").replaced == 2


SENTENCE = "<p>The harbour opens at dawn, and the boats leave one after the other until evening.</p>"
HOSTILE = {
    "nested divisions": "<div>" * 100_000 + "text",
    "one long line": "<p>" + "word " * 40_000,
    "one long word": "x" * 200_000,
    "open formats": "".join(f"<b a={number}><p>x" for number in range(100_000)),
    "nested tables": "<table><tr><td>" * 50_000 + "text",
    "nested lists": "<ul><li>" * 50_000 + "text",
    "long list deep down": "<ul><li>" * 250 + "<li>x" * 10_000,
    "nested quotations": "<blockquote>" * 20_000 + "text",
    "many attributes": "<div " + " ".join(f"a{number}" for number in range(300_000)) + ">text",
    "tags without end": "<a" * 190_000,
    "comments without end": "<!--" * 190_000,
    "comments": "<!--x-->" * 100_000,
    "references": "&amp;" * 500_000,
    "entity bomb": (
        '<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]><p>' + "&b;" * 60_000
    ),
    "brackets": "[" * 200_000,
    "link ends": "](" * 100_000,
    "marks": "<p>" + "*_`[]<>\\" * 30_000,
    "cells": "| " * 100_000,
    "spanning cells": "<table>" + ("<tr>" + "<td rowspan=65534 colspan=999>x" * 39) * 1_500,
    "reversed lists": "<ol reversed><li>" * 250 + "<ol reversed>" * 40_000,
    "list marks": "<p>1. <p>- " * 20_000,
    "scripts": "<script><div>" * 90_000,
    "templates": "<template><div>" * 90_000,
    "equal paragraphs": "<p>x y z" * 20_000 + "<p>q y z" * 20_000,
    "links behind a text": SENTENCE * 30
    + "".join(f"<div class=c{n}><a href=/x>y</a></div>" for n in range(20_000)),
    "nested headers": "<div class=header>" * 500 + SENTENCE * 3_000,
    "names": "".join(f"<div class='n{number} nav{number}'>x</div>" for number in range(20_000)),
    "dates": "<p>" + "Last updated 1/2/2025 " * 10_000,
    "months": "<p>" + "12 de march 3 " * 15_000,
    "digits": "<p>" + "1." * 100_000,
    "blanks": "<p>a" + "&nbsp; " * 100_000 + "b",
    "line breaks": "x<br>" * 60_000,
    "right to left": "<p>" + "\u202e\u05d0\u05d1\u05d2 " * 50_000,
    "ideographs": "<p>" + "\u6761\u6b3e\u3002" * 70_000,
    "emoji": "<p>" + "\U0001f468\u200d\U0001f469\u200d\U0001f467 " * 40_000,
    "combining marks": "<p>a" + "\u0301" * 200_000,
    "stacked marks": "<p>" + ("e" + "\u0301\u0316\u0327" * 30 + " ") * 2_200,
    "joiners": "<p>" + "\u200d" * 200_000 + "x",
}
LARGE = (
    "open formats",
    "many attributes",
    "references",
    "entity bomb",
    "equal paragraphs",
    "combining marks",
)
KNOWN = "The harbour closes at dusk, and reasonable boats return before everybody else. " * 3_000


@pytest.mark.parametrize("markup", HOSTILE.values(), ids=HOSTILE)
def test_hostile_markup_is_bounded_in_time(markup: str) -> None:
    begun = time.process_time()

    with suppress(ExtractionError):
        extract(Page(markup.encode(), "text/html", URL), Hints(anchor=KNOWN, name="Terms of Service"))

    assert time.process_time() - begun < 2


def test_hostile_markup_is_bounded_in_memory(tmp_path: Path) -> None:
    for number, name in enumerate(LARGE):
        markup = HOSTILE[name]
        (tmp_path / f"{number}.html").write_text(markup, encoding="utf-8")
    program = (
        "import re, sys; from pathlib import Path; from contextlib import suppress\n"
        "from apps.documents.extraction import ExtractionError, Page, extract\n"
        "for page in Path(sys.argv[1]).iterdir():\n"
        "    with suppress(ExtractionError):\n"
        "        extract(Page(page.read_bytes(), 'text/html', 'https://harbour.example/'))\n"
        # Not getrusage: what it counts begins before exec, with the memory of the test process.
        "print(re.search(r'VmHWM:\\s+(\\d+)', Path('/proc/self/status').read_text())[1])"
    )

    shown = subprocess.run([sys.executable, "-c", program, str(tmp_path)], check=True, capture_output=True)  # noqa: S603 -- our own words

    assert int(shown.stdout) < 300 * 1024
