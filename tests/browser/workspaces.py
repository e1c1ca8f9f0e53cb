"""A workspace as each kind of member sees it."""

from datetime import timedelta

from django.test import Client
from django.urls import reverse

from apps.accounts.models import Invitation, User, Workspace
from apps.accounts.services.api_keys import revoke_api_key, rotate_api_key
from apps.accounts.services.workspaces import WorkspaceSettings, allow_domain, change_settings
from apps.accounts.types import Role, Scope
from apps.core import clock
from apps.core.tenancy import in_workspace
from tests.accounts.cast import (
    acting,
    make_invitation,
    make_key,
    make_member,
    make_user,
    make_workspace,
    membership,
)
from tests.browser.people import FIREFOX
from tests.browser.sign_on import build_sign_on_pages
from tests.browser.steps import Step, session_of

_LONG = "International Procurement and Third-Party Risk, Europe, Middle East and Africa"


def build_workspace_pages() -> dict[str, Step]:
    """Return every page in and around workspaces, by the names of `visits.WORKSPACE_PAGES`."""
    owner, viewer = make_user("olive"), make_user("vera")
    workspace = make_workspace(owner, "Acme Legal")
    make_workspace(owner, _LONG)
    make_member(workspace, make_user("anna-maria.von-und-zu-hohenstein-wallenberg"), Role.ANALYST)
    make_member(workspace, make_user("paul"), Role.PROCUREMENT)
    make_member(workspace, viewer, Role.VIEWER)
    allow_domain(workspace=workspace, domain="acme.example", actor=acting(owner))
    invited = make_invitation(workspace, owner, "guest@partner.example")
    _expire(workspace, make_invitation(workspace, owner, "late@partner.example").invitation)
    alone = make_user("alone", domain="elsewhere.example")
    make_workspace(alone, "Umbra")
    sessions = {
        "owner": _signed_in(owner),
        "viewer": _signed_in(viewer),
        "newcomer": _signed_in(make_user("new")),
        "alone": _signed_in(alone),
    }
    return {
        **{name: Step(_here(page, workspace), sessions["owner"]) for name, page in _OF_AN_OWNER.items()},
        **_about_a_member(workspace, viewer, sessions["owner"]),
        "workspace-alone": Step("/w/umbra/", sessions["alone"]),
        "workspace-members-seen-by-a-viewer": Step(_here("workspace_members", workspace), sessions["viewer"]),
        "workspace-denied": Step(_here("workspace_settings", workspace), sessions["viewer"]),
        **_keys_and_log(workspace, owner, sessions["owner"]),
        "workspace-keys-none": Step("/w/umbra/keys/", sessions["alone"]),
        "own-data-sole-owner": Step(reverse("own_data"), sessions["owner"]),
        "workspaces": Step(reverse("workspaces"), sessions["owner"]),
        "workspaces-none": Step(reverse("workspaces"), sessions["newcomer"]),
        "workspace-new": Step(reverse("workspace_new"), sessions["newcomer"]),
        "invitation": Step(reverse("invitation", args=[invited.token])),
        "invitation-for-another": Step(reverse("invitation", args=[invited.token]), sessions["viewer"]),
        **build_sign_on_pages(),
        "invitation-over": Step(reverse("invitation", args=["used"])),
    }


_OF_AN_OWNER = {
    "workspace": "workspace",
    "workspace-members": "workspace_members",
    "workspace-invite": "workspace_invite",
    "workspace-roles": "workspace_roles",
    "workspace-security": "workspace_security",
    "workspace-settings": "workspace_settings",
    "workspace-delete": "workspace_delete",
    "workspace-leave": "workspace_leave",
}
_OF_A_MEMBER = {
    "workspace-member-role": "workspace_member_role",
    "workspace-member-remove": "workspace_member_remove",
    "workspace-member-transfer": "workspace_member_transfer",
}


def _about_a_member(workspace: Workspace, person: User, session: str) -> dict[str, Step]:
    member = membership(workspace, person)
    assert member is not None
    return {
        name: Step(reverse(page, args=[workspace.slug, member.pk]), session)
        for name, page in _OF_A_MEMBER.items()
    }


def _keys_and_log(workspace: Workspace, owner: User, session: str) -> dict[str, Step]:
    """Make keys in every state; return the pages about them and the log."""
    key, replaced, revoked = (make_key(workspace, owner, *Scope).key for _ in range(3))
    rotate_api_key(workspace=workspace, key_id=replaced.pk, actor=acting(owner))
    revoke_api_key(workspace=workspace, key_id=revoked.pk, actor=acting(owner))
    wanted = WorkspaceSettings(join_role=Role.ANALYST)
    change_settings(workspace=workspace, wanted=wanted, actor=acting(owner, user_agent=FIREFOX))
    log = _here("workspace_audit", workspace)
    return {
        "workspace-audit": Step(log, session),
        "workspace-audit-none": Step(f"{log}?q=nobody", session),
        "workspace-audit-unclear": Step(f"{log}?action=nothing", session),
        "workspace-keys": Step(_here("workspace_keys", workspace), session),
        "workspace-key-new": Step(_here("workspace_key_new", workspace), session),
        "workspace-key-rotate": Step(reverse("workspace_key_rotate", args=[workspace.slug, key.pk]), session),
        "workspace-key-revoke": Step(reverse("workspace_key_revoke", args=[workspace.slug, key.pk]), session),
    }


def _here(page: str, workspace: Workspace) -> str:
    return reverse(page, args=[workspace.slug])


def _signed_in(person: User) -> str:
    client = Client()
    client.force_login(person)
    return session_of(client)


def _expire(workspace: Workspace, invitation: Invitation) -> None:
    with in_workspace(workspace):
        row = Invitation.objects.for_workspace(workspace).get(pk=invitation.pk)
        row.expires_at = clock.now() - timedelta(days=1)
        row.save(update_fields=["expires_at"])
