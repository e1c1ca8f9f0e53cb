"""The public record, its clauses and its proofs, as `walks` goes through them."""

import pytest

from tests.browser.page_names import CLAUSE_PAGES, PROOF_PAGES, RECORD_PAGES
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

WALKED = (*CLAUSE_PAGES, *RECORD_PAGES, *PROOF_PAGES)
