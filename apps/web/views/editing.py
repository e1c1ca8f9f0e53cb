"""The editors' queue: what waits, one analysis with all it rests on, and what an editor makes of it."""

from collections.abc import Callable, Mapping
from typing import Any

from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from apps.analysis.briefing.again import brief_of
from apps.analysis.errors import EditingError
from apps.analysis.models import Analysis, Publication, Ruling
from apps.analysis.selectors.queue import (
    MOST_COUNTED,
    Waiting,
    analyses_waiting,
    counts_waiting,
    open_reports,
)
from apps.analysis.selectors.shown import as_it_would_be_shown
from apps.analysis.services.editing import Byline, correct, decide
from apps.analysis.services.reporting import report_error
from apps.core.ids import InvalidPublicIdError, PublicIdKind, parse_public_id
from apps.web.access import get_analysis_or_404
from apps.web.forms.editing import AcceptForm, DecisionForm, ReportForm
from apps.web.forms.editing_fields import FieldEditor, field_editor
from apps.web.presentation.editing import (
    LABELS,
    field_to_edit_first,
    fields_shown,
    findings_of,
    queue_rows,
    tabs,
)
from apps.web.queries.editing import beside, editors_named, item_of, subject_of
from apps.web.staff import editor, for_staff

_PER_PAGE = 50


@for_staff
@require_safe
def queue(request: HttpRequest) -> HttpResponse:
    why = asked_queue(request.GET)
    if why is Waiting.REPORTED:
        return redirect("editing_reports")
    page = Paginator(analyses_waiting(why)[:MOST_COUNTED], _PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "why": why,
        "tabs": tabs(counts_waiting(), open_reports().count(), why),
        "page": page,
        "rows": queue_rows(page.object_list),
        "query": f"queue={why}&",
    }
    return render(request, "web/editing/queue.html", context)


@for_staff
@require_safe
def find(request: HttpRequest) -> HttpResponse:
    """Lead to what is said of the clause or change of a public id."""
    typed = request.GET.get("id", "")
    found = _published(typed)
    if found is None:
        messages.error(
            request, f"Nothing is said of “{typed[:40]}”. Ids look like CA-P-000001 and CA-C-000001."
        )
        return redirect("editing")
    return redirect("editing_item", analysis_id=found.shown_id or found.latest_id)


@for_staff
@require_safe
def item(request: HttpRequest, analysis_id: int) -> HttpResponse:
    return _item(request, get_analysis_or_404(analysis_id), DecisionForm(prefix="reject"))


@for_staff
@require_POST
def accept(request: HttpRequest, analysis_id: int) -> HttpResponse:
    analysis = get_analysis_or_404(analysis_id)
    form = AcceptForm(request.POST)
    if not form.is_valid():
        raise Http404("the form was not ours")
    by = Byline(editor(request), seen=form.cleaned_data["seen"])
    if _done(request, lambda: decide(analysis=analysis, ruling=Ruling.ACCEPTED, by=by), "Accepted."):
        return onwards(analysis, asked_queue(request.POST))
    return redirect(address_of(analysis, asked_queue(request.POST)))


@for_staff
@require_POST
def reject(request: HttpRequest, analysis_id: int) -> HttpResponse:
    analysis = get_analysis_or_404(analysis_id)
    form = DecisionForm(request.POST, prefix="reject")
    if not form.is_valid():
        return _item(request, analysis, form, status=422)
    by = byline(request, form)
    if _done(request, lambda: decide(analysis=analysis, ruling=Ruling.REJECTED, by=by), "Rejected."):
        return onwards(analysis, asked_queue(request.POST))
    return redirect(address_of(analysis, asked_queue(request.POST)))


@for_staff
@require_POST
def report(request: HttpRequest, analysis_id: int) -> HttpResponse:
    """Take down what a reader wrote to us of a clause or a change."""
    analysis = get_analysis_or_404(analysis_id)
    form = ReportForm(request.POST, prefix="report")
    if not form.is_valid():
        return _item(request, analysis, DecisionForm(prefix="reject"), reporting=form, status=422)
    report_error(subject=subject_of(analysis), words=form.cleaned_data["words"])
    messages.success(request, "Noted. It waits under Reported.")
    return redirect(address_of(analysis, Waiting.REPORTED))


