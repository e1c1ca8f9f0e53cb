"""The audit log: read, filtered, taken along."""

from django.contrib import messages
from django.core.exceptions import BadRequest
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_POST, require_safe

from apps.accounts.errors import AccountsError
from apps.accounts.plans import audit_kept_for, may_export_audit, plan_of
from apps.accounts.selectors import audit_entries, people_in_audit
from apps.accounts.services.audit_exports import EXPORTS, export_audit
from apps.core import clock
from apps.core.tenancy import in_workspace
from apps.web.forms.records import AuditForm
from apps.web.places import Place, inside
from apps.web.presentation.basics import query_prefix
from apps.web.presentation.records import audit_rows, kept_for

_PER_PAGE = 50
_TYPES = {"csv": "text/csv; charset=utf-8", "json": "application/x-ndjson; charset=utf-8"}
_ENDINGS = {"csv": "csv", "json": "jsonl"}


@inside
@require_safe
def audit(request: HttpRequest, place: Place) -> HttpResponse:
    workspace = place.workspace
    with in_workspace(workspace):
        form = AuditForm(request.GET or None, people=people_in_audit(workspace))
        is_valid = not form.is_bound or form.is_valid()
        page = Paginator(audit_entries(workspace, form.wanted), _PER_PAGE).get_page(request.GET.get("page"))
        used = {name: request.GET.get(name, "") for name in form.fields}
        context = {
            "place": place,
            "form": form,
            "page": page,
            "rows": audit_rows(page),
            "is_filtered": any(used.values()),
            "used": {name: value for name, value in used.items() if value},
            "query": query_prefix(used),
            "plan": plan_of(workspace),
            "kept_for": kept_for(audit_kept_for(workspace)),
            "may_export": may_export_audit(workspace),
        }
        return render(request, "web/workspaces/audit.html", context, status=200 if is_valid else 422)


@inside
@require_POST
def audit_export(request: HttpRequest, place: Place) -> HttpResponseBase:
    """Send what the filter shows as a file, line by line. That it was taken along is in the log too."""
    workspace, file_format = place.workspace, request.POST.get("format", "")
    if file_format not in EXPORTS:
        raise BadRequest("The log can be taken along as CSV or JSON.")
    with in_workspace(workspace):
        form = AuditForm(request.POST, people=people_in_audit(workspace))
    if not form.is_valid():
        messages.error(request, "The filter could not be read, so nothing was exported.")
        return redirect("workspace_audit", workspace_slug=workspace.slug)
    try:
        lines = export_audit(
            workspace=workspace, wanted=form.wanted, file_format=file_format, actor=place.actor
        )
    except AccountsError as error:
        messages.error(request, str(error))
        return redirect("workspace_audit", workspace_slug=workspace.slug)
    name = f"{workspace.slug}-audit-{clock.now():%Y-%m-%d}.{_ENDINGS[file_format]}"
    disposition = content_disposition_header(as_attachment=True, filename=name) or "attachment"
    return StreamingHttpResponse(
        lines, content_type=_TYPES[file_format], headers={"Content-Disposition": disposition}
    )
