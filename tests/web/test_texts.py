"""A vendor's text as HTML."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from apps.core.blobs import sha256_of
from apps.web.presentation import texts
from apps.web.presentation.texts import Heading, Rendering, render_text

BASE = "https://vendor.example/legal/terms"
REL = 'rel="nofollow noopener external"'


def rendered(text: str, base_url: str = BASE) -> Rendering:
    return render_text(text, sha256=sha256_of(text.encode()), base_url=base_url)


def test_markup_is_shown_not_run() -> None:
    body = rendered("<script>alert(1)</script>\n\nA <img src=x onerror=alert(1)> b").body

    assert body == (
        "<p>&lt;script&gt;alert(1)&lt;/script&gt;</p>\n<p>A &lt;img src=x onerror=alert(1)&gt; b</p>\n"
    )


@pytest.mark.parametrize(
    "target",
    [
        "javascript:alert(1)",
        "JaVaScRiPt:alert(1)",
        "data:text/html;base64,PHNjcmlwdD4=",
        "data:image/png;base64,AAAA",
        "vbscript:x",
        "file:///etc/passwd",
        "blob:https://vendor.example/1",
        "ftp://vendor.example/",
    ],
)
def test_link_that_should_not_be_followed_is_no_link(target: str) -> None:
    assert "<a" not in rendered(f"See [the terms]({target}).").body
    assert "<a" not in rendered(f"![picture]({target})").body


def test_link_leaves_the_site_marked_as_such() -> None:
    body = rendered("[Privacy](https://vendor.example/privacy)").body

    assert body == f'<p><a href="https://vendor.example/privacy" {REL}>Privacy</a></p>\n'


@pytest.mark.parametrize(
    ("target", "address"),
    [
        ("/privacy", "https://vendor.example/privacy"),
        ("cookies", "https://vendor.example/legal/cookies"),
        ("#fees", "https://vendor.example/legal/terms#fees"),
        ("//other.example/x", "https://other.example/x"),
        ("mailto:legal@vendor.example", "mailto:legal@vendor.example"),
    ],
)
def test_relative_link_leads_to_where_the_vendor_meant(target: str, address: str) -> None:
    assert f'href="{address}"' in rendered(f"[x]({target})").body


def test_relative_link_without_a_known_source_is_only_its_words() -> None:
    assert rendered("See [fees](#fees).", base_url="").body == "<p>See fees.</p>\n"


def test_picture_becomes_a_link_to_it_and_is_never_fetched() -> None:
    body = rendered("![Our logo](/logo.png)").body

    assert body == f'<p><a href="https://vendor.example/logo.png" {REL}>[Our logo]</a></p>\n'


def test_picture_inside_a_link_is_its_description() -> None:
    body = rendered("[![Our logo](/logo.png)](/home)").body

    assert body == f'<p><a href="https://vendor.example/home" {REL}>[Our logo]</a></p>\n'


def test_headings_stand_below_the_title_of_the_page() -> None:
    found = rendered("# Terms\n\n## 1. Fees\n\n### Late fees\n\n## 1. Fees\n")

    assert re.findall(r'<(h\d) id="([^"]+)"', found.body) == [
        ("h2", "s-terms"),
        ("h3", "s-1-fees"),
        ("h4", "s-late-fees"),
        ("h3", "s-1-fees-2"),
    ]
    assert found.headings == (
        Heading(1, "1. Fees", "s-1-fees"),
        Heading(2, "Late fees", "s-late-fees"),
        Heading(1, "1. Fees", "s-1-fees-2"),
    )


def test_anchors_stay_apart_when_a_heading_looks_like_a_numbered_one() -> None:
    found = rendered("# Fees\n\n# Fees 2\n\n# Fees\n")

    assert [heading.anchor for heading in found.headings] == ["s-fees", "s-fees-2", "s-fees-3"]


def test_outline_of_an_untitled_text_begins_at_its_highest_level() -> None:
    found = rendered("### A\n\n#### B\n\n### C\n")

    assert [(heading.level, heading.text) for heading in found.headings] == [(1, "A"), (2, "B"), (1, "C")]


def test_aligned_table_has_no_inline_style() -> None:
    body = rendered("| a | b |\n|--:|:-:|\n| 1 | 2 |\n").body

    assert "<td>1</td>" in body
    assert "style" not in body


def test_indented_paragraph_is_text_not_code() -> None:
    assert rendered("A\n\n        indented much\n").body == "<p>A</p>\n<p>indented much</p>\n"


def test_second_reading_comes_from_the_cache(monkeypatch: pytest.MonkeyPatch) -> None:
    first = rendered("# Kept\n\nOnce.")
    monkeypatch.delattr(texts, "_render")

    assert rendered("# Kept\n\nOnce.") == first


@given(st.text(alphabet="<>\"'&=()[]!#*_`~|:/\\ \nabjscript", max_size=200))
def test_no_text_can_write_a_tag_or_an_event_handler(text: str) -> None:
    html, _ = texts._render(text, BASE)

    tags = re.findall(r"<([^>]*)>", html)
    allowed = re.compile(
        r"/?(p|h[2-6]|em|strong|code|pre|ul|ol|li|a|br|hr|blockquote|table|thead|tbody|tr|th|td)\b"
    )
    assert all(allowed.match(tag) for tag in tags)
    assert not re.search(r"<[^>]*\s(on\w+|style|src)=", html)
    assert not re.search(r'href="(?!https?:|mailto:|tel:)', html)
