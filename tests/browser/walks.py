"""Walks through many pages: each is quiet, light, still, whole and breaks no rule of axe.

A module of tests says which pages are its own: a walk through all would keep one process busy long after the others have ended.
"""

from dataclasses import dataclass
from typing import ClassVar

import pytest

from tests.browser.axe import violations_everywhere
from tests.browser.visits import SCREENS, Visitor

MOST_BYTES = 120_000

_SHIFTS = """
window.shifts = [];
const place = ({ node, previousRect, currentRect }) =>
  `${node?.nodeName}.${node?.className} ${JSON.stringify(previousRect)} to ${JSON.stringify(currentRect)}`;
new PerformanceObserver((list) =>
  window.shifts.push(...list.getEntries().map((entry) => `${entry.value}: ${entry.sources.map(place).join("; ")}`)))
  .observe({ type: "layout-shift", buffered: true });
"""
_SENT = """() => performance.getEntries()
  .filter((each) => "encodedBodySize" in each && !each.name.endsWith(".woff2"))
  .map((each) => [each.name.split("#")[0], each.encodedBodySize])"""
_STICKING_OUT = """() => [...document.querySelectorAll("main *")]
  .filter((each) => each.getBoundingClientRect().right > innerWidth + 1 && !each.closest(".table-wrap, .visually-hidden"))
  .map((each) => `${each.tagName}.${each.className}`).slice(0, 5)"""


@dataclass(frozen=True, slots=True)
class Visit:
    """What one visit showed, at both widths. `sent` are the bytes of each body as they come over the wire, compressed as in
    production, without fonts, to one who has nothing of the site yet."""

    complaints: list[str]
    shifts: dict[str, list[str]]
    width: dict[str, int]
    sticking_out: dict[str, list[str]]
    sent: dict[str, int]
    broken_rules: list[str]


def pay_a_visit(visitor: Visitor, name: str, families: set[str]) -> Visit:
    """Look at a page. The first of each family, like "provision-…", is drawn while styles and fonts are still coming; the
    others share them, and are drawn with them at hand: fetching thirty files again and again was a third of the walk."""
    family = name.partition("-")[0]
    page = visitor.comes_first_to(name, watching=_SHIFTS, has_files=family in families)
    families.add(family)
    sent = {url.removeprefix(visitor.site.address): size for url, size in page.evaluate(_SENT)}
    shifts, width, sticking_out = {}, {}, {}
    for screen in SCREENS:
        if screen != "desktop":
            visitor.comes_again(page, screen=screen)
        shifts[screen] = page.evaluate("() => window.shifts")
        width[screen] = page.evaluate("() => document.documentElement.scrollWidth")
        sticking_out[screen] = page.evaluate(_STICKING_OUT)
    broken_rules = violations_everywhere(page)
    visitor.leave()
    return Visit(visitor.complaints, shifts, width, sticking_out, sent, broken_rules)


class PageWalk:
    """What is asked of each of its pages."""

    pages: ClassVar[tuple[str, ...]]

    def test_page_is_quiet(self, visit: Visit) -> None:
        assert visit.complaints == []

    @pytest.mark.parametrize("screen", SCREENS)
    def test_page_stands_still(self, visit: Visit, screen: str) -> None:
        assert visit.shifts[screen] == []

    @pytest.mark.parametrize("screen", SCREENS)
    def test_page_fits_its_screen(self, visit: Visit, screen: str) -> None:
        assert visit.sticking_out[screen] == []
        assert visit.width[screen] == SCREENS[screen]["width"]

    def test_page_is_light(self, visit: Visit) -> None:
        assert sum(visit.sent.values()) < MOST_BYTES, visit.sent

    def test_page_breaks_no_rule_of_axe(self, visit: Visit) -> None:
        assert visit.broken_rules == []
