"""Making, changing and closing workspaces."""

from datetime import UTC, datetime, timedelta

import pytest

from apps.accounts.errors import (
    AccountLeavingError,
    DomainNotAllowedError,
    InvalidNameError,
    NotAMemberError,
    NotPermittedError,
    TooManyWorkspacesError,
)
from apps.accounts.models import JoinDomain, Workspace
from apps.accounts.selectors import join_domains_of, memberships_of
from apps.accounts.services.account_deletion import schedule_account_deletion
from apps.accounts.services.workspaces import (
    GRACE,
    MOST_OWNED,
    WorkspaceSettings,
    allow_domain,
    cancel_deletion,
    change_settings,
    create_workspace,
    disallow_domain,
    schedule_deletion,
)
from apps.accounts.types import SYSTEM, Role
from apps.core import clock
from apps.core.tenancy import in_workspace
from tests.accounts.cast import acting, make_user, role_in
from tests.accounts.conftest import Cast

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)


def stored(workspace: Workspace) -> Workspace:
    with in_workspace(workspace):
        return Workspace.objects.for_workspace(workspace).get()


def test_whoever_creates_a_workspace_owns_it() -> None:
    alice = make_user("Alice")

    workspace = create_workspace(name="  Acme \n Legal ", owner=alice, actor=acting(alice))

    assert (workspace.name, workspace.slug) == ("Acme Legal", "acme-legal")
    assert role_in(workspace, alice) == Role.OWNER


def test_a_taken_address_is_told_apart_by_chance() -> None:
    alice, bob = make_user("Alice"), make_user("Bob")

    first = create_workspace(name="Acme", owner=alice, actor=acting(alice))
    second = create_workspace(name="Acme", owner=bob, actor=acting(bob))

    assert first.slug == "acme"
    assert second.slug.startswith("acme-")
    assert role_in(second, bob) == Role.OWNER
    assert role_in(first, bob) is None


def test_a_name_without_letters_still_gets_an_address() -> None:
    alice = make_user("Alice")

    assert create_workspace(name="株式会社", owner=alice, actor=acting(alice)).slug == "team"


@pytest.mark.parametrize("name", ["", "   ", "x" * 81])
def test_a_name_has_one_to_eighty_characters(name: str) -> None:
    alice = make_user("Alice")

    with pytest.raises(InvalidNameError):
        create_workspace(name=name, owner=alice, actor=acting(alice))


def test_an_owner_changes_settings(cast: Cast) -> None:
    wanted = WorkspaceSettings(name="Acme Inc.", require_two_factor=True, join_role=Role.ANALYST)

    change_settings(workspace=cast.acme, wanted=wanted, actor=acting(cast.alice))

    changed = stored(cast.acme)
    assert (changed.name, changed.require_two_factor, changed.join_role) == ("Acme Inc.", True, "analyst")
    assert changed.slug == "acme"


def test_an_analyst_changes_no_settings(cast: Cast) -> None:
    with pytest.raises(NotPermittedError):
        change_settings(workspace=cast.acme, wanted=WorkspaceSettings(name="Mine"), actor=acting(cast.bob))

    assert stored(cast.acme).name == "Acme"


def test_a_stranger_changes_no_settings(cast: Cast) -> None:
    with pytest.raises(NotAMemberError):
        change_settings(
            workspace=cast.acme, wanted=WorkspaceSettings(name="Mine"), actor=acting(cast.charlie)
        )

    assert stored(cast.acme).name == "Acme"


def test_a_domain_of_ones_own_can_be_allowed_and_disallowed(cast: Cast) -> None:
    allowed = allow_domain(workspace=cast.acme, domain=" ACME.example ", actor=acting(cast.alice))
    again = allow_domain(workspace=cast.acme, domain="acme.example", actor=acting(cast.alice))
    with in_workspace(cast.acme):
        assert [str(row) for row in join_domains_of(cast.acme)] == ["acme.example"]

    disallow_domain(workspace=cast.acme, domain_id=allowed.pk, actor=acting(cast.alice))

    assert allowed == again
    with in_workspace(cast.acme):
        assert not JoinDomain.objects.for_workspace(cast.acme).exists()


@pytest.mark.parametrize("domain", ["umbra.example", "gmail.com", "", "example"])
def test_a_domain_that_is_not_ones_own_cannot_be_allowed(cast: Cast, domain: str) -> None:
    with pytest.raises(DomainNotAllowedError):
        allow_domain(workspace=cast.acme, domain=domain, actor=acting(cast.alice))


def test_a_domain_that_everybody_has_cannot_be_allowed(cast: Cast) -> None:
    owner = make_user("Erin", domain="gmail.com")
    workspace = create_workspace(name="Erin's", owner=owner, actor=acting(owner))

    with pytest.raises(DomainNotAllowedError):
        allow_domain(workspace=workspace, domain="gmail.com", actor=acting(owner))


def test_a_domain_of_an_address_that_is_not_verified_cannot_be_allowed() -> None:
    owner = make_user("Frank", domain="big.example", verified=False)
    workspace = create_workspace(name="Frank's", owner=owner, actor=acting(owner))

    with pytest.raises(DomainNotAllowedError):
        allow_domain(workspace=workspace, domain="big.example", actor=acting(owner))


def test_deletion_is_due_after_the_grace_period_and_can_be_called_off(cast: Cast) -> None:
    with clock.fixed(NOW):
        schedule_deletion(workspace=cast.acme, actor=acting(cast.alice))
    with clock.fixed(NOW + timedelta(days=9)):
        schedule_deletion(workspace=cast.acme, actor=acting(cast.alice))

    assert stored(cast.acme).deletion_due_at == NOW + GRACE
    assert stored(cast.acme).is_closing

    cancel_deletion(workspace=cast.acme, actor=acting(cast.alice))

    assert not stored(cast.acme).is_closing


def test_only_an_owner_closes_a_workspace(cast: Cast) -> None:
    with pytest.raises(NotPermittedError):
        schedule_deletion(workspace=cast.acme, actor=acting(cast.bob))

    assert not stored(cast.acme).is_closing


def test_programs_of_ours_may_change_settings(cast: Cast) -> None:
    change_settings(workspace=cast.acme, wanted=WorkspaceSettings(require_two_factor=True), actor=SYSTEM)

    assert stored(cast.acme).require_two_factor


def test_a_person_owns_twenty_at_most() -> None:
    alice = make_user("Alice")
    for number in range(MOST_OWNED):
        create_workspace(name=f"Team {number}", owner=alice, actor=acting(alice))

    with pytest.raises(TooManyWorkspacesError):
        create_workspace(name="One more", owner=alice, actor=acting(alice))


def test_whoever_is_leaving_makes_none() -> None:
    alice = make_user("Alice")
    schedule_account_deletion(user=alice, actor=acting(alice))

    with pytest.raises(AccountLeavingError):
        create_workspace(name="Acme", owner=alice, actor=acting(alice))

    assert memberships_of(alice) == []
