"""Following, walked with a real browser: by keyboard, on a phone, with scripts and without."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.axe import violations_everywhere
from tests.browser.visits import Visitor

pytestmark = pytest.mark.browser


def press_through_to(page: Page, name: str) -> None:
    """Press Tab until the button of this name has the focus."""
    wanted = page.get_by_role("button", name=name, exact=True)
    for _ in range(60):
        page.keyboard.press("Tab")
        if wanted.evaluate("(node) => node === document.activeElement"):
            return
    raise AssertionError(f"No way by keyboard to {name!r}.")


def told(page: Page) -> str:
    return page.locator("#preview strong").inner_text()


def test_a_platform_is_previewed_and_followed_by_keyboard_on_a_phone(visitor: Visitor) -> None:
    page = visitor.opens("workspace-watch-new", screen="phone")
    address = page.url
    before = told(page)

    page.get_by_role("checkbox", name="Wording", exact=True).focus()
    page.keyboard.press("Space")
    press_through_to(page, "Preview")
    page.keyboard.press("Enter")
    expect(page.locator("#preview strong")).not_to_have_text(before)
    assert page.url == address
    expect(page.get_by_role("checkbox", name="Wording", exact=True)).not_to_be_checked()

    page.get_by_role("checkbox", name="Wording", exact=True).focus()
    page.keyboard.press("Space")
    press_through_to(page, "Follow")
    page.keyboard.press("Enter")
    expect(page.get_by_text("You follow Northwind now.")).to_be_visible()
    expect(page.locator("#preview strong")).to_have_text(before)

    page.get_by_role("link", name="Stop following").press("Enter")
    page.get_by_role("button", name="Stop following").press("Enter")
    expect(page.get_by_text("Northwind is not followed any more.")).to_be_visible()


def test_rules_are_previewed_without_scripts(visitor: Visitor) -> None:
    page = visitor.opens("workspace-watch-rules", has_scripts=False)
    expect(page.locator("#preview strong")).to_have_text(re.compile("nothing|change"))

    page.get_by_role("checkbox", name="Worse", exact=True).uncheck()
    page.get_by_role("button", name="Preview").click()

    expect(page.get_by_role("checkbox", name="Worse", exact=True)).not_to_be_checked()
    expect(page.get_by_role("heading", name="What it would have told")).to_be_visible()


def test_a_list_is_pasted_matched_and_followed(visitor: Visitor) -> None:
    page = visitor.opens("workspace-watch-list", screen="phone")

    page.get_by_label("Paste the list").fill("Northwind\nNorthwnd Modles\nA vendor nobody has heard of")
    page.get_by_role("button", name="Match the list").click()
    expect(page.get_by_role("checkbox", name="Northwind", exact=True)).to_be_checked()
    expect(page.get_by_role("group", name="Northwnd Modles")).to_be_visible()
    assert violations_everywhere(page) == []
    page.get_by_role("checkbox", name="A vendor nobody has heard of").check()
    page.get_by_role("button", name="Follow what is chosen").click()

    expect(page.get_by_role("heading", name="Followed now: 1")).to_be_visible()
    expect(page.get_by_role("heading", name="Asked for: 1")).to_be_visible()
    assert violations_everywhere(page) == []
