"""axe finds nothing on any page, at either width, in either mode."""

import pytest
from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import Page

from tests.browser.visits import MODES, PAGES, SCREENS, Visitor, change_screen

pytestmark = pytest.mark.browser

_EVERY_RULE = {
    "resultTypes": ["violations"],
    "preload": False,
}  # all styles are ours: axe need not fetch them again
_COLOURS = _EVERY_RULE | {"runOnly": ["color-contrast", "link-in-text-block"]}
_RUN = """async (options) => {
  const { violations } = await axe.run(document, options);
  return violations.map((each) => `${each.id} (${each.impact}): ${each.nodes.map((node) => node.target).join(", ")}`);
}"""


def violations(page: Page, options: dict[str, object] = _EVERY_RULE) -> list[str]:
    """Return every rule broken, of whatever impact, with the elements that break it."""
    found: list[str] = page.evaluate(_RUN, options)
    return found


@pytest.mark.parametrize("name", PAGES)
def test_page_breaks_no_rule(visitor: Visitor, name: str) -> None:
    page = visitor.opens(name)
    page.evaluate(AXE_SCRIPT)
    found: list[str] = []

    for screen in SCREENS:
        for mode in MODES:
            change_screen(page, screen, mode)
            # The other mode differs in nothing but its colours.
            options = _EVERY_RULE if mode == "light" else _COLOURS
            found += [f"{screen}, {mode}: {line}" for line in violations(page, options)]

    assert found == []


def test_axe_would_notice(visitor: Visitor) -> None:
    page = visitor.opens("home")
    page.evaluate(AXE_SCRIPT)

    page.evaluate("() => { document.querySelector('main').innerHTML = '<input>' }")

    assert any(line.startswith("label (critical)") for line in violations(page))
