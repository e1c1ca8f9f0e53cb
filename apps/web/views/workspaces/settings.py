"""A workspace's name, its end, and who gets in."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from apps.accounts.errors import AccountsError
from apps.accounts.selectors import join_domains_of, members_without_second_factor
from apps.accounts.services.workspaces import (
    WorkspaceSettings,
    allow_domain,
    cancel_deletion,
    change_settings,
    disallow_domain,
    schedule_deletion,
)
from apps.accounts.types import Permission, Role
from apps.core.tenancy import in_workspace
from apps.web.forms.workspaces import DomainForm, JoinRoleForm, TypedNameForm, WorkspaceForm
from apps.web.places import Place, inside
from apps.web.telling import done


@inside
def settings(request: HttpRequest, place: Place) -> HttpResponse:
    workspace = place.workspace
    form = WorkspaceForm(request.POST or None, initial={"name": workspace.name})
    if request.method == "POST" and form.is_valid():

        def act() -> None:
            wanted = WorkspaceSettings(name=form.cleaned_data["name"])
            change_settings(workspace=workspace, wanted=wanted, actor=place.actor)

        done(request, act, "The name is saved. The address stays as it was.")
        return redirect("workspace_settings", workspace_slug=workspace.slug)
    context = {"place": place, "form": form, "may_delete": place.may(Permission.OWNERSHIP)}
    return render(request, "web/workspaces/settings.html", context)


@inside
def delete(request: HttpRequest, place: Place) -> HttpResponse:
    workspace = place.workspace
    form = TypedNameForm(request.POST or None, workspace=workspace)
    if request.method == "POST" and form.is_valid():

        def act() -> None:
            schedule_deletion(workspace=workspace, actor=place.actor)

        done(request, act, "The workspace will be erased in thirty days, unless an owner calls it off.")
        return redirect("workspace_settings", workspace_slug=workspace.slug)
    return render(request, "web/workspaces/delete.html", {"place": place, "form": form})


@inside
@require_POST
def keep(request: HttpRequest, place: Place) -> HttpResponse:
    def act() -> None:
        cancel_deletion(workspace=place.workspace, actor=place.actor)

    done(request, act, "The workspace stays.")
    return redirect("workspace_settings", workspace_slug=place.workspace.slug)


@inside
@require_safe
def security(request: HttpRequest, place: Place) -> HttpResponse:
    return _security(request, place, DomainForm())


@inside
@require_POST
def two_factor(request: HttpRequest, place: Place) -> HttpResponse:
    is_required = request.POST.get("required") == "yes"

    def act() -> None:
        wanted = WorkspaceSettings(require_two_factor=is_required)
        change_settings(workspace=place.workspace, wanted=wanted, actor=place.actor)

    told = (
        "From now on only members with a second factor come in."
        if is_required
        else "A second factor is not required any more."
    )
    done(request, act, told)
    return redirect("workspace_security", workspace_slug=place.workspace.slug)


@inside
@require_POST
def domain_add(request: HttpRequest, place: Place) -> HttpResponse:
    """Allow a domain, or say beside the field why not."""
    form = DomainForm(request.POST)
    roles = JoinRoleForm(request.POST)
    if not form.is_valid() or not roles.is_valid():
        return _security(request, place, form)
    try:
        allow_domain(workspace=place.workspace, domain=form.cleaned_data["domain"], actor=place.actor)
    except AccountsError as error:
        form.add_error("domain", str(error))
        return _security(request, place, form)

    def act() -> None:
        wanted = WorkspaceSettings(join_role=Role(roles.cleaned_data["join_role"]))
        change_settings(workspace=place.workspace, wanted=wanted, actor=place.actor)

    done(request, act, "Whoever proves an address in this domain may join now.")
    return redirect("workspace_security", workspace_slug=place.workspace.slug)


@inside
@require_POST
def domain_remove(request: HttpRequest, place: Place, domain_id: int) -> HttpResponse:
    def act() -> None:
        disallow_domain(workspace=place.workspace, domain_id=domain_id, actor=place.actor)

    done(request, act, "The domain admits nobody any more. Whoever joined stays.")
    return redirect("workspace_security", workspace_slug=place.workspace.slug)


def _security(request: HttpRequest, place: Place, form: DomainForm) -> HttpResponse:
    workspace = place.workspace
    with in_workspace(workspace):
        context = {
            "place": place,
            "form": form,
            "join_role": JoinRoleForm(initial={"join_role": workspace.join_role}),
            "domains": join_domains_of(workspace),
            "without": members_without_second_factor(workspace),
            "may_set_up_sign_on": place.may(Permission.OWNERSHIP),
        }
        status = 422 if form.is_bound else 200
        return render(request, "web/workspaces/security.html", context, status=status)
