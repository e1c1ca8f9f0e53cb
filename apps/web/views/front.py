"""The front page, how the record is made, and the state of the archive."""

from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from apps.core import clock
from apps.documents.diffing import ENGINE_VERSION
from apps.documents.extraction import EXTRACTOR, EXTRACTOR_VERSION
from apps.documents.gating import VERSION as GATE_VERSION
from apps.platforms.selectors import platforms_by_category
from apps.platforms.vocabulary import category_choices
from apps.provisions.prevalence import FEWEST
from apps.provisions.segmentation import SEGMENTER_VERSION
from apps.provisions.taxonomy import read_taxonomy
from apps.web.presentation.basics import Category, Figure, figure
from apps.web.presentation.error_rates import ERROR_RATES
from apps.web.queries import archive

_LATEST = 10
_TROUBLED_ON_FRONT = 6
_TROUBLED_ON_STATUS = 50


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    held = archive.holdings(now=clock.now())
    context = {
        "figures": (
            figure(held.platforms, "platform"),
            figure(held.documents, "document"),
            figure(held.versions, "version"),
            figure(held.days, "day of history", "days of history"),
        ),
        "changes": archive.latest_changes(_LATEST),
        "troubled": archive.troubled_documents(_TROUBLED_ON_FRONT),
        "categories": _categories(),
    }
    return render(request, "web/home.html", context)


def _categories() -> tuple[Category, ...]:
    """Return the categories that have platforms, most platforms first."""
    counts = platforms_by_category()
    address = reverse("platforms")
    found = [
        Category(label, f"{address}?category={slug}", counts[slug])
        for slug, label in category_choices()
        if slug in counts
    ]
    return tuple(sorted(found, key=lambda category: -category.count))


@require_safe
def methodology(request: HttpRequest) -> HttpResponse:
    context = {
        "extractor": f"{EXTRACTOR} {EXTRACTOR_VERSION}",
        "gate": GATE_VERSION,
        "diff": ENGINE_VERSION,
        "interval": "a day",
        "rates": ERROR_RATES,
        "segmenter": SEGMENTER_VERSION,
        "topics": len(read_taxonomy().topics),
        "fewest": FEWEST,
    }
    return render(request, "web/methodology.html", context)


@dataclass(frozen=True, slots=True)
class StateCount:
    state: str
    label: str
    count: int


@require_safe
def status(request: HttpRequest) -> HttpResponse:
    now = clock.now()
    day = archive.captures_of_last_day(now=now)
    by_state = archive.documents_by_state().by_state
    context = {
        "figures": (
            figure(day.attempts, "capture in 24 hours", "captures in 24 hours"),
            Figure(day.share, "of them obtained"),
            figure(
                archive.verified_lately(now=now),
                "document verified in 48 hours",
                "documents verified in 48 hours",
            ),
            figure(archive.runs_waiting(), "round waiting", "rounds waiting"),
        ),
        "states": tuple(
            StateCount(state, archive.state_label(state), count) for state, count in by_state.items()
        ),
        "troubled": archive.troubled_documents(_TROUBLED_ON_STATUS),
        "checked_at": now,
        "paused": archive.is_paused(),
    }
    return render(request, "web/status.html", context)
