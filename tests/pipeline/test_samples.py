import re
import shutil
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, date, datetime
from http.client import HTTPConnection, HTTPResponse
from urllib.parse import urlsplit

import pypdfium2
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from playwright.sync_api import sync_playwright
from selectolax.lexbor import LexborHTMLParser

from apps.documents.extraction import Page
from apps.documents.extraction import extract as extracted
from apps.pipeline.samples.pdf import write_pdf
from apps.pipeline.samples.site import Asked, Reply, SampleServer, SampleSite, serving
from apps.pipeline.samples.texts import published
from apps.pipeline.samples.vendors import OUTLINES, Form, Outline, Part, Trouble

NOON = datetime(2025, 8, 19, 12, tzinfo=UTC)
TERMS = "/halvorine/legal/terms"
LIST = "/halvorine/legal/subprocessors"
ARTICLES = {"halvorine": ".legal-prose", "tarnwick": ".rte", "murmurdeck": ".doc"}
PARTS = [(outline, part) for outline in OUTLINES for part in outline.parts]


@pytest.fixture
def server() -> Iterator[SampleServer]:
    with serving() as running:
        yield running


def _get(server: SampleServer, path: str, **headers: str) -> tuple[HTTPResponse, bytes]:
    connection = HTTPConnection(urlsplit(server.url).netloc, timeout=10)
    connection.request(
        "GET", path, headers={name.replace("_", "-"): value for name, value in headers.items()}
    )
    response = connection.getresponse()
    body = response.read()
    connection.close()
    return response, body


def _ask(path: str, moment: datetime | None = None, **headers: str) -> Reply:
    return SampleSite(moment).reply(
        Asked(path, {name.replace("_", "-"): value for name, value in headers.items()})
    )


def _header(reply: Reply, name: str) -> str | None:
    return dict(reply.headers).get(name)


def _page(reply: Reply) -> str:
    charset = (_header(reply, "Content-Type") or "").rpartition("charset=")[2]
    return reply.body.decode(charset or "utf-8")


def _words(text: str) -> list[str]:
    return re.findall(r"\w+", text)


def _article_words(page: str, vendor: str) -> list[str]:
    node = LexborHTMLParser(page).css_first(ARTICLES[vendor])
    assert node is not None
    return _words(node.text(separator=" "))


def _extracted(reply: Reply) -> str:
    media_type, _, charset = (_header(reply, "Content-Type") or "").partition("; charset=")
    return extracted(Page(reply.body, media_type, "http://sample.test/", charset or None)).text


def _prose(markdown: str) -> list[str]:
    """Return the words without the addresses of links."""
    return _words(re.sub(r"\]\([^)]*\)", "]", markdown))


def _pdf_text(body: bytes) -> str:
    document = pypdfium2.PdfDocument(body)
    try:
        return "\n".join(page.get_textpage().get_text_range() for page in document)
    finally:
        document.close()


def _moment(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, 9, tzinfo=UTC)


def _address(part: Part, day: date) -> str:
    has_moved = part.moved_on is not None and day >= part.moved_on
    return part.moved_to if part.moved_to and has_moved else part.path


@pytest.mark.parametrize(
    ("outline", "part"),
    [(outline, part) for outline, part in PARTS if part.form is Form.PAGE],
    ids=lambda value: value.folder if isinstance(value, Part) else "",
)
def test_page_shows_each_state_from_its_day(outline: Outline, part: Part) -> None:
    for text in published(part.folder):
        reply = _ask(_address(part, text.since), _moment(text.since))

        heading = text.markdown.partition("\n")[0].removeprefix("# ")
        stated = re.search(r"Last updated[^*\n]*", text.markdown)
        assert reply.status == 200
        assert f"<h1>{heading}</h1>" in _page(reply)
        assert stated is not None
        assert stated.group() in _page(reply)


def test_page_shows_a_new_clause_on_its_day_and_not_before() -> None:
    before = _page(_ask(TERMS, datetime(2025, 8, 6, 23, 59, tzinfo=UTC)))
    after = _page(_ask(TERMS, datetime(2025, 8, 7, tzinfo=UTC)))

    assert "Model improvement" not in before
    assert "Model improvement" in after


def test_page_is_missing_before_the_first_text() -> None:
    assert _ask(TERMS, datetime(2025, 1, 19, tzinfo=UTC)).status == 404


def test_site_without_a_moment_shows_the_newest_text() -> None:
    assert "Last updated: September 14, 2026" in _page(_ask(TERMS))


@pytest.mark.parametrize(
    ("outline", "part"),
    [(outline, part) for outline, part in PARTS if part.form is Form.PAGE],
    ids=lambda value: value.folder if isinstance(value, Part) else "",
)
def test_two_responses_differ_in_bytes_and_agree_in_text(outline: Outline, part: Part) -> None:
    site = SampleSite()
    asked = Asked(part.moved_to or part.path, {})

    first, second = _page(site.reply(asked)), _page(site.reply(asked))

    assert first != second
    assert _article_words(first, outline.vendor.slug) == _article_words(second, outline.vendor.slug)


