"""Who is in a workspace: the list, roles, removal, leaving, handing over."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from apps.accounts import rules
from apps.accounts.models import Membership
from apps.accounts.selectors import members_of, open_invitations_of, seats_used
from apps.accounts.services.members import (
    change_role,
    leave_workspace,
    remove_member,
    transfer_ownership,
)
from apps.accounts.types import Permission, Role
from apps.core import clock
from apps.core.tenancy import in_workspace
from apps.web.forms.workspaces import RoleForm
from apps.web.places import Place, denied, inside, person_of
from apps.web.presentation.workspaces import invitation_rows, member_rows
from apps.web.telling import done


@inside
@require_safe
def members(request: HttpRequest, place: Place) -> HttpResponse:
    workspace = place.workspace
    with in_workspace(workspace):
        context = {
            "place": place,
            "members": member_rows(members_of(workspace), place),
            "may_invite": place.may(Permission.PEOPLE),
            "seats": seats_used(workspace),
        }
        if place.may(Permission.PEOPLE):
            context["invitations"] = invitation_rows(open_invitations_of(workspace), place, now=clock.now())
        return render(request, "web/workspaces/members.html", context)


@inside
def role(request: HttpRequest, place: Place, member_id: int) -> HttpResponse:
    member = _member_or_404(place, member_id)
    if not rules.may_assign(place.membership.role, held=member.role, wanted=member.role):
        return denied(request, place, Permission.OWNERSHIP)
    form = RoleForm(request.POST or None, actor_role=place.membership.role, held=member.role)
    if request.method == "POST" and form.is_valid():
        wanted = form.wanted

        def act() -> None:
            change_role(workspace=place.workspace, membership_id=member_id, role=wanted, actor=place.actor)

        if done(request, act, f"{member.user} is {_article(wanted)} now."):
            return redirect("workspace_members", workspace_slug=place.workspace.slug)
    return render(
        request, "web/workspaces/member_role.html", {"place": place, "member": member, "form": form}
    )


@inside
def remove(request: HttpRequest, place: Place, member_id: int) -> HttpResponse:
    member = _member_or_404(place, member_id)
    if not rules.may_assign(place.membership.role, held=member.role, wanted=member.role):
        return denied(request, place, Permission.OWNERSHIP)
    if request.method == "POST":

        def act() -> None:
            remove_member(workspace=place.workspace, membership_id=member_id, actor=place.actor)

        told = f"{member.user} is no longer a member. Their keys and open invitations ended with it."
        done(request, act, told)
        return redirect("workspace_members", workspace_slug=place.workspace.slug)
    return render(request, "web/workspaces/member_remove.html", {"place": place, "member": member})


@inside
def transfer(request: HttpRequest, place: Place, member_id: int) -> HttpResponse:
    member = _member_or_404(place, member_id)
    if request.method == "POST":

        def act() -> None:
            transfer_ownership(workspace=place.workspace, membership_id=member_id, actor=place.actor)

        done(request, act, f"{member.user} is an owner now, and you are an admin.")
        return redirect("workspace_members", workspace_slug=place.workspace.slug)
    return render(request, "web/workspaces/member_transfer.html", {"place": place, "member": member})


@inside
def leave(request: HttpRequest, place: Place) -> HttpResponse:
    if request.method == "POST":

        def act() -> None:
            leave_workspace(workspace=place.workspace, user=person_of(request), actor=place.actor)

        if done(request, act, f"You have left {place.workspace.name}."):
            return redirect("workspaces")
        return redirect("workspace_members", workspace_slug=place.workspace.slug)
    return render(request, "web/workspaces/leave.html", {"place": place})


def _member_or_404(place: Place, member_id: int) -> Membership:
    """Return the member of this workspace, and of no other."""
    with in_workspace(place.workspace):
        member = members_of(place.workspace).filter(pk=member_id).first()
    if member is None:
        raise Http404("no such member here")
    return member


def _article(role: Role) -> str:
    return f"{'an' if role.label[0] in 'AO' else 'a'} {role.label.lower()}"