@for_staff
def field(request: HttpRequest, analysis_id: int, name: str) -> HttpResponse:
    """Edit one field of a reading."""
    analysis = get_analysis_or_404(analysis_id)
    shown = as_it_would_be_shown(analysis)
    if shown is None or name not in type(shown.reading).model_fields:
        raise Http404(f"no field {name}")
    last = analysis.decisions.order_by("-pk").first()
    editing = field_editor(
        name, shown.reading, brief_of(analysis), request.POST or None, seen=last.pk if last else 0
    )
    if request.method == "POST" and editing.is_valid():
        by = Byline(editor(request), editing.reason, editing.seen)

        def act() -> object:
            return correct(analysis=analysis, field=name, value=editing.value, by=by)

        if _done(request, act, f"{LABELS[name]} edited."):
            return redirect(address_of(analysis, asked_queue(request.GET)))
    return _field(request, analysis, editing, name)


def _field(request: HttpRequest, analysis: Analysis, editing: FieldEditor, name: str) -> HttpResponse:
    why = asked_queue(request.GET)
    context = {
        "analysis": analysis,
        "item": item_of(analysis),
        "findings": findings_of(analysis),
        "editing": editing,
        "label": LABELS[name],
        "why": why,
        "back": address_of(analysis, why),
    }
    return render(request, "web/editing/field.html", context, status=422 if request.method == "POST" else 200)


def _item(
    request: HttpRequest,
    analysis: Analysis,
    rejecting: forms.Form,
    *,
    reporting: ReportForm | None = None,
    status: int = 200,
) -> HttpResponse:
    why = asked_queue(request.GET)
    gathered = item_of(analysis)
    shown = gathered.shown
    fields = fields_shown(shown.reading, shown.authors, analysis, gathered.brief.texts) if shown else ()
    rejecting.initial["seen"] = gathered.seen
    context = {
        "item": gathered,
        "fields": fields,
        "first_field": field_to_edit_first(fields),
        "findings": findings_of(analysis),
        "why": why,
        "topics_url": _topics_address(analysis, why),
        "beside": beside(analysis, why),
        "editors": editors_named(gathered),
        "accepting": AcceptForm(initial={"seen": gathered.seen}),
        "rejecting": rejecting,
        "reporting": reporting or ReportForm(prefix="report"),
    }
    return render(request, "web/editing/item.html", context, status=status)


def _published(typed: str) -> Publication | None:
    for kind, key in ((PublicIdKind.PROVISION, "provision"), (PublicIdKind.CHANGE, "change")):
        try:
            number = parse_public_id(kind, typed)
        except InvalidPublicIdError:
            continue
        return Publication.objects.filter(**{key: number}).first()
    return None


def asked_queue(given: Mapping[str, Any]) -> Waiting:
    """Return the part of the queue from which somebody comes."""
    asked = given.get("queue", "")
    return Waiting(asked) if asked in set(Waiting) else Waiting.WITHHELD


def _done(request: HttpRequest, act: Callable[[], object], told: str) -> bool:
    """Do what the editor asked for and tell them; what cannot be done is told in its own words."""
    try:
        act()
    except EditingError as error:
        messages.error(request, str(error))
        return False
    messages.success(request, told)
    return True


def byline(request: HttpRequest, form: forms.Form) -> Byline:
    """Return who decides, why, and what they saw, as a DecisionForm has it."""
    return Byline(editor(request), form.cleaned_data["reason"], form.cleaned_data["seen"])


def onwards(analysis: Analysis, why: Waiting) -> HttpResponse:
    """Lead to what comes next in the queue, or back to it."""
    following = beside(analysis, why).next
    if following is None:
        return redirect(f"{reverse('editing')}?queue={why}")
    return redirect(f"{reverse('editing_item', args=[following])}?queue={why}")


def address_of(analysis: Analysis, why: Waiting) -> str:
    """Return where an analysis is judged."""
    return f"{reverse('editing_item', args=[analysis.pk])}?queue={why}"


def _topics_address(analysis: Analysis, why: Waiting) -> str:
    """Return where the topics of a clause are chosen; nothing for a change, which has those of its clauses."""
    if analysis.provision_id is None:
        return ""
    return f"{reverse('editing_topics', args=[analysis.pk])}?queue={why}"
