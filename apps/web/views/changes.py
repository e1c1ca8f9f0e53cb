"""Changes: the list of recent ones and the record of one."""

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from apps.analysis.selectors.shown import shown_change_reading
from apps.billing.types import Feature
from apps.core.ids import PublicIdKind
from apps.documents.models import Cause, Change, Kind
from apps.documents.redlines import redline_between
from apps.web.access import get_number_or_404
from apps.web.entitlements import entitled
from apps.web.moves import MovedError, follow_moves
from apps.web.presentation.basics import Link, choices, chosen, query_prefix
from apps.web.presentation.change_clauses import clause_rows
from apps.web.presentation.change_readings import change_summary
from apps.web.presentation.citations import cite_change
from apps.web.presentation.dates import date_facts
from apps.web.presentation.redlines import View, blocks_of, changes_only, count_changes
from apps.web.queries.change_clauses import clauses_touched
from apps.web.queries.changes import EVERY_KIND, changes_listed, changes_on_page, neighbours_of
from apps.web.queries.documents import dates_of
from apps.web.views.documents import crumbs_to
from apps.web.views.versions import redline_address

_PER_PAGE = 30
_HUNKS_SHOWN = 20
_OTHER_CAUSES = [(cause.value, cause.label.capitalize()) for cause in Cause if cause != Cause.PUBLISHER]


@require_safe
def changes(request: HttpRequest) -> HttpResponse:
    kind = chosen(request.GET, "kind", [EVERY_KIND, *Kind.values])
    cause = chosen(request.GET, "cause", Cause.values)
    page = Paginator(changes_listed(cause=cause, kind=kind), _PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "page": page,
        "changes": changes_on_page(list(page)),
        "kinds": choices([(EVERY_KIND, "Every kind"), *Kind.choices], kind),
        "causes": choices(_OTHER_CAUSES, cause),
        "query": query_prefix({"kind": kind, "cause": cause}),
    }
    return render(request, "web/changes.html", context)


@require_safe
@follow_moves
def change(request: HttpRequest, public_id: str) -> HttpResponse:
    record = _get_change_or_404(public_id)
    document, old, new = record.document, record.from_version, record.to_version
    old.document = new.document = document
    blocks = blocks_of(redline_between(old, new), View.INLINE)
    beside = neighbours_of(record)
    shown = shown_change_reading(record)
    context = {
        "change": record,
        "document": document,
        "crumbs": crumbs_to(document, Link(record.public_id)),
        "citation": cite_change(document, record),
        "reasons": tuple(record.reasons),
        "dates": date_facts(dates_of(new), dates_of(old)),
        "redline_url": redline_address(old, new),
        "blocks": changes_only(blocks, _HUNKS_SHOWN),
        "total": count_changes(blocks),
        "summary": change_summary(shown.reading, may_read=entitled(request, Feature.CHANGE_SUMMARIES))
        if shown
        else None,
        "clauses": clause_rows(document, clauses_touched(record)),
        "previous": beside.previous,
        "next": beside.next,
    }
    return render(request, "web/change.html", context)


def _get_change_or_404(public_id: str) -> Change:
    """Return the change with all its page shows; raise MovedError for an id typed in another case."""
    number = get_number_or_404(PublicIdKind.CHANGE, public_id)
    record = Change.objects.for_pages().filter(pk=number).first()
    if record is None:
        raise Http404(f"no change {public_id}")
    if record.public_id != public_id:
        raise MovedError(public_id=record.public_id)
    return record