@pytest.mark.parametrize(
    "part", [part for _, part in PARTS if part.form is not Form.SCRIPT], ids=lambda part: part.folder
)
def test_extraction_gives_back_the_words_of_each_state_whatever_surrounds_them(part: Part) -> None:
    for text in published(part.folder):
        site = SampleSite(_moment(text.since))
        path = _address(part, text.since)

        first, second = (_extracted(site.reply(Asked(path, {}))) for _ in range(2))

        assert first == second
        assert _prose(first) == _prose(text.markdown)


def test_links_carry_a_tracking_query_that_differs() -> None:
    site = SampleSite()

    first, second = (
        set(re.findall(r"utm_campaign=\w+", _page(site.reply(Asked(TERMS, {}))))) for _ in range(2)
    )

    assert (first, second) == ({"utm_campaign=r00001"}, {"utm_campaign=r00002"})


def test_one_vendor_serves_windows_1252() -> None:
    reply = _ask("/tarnwick/legal/merchant-agreement")

    assert _header(reply, "Content-Type") == "text/html; charset=windows-1252"
    assert "“Tarnwick”".encode("cp1252") in reply.body


def test_date_can_be_set_while_the_site_is_served(server: SampleServer) -> None:
    server.site.at(datetime(2025, 2, 1, tzinfo=UTC))
    _, old = _get(server, TERMS)
    server.site.at(datetime(2025, 6, 1, tzinfo=UTC))
    _, new = _get(server, TERMS)

    assert b"at least 30 days' notice" in old
    assert b"at least 14 days' notice" in new


def test_challenge_day_answers_200_without_the_text() -> None:
    reply = _ask(TERMS, datetime(2025, 12, 9, 6, 15, tzinfo=UTC))

    assert reply.status == 200
    assert "<title>Just a moment...</title>" in _page(reply)
    assert "Customer Content" not in _page(reply)


def test_login_day_leads_to_a_page_that_asks_for_a_password(server: SampleServer) -> None:
    server.site.at(datetime(2026, 2, 23, tzinfo=UTC))

    wall, _ = _get(server, "/murmurdeck/developers/terms")
    location = wall.getheader("Location") or ""
    page, body = _get(server, location)

    assert (wall.status, location) == (302, "/murmurdeck/signin?next=/murmurdeck/developers/terms")
    assert page.status == 200
    assert b"<h1>Sign in to Murmurdeck</h1>" in body


def test_unavailable_day_concerns_one_of_two_parts() -> None:
    agreement = _ask("/tarnwick/legal/merchant-agreement", NOON)
    fees = _ask("/tarnwick/legal/merchant-agreement/fees", NOON)

    assert (agreement.status, fees.status) == (200, 503)
    assert _header(fees, "Retry-After") == "120"


def test_experiment_shows_another_text_every_other_day() -> None:
    days = [datetime(2026, 3, day, 12, tzinfo=UTC) for day in (2, 3, 4, 5, 6)]

    shown = ["residents of certain states" in _page(_ask("/murmurdeck/privacy", day)) for day in days]

    assert shown == [False, True, False, True, False]


@pytest.mark.parametrize(
    ("prefix", "status", "mark"),
    [
        ("captcha", 200, "Just a moment..."),
        ("login", 200, 'type="password"'),
        ("shell", 200, "You need to enable JavaScript"),
        ("busy", 503, "maintenance"),
    ],
)
@pytest.mark.parametrize("part", [part for _, part in PARTS], ids=lambda part: part.folder)
def test_prefix_shows_the_bad_page_of_any_document(part: Part, prefix: str, status: int, mark: str) -> None:
    reply = _ask(f"/{prefix}{part.path}")

    assert reply.status == status
    assert mark in _page(reply)


@pytest.mark.parametrize(
    "path", ["/nothing", "/captcha/nothing", "/halvorine/", "/halvorine/api/policies/none.json"]
)
def test_unknown_address_is_missing(path: str) -> None:
    assert _ask(path).status == 404


def test_moved_document_redirects_from_its_day() -> None:
    old, new = "/tarnwick/prohibited-businesses", "/tarnwick/legal/restricted-businesses"
    before, after = datetime(2025, 11, 16, tzinfo=UTC), datetime(2025, 11, 17, tzinfo=UTC)

    assert (_ask(old, before).status, _ask(new, before).status) == (200, 404)
    assert (_ask(old, after).status, _ask(new, after).status) == (301, 200)
    assert _header(_ask(old, after), "Location") == new


