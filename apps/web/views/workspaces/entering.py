"""Before a workspace is in: one's workspaces, a new one, one that admits one's domain, an invitation."""

from typing import Any

from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from apps.accounts.adapters import INVITATION
from apps.accounts.errors import AccountsError
from apps.accounts.selectors import (
    invitation_preview,
    joinable_workspaces,
    memberships_of,
    verified_emails,
)
from apps.accounts.services.invitations import accept_invitation
from apps.accounts.services.members import join_by_domain
from apps.accounts.services.workspaces import create_workspace
from apps.accounts.types import Role
from apps.web.forms.workspaces import WorkspaceForm
from apps.web.places import actor_of, person_of
from apps.web.telling import done


@login_required
@require_safe
def workspaces(request: HttpRequest) -> HttpResponse:
    person = person_of(request)
    context = {"memberships": memberships_of(person), "joinable": joinable_workspaces(person)}
    return render(request, "web/workspaces/list.html", context)


@login_required
@require_safe
def enter(request: HttpRequest) -> HttpResponse:
    """Lead whoever has just signed in to their workspace, or to the choice if there are none or several."""
    memberships = memberships_of(person_of(request))
    if len(memberships) == 1:
        return redirect("workspace", workspace_slug=memberships[0].workspace.slug)
    return redirect("workspaces")


@login_required
def new(request: HttpRequest) -> HttpResponse:
    form = WorkspaceForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            made = create_workspace(
                name=form.cleaned_data["name"], owner=person_of(request), actor=actor_of(request)
            )
        except AccountsError as error:
            form.add_error(None, str(error))
        else:
            return redirect("workspace", workspace_slug=made.slug)
    return render(request, "web/workspaces/new.html", {"form": form})


@login_required
@require_POST
def join(request: HttpRequest) -> HttpResponse:
    """Join a workspace that admits one of the person's verified domains, and no other."""
    person, wanted = person_of(request), request.POST.get("workspace", "")
    found = next((row for row in joinable_workspaces(person) if row.slug == wanted), None)
    if found is None:
        context = {
            "title": "This workspace does not admit you",
            "body": "It does not admit people by an e-mail domain of yours. Ask a member for an invitation.",
        }
        return render(request, "web/workspaces/refused.html", context, status=403)

    def act() -> None:
        join_by_domain(workspace=found, user=person, actor=actor_of(request))

    if done(request, act, f"You are in {found.name} now."):
        return redirect("workspace", workspace_slug=found.slug)
    return redirect("workspaces")


@require_safe
def invitation(request: HttpRequest, token: str) -> HttpResponse:
    """Show whoever holds the token what they are invited to, and the next step for them."""
    preview = invitation_preview(token)
    context: dict[str, Any] = {"preview": preview, "token": token}
    if preview is None or preview.is_expired:
        return render(request, "web/workspaces/invitation_over.html", context, status=410)
    context["role"] = Role(preview.role)
    if request.user.is_authenticated:
        person = person_of(request)
        context["is_for_them"] = preview.email.lower() in verified_emails(person)
    elif not settings.SIGNUP_OPEN:
        request.session[INVITATION] = token
    return render(request, "web/workspaces/invitation.html", context)


@login_required
@require_POST
def accept(request: HttpRequest, token: str) -> HttpResponse:
    try:
        membership = accept_invitation(token=token, user=person_of(request), actor=actor_of(request))
    except AccountsError as error:
        context = {"title": "You cannot join with this invitation", "body": str(error)}
        return render(request, "web/workspaces/refused.html", context, status=403)
    return redirect("workspace", workspace_slug=membership.workspace.slug)
