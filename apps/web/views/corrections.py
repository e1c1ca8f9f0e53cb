"""The corrections log: what was said, and what is said now."""

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from apps.analysis.selectors.history import corrections as corrections_made
from apps.web.presentation.corrections import correction_rows

_PER_PAGE = 30


@require_safe
def corrections(request: HttpRequest) -> HttpResponse:
    page = Paginator(corrections_made(), _PER_PAGE).get_page(request.GET.get("page"))
    return render(request, "web/corrections.html", {"page": page, "rows": correction_rows(page)})
