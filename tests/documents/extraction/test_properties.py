"""What must hold of any page: nothing unnamed is raised, and the extractor agrees with its own output."""

import time
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import given
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
        st.lists(inner, min_size=2, max_size=3).map(lambda parts: "<div>" + "".join(parts) + "</div>"),
    ),
    max_leaves=6,
)


def text_of(markup: str) -> str:
    return extract(Page(markup.encode(), "text/html", URL)).text


@given(blocks)
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


@pytest.mark.parametrize(
    "markup",
    [
        "<div>" * 100_000 + "text",
        "<p>" + "word " * 40_000,
        "".join(f"<b a={number}><p>x" for number in range(100_000)),
        "<table><tr><td>" * 50_000 + "text",
        "<ul><li>" * 50_000 + "text",
        "<blockquote>" * 20_000 + "text",
        "<div " + " ".join(f"a{number}" for number in range(300_000)) + ">text",
        "<a" * 190_000,
        "<!--" * 190_000,
        "&amp;" * 500_000,
        "[" * 200_000,
        "](" * 100_000,
        "| " * 100_000,
        "<p>1. <p>- " * 20_000,
        "<script><div>" * 90_000,
        "<template><div>" * 90_000,
    ],
    ids=lambda markup: markup[:14],
)
def test_hostile_markup_is_bounded(markup: str) -> None:
    begun = time.process_time()

    with suppress(ExtractionError):
        text_of(markup)

    assert time.process_time() - begun < 6  # two seconds on an idle machine
