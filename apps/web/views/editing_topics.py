"""Choosing what a clause is about."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from apps.analysis.errors import EditingError
from apps.analysis.models import Analysis
from apps.analysis.services.topics import choose_topics
from apps.provisions.models import Standing
from apps.web.access import get_analysis_or_404
from apps.web.forms.topics import TopicsForm
from apps.web.presentation.topic_choice import likeliest_topics, topic_groups
from apps.web.queries.editing import Item, item_of
from apps.web.staff import for_staff
from apps.web.views.editing import address_of, asked_queue, byline, onwards


@for_staff
def topics(request: HttpRequest, analysis_id: int) -> HttpResponse:
    """Choose the topics of a clause; it is then read again by them."""
    analysis = get_analysis_or_404(analysis_id)
    if analysis.provision_id is None:
        raise Http404("a change has the topics of its clauses")
    item = item_of(analysis)
    held = _held(analysis)
    initial = {"topics": held, "foremost": held[0] if len(held) > 1 else "", "seen": item.seen}
    form = TopicsForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            choose_topics(analysis=analysis, topics=form.chosen, by=byline(request, form))
        except EditingError as error:
            messages.error(request, str(error))
            return redirect(address_of(analysis, asked_queue(request.GET)))
        messages.success(request, "Topics chosen. The clause was read again by them.")
        return onwards(analysis, asked_queue(request.GET))
    return _form(request, item, form, held)


def _form(request: HttpRequest, item: Item, form: TopicsForm, held: list[str]) -> HttpResponse:
    why = asked_queue(request.GET)
    words = item.clauses[0].clause.words.quote
    chosen = form.data.getlist("topics") if form.is_bound else held  # type: ignore[attr-defined]  # a QueryDict
    context = {
        "item": item,
        "form": form,
        "groups": topic_groups(chosen, likeliest_topics(words)),
        "back": address_of(item.analysis, why),
    }
    return render(request, "web/editing/topics.html", context, status=422 if form.is_bound else 200)


def _held(analysis: Analysis) -> list[str]:
    """Return the topics of the clause as it stands, the surest first."""
    standing = Standing.objects.filter(pk=analysis.provision_id).first()
    if standing is None or standing.classification is None:
        return []
    return list(standing.classification.topics.order_by("rank").values_list("topic__slug", flat=True))
