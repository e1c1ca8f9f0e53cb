"""Dossiers of a workspace: the library, a new one, one with its editions, and the file of an edition."""

from typing import Final

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from apps.accounts.errors import AccountsError
from apps.accounts.types import Permission
from apps.billing.entitlements import allows
from apps.billing.errors import BillingError
from apps.billing.types import Feature
from apps.core.blobs import blob_store
from apps.core.tenancy import in_workspace
from apps.dossiers.errors import DossiersError
from apps.dossiers.models import Dossier
from apps.dossiers.selectors import dossier_of, dossiers_of, waiting_exports
from apps.dossiers.services.ordering import note_download, repeat_dossier, start_dossier
from apps.pipeline.tasks.dossiers import nudge_export
from apps.web.forms.dossiers import DossierForm
from apps.web.places import Place, inside
from apps.web.presentation.dossiers import dossier_row, dossier_rows, plan_view
from apps.web.queries.chosen_platforms import names_offered

_PER_PAGE: Final = 30
_TROUBLES = (AccountsError, BillingError, DossiersError)


@inside
@require_safe
def library(request: HttpRequest, place: Place) -> HttpResponse:
    """List the dossiers. Where the plan has none of them: an offer, and what was made while it had."""
    has_plan = bool(allows(place.workspace, Feature.DOSSIERS))
    with in_workspace(place.workspace):
        page = Paginator(dossiers_of(place.workspace), _PER_PAGE).get_page(request.GET.get("page"))
        rows = dossier_rows(page)
    context = {
        "place": place,
        "page": page,
        "rows": rows,
        "has_plan": has_plan,
        "may_order": place.may(Permission.DOSSIERS),
    }
    return render(request, "web/workspaces/dossiers.html", context, status=200 if has_plan else 403)


@inside
def new(request: HttpRequest, place: Place) -> HttpResponse:
    """Choose what is in it, see the outline with its pages and gaps, and order it."""
    if not allows(place.workspace, Feature.DOSSIERS):
        return render(request, "web/workspaces/dossier_locked.html", {"place": place}, status=403)
    is_sent = request.method == "POST"
    form = DossierForm(request.POST) if is_sent else DossierForm(initial=_initial(request))
    is_valid = is_sent and form.is_valid()
    if is_valid and request.POST.get("step") == "order":
        dossier = _ordered(place, form)
        if dossier is not None:
            return _to(place, dossier.pk)
    context = {
        "place": place,
        "form": form,
        "offered": names_offered(),
        "plan": plan_view(form.outline) if is_valid else None,
    }
    is_refused = is_sent and not is_valid and request.POST.get("step") == "order"
    return render(request, "web/workspaces/dossier_new.html", context, status=422 if is_refused else 200)


@inside
@require_safe
def dossier(request: HttpRequest, place: Place, dossier_id: int) -> HttpResponse:
    context = {
        "place": place,
        "row": dossier_row(_dossier_or_404(place, dossier_id)),
        "has_plan": bool(allows(place.workspace, Feature.DOSSIERS)),
        "may_order": place.may(Permission.DOSSIERS),
    }
    return render(request, "web/workspaces/dossier.html", context)


@inside
@require_POST
def repeat(request: HttpRequest, place: Place, dossier_id: int) -> HttpResponse:
    _dossier_or_404(place, dossier_id)
    if not allows(place.workspace, Feature.DOSSIERS):
        return render(request, "web/workspaces/dossier_locked.html", {"place": place}, status=403)
    try:
        export = repeat_dossier(workspace=place.workspace, dossier_id=dossier_id, actor=place.actor)
    except _TROUBLES as error:
        messages.error(request, str(error))
    else:
        nudge_export(export)
        messages.success(request, "Another edition is being made of what the archive holds now.")
    return _to(place, dossier_id)


@inside
@require_POST
def file(_request: HttpRequest, place: Place, dossier_id: int, export_id: int) -> HttpResponse:
    """Hand out a sealed file, and write down to whom."""
    _dossier_or_404(place, dossier_id)
    try:
        export = note_download(workspace=place.workspace, export_id=export_id, actor=place.actor)
    except DossiersError as error:
        raise Http404("no such edition here") from error
    if export.dossier_id != dossier_id:
        raise Http404("no such edition of this dossier")
    response = HttpResponse(blob_store().get(export.file_sha256), content_type="application/pdf")
    response["Content-Disposition"] = f'attachment; filename="{export.file_name}"'
    return response


def _ordered(place: Place, form: DossierForm) -> Dossier | None:
    try:
        made = start_dossier(
            workspace=place.workspace,
            title=form.cleaned_data["title"],
            outline=form.outline,
            actor=place.actor,
        )
    except _TROUBLES as error:
        form.add_error(None, str(error))
        return None
    with in_workspace(place.workspace):
        for export in waiting_exports(place.workspace, made):
            nudge_export(export)
    return made


def _initial(request: HttpRequest) -> dict[str, str]:
    return {
        name: request.GET[name][:200] for name in ("platforms", "template", "title") if name in request.GET
    }


def _to(place: Place, dossier_id: int) -> HttpResponse:
    return redirect("workspace_dossier", workspace_slug=place.workspace.slug, dossier_id=dossier_id)


def _dossier_or_404(place: Place, dossier_id: int) -> Dossier:
    with in_workspace(place.workspace):
        found = dossier_of(place.workspace, dossier_id)
    if found is None:
        raise Http404("no such dossier here")
    return found
