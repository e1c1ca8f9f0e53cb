"""Names of the jurisdictions that occur in the catalogue (ISO 3166-1 alpha-2)."""

_NAMES = {
    "AU": "Australia",
    "CA": "Canada",
    "CH": "Switzerland",
    "CN": "China",
    "CZ": "Czechia",
    "DE": "Germany",
    "EE": "Estonia",
    "FR": "France",
    "GB": "United Kingdom",
    "IE": "Ireland",
    "IL": "Israel",
    "JP": "Japan",
    "KR": "South Korea",
    "LT": "Lithuania",
    "LU": "Luxembourg",
    "NL": "Netherlands",
    "PA": "Panama",
    "SE": "Sweden",
    "SG": "Singapore",
    "US": "United States",
}


def country_name(code: str) -> str:
    """Return the country's name; the code itself where we have no name for it, "not stated" where there is no code."""
    return _NAMES.get(code, code) or "not stated"