def test_known_entity_tag_gives_304_without_a_body(server: SampleServer) -> None:
    first, _ = _get(server, LIST)

    second, body = _get(server, LIST, If_None_Match=first.getheader("ETag") or "")

    assert (second.status, body) == (304, b"")
    assert second.getheader("ETag") == first.getheader("ETag")


def test_entity_tag_of_an_older_state_gives_the_new_text() -> None:
    old = _ask(LIST, datetime(2025, 4, 13, tzinfo=UTC))

    new = _ask(LIST, datetime(2025, 4, 14, tzinfo=UTC), if_none_match=_header(old, "ETag") or "")

    assert new.status == 200
    assert "Kestrel Safety Labs" in _page(new)


@pytest.mark.parametrize(
    ("since", "status"),
    [
        ("Mon, 14 Apr 2025 04:00:00 GMT", 304),
        ("Mon, 14 Apr 2025 03:59:59 GMT", 200),
        ("yesterday", 200),
    ],
)
def test_modification_date_decides_where_no_tag_is_sent(since: str, status: int) -> None:
    assert _ask(LIST, datetime(2025, 5, 20, tzinfo=UTC), if_modified_since=since).status == status


def test_entity_tag_goes_before_the_modification_date() -> None:
    reply = _ask(LIST, if_none_match='"other"', if_modified_since="Mon, 12 Oct 2026 00:00:00 GMT")

    assert reply.status == 200


def test_shell_holds_no_word_of_the_text_and_its_endpoint_all() -> None:
    shell = _page(_ask("/halvorine/policies/usage"))
    endpoint = re.search(r'data-endpoint="([^"]+)"', shell)

    assert endpoint is not None
    assert "Prohibited uses" not in shell
    assert "Prohibited uses" in _ask(endpoint.group(1)).body.decode()


@pytest.mark.browser
def test_script_draws_the_text_in_a_browser(server: SampleServer) -> None:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"))
        page = browser.new_page()
        page.goto(f"{server.url}/halvorine/policies/usage")
        page.wait_for_selector("article")
        drawn = page.content().encode()
        browser.close()

    extract = extracted(Page(drawn, "text/html", f"{server.url}/halvorine/policies/usage", "utf-8"))
    assert extract.title == "Halvorine AI Usage Policy | Halvorine"
    assert _prose(extract.text) == _prose(published("halvorine/ai-usage-policy")[-1].markdown)


def test_endpoint_follows_the_date() -> None:
    path = "/halvorine/api/policies/ai-usage-policy.json"

    before = _ask(path, datetime(2026, 3, 24, tzinfo=UTC)).body
    after = _ask(path, datetime(2026, 3, 25, tzinfo=UTC)).body

    assert (b"Autonomous agents" in before, b"Autonomous agents" in after) == (False, True)


def test_pdf_gives_back_every_word_of_each_state() -> None:
    part = next(part for _, part in PARTS if part.form is Form.PDF)

    for text in published(part.folder):
        reply = _ask(part.path, _moment(text.since))
        plain = re.sub(r"^[|#\- ]+|\|", " ", text.markdown, flags=re.MULTILINE)
        found = Counter(_words(_pdf_text(reply.body)))

        assert _header(reply, "Content-Type") == "application/pdf"
        assert not Counter(_words(plain)) - found


def test_pdf_is_written_anew_each_day_and_is_the_same_within_it() -> None:
    path = "/tarnwick/legal/data-processing-addendum.pdf"

    morning = _ask(path, datetime(2025, 3, 1, 6, tzinfo=UTC)).body
    evening = _ask(path, datetime(2025, 3, 1, 18, tzinfo=UTC)).body
    next_day = _ask(path, datetime(2025, 3, 2, 6, tzinfo=UTC)).body

    assert morning == evening
    assert morning != next_day
    assert _pdf_text(morning) == _pdf_text(next_day)


@settings(deadline=None, max_examples=30)
@given(st.lists(st.lists(st.from_regex(r"[a-z]{1,14}", fullmatch=True), min_size=1, max_size=60), min_size=1))
def test_pdf_keeps_words_and_their_order(paragraphs: list[list[str]]) -> None:
    markdown = "\n\n".join(" ".join(words) for words in paragraphs)

    text = _pdf_text(write_pdf(markdown, title="Foot", stamped_at=NOON))

    assert _words(re.sub(r"Foot - Page \d+ of \d+", "", text)) == _words(markdown)


def test_trouble_of_each_kind_happens_once_or_more() -> None:
    met = {trouble for _, part in PARTS for _, trouble in part.troubles}

    assert met == {Trouble.CHALLENGE, Trouble.LOGIN, Trouble.UNAVAILABLE, Trouble.VARIANT}


def test_start_page_links_every_document() -> None:
    links = {
        urlsplit(node.attributes.get("href") or "").path
        for node in LexborHTMLParser(_page(_ask("/"))).css("a")
    }

    assert {part.path for _, part in PARTS} <= links
