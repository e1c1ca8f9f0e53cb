"""The extractor on pages written for the purpose."""

from pathlib import Path

import pytest

from apps.documents.extraction import (
    BrokenSelector,
    Extract,
    ExtractionError,
    Hints,
    InvalidSelector,
    NothingExtracted,
    Page,
    UnsupportedMedia,
    extract,
    join_parts,
)

PAGES = Path(__file__).parent / "pages"
URL = "https://harbour.example/legal/terms"


def read(name: str, hints: Hints = Hints()) -> Extract:  # noqa: B008 -- frozen
    return extract(Page((PAGES / name).read_bytes(), "text/html; charset=utf-8", URL), hints)


def html(body: str, hints: Hints = Hints()) -> str:  # noqa: B008 -- frozen
    return extract(Page(body.encode(), "text/html", URL), hints).text


def test_article_gives_its_canonical_markdown() -> None:
    expected = (PAGES / "article.md").read_text(encoding="utf-8")

    text = read("article.html").text

    assert text + "\n" == expected


def test_same_text_in_other_markup_gives_the_same_markdown() -> None:
    assert read("div_soup.html").text == read("article.html").text


def test_page_facts_are_reported() -> None:
    found = read("article.html")

    assert (found.title, found.language, found.last_updated) == (
        "Terms of Service | Harbour",
        "en",
        "Last updated: 3 March 2025",
    )
    assert found.words == 79
    assert 0.6 < found.coverage < 0.8


@pytest.mark.parametrize(
    ("markup", "markdown"),
    [
        ("<p>a<br>b<br><br>c", "a b\n\nc"),
        ("<p>A<br>B", "A\n\nB"),
        ("<ol start=3><li>c<li>d</ol>", "3. c\n4. d"),
        ("<ol type=a><li>first<li>second</ol>", "a. first\n\nb. second"),
        ("<ol type=I start=4><li>fourth</ol>", "IV. fourth"),
        ("<ol reversed><li>c<li>b<ol><li>x</ol></ol>", "2. c\n\n1) b\n   1. x"),
        ("<ol reversed start=9><li>i</ol>", "9. i"),
        ("<ul style='list-style-type: decimal'><li>a<li>b</ul>", "1. a\n2. b"),
        ("<p>1. one<p>2. two<p>4. four", "1. one\n2. two\n\n4) four"),
        ("<p>• one<p>• two", "- one\n- two"),
        ("<ul><li>a<ul><li>b</ul><li>c</ul>", "- a\n  - b\n- c"),
        ("<ul><li>a</li><ul><li>b</li></ul></ul>", "- a\n  - b"),
        ("<div>1.1</div><div>Scope of it</div>", "1.1 Scope of it"),
        ("<p># x *y* &lt;b&gt; &amp;amp; _z_ a_b", "\\# x \\*y\\* \\<b> \\&amp; \\_z\\_ a\\_b"),
        ("<h2>Title<a href='#t'>#</a></h2>", "## Title"),
        (
            "<p>Held by us<sup><a href='#n'>1</a></sup>.<ol><li>Or not. <a href='#r'>↩︎</a></ol>",
            "Held by us[1].\n\n1. Or not.",
        ),
        ("<blockquote><p>a<p>b</blockquote>", "> a\n>\n> b"),
        ("<table><tr><td>only layout</table>", "only layout"),
        ("<table><tr><th colspan=2>a<tr><td>b<td>c</table>", "| a |  |\n| --- | --- |\n| b | c |"),
        (
            "<table><tr><th>a<th>b<th>c<tr><td rowspan=2>1<td>2<td rowspan=3>3<tr><td>4<tr><td>5<td>6</table>",
            "| a | b | c |\n| --- | --- | --- |\n| 1 | 2 | 3 |\n|  | 4 |  |\n| 5 | 6 |  |",
        ),
        (
            "<table><tbody><tr><td rowspan=0 colspan=2>1<td>2<tr><td>3<tbody><tr><td>4<td>5</table>",
            "| 1 |  | 2 |\n| --- | --- | --- |\n|  |  | 3 |\n| 4 | 5 |  |",
        ),
        (
            "<table><tr><td>a<br>b<td>c<tr><td><ul><li>d<li>e</ul><td>f</table>",
            "| a b | c |\n| --- | --- |\n| d e | f |",
        ),
        ("<p><a href='mailto:x@y.example'>x@y.example</a>", "x@y.example"),
        (
            "<p>see <a href='../dpa?gclid=1&b=2#c'> the DPA </a>.",
            "see [the DPA](https://harbour.example/dpa?b=2#c) .",
        ),
        ("<p>a<a href='javascript:void(0)'>b</a>", "ab"),
        (
            "<p>our <a href='https://l.facebook.com/l.php?u=https%3A%2F%2Fhalden.example%2Fdpa%3Fa%3D1%26utm_id%3D2&h=AT0x'>DPA</a>",
            "our [DPA](https://halden.example/dpa?a=1)",
        ),
        ("<p>Signed<p>____<p>--==**==--<p>•::;<p>=====", "Signed\n\n\\_\\_\\_\\_\n\n\\====="),
    ],
)
def test_markup_becomes_markdown(markup: str, markdown: str) -> None:
    assert html(markup) == markdown


def test_closed_accordion_is_opened() -> None:
    page = (
        "<h3><button aria-controls='x1' aria-expanded='false'>Is my data used?</button></h3>"
        "<div id='x1' aria-hidden='true'><p>It is not used to train anything at all.</p></div>"
        "<div id='x2' aria-hidden='true'><p>Never shown to anybody.</p></div>"
    )

    assert html(page) == "### Is my data used?\n\nIt is not used to train anything at all."


