"""What workspaces watch and review, and what editors do, as `walks` goes through them."""

import pytest

from tests.browser.page_names import EDITING_PAGES, REVIEW_PAGES, WATCH_PAGES
from tests.browser.walks import (
    test_page_breaks_no_rule_of_axe,
    test_page_fits_its_screen,
    test_page_is_light,
    test_page_is_quiet,
    test_page_stands_still,
)

__all__ = [
    "test_page_breaks_no_rule_of_axe",
    "test_page_fits_its_screen",
    "test_page_is_light",
    "test_page_is_quiet",
    "test_page_stands_still",
]

pytestmark = pytest.mark.browser

WALKED = (*EDITING_PAGES, *REVIEW_PAGES, *WATCH_PAGES)
