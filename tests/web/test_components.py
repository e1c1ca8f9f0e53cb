"""Each component in its states: empty, long, right to left, hostile."""

from dataclasses import dataclass
from datetime import UTC, datetime
from html.parser import HTMLParser

import pytest
from django.core.paginator import Paginator
from django.template.loader import render_to_string

from apps.documents.models import Cause, Change, Document, Health, HealthState, Kind, Version
from apps.platforms.models import Platform

SHA256 = "0123456789abcdef" * 4
AT = datetime(2026, 11, 23, 9, 14, 5, tzinfo=UTC)
HOSTILE = "<script>alert(1)</script> & “quotes”"


@dataclass(frozen=True, slots=True)
class Piece:
    kind: str
    text: str
    move: int | None = None
    is_first: bool = True


@dataclass(frozen=True, slots=True)
class Row:
    old: tuple[Piece, ...]
    new: tuple[Piece, ...]


@dataclass(frozen=True, slots=True)
class Block:
    kind: str
    number: int | None = None
    place: str = ""
    words: int = 0
    ops: tuple[Piece, ...] = ()
    rows: tuple[Row, ...] = ()


@dataclass(frozen=True, slots=True)
class Link:
    label: str
    url: str = ""


class Words(HTMLParser):
    """Collect a fragment's text as a reader without eyes and one with them get it."""

    def __init__(self) -> None:
        super().__init__()
        self.spoken: list[str] = []
        self.seen: list[str] = []
        self._hidden = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "span":
            self._hidden = dict(attrs).get("class") == "visually-hidden"

    def handle_endtag(self, tag: str) -> None:
        if tag == "span":
            self._hidden = False

    def handle_data(self, data: str) -> None:
        self.spoken.append(data)
        if not self._hidden:
            self.seen.append(data)


def component(template: str, /, **variables: object) -> str:
    return render_to_string(f"components/{template}.html", variables)


def words(html: str) -> Words:
    parser = Words()
    parser.feed(html)
    return parser


def squeezed(html: str) -> str:
    return " ".join("".join(words(html).spoken).split())


def test_redline_shows_the_text_letter_for_letter() -> None:
    pieces = [
        Piece("equal", "We  may\n\n"),
        Piece("delete", "30"),
        Piece("insert", "14"),
        Piece("equal", " days.\n"),
    ]

    html = component("redline_text", ops=pieces)

    assert "".join(words(html).seen).strip("\n") == "We  may\n\n3014 days."


def test_redline_names_each_mark_for_a_screen_reader() -> None:
    html = component("redline_text", ops=[Piece("delete", "30"), Piece("insert", "14")])

    assert squeezed(html) == "[deleted: 30][inserted: 14]"
    assert html.count("<del>") == html.count("<ins>") == 1


def test_redline_links_both_ends_of_a_move_and_anchors_them_once() -> None:
    pieces = [
        Piece("move_from", "Refunds.", 3),
        Piece("move_from", " Always.", 3, is_first=False),
        Piece("move_to", "Refunds.", 3),
    ]

    html = component("redline_text", ops=pieces)

    assert (html.count('id="from-3"'), html.count('id="to-3"')) == (1, 1)
    assert (html.count('href="#to-3"'), html.count('href="#from-3"')) == (1, 1)


@pytest.mark.parametrize("kind", ["equal", "insert", "delete", "move_from", "move_to"])
def test_redline_escapes_the_vendor(kind: str) -> None:
    html = component("redline_text", ops=[Piece(kind, HOSTILE, 1)])

    assert "<script>" not in html
    assert "&lt;script&gt;alert(1)&lt;/script&gt; &amp; “quotes”" in html


def test_redline_follows_the_direction_of_its_text() -> None:
    html = component("redline_text", ops=[Piece("insert", "شروط الخدمة")], lang="ar")

    assert '<div class="redline-text" dir="auto" lang="ar"><ins>' in html


def test_hunk_has_a_number_an_anchor_and_a_place() -> None:
    block = Block("hunk", number=2, place="Refunds: time", ops=(Piece("insert", "x"),))

    html = component("redline_hunk", block=block, total=7)

    assert 'id="change-2"' in html
    assert squeezed(html) == "Change 2 of 7 Refunds: time [inserted: x]"


def test_hunk_side_by_side_keeps_an_empty_cell_empty() -> None:
    block = Block("hunk", number=1, rows=(Row(old=(), new=(Piece("insert", "New."),)),))

    html = component("redline_hunk", block=block, total=1)

    assert '<div class="redline-text split-cell" dir="auto"></div>' in html


def test_fold_says_how_much_it_hides() -> None:
    block = Block("fold", words=1204, place="Refunds", ops=(Piece("equal", "…"),))

    html = component("redline_hunk", block=block, total=1)

    assert "1,204 unchanged words · Refunds" in squeezed(html)


@pytest.mark.parametrize("state", HealthState.values)
def test_health_says_the_state_in_words_and_shape(state: str) -> None:
    health = Health(state=state, since=AT, detail="The page asks for a log-in.")

    html = component("health", health=health)

    assert f"icons.svg#{state}" in html
    assert squeezed(html).startswith(
        f"{HealthState(state).label} The page asks for a log-in. Since 23 Nov 2026"
    )
    assert "Last verified not yet" in squeezed(html)


