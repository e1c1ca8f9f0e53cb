"""The rules of axe, asked of a page that is open."""

from pathlib import Path

from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import Page

from tests.browser.visits import SCREENS, SETTLED, show

# A page that is opened with this script has axe at hand: it is neither sent to it nor compiled again, and runs if called.
BRING_AXE = (
    "window.bringAxe = () => {" + AXE_SCRIPT + Path(__file__).with_name("axe_colours.js").read_text() + "\n};"
)
_EVERY_RULE = {
    "resultTypes": ["violations"],
    "reporter": "no-passes",
    "preload": False,
}  # all styles are ours: axe need not fetch them again
_COLOURS = _EVERY_RULE | {"runOnly": ["color-contrast", "link-in-text-block"]}
_RUN = f"""async (options) => {{
  await ({SETTLED})();
  if (!window.markAlike) bringAxe();
  markAlike();
  const {{ violations }} = await axe.run(document, options);
  return violations.map((each) => `${{each.id}} (${{each.impact}}): ${{each.nodes.map((node) => node.target).join(", ")}}`);
}}"""


def violations(page: Page, options: dict[str, object] = _EVERY_RULE) -> list[str]:
    """Return every rule broken, of whatever impact, with the elements that break it: of texts that look alike, one."""
    if not page.evaluate("() => 'bringAxe' in window"):
        page.evaluate(f"() => {{ {BRING_AXE} }}")
    found: list[str] = page.evaluate(_RUN, options)
    return found


def violations_everywhere(page: Page) -> list[str]:
    """Return every rule broken at either width and every colour in the dark; the page is left there, on the phone, unfolded."""
    found: list[str] = []
    for screen in SCREENS:
        show(page, screen, "light")
        found += [f"{screen}, light: {line}" for line in violations(page)]
    # The other mode differs in nothing but its colours, and on the phone everything is unfolded and shows them.
    show(page, "phone", "dark")
    return found + [f"phone, dark: {line}" for line in violations(page, _COLOURS)]
