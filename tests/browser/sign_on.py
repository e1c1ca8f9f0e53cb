"""Single sign-on as owners set it up, and as members meet it."""

import time

from django.test import Client
from django.urls import reverse

from apps.accounts.models import User, Workspace
from apps.accounts.services.workspaces import WorkspaceSettings, change_settings
from apps.accounts.types import Role
from apps.core.tenancy import in_workspace
from tests.accounts.cast import acting, make_member, make_sign_on, make_user, make_workspace
from tests.accounts.signin.people import PASSWORD
from tests.browser.steps import Step, session_of


def build_sign_on_pages() -> dict[str, Step]:
    """Return the pages of single sign-on, and those that hold members up at the door."""
    owner, member = make_user("sabine", domain="strict.example"), make_user("max", domain="strict.example")
    strict, careful, bare = (make_workspace(owner, name) for name in ("Strict", "Careful", "Bare"))
    for workspace in (strict, careful, bare):
        make_member(workspace, member, Role.ANALYST)
    member.set_password(PASSWORD)
    member.save(update_fields=["password"])
    link = make_sign_on(strict, owner)
    _require_sign_on(strict)
    wanted = WorkspaceSettings(require_two_factor=True)
    change_settings(workspace=careful, wanted=wanted, actor=acting(owner))
    owners, members = session_of(_client(owner)), session_of(_client(member))
    vouched = _vouched_for(member, strict, link.provider_id)
    return {
        "sign-on": Step(reverse("sign_on")),
        "sign-on-refused": Step(f"{reverse('sign_on_finish', args=[f'{strict.pk}-0'])}?answer=made-up"),
        "workspace-sign-on": Step(reverse("workspace_sign_on", args=[strict.slug]), owners),
        "workspace-sign-on-none": Step(reverse("workspace_sign_on", args=[bare.slug]), owners),
        "workspace-sign-on-saml": Step(
            reverse("workspace_sign_on_provider", args=[bare.slug, "saml"]), owners
        ),
        "workspace-sign-on-oidc": Step(
            reverse("workspace_sign_on_provider", args=[bare.slug, "oidc"]), owners
        ),
        "held-up-sign-on": Step(reverse("workspace", args=[strict.slug]), members),
        "held-up-second-factor": Step(reverse("workspace", args=[careful.slug]), members),
        "held-up-own-sign-in": Step(reverse("workspace", args=[bare.slug]), vouched),
        "own-sign-in": Step(reverse("mfa_index"), vouched),
    }


def _require_sign_on(workspace: Workspace) -> None:
    with in_workspace(workspace):
        Workspace.objects.for_workspace(workspace).update(require_sign_on=True)


def _vouched_for(person: User, workspace: Workspace, provider: int) -> str:
    client = _client(person)
    session = client.session
    session["single_sign_on"] = {
        "user": person.pk,
        "workspace": workspace.pk,
        "provider": provider,
        "at": time.time(),
    }
    session.save()
    return session_of(client)


def _client(person: User) -> Client:
    client = Client()
    client.force_login(person)
    return client
