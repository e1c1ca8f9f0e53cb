"""Pages are read with scripts or without, on a phone and on paper; and what `walks` looks for would be noticed."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.axe import violations
from tests.browser.visits import Site, Visitor

pytestmark = pytest.mark.browser

_FIRST_FRAME = "requestAnimationFrame(() => { window.firstTheme = document.documentElement.dataset.theme })"
_BACKGROUND = "() => getComputedStyle(document.body).backgroundColor"


def test_axe_would_notice(visitor: Visitor) -> None:
    page = visitor.opens("home")

    page.evaluate("() => { document.querySelector('main').innerHTML = '<input>' }")

    assert any(line.startswith("label (critical)") for line in violations(page))


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

    page.locator("main").get_by_role("searchbox").fill("north-wind")
    page.get_by_role("button", name="Find").click()

    expect(page.locator("tbody th")).to_have_text(
        [re.compile("Northwind.*Northwind Models, Inc.", re.DOTALL)]
    )


def test_filter_works_without_scripts(visitor: Visitor) -> None:
    page = visitor.opens("changes", has_scripts=False)

    page.get_by_label("Kind").select_option("Wording")
    page.get_by_role("button", name="Apply").click()

    expect(page.locator(".change-title")).to_have_count(11)


@pytest.mark.parametrize(("name", "first", "rest"), [("platforms", 50, 23), ("changes", 30, 17)])
def test_lists_have_pages_without_scripts(visitor: Visitor, name: str, first: int, rest: int) -> None:
    page = visitor.opens(name, has_scripts=False)
    rows = page.locator("tbody tr, .change-row")

    expect(rows).to_have_count(first)
    page.get_by_role("link", name="Next").click()
    expect(rows).to_have_count(rest)


def test_redline_unfolds_without_scripts(visitor: Visitor) -> None:
    page = visitor.opens("redline", has_scripts=False)
    fold = page.locator("details.fold").first

    expect(fold.locator(".redline-text")).not_to_be_visible()
    fold.locator("summary").click()
    expect(fold.locator(".redline-text")).to_be_visible()
    expect(page.get_by_role("button")).to_have_text(["Show the redline"])


def test_record_is_read_on_a_phone_without_scripts(visitor: Visitor) -> None:
    page = visitor.opens("document", screen="phone", has_scripts=False)
    rail = page.get_by_role("complementary")

    expect(rail).not_to_be_visible()
    page.locator(".record-rail > summary").click()
    expect(rail).to_be_visible()


def test_list_is_refreshed_while_one_types(visitor: Visitor) -> None:
    page = visitor.opens("platforms")

    page.get_by_label("Search").fill("north-wind")

    page.wait_for_url("**/platforms/?q=north-wind&category=")
    expect(page.locator("tbody tr")).to_have_count(1)


def test_theme_stays_chosen_and_does_not_flash(visitor: Visitor) -> None:
    page = visitor.comes_first_to("home", watching=_FIRST_FRAME)
    system = page.evaluate(_BACKGROUND)

    page.get_by_role("button", name="Theme: auto").click()
    page.get_by_role("button", name="Theme: light").click()
    chosen = page.evaluate(_BACKGROUND)
    page.reload()

    assert page.evaluate("() => window.firstTheme") == "dark"
    assert page.evaluate(_BACKGROUND) == chosen != system
    expect(page.get_by_role("button", name="Theme: dark")).to_be_visible()


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
