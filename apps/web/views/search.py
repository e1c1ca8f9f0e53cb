"""Search among the clauses that stand today."""

from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from apps.web.forms.saved_searches import searched
from apps.web.forms.search import SearchForm, positions_offered
from apps.web.presentation.basics import choices, query_prefix
from apps.web.presentation.found import found_rows
from apps.web.queries.chosen_platforms import names_offered
from apps.web.queries.provisions import stands_of
from apps.web.queries.search import MOST, Wanted, headlines, provisions_found, standings_on_page

_PER_PAGE = 25


@require_safe
def search(request: HttpRequest) -> HttpResponse:
    given = {name: request.GET.get(name, "").replace("\x00", "") for name in request.GET}
    form = SearchForm(given)
    is_clear = form.is_valid()
    wanted = form.wanted
    context: dict[str, Any] = {
        "form": form,
        "positions": choices(positions_offered(given.get("topic", "")), given.get("position", "")),
        "offered": names_offered(),
        "is_clear": is_clear,
        "is_asked": not wanted.is_empty,
        "most": MOST,
        "to_follow": searched(wanted),
        "query": query_prefix({name: value for name, value in given.items() if name in form.fields}),
    }
    if not wanted.is_empty:
        context |= _results(request, wanted)
    return render(request, "web/search.html", context, status=200 if is_clear else 400)


def _results(request: HttpRequest, wanted: Wanted) -> dict[str, Any]:
    page = Paginator(provisions_found(wanted), _PER_PAGE).get_page(request.GET.get("page"))
    standings = standings_on_page(list(page))
    marked = headlines([one.pk for one in standings], wanted.words) if wanted.words else {}
    return {"page": page, "rows": found_rows(standings, stands_of(standings), marked)}
