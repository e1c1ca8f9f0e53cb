"""Comparing, searching and reporting with a real browser that runs no scripts."""

import pytest
from playwright.sync_api import expect

from tests.browser.visits import Visitor

pytestmark = pytest.mark.browser


def test_platforms_are_compared_without_scripts(visitor: Visitor) -> None:
    page = visitor.opens("compare-none", has_scripts=False)

    page.get_by_label("Platform 1").fill("Aurora")
    page.get_by_label("Platform 3").fill("borealis")
    page.get_by_label("Differences only").check()
    page.get_by_role("button", name="Compare").click()

    expect(page.get_by_role("heading", level=1, name="Aurora, Borealis")).to_be_visible()
    expect(page.get_by_label("Platform 2")).to_have_value("Borealis")
    expect(page.get_by_text("topics on which they differ")).to_be_visible()
    page.get_by_text("In their words").first.click()
    expect(page.locator(".matrix-cells blockquote").first).to_be_visible()


def test_clauses_are_searched_by_position_and_value_without_scripts(visitor: Visitor) -> None:
    page = visitor.opens("search", has_scripts=False)

    page.get_by_label("Words").fill("")
    page.get_by_label("Topic").select_option("ai_training_use")
    page.get_by_role("button", name="Search").click()
    page.get_by_label("Position").select_option("on_with_opt_out")
    page.get_by_role("button", name="Search").click()
    expect(page.locator(".clause-row")).to_have_count(1)
    page.get_by_label("Topic").select_option("")
    page.get_by_label("Position").select_option("")
    page.get_by_label("Fact").select_option("unilateral_change.notice")
    page.get_by_label("Value", exact=True).fill("14")
    page.get_by_label("Platform", exact=True).fill("Borealis")
    page.get_by_role("button", name="Search").click()

    expect(page.locator(".clause-row")).to_have_count(1)
    expect(page.locator(".clause-row").get_by_text("7 days").first).to_be_visible()


def test_an_error_is_reported_without_scripts(visitor: Visitor) -> None:
    page = visitor.opens("report", has_scripts=False)

    page.get_by_label("What is wrong").fill("It says 14 days, and the clause says 30.")
    page.get_by_role("button", name="Send the report").click()

    expect(page.get_by_role("heading", level=1, name="Thank you, the report is here")).to_be_visible()
    page.get_by_role("link", name="Back to CA-P-").click()
    expect(page.get_by_role("link", name="Report an error")).to_be_visible()
