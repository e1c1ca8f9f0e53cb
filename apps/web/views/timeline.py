"""The governance timeline of documents."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from apps.analysis.selectors.shown import change_publications_of
from apps.billing.types import Feature
from apps.core import clock
from apps.documents.models import Change, Document
from apps.platforms.models import Platform
from apps.web.entitlements import entitled
from apps.web.forms.platforms import platforms_form
from apps.web.presentation.basics import figure
from apps.web.presentation.lanes import Lanes, Told, draw_lanes
from apps.web.queries.chosen_platforms import names_offered
from apps.web.queries.lanes import changes_drawn, documents_drawn, effective_days

_EVERYBODYS = timedelta(days=365)  # of the record, for those without governance timelines


@require_safe
def timeline(request: HttpRequest) -> HttpResponse:
    form = platforms_form(request.GET)
    now = clock.now()
    is_whole = entitled(request, Feature.GOVERNANCE_TIMELINES)
    documents = documents_drawn(form.platforms) if form.is_clear else []
    changes = changes_drawn(documents, since=None if is_whole else now - _EVERYBODYS)
    context = {
        "form": form,
        "offered": names_offered(),
        "lanes": _drawn(changes, form.platforms, now, is_whole=is_whole),
        "is_whole": is_whole,
    }
    return render(request, "web/timeline.html", context, status=200 if form.is_clear else 400)


def _drawn(
    changes: Mapping[Document, Sequence[Change]],
    platforms: Sequence[Platform],
    now: datetime,
    *,
    is_whole: bool,
) -> Lanes | None:
    every = [change for rows in changes.values() for change in rows]
    if not every:
        return None
    for document, rows in changes.items():
        for change in rows:
            change.document = document
    first = min(change.detected_at for change in every)
    count = figure(len(every), "change")
    whose = "of these platforms" if platforms else "of the documents that changed last"
    return draw_lanes(
        {document: rows for document, rows in changes.items() if rows},
        Told(change_publications_of([change.pk for change in every]), effective_days(every)),
        title=f"{count.value} {count.label} {whose} since {first.day} {first:%b %Y}",
        source=f"Changes of words or numbers by their publishers, by the day they were seen{'' if is_whole else ', last 365 days'}.",
        span=(min(first, now - timedelta(days=30)), now),
    )
