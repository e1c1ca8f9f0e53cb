"""Pages that are the shell of an app and hold their document as the app's state."""

import json
import time
from typing import Any

import pytest
from selectolax.lexbor import LexborHTMLParser

from apps.documents.extraction import NothingExtracted, Page, extract
from apps.documents.extraction.state import stated_markup

SENTENCES = [
    f"In clause {number} the parties agree on how boats are moored, who pays for it and when notice is given."
    for number in range(1, 13)
]
MARKUP = "<h2>Mooring</h2>" + "".join(f"<p>{sentence}</p>" for sentence in SENTENCES)
EXPECTED = "\n\n".join(["## Mooring", *SENTENCES])
NOISE = {"buildId": "x1-Zq", "theme": {"color": "#fff", "font": "14px/1.5 Inter, sans-serif"}, "locale": "en"}


def shell(*scripts: str) -> str:
    return f"<title>Terms | Harbour</title><div id=app><p>Loading</p></div>{''.join(scripts)}"


def text_of(page: str) -> str:
    return extract(Page(page.encode(), "text/html", "https://harbour.example/terms")).text


def seconds_for(page: str) -> float:
    begun = time.process_time()
    text_of(page)
    return time.process_time() - begun


def data(value: object, attributes: str = 'id="__NEXT_DATA__" type="application/json"') -> str:
    return f"<script {attributes}>{json.dumps(value).replace('<', chr(92) + 'u003c')}</script>"


def contentful() -> dict[str, Any]:
    def node(kind: str, text: str) -> dict[str, Any]:
        return {"nodeType": kind, "data": {}, "content": [{"nodeType": "text", "value": text, "marks": []}]}

    return {
        "nodeType": "document",
        "content": [node("heading-2", "Mooring"), *(node("paragraph", one) for one in SENTENCES)],
    }


def portable() -> list[dict[str, Any]]:
    def block(style: str, text: str) -> dict[str, Any]:
        halves = [{"_type": "span", "text": text[:9]}, {"_type": "span", "text": text[9:]}]
        return {"_type": "block", "style": style, "children": halves}

    return [block("h2", "Mooring"), *(block("normal", one) for one in SENTENCES)]


def prosemirror() -> dict[str, Any]:
    heading = {"type": "heading", "attrs": {"level": 2}, "content": [{"type": "text", "text": "Mooring"}]}
    texts = [{"type": "paragraph", "content": [{"type": "text", "text": one}]} for one in SENTENCES]
    return {"type": "doc", "content": [heading, *texts]}


def lexical() -> dict[str, Any]:
    heading = {"type": "heading", "tag": "h2", "children": [{"type": "text", "text": "Mooring", "format": 1}]}
    texts = [{"type": "paragraph", "children": [{"type": "text", "text": one}]} for one in SENTENCES]
    return {"root": {"type": "root", "children": [heading, *texts]}}


@pytest.mark.parametrize(
    "held",
    [
        MARKUP,
        "## Mooring\n\n" + "\n\n".join(SENTENCES),
        {"title": "Mooring", "body": "".join(f"<p>{sentence}</p>" for sentence in SENTENCES)},
        contentful(),
        portable(),
        prosemirror(),
        lexical(),
    ],
    ids=["markup", "markdown", "entry", "contentful", "portable", "prosemirror", "lexical"],
)
def test_document_of_a_state_is_read_whatever_its_editor(held: object) -> None:
    state = {"props": {"pageProps": {**NOISE, "page": {"slug": "terms", "content": held}}}}

    assert text_of(shell(data(state))) == EXPECTED


@pytest.mark.parametrize(
    "script",
    [
        "window.__INITIAL_STATE__ = {};",
        "window.__NUXT__={};(function(){boot()})()",
        'window["__PRELOADED_STATE__"] = {} ;',
        "window.__APOLLO_STATE__=JSON.parse({});",
    ],
)
def test_state_that_a_script_assigns_is_read(script: str) -> None:
    state = json.dumps({**NOISE, "page": MARKUP}).replace("</", "<\\/")
    held = json.dumps(state).replace("</", "<\\/") if "JSON.parse" in script else state

    assert text_of(shell(f"<script>{script.replace('{}', held)}</script>")) == EXPECTED


