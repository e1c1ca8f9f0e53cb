"""Readers report an error in a record: signed in or not, with or without scripts. Who they are is not kept."""

from allauth.core import ratelimit
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from apps.analysis.services.reporting import report_error
from apps.web.access import get_reportable_or_404
from apps.web.forms.reporting import ReaderReportForm
from apps.web.presentation.reporting import ReportedRecord, reported_record

_TOO_MANY = (
    "Many reports came from your address. Yours was not sent; it is kept below. Send it again in ten minutes."
)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def report(request: HttpRequest, name: str) -> HttpResponse:
    subject = get_reportable_or_404(name)
    record = reported_record(subject)
    form = ReaderReportForm(request.POST or None)
    if request.method != "POST":
        return _form(request, record, form)
    if not form.is_valid():
        return _form(request, record, form, status=422)
    if form.is_from_a_reader:
        if not ratelimit.consume(request, action="report_error"):
            form.add_error(None, _TOO_MANY)
            return _form(request, record, form, status=429)
        report_error(subject=subject, words=form.cleaned_data["words"])
    return redirect("report_sent", name=record.name)


@require_safe
def report_sent(request: HttpRequest, name: str) -> HttpResponse:
    """Say what happens with what was reported."""
    record = reported_record(get_reportable_or_404(name))
    return render(request, "web/report_sent.html", {"record": record})


def _form(
    request: HttpRequest, record: ReportedRecord, form: ReaderReportForm, *, status: int = 200
) -> HttpResponse:
    return render(request, "web/report.html", {"record": record, "form": form}, status=status)
