"""The pages of people, plans and what is sent, as `walks` goes through them."""

import pytest

from tests.browser.page_names import ACCOUNT_PAGES, PLAN_PAGES, SENDING_PAGES
from tests.browser.walks import PageWalk

pytestmark = pytest.mark.browser


class TestAccountPages(PageWalk):
    pages = (*ACCOUNT_PAGES, *PLAN_PAGES, *SENDING_PAGES)
