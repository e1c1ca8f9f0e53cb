"""The pages of workspaces, as `walks` goes through them."""

import pytest

from tests.browser.page_names import CALENDAR_PAGES, INBOX_PAGES, WORKSPACE_PAGES
from tests.browser.walks import PageWalk

pytestmark = pytest.mark.browser


class TestWorkspacePages(PageWalk):
    pages = (*CALENDAR_PAGES, *INBOX_PAGES, *WORKSPACE_PAGES)
