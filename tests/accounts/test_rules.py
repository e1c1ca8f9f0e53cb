"""Roles and permissions: the table is what is promised, and the only thing the code asks."""

from pathlib import Path

import pytest

from apps.accounts.rules import ROLES, SCOPES, can, holders, may_assign, scopes_within
from apps.accounts.types import Permission, Role, Scope

PROMISED = {
    #             R  W  Re S  D  P  C  K  B  Se A  O
    "owner":       "x  x  x  x  x  x  x  x  x  x  x  x",
    "admin":       "x  x  x  x  x  x  x  x  x  x  x  -",
    "analyst":     "x  x  x  -  x  -  -  -  -  -  -  -",
    "procurement": "x  -  -  x  x  -  -  -  -  -  -  -",
    "viewer":      "x  -  -  -  -  -  -  -  -  -  -  -",
}  # fmt: skip


@pytest.mark.parametrize("role", Role)
def test_each_role_may_do_what_is_promised(role: Role) -> None:
    allowed = [mark == "x" for mark in PROMISED[role].split()]

    assert [can(role, permission) for permission in Permission] == allowed


def test_a_role_that_is_none_may_do_nothing() -> None:
    assert not any(can(role, permission) for role in ("", "root", "Owner") for permission in Permission)


def test_the_table_cannot_be_changed() -> None:
    with pytest.raises(TypeError):
        ROLES[Role.VIEWER] = frozenset(Permission)  # type: ignore[index]  # that it fails is the point


@pytest.mark.parametrize(
    ("actor", "held", "wanted", "allowed"),
    [
        (Role.OWNER, Role.VIEWER, Role.OWNER, True),
        (Role.OWNER, Role.OWNER, Role.VIEWER, True),
        (Role.ADMIN, Role.VIEWER, Role.ADMIN, True),
        (Role.ADMIN, Role.ADMIN, Role.VIEWER, True),
        (Role.ADMIN, Role.VIEWER, Role.OWNER, False),
        (Role.ADMIN, Role.OWNER, Role.VIEWER, False),
        (Role.ANALYST, Role.VIEWER, Role.VIEWER, False),
        (Role.PROCUREMENT, Role.VIEWER, Role.ANALYST, False),
        (Role.VIEWER, Role.VIEWER, Role.OWNER, False),
    ],
)
def test_nobody_reaches_above_themselves(actor: Role, held: Role, wanted: Role, allowed: bool) -> None:
    assert may_assign(actor, held=held, wanted=wanted) is allowed


def test_a_key_is_no_stronger_than_its_maker() -> None:
    everything = [scope.value for scope in Scope]

    assert scopes_within(Role.OWNER, everything) == set(Scope)
    assert scopes_within(Role.ADMIN, everything) == set(Scope)
    assert scopes_within(Role.ANALYST, everything) == {Scope.READ, Scope.WATCH, Scope.REVIEW, Scope.DOSSIER}
    assert scopes_within(Role.VIEWER, everything) == {Scope.READ}


def test_no_key_may_change_owners_keys_or_the_plan() -> None:
    reached = frozenset[Permission]().union(*SCOPES.values())

    assert reached.isdisjoint(
        {Permission.OWNERSHIP, Permission.KEYS, Permission.BILLING, Permission.SIGN_OFF}
    )


def test_the_documents_show_the_table_as_it_is() -> None:
    text = (Path(__file__).parents[2] / "docs" / "security.md").read_text(encoding="utf-8")
    head = f"| | {' | '.join(role.label for role in Role)} |"
    rows = [
        f"| {permission.label} | {' | '.join('yes' if role in holders(permission) else 'no' for role in Role)} |"
        for permission in Permission
    ]

    assert "\n".join([head, f"|{'---|' * 6}", *rows]) in text
