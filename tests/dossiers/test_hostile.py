"""What vendors write cannot run, fetch or break a page: forty inputs in every place where their words are printed."""

from datetime import UTC, datetime

import pytest

from apps.dossiers.errors import ForbiddenAddressError
from apps.dossiers.manifest import digest_of
from apps.dossiers.rendering import draw, page_of
from apps.dossiers.types import Content, Imprint, Outline, Paper, Template
from apps.dossiers.types.content import (
    Clause,
    Covered,
    Event,
    Gap,
    Hunk,
    Part,
    Piece,
    Quote,
    Revision,
    Said,
    Scope,
    Source,
)
from apps.dossiers.verification.opening import opened
from tests.dossiers.checker import broken_rules

AT = datetime(2026, 11, 28, 10, 0, tzinfo=UTC)
HOSTILE = (
    "<script>alert(1)</script>",
    "<img src=http://127.0.0.1:1/x.png>",
    "<img src=file:///etc/passwd alt=x>",
    "<svg><script>alert(1)</script></svg>",
    "<svg xmlns='http://www.w3.org/2000/svg'><image href='file:///etc/passwd'/></svg>",
    "<svg><use href='http://127.0.0.1:1/a.svg#b'/></svg>",
    "<style>@import url(http://127.0.0.1:1/a.css);</style>",
    "<style>*{display:none}</style>",
    "<style>@page{size:1mm}</style>",
    "</style><style>body{opacity:0}",
    "<link rel=stylesheet href=http://127.0.0.1:1/a.css>",
    "<link rel=attachment href=file:///etc/passwd>",
    "<meta http-equiv=refresh content='0;url=http://127.0.0.1:1'>",
    "<meta name=author content=Mallory>",
    "<base href=http://127.0.0.1:1/>",
    "<iframe src=http://127.0.0.1:1></iframe>",
    "<object data=file:///etc/passwd></object>",
    "<embed src=file:///etc/passwd>",
    "<a href='javascript:alert(1)'>x</a>",
    "<a rel=attachment href='file:///etc/passwd'>x</a>",
    "<p style='position:fixed;top:0;left:0;width:100%;height:100%'>cover</p>",
    "<div style=\"background:url('http://127.0.0.1:1/x')\">x</div>",
    "<font face='x'>x</font><style>@font-face{font-family:x;src:url(http://127.0.0.1:1/x.woff)}</style>",
    "</blockquote></section></body></html><h1>forged</h1>",
    "<!-- comment --><!DOCTYPE x [<!ENTITY e SYSTEM 'file:///etc/passwd'>]>&e;",
    "&lt;b&gt; &amp; &#0; &#x202e;",
    "{{ book.content }} {% include 'dossiers/cover.html' %} {% load static %}",
    "]]></x> <![CDATA[x]]>",
    '" onload="alert(1)" x="',
    "' onfocus='alert(1)",
    "\u202eright to left override\u202c \u2066isolate\u2069",
    "z\u0351\u0352\u0353a\u0354\u0355l\u0356\u0357g\u0358o",
    "x" * 600,
    "\u200b\u200c\u200d\ufeff\u00ad",
    "\U0001f600\U0001f468\u200d\U0001f469\u200d\U0001f467 \u2705",
    "\ue000 private \uf8ff",
    "\x07bell \x1b[31m escape \x0b",
    "a\n\n\n\n\n\n\nb\t\t\t\tc",
    "D:19700101000000Z) /JS (app.alert\\(1\\)) (",
    "endstream endobj trailer << /Root 1 0 R >>",
)


def hostile_content() -> Content:
    """Put each input where vendors' words go: names, titles, headings, quotes, redlines, addresses."""
    quotes, clauses, sources, revisions = [], [], [], []
    for number, words in enumerate(HOSTILE, start=1):
        key = f"Q{number}"
        quotes.append(Quote(key, "S1", 0, len(words), words, "0" * 64))
        said = (Part("What it is", (Said(words, "text", (key,)),)),)
        clauses.append(
            Clause(
                f"CA-P-{number:06d}", words, words, words, words, (words,), "high", "low", "explicit", key, (), said, said, (), (),
                "rules", AT.date(), number, True, AT.date(),
            )
        )  # fmt: skip
    joined = " ".join(words for words in HOSTILE if len(words) < 600)[:700]
    sources.append(
        Source("S1", joined, joined, "CA-D-000001", 1, "0" * 64, 1, 1, joined, 0.5, AT, "javascript:alert(1)", 1, "plain", 200, "0" * 64, 1, "captured")
    )  # fmt: skip
    pieces = tuple(Piece(kind, joined, 1) for kind in ("equal", "insert", "delete", "move_from", "move_to"))
    revisions.append(
        Revision(
            "CA-C-000001", joined, joined, "CA-D-000001", joined, 1, 2, ("S1", "S1"), AT, "Wording", "high", "worse", joined, "", (),
            1, 1, 1, ((joined, "Edited"),), (Hunk(1, joined, pieces),), 0, "diffing",
        )
    )  # fmt: skip
    return Content(
        outline=Outline(template=Template.VENDOR, platforms=(1,), bates="X-"),
        record="CA-X-000001",
        workspace=joined,
        title=joined[:200],
        scopes=(Scope(joined, joined, joined, joined, (Covered("CA-D-000001", joined, joined, 1, 1, AT, AT, 1, (("high", 1), ("medium", 0), ("low", 0))),)),),
        topics=(),
        clauses=tuple(clauses),
        clauses_left_out=0,
        revisions=tuple(revisions),
        key_terms=(),
        matrix=(),
        events=(Event(AT.date(), joined, joined, joined, "high", "CA-C-000001"),),
        laws=(),
        reviews=(),
        gaps=(Gap("x", joined, joined),),
        quotes=tuple(quotes),
        sources=tuple(sources),
        methods=((joined, joined),),
    )  # fmt: skip


def test_forty_hostile_inputs_are_words_on_a_page() -> None:
    assert len(HOSTILE) == 40
    content = hostile_content()
    html = page_of(content, Imprint(1, AT, digest_of(content), "https://conductatlas.example", False, False))

    made = draw(html, paper=Paper.A4, made_at=AT)  # raises where anything is asked for

    assert "<script" not in html
    assert html.count("<svg") == html.count("</svg>")
    assert "javascript:" not in "".join(part.partition('"')[0] for part in html.split('href="')[1:])
    file = opened(made.body)
    text = "".join("".join(file.pages).split())
    for words in HOSTILE[:30]:
        assert "".join(words.split()).replace("\u202e", "[U+202E]")[:60] in text, words
    assert file.attachments == {}
    assert broken_rules(made.body) == []


@pytest.mark.parametrize(
    "markup",
    [
        "<img src='https://example.org/x.png' alt='x'>",
        "<img src='file:///etc/passwd' alt='x'>",
        "<link rel='stylesheet' href='http://127.0.0.1:1/a.css'>",
        "<p style=\"background: url('data:image/png;base64,AAAA')\">x</p>",
        "<style>@font-face { font-family: x; src: url('font:../../settings.py') } p { font-family: x }</style><p>x</p>",
    ],
)
def test_a_page_that_asks_for_anything_else_is_refused(markup: str) -> None:
    with pytest.raises(ForbiddenAddressError):
        draw(f"<html lang=en><title>x</title>{markup}", paper=Paper.A4, made_at=AT)
