"""Platforms side by side."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from apps.web.forms.platforms import platforms_form
from apps.web.presentation.matrix import matrix_of
from apps.web.queries.chosen_platforms import names_offered
from apps.web.queries.topics import positions_taken

_FEWEST = 2


@require_safe
def compare_platforms(request: HttpRequest) -> HttpResponse:
    form = platforms_form(request.GET)
    platforms = form.platforms
    differences_only = request.GET.get("differences") == "1"
    is_enough = len(platforms) >= _FEWEST
    taken = positions_taken([row.pk for row in platforms]) if is_enough else []
    families = matrix_of(platforms, taken, differences_only=differences_only)
    context = {
        "platforms": platforms,
        "form": form,
        "offered": names_offered(),
        "is_enough": is_enough,
        "differences_only": differences_only,
        "families": families,
        "rows": sum(len(family.rows) for family in families),
    }
    return render(request, "web/compare.html", context, status=200 if form.is_clear else 400)