def test_digest_shows_both_ends_and_copies_the_whole() -> None:
    html = component("digest", sha256=SHA256, name="Text digest")

    assert f'data-copy="{SHA256}"' in html
    assert "".join(squeezed(html).split()) == SHA256[:10] + SHA256[10:56] + "…" + SHA256[56:]


def test_time_is_unambiguous_and_shows_utc_on_hover() -> None:
    html = component("time", at=AT, clock=True)

    assert '<time datetime="2026-11-23T09:14:05+00:00" title="23 Nov 2026, 09:14:05 UTC">' in html
    assert squeezed(html) == "23 Nov 2026, 09:14 UTC"


@pytest.mark.parametrize(
    ("added", "removed", "expected"),
    [
        (1, 0, "+1 word added"),
        (0, 2, "\N{MINUS SIGN}2 words removed"),
        (1500, 2, "+1,500 words added \N{MINUS SIGN}2 words removed"),
        (0, 0, "no words"),
    ],
)
def test_delta_names_only_what_happened(added: int, removed: int, expected: str) -> None:
    assert squeezed(component("delta", added=added, removed=removed)) == expected


@pytest.mark.parametrize(
    ("value", "expected"), [("", "not stated"), (None, "not stated"), (0, "0"), ("x", "x")]
)
def test_fact_says_not_stated_rather_than_nothing(value: object, expected: str) -> None:
    assert squeezed(component("fact_row", term="Effective", value=value)) == f"Effective {expected}"


def a_change(*, kind: Kind, cause: Cause = Cause.PUBLISHER, reasons: tuple[str, ...] = ()) -> Change:
    document = Document(
        pk=412, platform=Platform(slug="acme", name="Acme"), slug="terms", title="Terms of Service"
    )
    before = Version(document=document, number=4, text_sha256=SHA256, captured_at=AT)
    after = Version(document=document, number=5, text_sha256=SHA256, captured_at=AT)
    return Change(
        pk=1207,
        document=document,
        from_version=before,
        to_version=after,
        kind=kind,
        cause=cause,
        reasons=reasons,
        words_added=36,
        words_removed=12,
        detected_at=AT,
    )


def test_change_row_says_why_but_not_again_how_much() -> None:
    change = a_change(
        kind=Kind.NUMBERS, reasons=("36 words added, 12 removed", "touches retention", "30 → 14")
    )

    html = component("change_row", change=change)

    assert squeezed(html).count("36") == 1
    assert "<li>touches retention</li><li>30 → 14</li>" in html


def test_change_row_names_the_document_where_it_is_not_its_own_page() -> None:
    change = a_change(kind=Kind.NUMBERS)

    html = component("change_row", change=change, document=change.document)

    assert squeezed(html) == (
        "23 Nov 2026 Acme · Terms of Service Numbers version 4 to 5 CA-C-001207 +36 words added \N{MINUS SIGN}12 words removed"
    )


@pytest.mark.parametrize(
    ("cause", "expected"),
    [(Cause.PUBLISHER, "Wording"), (Cause.EXTRACTOR, "Wording our re-extraction")],
)
def test_change_badges_say_when_it_was_not_the_publisher(cause: Cause, expected: str) -> None:
    assert (
        squeezed(component("change_badges", change=a_change(kind=Kind.SUBSTANTIVE, cause=cause))) == expected
    )


def test_pagination_is_silent_on_a_single_page() -> None:
    page = Paginator(range(3), 10).get_page(1)

    assert component("pagination", page=page, query="", noun="platforms").strip() == ""


def test_pagination_keeps_the_filters() -> None:
    page = Paginator(range(30), 10).get_page(2)

    html = component("pagination", page=page, query="q=acme&", noun="platforms")

    assert 'href="?q=acme&amp;page=1"' in html
    assert 'href="?q=acme&amp;page=3"' in html
    assert squeezed(html) == "11 to 20 of 30 platforms Previous Page 2 of 3 Next"


def test_breadcrumb_marks_where_one_is() -> None:
    html = component("breadcrumb", crumbs=[Link("Acme", "/platforms/acme/"), Link("x" * 300)])

    assert f'<span aria-current="page">{"x" * 300}</span>' in html
    assert html.count("<a ") == 1


def test_callout_escapes_plain_words() -> None:
    html = component("callout", tone="high", title="Paused", body=HOSTILE)

    assert "callout-high" in html
    assert "<script>" not in html


def test_badge_of_a_severity_brings_its_shape() -> None:
    html = component("badge", label="High", tone="high")

    assert "icons.svg#high" in html
    assert squeezed(html) == "High"


def test_empty_state_offers_a_way_on_only_where_there_is_one() -> None:
    assert "<a " not in component("empty_state", title="Nothing yet", body="It appears here.")
    assert 'href="/x"' in component(
        "empty_state", title="Nothing yet", body="It appears here.", url="/x", action="Go"
    )
