"""Pictures of every page for a person to look at, kept out of the repository: `make screenshots`."""

from pathlib import Path

import pytest

from tests.browser.page_names import PAGES
from tests.browser.visits import MODES, SCREENS, Visitor, change_screen

pytestmark = pytest.mark.browser


@pytest.mark.parametrize("name", PAGES)
def test_page_has_its_picture_taken(screenshots: Path, visitor: Visitor, name: str) -> None:
    page = visitor.opens(name)

    for screen in SCREENS:
        for mode in MODES:
            change_screen(page, screen, mode)
            page.screenshot(path=screenshots / f"{name}-{screen}-{mode}.png", full_page=True)

    assert len(list(screenshots.glob(f"{name}-*-*.png"))) >= len(SCREENS) * len(MODES)


def test_redline_has_its_picture_taken_on_paper(screenshots: Path, visitor: Visitor) -> None:
    page = visitor.opens("redline")

    page.emulate_media(media="print")
    page.screenshot(path=screenshots / "redline-print.png", full_page=True)

    assert (screenshots / "redline-print.png").stat().st_size > 0
