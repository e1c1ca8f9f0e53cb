"""Reviews, walked with a real browser: decided, reopened and triaged by keyboard alone; and without scripts."""

import pytest
from playwright.sync_api import Page, expect

from tests.browser.axe import violations_everywhere
from tests.browser.test_watches import press_through_to
from tests.browser.visits import Visitor

pytestmark = pytest.mark.browser


def press_on_to(page: Page, role: str, name: str) -> None:
    """Press Tab until the control of this name has the focus."""
    wanted = (
        page.locator(f"main {role}", has_text=name).first
        if role == "summary"
        else page.get_by_label(name, exact=True)
    )
    for _ in range(90):
        page.keyboard.press("Tab")
        if wanted.evaluate("(node) => node === document.activeElement"):
            return
    raise AssertionError(f"No way by keyboard to {name!r}.")


def test_a_review_is_decided_and_reopened_by_keyboard_alone(visitor: Visitor) -> None:
    page = visitor.opens("workspace-review", screen="phone")

    press_on_to(page, "input", "No action needed")
    page.keyboard.press("Space")
    press_on_to(page, "textarea", "Reason")
    page.keyboard.type("We record no calls.")
    press_through_to(page, "Decide")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="No action", exact=True)).to_be_visible()

    press_on_to(page, "summary", "Reopen")
    page.keyboard.press("Enter")
    press_on_to(page, "textarea", "Reason")
    page.keyboard.type("We do now.")
    press_through_to(page, "Reopen the review")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Decision", exact=True)).to_be_visible()
    expect(page.get_by_text("We do now.")).to_be_visible()
    assert violations_everywhere(page) == []


def test_many_reviews_are_triaged_by_keyboard_alone(visitor: Visitor) -> None:
    page = visitor.opens("workspace-review-triage")
    boxes = page.get_by_role("checkbox", name="Choose:")
    before = boxes.count()
    assert before > 2

    page.keyboard.press("j")
    page.keyboard.press("x")
    page.keyboard.press("j")
    page.keyboard.press("j")
    page.keyboard.press("k")
    page.keyboard.press("x")
    expect(boxes.nth(0)).to_be_checked()
    expect(boxes.nth(1)).to_be_checked()
    page.keyboard.press("n")
    expect(page.get_by_label("Reason, for all that are chosen")).to_be_focused()
    page.keyboard.type("None of these concerns us.")
    page.keyboard.press("Enter")

    expect(page.get_by_text("2 reviews closed.")).to_be_visible()
    expect(boxes).to_have_count(before - 2)
    page.keyboard.press("j")
    page.keyboard.press("t")
    expect(page.get_by_text("1 review taken.")).to_be_visible()


def test_triage_needs_no_scripts_and_says_what_is_missing(visitor: Visitor) -> None:
    page = visitor.opens("workspace-review-triage", has_scripts=False, screen="phone")
    box = page.get_by_role("checkbox", name="Choose:").first

    box.check()
    page.get_by_role("button", name="Escalate").click()
    expect(page.get_by_text("Give the reason: whoever asks in a year reads it.")).to_be_visible()
    expect(box).to_be_checked()
    page.get_by_label("Reason, for all that are chosen").fill("It moves our price.")
    page.get_by_role("button", name="Escalate").click()

    expect(page.get_by_text("1 review escalated.")).to_be_visible()
