"""The same text in other markup gives the same Markdown."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from apps.documents.extraction import ExtractionError, Page, extract

URL = "https://harbour.example/legal/terms"

CANONICAL = "# Terms\n\n## Licence\n\nYou may use the service for one year.\n\nIt ends with the year.\n\n- boats\n- oars"

SAME_TEXT = {
    "paragraphs": (
        "<h1>Terms</h1><h2>Licence</h2><p>You may use the service for one year.</p><p>It ends with the year.</p>"
        "<ul><li>boats</li><li>oars</li></ul>"
    ),
    "divs": (
        "<div><h1>Terms</h1></div><div><div><h2>Licence</h2></div><div>You may use the service for one year.</div>"
        "<div>It ends with the year.</div></div><div><ul><li>boats<li>oars</ul></div>"
    ),
    "emphasis": (
        "<h1><strong>Terms</strong></h1><h2><em>Licence</em></h2><p>You may use the <b>service</b> for <i>one</i> year."
        "<p>It <u>ends</u> with the year.<ul><li><strong>boats</strong><li>oars</ul>"
    ),
    "nested spans": (
        "<h1><span><span>Terms</span></span></h1><h2>Lic<span>ence</span></h2>"
        "<p><span style='color:red'>You may <span>use the</span></span> service for one year.</p>"
        "<p><font size=2>It ends with the year.</font></p><ul><li><p>boats</p></li><li><p>oars</p></li></ul>"
    ),
    "line breaks": (
        "<h1>Terms</h1><h2>Licence</h2><p>You may use the service for one year.<br><br>It ends with the year.</p>"
        "<ul><li>boats</li><li>oars</li></ul>"
    ),
    "single line breaks": (
        "<h1>Terms</h1><h2>Licence</h2>You may use the service for one year.<br>It ends with the year.<br>"
        "<ul><li>boats</li><li>oars</li></ul>"
    ),
    "bold headings": (
        "<h1>Terms</h1><p><strong>Licence</strong></p><p>You may use the service for one year.</p>"
        "<p>It ends with the year.</p><ul><li>boats</li><li>oars</li></ul>"
    ),
    "bold styles": (
        "<h1>Terms</h1><p><span style='font-weight:700'>Licence</span></p><p>You may use the service for one year.</p>"
        "<p>It ends with the year.</p><ul><li>boats</li><li>oars</li></ul>"
    ),
    "roles": (
        "<div role=heading aria-level=1>Terms</div><div role=heading aria-level=2>Licence</div>"
        "<span role=paragraph>You may use the service for one year.</span>"
        "<span data-as='p'>It ends with the year.</span>"
        "<div role=list><div role=listitem>boats</div><div role=listitem>oars</div></div>"
    ),
    "written bullets": (
        "<h1>Terms</h1><h2>Licence</h2><p>You may use the service for one year.</p><p>It ends with the year.</p>"
        "<p>• boats</p><p>• oars</p>"
    ),
    "table for layout": (
        "<table><tr><td><h1>Terms</h1><h2>Licence</h2><p>You may use the service for one year.</p>"
        "<p>It ends with the year.</p><ul><li>boats</li><li>oars</li></ul></td></tr></table>"
    ),
    "white space": (
        "<h1>\n  Terms\n</h1>\n\n<h2>Licence </h2>\n<p>You&nbsp;may use\tthe service\n  for one year. </p> <p>It ends"
        " with&#8239;the year.</p>\n<ul>\n <li> boats </li>\n <li>oars</li></ul>"
    ),
    "invisible characters": (
        "<h1>Ter\u00adms</h1><h2>\u200bLicence</h2><p>\ufeffYou may use the service for one\u200b year.</p>"
        "<p>\u200d</p><p>It ends with the year.\u200e</p><ul><li>boats</li><li>oars</li></ul>"
    ),
    "custom elements": (
        "<x-title><h1>Terms</h1></x-title><h2>Licence</h2><x-p>You may use the service for one year.</x-p>"
        "<x-p>It ends with the year.</x-p><ul><li>boats</li><li>oars</li></ul>"
    ),
    "comments": (
        "<h1>Terms<!-- x --></h1><!-- y --><h2>Licence</h2><p>You may <!-- -->use the service for one year.</p>"
        "<p>It ends with the year.</p><ul><li>boats</li><!--z--><li>oars</li></ul>"
    ),
    "wrapped lines": (
        "<h1>Terms</h1><h2>Licence</h2><p>You may use<br>the service for<br>one year.</p><p>It ends with the year.</p>"
        "<ul><li>boats</li><li>oars</li></ul>"
    ),
}

SAME_NESTED_LIST = {
    "inside the item": "<ul><li>a<ul><li>b</li></ul></li><li>c</li></ul>",
    "after the item": "<ul><li>a</li><ul><li>b</li></ul><li>c</li></ul>",
    "in an item of its own": "<ul><li>a</li><li><ul><li>b</li></ul></li><li>c</li></ul>",
    "in an item without a mark": (
        "<ul><li>a</li><li class='nestedListItem' style='list-style-type:none'><ul><li>b</li></ul></li><li>c</li></ul>"
    ),
}


def text_of(body: str, content_type: str = "text/html") -> str:
    return extract(Page(body.encode(), content_type, URL)).text


@pytest.mark.parametrize("markup", SAME_TEXT.values(), ids=SAME_TEXT)
def test_same_text_in_other_markup_is_the_same_markdown(markup: str) -> None:
    assert text_of(markup) == CANONICAL


@pytest.mark.parametrize("markup", SAME_NESTED_LIST.values(), ids=SAME_NESTED_LIST)
def test_same_list_nested_by_other_markup_is_the_same_markdown(markup: str) -> None:
    assert text_of(markup) == "- a\n  - b\n- c"


@pytest.mark.parametrize(
    ("markup", "markdown"),
    [
        ("<p>Any <b>bold</b> word", "Any bold word"),
        ("<p><b>A sentence in bold ends with a full stop.</b>", "A sentence in bold ends with a full stop."),
        ("<p><b>Last updated: March 3, 2025</b>", "Last updated: March 3, 2025"),
        ("<p><b>Note:</b>", "Note:"),
        ("<p><b>1. Definitions.</b><p>A boat.", "## 1. Definitions.\n\nA boat."),
        ("<h3>Part</h3><p><b>Scope</b><p>x", "### Part\n\n#### Scope\n\nx"),
        ("<b><p>One</p><p>two words of it.</p></b>", "## One\n\ntwo words of it."),
        ("<ul><li><b>Boats</b></ul>", "- Boats"),
    ],
)
def test_bold_line_is_a_heading_only_where_it_looks_like_one(markup: str, markdown: str) -> None:
    assert text_of(markup) == markdown


@pytest.mark.parametrize(
    ("markup", "markdown"),
    [
        ("<ol style='list-style-type: lower-roman'><li>x<li>y</ol>", "i. x\n\nii. y"),
        ("<ol style='list-style: upper-alpha'><li>x</ol>", "A. x"),
        ("<ol><li value=7>x<li>y</ol>", "7. x\n8. y"),
        ("<ol start=0><li>x</ol>", "0. x"),
        ("<p>the term<sup><a href='#fn1'>1</a></sup> applies", "the term[1] applies"),
        ("<p>see <a href='#s4'>4</a> below", "see 4 below"),
        ("<p>at <a href='https://www.harbour.example/'>harbour.example</a>", "at harbour.example"),
        ("<h2>A<div>b</div><span>c</span></h2>", "## A b c"),
        ("<table><tr><th>a<th>b<tr><td><p>c<p>d<td>e</table>", "| a | b |\n| --- | --- |\n| c d | e |"),
        ("<dl><dt>Boat<dd>A vessel of the harbour.</dl>", "Boat\n\nA vessel of the harbour."),
        ("<details><summary>Who?</summary><p>We do.</details>", "Who?\n\nWe do."),
    ],
)
def test_numbers_notes_and_cells_are_printed_as_they_are_read(markup: str, markdown: str) -> None:
    assert text_of(markup) == markdown


sentences = st.lists(
    st.text(st.sampled_from("abc XYZ é漢1.,*_#-"), min_size=1, max_size=30)
    .map(lambda text: " ".join(text.split()))
    .filter(lambda text: any(map(str.isalpha, text))),
    min_size=1,
    max_size=6,
)


@given(sentences)
def test_wrapping_a_paragraph_changes_nothing(paragraphs: list[str]) -> None:
    plain = "".join(f"<p>{text}</p>" for text in paragraphs)
    wrapped = "".join(f"<div><div> <span>{text}</span>\n</div></div>" for text in paragraphs)

    assert text_of(wrapped) == text_of(plain)


@given(sentences)
def test_markdown_served_as_such_is_taken_as_it_is(paragraphs: list[str]) -> None:
    try:
        once = text_of("".join(f"<p>{text}</p>" for text in paragraphs))
    except ExtractionError:
        return

    assert text_of(once, "text/markdown") == once
