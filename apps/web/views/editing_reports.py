"""What readers reported, and how an editor settles it."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_safe

from apps.analysis.errors import EditingError
from apps.analysis.models import Outcome, Report
from apps.analysis.selectors.queue import Waiting, counts_waiting, open_reports, with_subjects
from apps.analysis.services.reporting import settle_report
from apps.web.forms.reporting import SettleForm, SettleLawForm
from apps.web.presentation.editing import tabs
from apps.web.presentation.reporting import report_rows
from apps.web.staff import editor, for_staff

_PER_PAGE = 50


@for_staff
@require_safe
def reports(request: HttpRequest) -> HttpResponse:
    page = Paginator(with_subjects(open_reports()), _PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "tabs": tabs(counts_waiting(), page.paginator.count, Waiting.REPORTED),
        "page": page,
        "rows": report_rows(page.object_list),
    }
    return render(request, "web/editing/reports.html", context)


@for_staff
def report(request: HttpRequest, report_id: int) -> HttpResponse:
    """Settle one report."""
    found = get_object_or_404(with_subjects(Report.objects.all()), pk=report_id)
    if found.settled_at is not None:
        messages.info(request, "Somebody has settled this report.")
        return redirect("editing_reports")
    is_of_law = found.regulation_id is not None
    form = SettleLawForm(request.POST or None) if is_of_law else SettleForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        return _settled(request, found, form)
    context = {"row": report_rows([found])[0], "form": form}
    status = 422 if request.method == "POST" else 200
    return render(request, "web/editing/report.html", context, status=status)


def _settled(request: HttpRequest, report: Report, form: SettleForm) -> HttpResponse:
    given = form.cleaned_data
    try:
        settle_report(
            report=report,
            outcome=Outcome(given["outcome"]),
            author=editor(request),
            note=given["note"],
            corrected=form.corrected,
        )
    except EditingError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, "Settled.")
    return redirect("editing_reports")
