"""Everything is reached by keyboard, and one sees where one is."""

import pytest
from playwright.sync_api import Page, expect

from tests.browser.visits import Visitor

pytestmark = pytest.mark.browser

_FOCUS = """() => {
  const style = getComputedStyle(document.activeElement);
  return { id: document.activeElement.id, outline: style.outlineStyle, width: style.outlineWidth };
}"""


def focus(page: Page) -> dict[str, str]:
    found: dict[str, str] = page.evaluate(_FOCUS)
    return found


@pytest.mark.parametrize(("onward", "back"), [("n", "p"), ("j", "k")])
def test_keys_walk_through_the_changes(visitor: Visitor, onward: str, back: str) -> None:
    page = visitor.opens("redline")

    page.keyboard.press(onward)
    first = focus(page)
    page.keyboard.press(onward)
    second = focus(page)
    page.keyboard.press(back)

    assert [first["id"], second["id"], focus(page)["id"]] == ["change-1", "change-2", "change-1"]
    assert (second["outline"], second["width"]) == ("solid", "2px")
    expect(page.get_by_role("status").first).to_have_text("Change 1 of 5")


def test_change_walked_to_is_not_hidden_by_the_bars(visitor: Visitor) -> None:
    page = visitor.opens("redline")

    for _ in range(4):
        page.keyboard.press("n")

    top = page.locator("#change-4").bounding_box()
    bar = page.locator(".redline-bar").bounding_box()
    assert top is not None
    assert bar is not None
    assert bar["y"] + bar["height"] <= top["y"] < 300


def test_keys_switch_the_view(visitor: Visitor) -> None:
    page = visitor.opens("redline")

    page.keyboard.press("s")
    page.wait_for_url("**?view=split")
    page.keyboard.press("i")

    page.wait_for_url(visitor.site.url("redline"))


def test_slash_goes_to_the_search_and_is_then_a_letter(visitor: Visitor) -> None:
    page = visitor.opens("document")

    page.keyboard.press("/")
    page.keyboard.type("a/n?")

    assert focus(page)["id"] == "masthead-search"
    expect(page.get_by_role("searchbox")).to_have_value("a/n?")


def test_question_mark_opens_the_list_and_escape_closes_it(visitor: Visitor) -> None:
    page = visitor.opens("home")
    sheet = page.get_by_role("dialog", name="Keyboard")

    page.keyboard.press("?")
    expect(sheet).to_be_visible()
    page.keyboard.press("Escape")

    expect(sheet).not_to_be_visible()


@pytest.mark.parametrize(
    ("letter", "name"),
    [("h", "home"), ("p", "platforms"), ("c", "changes"), ("m", "methodology"), ("s", "status")],
)
def test_g_and_a_letter_go_places(visitor: Visitor, letter: str, name: str) -> None:
    page = visitor.opens("redline")

    page.keyboard.press("g")
    page.keyboard.press(letter)

    page.wait_for_url(visitor.site.url(name))


def test_shortcuts_stay_switched_off(visitor: Visitor) -> None:
    page = visitor.comes_first_to("home")
    page.keyboard.press("?")
    page.get_by_label("One-key shortcuts are on").uncheck()
    page.reload()

    page.keyboard.press("/")

    assert focus(page)["id"] == ""


def test_first_tab_offers_to_skip_to_the_content(visitor: Visitor) -> None:
    page = visitor.opens("document")

    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Skip to the content")).to_be_in_viewport()
    page.keyboard.press("Enter")

    assert focus(page)["id"] == "main"


def test_everything_one_tabs_to_shows_its_focus(visitor: Visitor) -> None:
    page = visitor.opens("document")
    unseen = []

    for _ in range(40):
        page.keyboard.press("Tab")
        state = focus(page)
        if state["outline"] == "none":
            unseen.append(page.evaluate("() => document.activeElement.outerHTML.slice(0, 120)"))

    assert unseen == []
