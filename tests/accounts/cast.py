"""The cast of customer tests: Alice owns Acme, Bob works there and at Umbra, Charlie owns Umbra and must not see Acme."""

from itertools import count
from typing import Any

from allauth.account.models import EmailAddress

from apps.accounts.models import (
    IdentityProvider,
    Invitation,
    Membership,
    SignOnDomain,
    SignOnLink,
    UsedStatement,
    User,
    Workspace,
)
from apps.accounts.services.api_keys import IssuedKey, KeyWish, issue_api_key
from apps.accounts.services.feed_tokens import IssuedFeed, issue_feed
from apps.accounts.services.invitations import AGAIN_AFTER, IssuedInvitation, invite_member, resend_invitation
from apps.accounts.services.workspaces import create_workspace
from apps.accounts.tokens import digest_of
from apps.accounts.types import Actor, FeedKind, Role, Scope
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


def send_again(workspace: Workspace, by: User, issued: IssuedInvitation) -> IssuedInvitation:
    """Send an invitation again when mail has had its time to arrive."""
    with clock.fixed(issued.invitation.sent_at + AGAIN_AFTER):
        return resend_invitation(workspace=workspace, invitation_id=issued.invitation.pk, actor=acting(by))


def make_key(workspace: Workspace, by: User, *scopes: Scope) -> IssuedKey:
    wish = KeyWish(name="Exports", scopes=scopes or (Scope.READ,))
    return issue_api_key(workspace=workspace, wish=wish, actor=acting(by))


def make_feed(workspace: Workspace, by: User, kind: FeedKind = FeedKind.ATOM) -> IssuedFeed:
    return issue_feed(workspace=workspace, kind=kind, name="News reader", actor=acting(by))


def make_sign_on(workspace: Workspace, by: User, mark: str = "") -> SignOnLink:
    """Give a workspace single sign-on, and one person known by it, without asking anybody."""
    now, mark = clock.now(), mark or workspace.slug
    with in_workspace(workspace):
        SignOnDomain.objects.for_workspace(workspace).create(
            domain=f"{mark}.example", token=f"token-{mark}", created_at=now, proved_at=now, seen_at=now
        )
        provider = IdentityProvider.objects.for_workspace(workspace).create(
            public_id=f"{workspace.pk}-0",
            protocol="saml",
            issuer=f"https://idp.{mark}.example/",
            sign_on_url="https://idp.example/sso",
            certificates="-",
            created_at=now,
            changed_at=now,
        )
        UsedStatement.objects.for_workspace(workspace).create(
            statement_sha256=digest_of(mark), valid_until=now
        )
        return SignOnLink.objects.for_workspace(workspace).create(
            provider=provider, user=by, subject=by.email, created_at=now, used_at=now
        )


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
