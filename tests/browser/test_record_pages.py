"""The public record, its clauses and its proofs, as `walks` goes through them."""

import pytest

from tests.browser.page_names import CLAUSE_PAGES, PROOF_PAGES, RECORD_PAGES
from tests.browser.walks import PageWalk

pytestmark = pytest.mark.browser


class TestRecordPages(PageWalk):
    pages = (*CLAUSE_PAGES, *RECORD_PAGES, *PROOF_PAGES)
