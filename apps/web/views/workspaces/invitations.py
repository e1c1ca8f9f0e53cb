"""Asking people in, asking again, calling it off."""

from smtplib import SMTPException

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST

from apps.accounts.errors import AccountsError
from apps.accounts.mail import send_invitation
from apps.accounts.services.invitations import (
    IssuedInvitation,
    invite_member,
    resend_invitation,
    revoke_invitation,
)
from apps.web.forms.workspaces import InviteForm
from apps.web.places import Place, inside
from apps.web.telling import done


@inside
def invite(request: HttpRequest, place: Place) -> HttpResponse:
    form = InviteForm(request.POST or None, actor_role=place.membership.role)
    if request.method == "POST" and form.is_valid():
        try:
            issued = invite_member(
                workspace=place.workspace,
                email=form.cleaned_data["email"],
                role=form.wanted,
                actor=place.actor,
            )
        except AccountsError as error:
            form.add_error(None, str(error))
        else:
            _send(request, place, issued)
            return redirect("workspace_members", workspace_slug=place.workspace.slug)
    return render(request, "web/workspaces/invite.html", {"place": place, "form": form})


@inside
@require_POST
def resend(request: HttpRequest, place: Place, invitation_id: int) -> HttpResponse:
    try:
        issued = resend_invitation(workspace=place.workspace, invitation_id=invitation_id, actor=place.actor)
    except AccountsError as error:
        messages.error(request, str(error))
    else:
        _send(request, place, issued)
    return redirect("workspace_members", workspace_slug=place.workspace.slug)


@inside
@require_POST
def revoke(request: HttpRequest, place: Place, invitation_id: int) -> HttpResponse:
    def act() -> None:
        revoke_invitation(workspace=place.workspace, invitation_id=invitation_id, actor=place.actor)

    done(request, act, "The invitation is withdrawn: its link opens nothing any more.")
    return redirect("workspace_members", workspace_slug=place.workspace.slug)


def _send(request: HttpRequest, place: Place, issued: IssuedInvitation) -> None:
    """Send the token, which exists here only; the invitation stays open if mail cannot be sent now, and can be sent again."""
    email = issued.invitation.email
    try:
        send_invitation(issued, workspace=place.workspace, inviter=place.actor.name)
    except (OSError, SMTPException):
        told = f"{email} is invited, but the message could not be sent. Send it again in a while."
        messages.warning(request, told)
    else:
        messages.success(request, f"An invitation is on its way to {email}. It is good for seven days.")
