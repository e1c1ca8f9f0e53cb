"""The cast of customer tests: Alice owns Acme, Bob works there and at Umbra, Charlie owns Umbra and must not see Acme."""

from itertools import count
from typing import Any

from allauth.account.models import EmailAddress

from apps.accounts.models import Invitation, Membership, User, Workspace
from apps.accounts.services.api_keys import IssuedKey, KeyWish, issue_api_key
from apps.accounts.services.invitations import IssuedInvitation, invite_member
from apps.accounts.services.workspaces import create_workspace
from apps.accounts.types import Actor, Role, Scope
from apps.core import clock
from apps.core.tenancy import in_workspace

_numbers = count(1)


def make_user(name: str = "", *, domain: str = "acme.example", verified: bool = True) -> User:
    """Make a person; the name becomes their address, which is verified unless told otherwise."""
    name = name or f"person-{next(_numbers)}"
    user = User.objects.create_user(f"{name.lower()}@{domain}")
    EmailAddress.objects.create(user=user, email=user.email, verified=verified, primary=True)
    return user


def acting(user: User, **facts: Any) -> Actor:
    """Return the person as the services want them: from a browser on a documentation address."""
    values = {"ip": "203.0.113.7", "user_agent": "Firefox", "session": "5e551011"} | facts
    return Actor(user_id=user.pk, name=user.email, **values)


def make_workspace(owner: User, name: str = "Acme") -> Workspace:
    return create_workspace(name=name, owner=owner, actor=acting(owner))


def make_member(workspace: Workspace, user: User, role: Role = Role.ANALYST) -> Membership:
    """Make a member without the ceremony of an invitation."""
    with in_workspace(workspace):
        return Membership.objects.for_workspace(workspace).create(
            user=user, role=role, created_at=clock.now()
        )


def make_invitation(
    workspace: Workspace, by: User, email: str, role: Role = Role.ANALYST
) -> IssuedInvitation:
    return invite_member(workspace=workspace, email=email, role=role, actor=acting(by))


def make_key(workspace: Workspace, by: User, *scopes: Scope) -> IssuedKey:
    wish = KeyWish(name="Exports", scopes=scopes or (Scope.READ,))
    return issue_api_key(workspace=workspace, wish=wish, actor=acting(by))


def membership(workspace: Workspace, user: User) -> Membership | None:
    """Return the row as it is in the database now."""
    with in_workspace(workspace):
        return Membership.objects.for_workspace(workspace).filter(user=user).first()


def role_in(workspace: Workspace, user: User) -> str | None:
    found = membership(workspace, user)
    return found.role if found else None


def invitation_row(workspace: Workspace, invitation: Invitation) -> Invitation:
    with in_workspace(workspace):
        return Invitation.objects.for_workspace(workspace).get(pk=invitation.pk)
