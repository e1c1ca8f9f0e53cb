"""Every page is quiet, light, still and whole: with scripts or without, on a phone and on paper."""

from dataclasses import dataclass

import pytest
from playwright.sync_api import Page

from tests.browser.visits import PAGES, SCREENS, Site, Visitor

pytestmark = pytest.mark.browser

MOST_BYTES = 120_000

_SHIFTS = """
window.shifts = [];
const place = ({ node, previousRect, currentRect }) =>
  `${node?.nodeName}.${node?.className} ${JSON.stringify(previousRect)} to ${JSON.stringify(currentRect)}`;
new PerformanceObserver((list) =>
  window.shifts.push(...list.getEntries().map((entry) => `${entry.value}: ${entry.sources.map(place).join("; ")}`)))
  .observe({ type: "layout-shift", buffered: true });
"""
_FIRST_FRAME = "requestAnimationFrame(() => { window.firstTheme = document.documentElement.dataset.theme })"
_BACKGROUND = "() => getComputedStyle(document.body).backgroundColor"
_STICKING_OUT = """() => [...document.querySelectorAll("main *")]
  .filter((each) => each.getBoundingClientRect().right > innerWidth + 1 && !each.closest(".table-wrap, .visually-hidden"))
  .map((each) => `${each.tagName}.${each.className}`).slice(0, 5)"""


@dataclass(frozen=True, slots=True)
class FirstVisit:
    """`sent` are the bytes of each body as they came over the wire, compressed as in production, without fonts."""

    shifts: list[str]
    width: int
    sticking_out: list[str]
    sent: dict[str, int]


@pytest.fixture(scope="module")
def first_visits() -> dict[tuple[str, str], FirstVisit]:
    """Keep what a first visit showed: one is enough for all that is asked of it."""
    return {}


@pytest.fixture
def first_visit(
    visitor: Visitor, first_visits: dict[tuple[str, str], FirstVisit], name: str, screen: str
) -> FirstVisit:
    if (name, screen) not in first_visits:
        page = visitor.comes_first_to(name, screen=screen, watching=_SHIFTS)
        answers = [request.response() for request in visitor.requests if request.resource_type != "font"]
        first_visits[name, screen] = FirstVisit(
            shifts=page.evaluate("() => window.shifts"),
            width=page.evaluate("() => document.documentElement.scrollWidth"),
            sticking_out=page.evaluate(_STICKING_OUT),
            sent={
                answer.url.removeprefix(visitor.site.address): answer.request.sizes()["responseBodySize"]
                for answer in answers
                if answer
            },
        )
    return first_visits[name, screen]


@pytest.mark.parametrize("screen", SCREENS)
@pytest.mark.parametrize("name", PAGES)
def test_page_stands_still(first_visit: FirstVisit, name: str, screen: str) -> None:
    assert first_visit.shifts == []


@pytest.mark.parametrize("screen", SCREENS)
@pytest.mark.parametrize("name", PAGES)
def test_page_fits_its_screen(first_visit: FirstVisit, name: str, screen: str) -> None:
    assert first_visit.sticking_out == []
    assert first_visit.width == SCREENS[screen]["width"]


@pytest.mark.parametrize("screen", ["desktop"])
@pytest.mark.parametrize("name", PAGES)
def test_page_is_light(first_visit: FirstVisit, name: str, screen: str) -> None:
    assert sum(first_visit.sent.values()) < MOST_BYTES, first_visit.sent


def test_error_of_a_script_or_a_policy_would_be_noticed(visitor: Visitor) -> None:
    page = visitor.opens("home")

    page.evaluate(
        "() => { const script = document.createElement('script'); script.text = '1'; document.body.append(script) }"
    )
    page.evaluate("() => { setTimeout(() => { throw new Error('on purpose') }) }")
    page.wait_for_function("() => true", polling=50)

    assert len(visitor.complaints) == 2
    assert "Content Security Policy" in visitor.complaints[0]
    assert "on purpose" in visitor.complaints[1]
    visitor.complaints.clear()


