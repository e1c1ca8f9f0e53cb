"""What workspaces watch and review, and what editors do, as `walks` goes through them."""

import pytest

from tests.browser.page_names import EDITING_PAGES, REVIEW_PAGES, WATCH_PAGES
from tests.browser.walks import PageWalk

pytestmark = pytest.mark.browser


class TestWorkPages(PageWalk):
    pages = (*EDITING_PAGES, *REVIEW_PAGES, *WATCH_PAGES)
