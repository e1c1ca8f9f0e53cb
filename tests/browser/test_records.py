"""Keys and the audit log in a real browser: without scripts, by keyboard, and the page that is shown once."""

import os
import re
from pathlib import Path

import pytest
from playwright.sync_api import Error, Page, expect

from tests.browser.axe import violations
from tests.browser.visits import MODES, SCREENS, Visitor, change_screen

pytestmark = pytest.mark.browser


def make_key(page: Page) -> str:
    """Fill the form in, and return the secret that the next page shows."""
    page.get_by_label("Name").fill("Nightly export")
    page.get_by_label("Read").check()
    page.get_by_label("Ends after").select_option("30 days")
    page.get_by_role("button", name="Make the key").click()
    return page.locator("#secret").inner_text()


def test_a_key_is_made_without_scripts_and_never_shown_again(visitor: Visitor) -> None:
    page = visitor.opens("workspace-key-new", has_scripts=False)

    secret = make_key(page)
    page.get_by_role("link", name="I have copied it").click()

    assert re.fullmatch(r"ca_[0-9a-f]{8}_[\w-]{43}", secret)
    expect(page.get_by_role("row", name=re.compile("Nightly export")).first).to_be_visible()
    assert secret not in page.content()
    with pytest.raises(
        Error, match="ERR_CACHE_MISS"
    ):  # it was not kept, and asking again would make another key
        page.go_back()


def test_the_page_that_is_shown_once_breaks_no_rule_and_fits(visitor: Visitor) -> None:
    page = visitor.opens("workspace-key-new")
    make_key(page)
    found: list[str] = []

    for screen, size in SCREENS.items():
        for mode in MODES:
            change_screen(page, screen, mode)
            found += violations(page)
            if folder := os.environ.get("SCREENSHOTS"):
                page.screenshot(
                    path=Path(folder) / f"workspace-key-issued-{screen}-{mode}.png", full_page=True
                )
        assert page.evaluate("() => document.documentElement.scrollWidth") == size["width"]

    assert found == []
    page.get_by_role("button", name="Copy").click()
    expect(page.get_by_role("button", name="Copied")).to_be_visible()


def test_an_entry_unfolds_by_keyboard_and_without_scripts(visitor: Visitor) -> None:
    page = visitor.opens("workspace-audit", has_scripts=False)
    row = page.get_by_role("row", name=re.compile("Workspace settings changed"))

    row.locator("summary").focus()
    expect(row.get_by_text("Join role:")).not_to_be_visible()
    page.keyboard.press("Enter")

    expect(row.get_by_text("Join role:")).to_be_visible()


def test_the_log_is_filtered_without_scripts_and_what_is_found_taken_along(visitor: Visitor) -> None:
    page = visitor.opens("workspace-audit", has_scripts=False)

    page.get_by_label("Action").select_option("API key revoked")
    page.get_by_role("button", name="Apply").click()
    expect(page.locator("tbody tr")).to_have_count(1)
    with page.expect_download() as download:
        page.get_by_role("button", name="CSV").click()

    lines = Path(download.value.path()).read_text(encoding="utf-8").splitlines()
    assert len(lines) == 2
    assert download.value.suggested_filename.startswith("acme-legal-audit-")