def test_search_works_without_scripts(visitor: Visitor) -> None:
    page = visitor.opens("home", has_scripts=False)

    page.locator("main").get_by_role("searchbox").fill("northw")
    page.get_by_role("button", name="Find").click()

    assert page.locator("tbody th").all_inner_texts() == ["Northwind\nNorthwind Models, Inc."]


def test_filter_works_without_scripts(visitor: Visitor) -> None:
    page = visitor.opens("changes", has_scripts=False)

    page.get_by_label("Kind").select_option("Wording")
    page.get_by_role("button", name="Apply").click()

    assert page.locator(".change-title").count() == 1


@pytest.mark.parametrize(("name", "first", "rest"), [("platforms", 50, 5), ("changes", 30, 6)])
def test_lists_have_pages_without_scripts(visitor: Visitor, name: str, first: int, rest: int) -> None:
    page = visitor.opens(name, has_scripts=False)
    rows = page.locator("tbody tr, .change-row")

    assert rows.count() == first
    page.get_by_role("link", name="Next").click()
    assert rows.count() == rest


def test_redline_unfolds_without_scripts(visitor: Visitor) -> None:
    page = visitor.opens("redline", has_scripts=False)
    fold = page.locator("details.fold").first

    assert not fold.locator(".redline-text").is_visible()
    fold.locator("summary").click()
    assert fold.locator(".redline-text").is_visible()
    assert page.get_by_role("button").all_inner_texts() == ["Show the redline"]


def test_record_is_read_on_a_phone_without_scripts(visitor: Visitor) -> None:
    page = visitor.opens("document", screen="phone", has_scripts=False)
    rail = page.get_by_role("complementary")

    assert not rail.is_visible()
    page.locator(".record-rail > summary").click()
    assert rail.is_visible()


def test_list_is_refreshed_while_one_types(visitor: Visitor) -> None:
    page = visitor.opens("platforms")

    page.get_by_label("Search").fill("northw")

    page.wait_for_url("**/platforms/?q=northw&category=")
    assert page.locator("tbody tr").count() == 1


def test_theme_stays_chosen_and_does_not_flash(visitor: Visitor) -> None:
    page = visitor.comes_first_to("home", watching=_FIRST_FRAME)
    system = page.evaluate(_BACKGROUND)

    page.get_by_role("button", name="Theme: auto").click()
    page.get_by_role("button", name="Theme: light").click()
    chosen = page.evaluate(_BACKGROUND)
    page.reload()

    assert page.evaluate("() => window.firstTheme") == "dark"
    assert page.evaluate(_BACKGROUND) == chosen != system
    assert page.get_by_role("button", name="Theme: dark").is_visible()


def style(page: Page, selector: str, name: str) -> str:
    value: str = page.locator(selector).first.evaluate("(node, name) => getComputedStyle(node)[name]", name)
    return value


@pytest.mark.parametrize("name", ["redline", "redline-split"])
def test_redline_is_read_in_black_on_paper(visitor: Visitor, name: str) -> None:
    page = visitor.opens(name, mode="dark")

    page.emulate_media(media="print")

    black, clear = "rgb(0, 0, 0)", "rgba(0, 0, 0, 0)"
    marks = {
        mark: (
            style(page, mark, "color"),
            style(page, mark, "backgroundColor"),
            style(page, mark, "textDecorationLine"),
            style(page, mark, "textDecorationStyle"),
        )
        for mark in (
            "main .redline-text ins",
            "main .redline-text del",
            "main .op-move-to",
            "main .op-move-from",
        )
    }
    assert marks == {
        "main .redline-text ins": (black, clear, "underline", "solid"),
        "main .redline-text del": (black, clear, "line-through", "solid"),
        "main .op-move-to": (black, clear, "underline", "dotted"),
        "main .op-move-from": (black, clear, "underline line-through", "dotted"),
    }
    assert not page.get_by_role("banner").is_visible()
    assert page.locator("main h1").is_visible()


def test_digests_are_whole_on_paper(visitor: Visitor, site: Site) -> None:
    page = visitor.opens("version")
    short = page.locator(".digest-value").first.inner_text()

    page.emulate_media(media="print")

    assert len(short) == 19
    assert len(page.locator(".digest-value").first.inner_text()) == 64