def test_article_that_is_stated_for_search_engines_is_read() -> None:
    article = {"@type": "Article", "headline": "Mooring", "articleBody": "\n".join(SENTENCES)}

    assert text_of(shell(data(article, 'type="application/ld+json"'))) == EXPECTED


def test_stream_of_a_framework_is_read() -> None:
    element = [
        "$",
        "div",
        None,
        {"className": "x", "children": [["$", "h2", None, {"children": "Mooring"}], "$L2"]},
    ]
    first = "".join(f"<p>{sentence}</p>" for sentence in SENTENCES[:6])
    rest = [
        ["$", "p", None, {"children": [one[:5], ["$", "b", None, {"children": one[5:]}]]}]
        for one in SENTENCES[6:]
    ]
    rows = f'0:{json.dumps(element)}\n1:I["123",["chunk.js"],"Page"]\n2:T{len(first):x},{first}3:{json.dumps(rest)}\n'
    halves = rows[:700], rows[700:]
    scripts = [
        f"<script>self.__next_f.push([1,{json.dumps(half).replace('</', '<' + chr(92) + '/')}])</script>"
        for half in halves
    ]

    assert text_of(shell(*scripts)) == EXPECTED


def test_page_that_shows_its_text_is_read_as_it_stands() -> None:
    page = f"<main>{MARKUP}</main>{data({'page': MARKUP.replace('boats', 'ships')})}"

    assert text_of(page) == EXPECTED


@pytest.mark.parametrize("held", ["{", '{"a": "' + "x" * 2000 + '"}', "[1, 2, 3]" * 500, "null", ""])
def test_state_without_a_document_leaves_the_page_as_it_is(held: str) -> None:
    page = shell(f'<script type="application/json">{held}</script>')

    assert text_of(page) == "Loading"


def test_shell_without_any_text_stays_without() -> None:
    with pytest.raises(NothingExtracted):
        text_of("<div id=app></div>" + data(NOISE))


HOSTILE = {
    "deep lists": "[" * 100_000,
    "deep mappings": '{"a":' * 100_000,
    "closed deep lists": "[" * 50_000 + "]" * 50_000,
    "many mappings": json.dumps([{}] * 450_000),
    "many strings": json.dumps(["a b c d e f"] * 120_000),
    "brackets": json.dumps("[" * 1_000_000 + " is a b c d"),
    "half links": json.dumps("is a b c [a](" * 140_000),
    "blanks": json.dumps("# a b c d " + " " * 1_000_000 + "x"),
    "tags": json.dumps("<p>a</p>" * 140_000).replace("<", "\\u003c"),
    "escapes": '"' + "\\u0041" * 400_000 + '"',
}


@pytest.mark.parametrize("held", HOSTILE.values(), ids=HOSTILE)
@pytest.mark.parametrize("opening", ['<script type="application/json">', "<script>window.__STATE__ = "])
def test_hostile_state_is_read_in_time(opening: str, held: str) -> None:
    assert seconds_for(f"<p>Loading</p>{opening}{held}</script>") < 2


@pytest.mark.parametrize(
    "script",
    [
        "__a={" * 300_000,
        '__a="' * 300_000,
        "__a=[1," * 300_000,
        'self.__next_f.push([1,"0:T7fffffff,a' + "\\n1:T7fffffff,a" * 100_000 + '"])',
        'self.__next_f.push([1,"' + '0:[\\"a\\n' * 150_000 + '"])',
        'self.__next_f.push([1,"0:[1,' * 80_000,
    ],
    ids=["mappings", "strings", "lists", "texts", "rows", "pushes"],
)
def test_hostile_script_is_read_in_time(script: str) -> None:
    assert seconds_for(f"<p>Loading</p><script>{script}</script>") < 2


def test_more_state_than_any_page_has_is_left_alone() -> None:
    held = data({"page": MARKUP * 3_000})

    assert stated_markup(LexborHTMLParser(held.encode())) == b"<body></body>"
