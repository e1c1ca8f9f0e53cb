"""The editors' queue with a real browser: by keyboard, and without scripts."""

import pytest
from playwright.sync_api import expect

from tests.browser.visits import Visitor

pytestmark = pytest.mark.browser


def test_keys_walk_through_the_queue_and_open_what_is_there(visitor: Visitor) -> None:
    page = visitor.opens("editing")

    page.keyboard.press("j")
    page.keyboard.press("j")
    page.keyboard.press("k")

    assert page.evaluate("document.activeElement === document.querySelector('[data-change]')")
    page.locator("[data-change] a").first.click()
    expect(page.get_by_role("heading", name="Decide")).to_be_visible()


def test_keys_lead_on_and_back(visitor: Visitor) -> None:
    page = visitor.opens("editing-item")
    there = page.url

    page.keyboard.press("k")
    page.wait_for_url(lambda url: url != there)
    page.keyboard.press("j")

    page.wait_for_url(lambda url: url.partition("?")[0] == there)


def test_e_edits_what_the_check_found_something_in(visitor: Visitor) -> None:
    page = visitor.opens("editing-item")

    page.keyboard.press("e")

    expect(page.get_by_role("heading", level=1, name="What it is")).to_be_visible()


def test_r_asks_for_a_reason_and_keys_typed_there_are_text(visitor: Visitor) -> None:
    page = visitor.opens("editing-item")

    page.keyboard.press("r")
    page.keyboard.type("jakera")

    expect(page.get_by_label("Reason")).to_have_value("jakera")
    expect(page.get_by_label("Reason")).to_be_focused()


def test_a_accepts_and_leads_on(visitor: Visitor) -> None:
    page = visitor.opens("editing-item-told")

    page.keyboard.press("a")

    expect(page.get_by_text("Accepted.")).to_be_visible()
    expect(page.get_by_role("heading", level=1, name="Reported")).to_be_visible()


def test_all_of_it_works_without_scripts(visitor: Visitor) -> None:
    page = visitor.opens("editing", has_scripts=False)

    page.locator("[data-change] a").first.click()
    page.get_by_role("link", name="Edit title").click()
    page.get_by_label("Title").fill("Another title")
    page.get_by_label("Reason").fill("It says it better.")
    page.get_by_role("button", name="Save the edit").click()
    expect(page.get_by_text("Title edited.")).to_be_visible()
    page.get_by_label("Reason").fill("It quotes what is not there.")
    page.get_by_role("button", name="Reject", exact=True).click()

    expect(page.get_by_text("Rejected.")).to_be_visible()


def test_topics_are_found_and_chosen_by_keyboard(visitor: Visitor) -> None:
    page = visitor.opens("editing-topics")

    page.keyboard.press("/")
    page.keyboard.type("jury")
    expect(page.get_by_role("checkbox", name="Arbitration", exact=True)).to_be_hidden()
    page.keyboard.press("Enter")
    expect(page.get_by_role("checkbox", name="Jury-trial waiver")).to_be_checked()
    page.keyboard.press("ControlOrMeta+a")
    page.keyboard.type("class-act")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Space")
    expect(page.get_by_role("checkbox", checked=True)).to_have_count(3)  # with the one it had
    page.get_by_label("Reason").fill("It is about a jury.")
    page.get_by_label("Reason").press("Tab")
    page.keyboard.press("Enter")

    expect(page.get_by_text("Topics chosen. The clause was read again by them.")).to_be_visible()


def test_topics_are_chosen_and_reports_settled_without_scripts(visitor: Visitor) -> None:
    page = visitor.opens("editing-topics", has_scripts=False)

    page.get_by_role("checkbox", name="Minimum age").check()
    page.get_by_label("Reason").fill("It is about age.")
    page.get_by_role("button", name="Save the topics").click()
    expect(page.get_by_text("Topics chosen. The clause was read again by them.")).to_be_visible()
    page = visitor.opens("editing-report", has_scripts=False)
    page.get_by_label("It is").select_option("Right as it stands")
    page.get_by_role("button", name="Settle").click()

    expect(page.get_by_text("Settled.")).to_be_visible()
