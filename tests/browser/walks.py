"""Walks through many pages: each is quiet, light, still, whole and breaks no rule of axe.

A module of tests says which pages are its own: a walk through all would keep one process busy long after the others have ended.
"""

from dataclasses import dataclass
from typing import ClassVar

from tests.browser.axe import BRING_AXE, violations_everywhere
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
WATCHING = _SHIFTS + BRING_AXE
_LOOK = """() => ({
  shifts: window.shifts,
  width: document.documentElement.scrollWidth,
  stickingOut: [...document.querySelectorAll("main *")]
    .filter((each) => each.getBoundingClientRect().right > innerWidth + 1 && !each.closest(".table-wrap, .visually-hidden"))
    .map((each) => `${each.tagName}.${each.className}`).slice(0, 5),
  sent: performance.getEntries()
    .filter((each) => "encodedBodySize" in each && !each.name.endsWith(".woff2"))
    .map((each) => [each.name.split("#")[0], each.encodedBodySize]),
})"""


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

    def faults(self) -> list[str]:
        """Return a line for whatever is wrong with the page: whether it is quiet, still, whole, light, and breaks no rule."""
        found = list(self.complaints)
        for screen, size in SCREENS.items():
            found += [f"{screen}, moves: {line}" for line in self.shifts[screen]]
            found += [f"{screen}, sticks out: {line}" for line in self.sticking_out[screen]]
            if self.width[screen] != size["width"]:
                found.append(f"{screen}, is {self.width[screen]} px wide")
        if sum(self.sent.values()) >= MOST_BYTES:
            found.append(f"sends {sum(self.sent.values())} bytes: {self.sent}")
        return found + self.broken_rules


def pay_a_visit(visitor: Visitor, name: str, families: set[str]) -> Visit:
    """Look at a page. The first of each family, like "provision-…", is drawn while styles and fonts are still coming; the
    others share them, and are drawn with them at hand: fetching thirty files again and again was a third of the walk."""
    family = name.partition("-")[0]
    has_files = family in families
    families.add(family)
    page = visitor.comes_first_to(name, screen="phone", watching=WATCHING, has_files=has_files)
    looks = {"phone": page.evaluate(_LOOK)}
    visitor.comes_again(page, screen="desktop", has_files=has_files)
    looks["desktop"] = page.evaluate(_LOOK)
    # One reload for both widths: what axe has warmed up for one serves the other.
    broken_rules = violations_everywhere(page)
    visitor.leave()

    return Visit(
        complaints=visitor.complaints,
        shifts={screen: look["shifts"] for screen, look in looks.items()},
        width={screen: look["width"] for screen, look in looks.items()},
        sticking_out={screen: look["stickingOut"] for screen, look in looks.items()},
        sent={
            url.removeprefix(visitor.site.address): size
            for screen in ("desktop", "phone")  # of a file that comes twice, what came first is what counts
            for url, size in looks[screen]["sent"]
        },
        broken_rules=broken_rules,
    )


class PageWalk:
    """What is asked of each of its pages."""

    pages: ClassVar[tuple[str, ...]]

    def test_page_is_sound(self, visit: Visit) -> None:
        assert visit.faults() == []
