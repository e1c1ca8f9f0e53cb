"""What facts are called where people read them."""

from typing import Final

_CALLED: Final = {
    "cap_months": "cap",
    "opt_out_days": "opt-out time",
    "opt_out_address": "opt-out address",
    "deemed_receipt": "receipt deemed after",
    "effective_on": "effective on",
    "legal_fees": "legal fees",
    "flow_down": "flow-down to users",
}


def fact_label(slug: str) -> str:
    """Return the words for a fact, in lower case: notice, cap, opt-out time."""
    return _CALLED.get(slug) or slug.replace("_", " ").replace("opt out", "opt-out")
