"""Make what surrounds a document and differs in every response."""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from html import escape

_RELATED = {
    "halvorine": (
        ("Introducing Halvorine Compact 3", "/halvorine/blog/compact-3"),
        ("How we test models before release", "/halvorine/blog/evaluations"),
        ("Structured outputs are now generally available", "/halvorine/blog/structured-outputs"),
        ("Customer story: a hospital that writes its letters in minutes", "/halvorine/customers/hospital"),
        ("Batch jobs at half the price", "/halvorine/blog/batch"),
    ),
    "tarnwick": (
        ("Five ways to lower your dispute rate", "/tarnwick/guides/disputes"),
        ("Open banking explained for shops", "/tarnwick/guides/open-banking"),
        ("Strong customer authentication checklist", "/tarnwick/guides/sca"),
        ("New: terminals you can rent by the week", "/tarnwick/press/terminals"),
    ),
    "murmurdeck": (
        ("Ten channels every new team needs", "/murmurdeck/blog/ten-channels"),
        ("Quiet hours, reimagined", "/murmurdeck/blog/quiet-hours"),
        ("Build your first app in an afternoon", "/murmurdeck/developers/start"),
        ("What is new this month", "/murmurdeck/changelog"),
        ("Murmurdeck for schools", "/murmurdeck/schools"),
    ),
}
_SHOWN = 3


@dataclass(frozen=True, slots=True)
class Furniture:
    """The noise of one response; `tracking` is the query added to every link."""

    nonce: str
    csrf: str
    views: str
    served_at: str
    tracking: str
    related: str


def furniture(vendor: str, serial: int, moment: datetime) -> Furniture:
    """Furnish the `serial`th response of the site."""
    tracking = f"utm_source={vendor}&utm_medium=legal&utm_campaign=r{serial:05d}"
    articles = _RELATED[vendor]
    turn = serial % len(articles)
    return Furniture(
        nonce=secrets.token_urlsafe(16),
        csrf=secrets.token_hex(32),
        views=f"{48_210 + 7 * serial:,}",
        served_at=(moment + timedelta(seconds=serial)).isoformat(timespec="seconds"),
        tracking=tracking,
        related=_list((articles[turn:] + articles[:turn])[:_SHOWN], tracking),
    )


def _list(articles: Sequence[tuple[str, str]], tracking: str) -> str:
    items = (f'<li><a href="{path}?{escape(tracking)}">{escape(title)}</a></li>' for title, path in articles)
    return "\n".join(items)
