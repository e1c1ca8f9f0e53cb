"""The access table as people read it: every address, and what each kind of visitor gets there."""

from collections.abc import Iterator
from typing import Final

from django.urls import URLPattern, URLResolver, get_resolver

from apps.accounts import rules
from apps.accounts.types import Permission, Role
from apps.web.access_table import ACCESS, Access

VISITORS: Final = ("anonymous", "stranger", "staff", *(role.value for role in reversed(Role)))
OPEN, SIGN_IN, NOT_FOUND, FORBIDDEN = "yes", "sign in", "404", "403"


def expected(name: str, visitor: str) -> str:
    """Return what the visitor gets at the address of this name: the page, the way in, 404 or 403."""
    wanted = ACCESS[name]
    if wanted is Access.PUBLIC:
        return OPEN
    if visitor == "anonymous":
        return SIGN_IN
    if wanted is Access.SIGNED_IN:
        return OPEN
    if wanted in {Access.STAFF, Access.GRANTS, Access.PRICES}:
        # None of these visitors was given a permission of staff's.
        return OPEN if wanted is Access.STAFF and visitor == "staff" else NOT_FOUND
    if visitor in {"stranger", "staff"}:
        return NOT_FOUND
    return OPEN if rules.can(visitor, Permission(wanted)) else FORBIDDEN


def addresses() -> dict[str, str]:
    """Return every named address of the site as its pattern, in the order in which they are declared."""
    return {pattern.name or "": route for route, pattern in _walk(get_resolver(), "/")}


def as_markdown() -> str:
    """Return the table as documentation prints it."""
    heads = ("Address", "Name", "Needs", *VISITORS)
    rows = [
        (f"`{route}`", f"`{name}`", ACCESS[name].value, *(expected(name, visitor) for visitor in VISITORS))
        for name, route in addresses().items()
    ]
    lines = [heads, ("---",) * len(heads), *rows]
    return "\n".join(f"| {' | '.join(cells)} |" for cells in lines)


def _walk(resolver: URLResolver, prefix: str) -> Iterator[tuple[str, URLPattern]]:
    for entry in resolver.url_patterns:
        route = f"{prefix}{entry.pattern}"
        if isinstance(entry, URLResolver):
            yield from _walk(entry, route)
        else:
            yield route, entry