def test_second_copy_for_narrow_screens_is_dropped() -> None:
    copy = "".join(f"<p>Clause {number} binds both of the parties.</p>" for number in range(10))

    text = html(f"<div class='wide'>{copy}</div><div class='narrow'>{copy}</div>")

    assert text.count("Clause 3 binds") == 1


def test_stray_quotation_marks_in_a_tag_cost_no_text() -> None:
    markup = '<p class="x"">Held by <a href="/dpa" \'"\'>the DPA</a>.<div a"b id="c>d">And "this".</div><p =x="1>2">Both.'

    assert html(markup) == 'Held by [the DPA](https://harbour.example/dpa).\n\nAnd "this".\n\nBoth.'


def test_links_around_the_text_are_dropped() -> None:
    links = "".join(f"<li><a href='/{number}'>Article {number}</a></li>" for number in range(5))
    page = f"<ul>{links}</ul><h1>Terms</h1><p>The parties agree to the terms below.</p><ul>{links}</ul><p>© 2026 Harbour"

    assert html(f"<div>{page}</div>") == "# Terms\n\nThe parties agree to the terms below."


def test_links_that_the_last_sentence_introduces_are_kept() -> None:
    links = "".join(
        f"<li><a href='https://{name}.example'>{name}</a></li>" for name in ("amber", "birch", "cedar")
    )

    text = html(
        f"<h1>Cookies</h1><p>Your browser has settings of its own; see the links below.</p><ul>{links}</ul>"
    )

    assert text.endswith("- [cedar](https://cedar.example)")


@pytest.mark.parametrize(
    ("last", "kept"),
    [
        ("<p>Or write to <a href='/cdn-cgi/l/email-protection#1f'>[email protected]</a>.</p>", True),
        ("<p>Questions about any of these terms are answered by the team behind <a href='/help'>our help pages</a>.</p>", True),
        ("<p>Read next</p><a href='/blog'>Our blog</a>", False),
        ("<p>Subscribe and learn of all that is new with us before anybody else in the world does.</p><form><a href='/'>Go</a></form>", False),
    ],
)  # fmt: skip
def test_last_part_with_links_is_kept_where_it_speaks(last: str, kept: bool) -> None:
    clauses = "".join(
        f"<section class=c{number}><p>{number}. {'Both parties keep to what this clause says. ' * 4}</p></section>"
        for number in range(1, 40)
    )

    text = html(f"<div>{clauses}<section class=last>{last}</section></div>")

    assert ("39. Both" in text.split("\n\n")[-1]) is not kept


@pytest.mark.parametrize(
    ("behind", "ends"),
    [
        ("<div><span>Last Modified: <!-- -->3/25/2025</span></div>", "Last Modified: 3/25/2025"),
        ("<div>Last updated 2 days ago</div>", "."),
        ("<div>Imprint of the publisher</div><div>Last modified: 3/25/2025</div>", "."),
    ],
)
def test_date_behind_the_text_belongs_to_it(behind: str, ends: str) -> None:
    clauses = "<p>Both parties keep to what this agreement says of them.</p>" * 60

    text = html(f"<section><div>{clauses}</div>{behind}</section>")

    assert text.endswith(ends)


def test_declared_selectors_choose_and_remove() -> None:
    page = "<div id=a><p>Keep this.<p class=x>Not this.</div><div id=b>Nor this.</div>"

    text = html(page, Hints(select=("#a",), remove=(".x",)))

    assert text == "Keep this."


def test_selector_that_matches_nothing_is_named() -> None:
    with pytest.raises(BrokenSelector):
        html("<p>text", Hints(select=("#gone",)))


def test_selector_that_is_not_css_is_named() -> None:
    with pytest.raises(InvalidSelector):
        html("<p>text", Hints(remove=("[[",)))


def test_anchor_finds_the_known_text_among_others() -> None:
    known = "The licence is granted for one year and renews each spring unless a party objects in writing."
    other = (
        "<p>"
        + "Cookies are small files that a browser keeps for a site, and this policy lists them all. " * 9
    )
    page = (
        f"<div><section><h2>Cookies</h2>{other}</section><section><h2>Licence</h2><p>{known}</section></div>"
    )

    text = html(page, Hints(anchor=known))

    assert text == f"## Licence\n\n{known}"


@pytest.mark.parametrize("markup", ["", "<html></html>", "<script>let a = 1</script>", "<img src=x>"])
def test_page_without_text_is_named(markup: str) -> None:
    with pytest.raises(NothingExtracted):
        html(markup)


def test_media_that_is_no_document_is_named() -> None:
    with pytest.raises(UnsupportedMedia):
        extract(Page(b"\x89PNG\r\n", "image/png", URL))


def test_plain_text_passes_through_tidied() -> None:
    page = Page("Terms\r\n\r\n\r\n\r\n1.\u00a0Use  \r\nit\u00ad well\r\n".encode(), "text/plain", URL)

    assert extract(page).text == "Terms\n\n1. Use\nit well"


def test_parts_are_joined_by_a_rule() -> None:
    assert join_parts(["a", "b"]) == "a\n\n- - -\n\nb"


def test_errors_share_one_base_and_have_stable_codes() -> None:
    kinds = [
        kind for kind in ExtractionError.__subclasses__() if kind.__module__ == ExtractionError.__module__
    ]

    assert {kind.code for kind in kinds} == {
        *("nothing_extracted", "unsupported_media", "selector_matches_nothing", "invalid_selector"),
        *("page_too_large", "invalid_pdf", "encrypted_pdf", "scanned_pdf", "pdf_too_large"),
    }
