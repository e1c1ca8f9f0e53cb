"""The page on which staff give workspaces their plans: where nothing is sold, and for support."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from apps.accounts.errors import AccountsError
from apps.billing.errors import BillingError
from apps.billing.services.grants import end_grant, grant_plan
from apps.web.forms.granting import GrantForm
from apps.web.places import actor_of
from apps.web.queries.granting import granted_rows, workspace_at
from apps.web.staff import for_staff

_PER_PAGE = 50


@for_staff
@require_safe
def plans(request: HttpRequest) -> HttpResponse:
    return _page(request, GrantForm())


@for_staff
@require_POST
def grant(request: HttpRequest) -> HttpResponse:
    """Give the workspace at an address a plan, or say beside the field why not."""
    form = GrantForm(request.POST)
    if not form.is_valid():
        return _page(request, form)
    try:
        made = grant_plan(workspace=form.workspace_id, wish=form.wish, actor=actor_of(request))
    except (AccountsError, BillingError) as error:
        form.add_error(None, str(error))
        return _page(request, form)
    messages.success(request, f"Granted: {made}.")
    return redirect("granting")


@for_staff
@require_POST
def end(request: HttpRequest) -> HttpResponse:
    """Take back what the workspace at an address was granted."""
    found = workspace_at(request.POST.get("workspace", ""))
    if found is not None and end_grant(workspace=found, actor=actor_of(request)):
        messages.success(request, "The grant is ended. What was there goes on for 31 days.")
    else:
        messages.info(request, "Nothing was granted there.")
    return redirect("granting")


def _page(request: HttpRequest, form: GrantForm) -> HttpResponse:
    page = Paginator(granted_rows(), _PER_PAGE).get_page(request.GET.get("page"))
    context = {"form": form, "page": page, "rows": page.object_list}
    return render(request, "web/granting.html", context, status=422 if form.is_bound else 200)
