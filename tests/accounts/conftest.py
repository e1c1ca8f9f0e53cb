from dataclasses import dataclass

import pytest

from apps.accounts.models import User, Workspace
from apps.accounts.types import Role
from tests.accounts.cast import make_member, make_user, make_workspace


@dataclass(frozen=True)
class Cast:
    """Acme is Alice's, with Bob as an analyst; Umbra is Charlie's, with Bob as a viewer."""

    alice: User
    bob: User
    charlie: User
    acme: Workspace
    umbra: Workspace


def build_cast() -> Cast:
    alice, bob, charlie = make_user("Alice"), make_user("Bob"), make_user("Charlie")
    acme, umbra = make_workspace(alice, "Acme"), make_workspace(charlie, "Umbra")
    make_member(acme, bob, Role.ANALYST)
    make_member(umbra, bob, Role.VIEWER)
    return Cast(alice, bob, charlie, acme, umbra)


@pytest.fixture
def cast(db: None) -> Cast:
    return build_cast()
