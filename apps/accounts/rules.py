"""Who may do what in a workspace: roles and permissions as a table, and the questions the code asks of it."""

from collections.abc import Iterable
from types import MappingProxyType
from typing import Final

from apps.accounts.types import Permission, Role, Scope

_EVERYTHING = frozenset(Permission)

ROLES: Final = MappingProxyType(
    {
        Role.OWNER: _EVERYTHING,
        Role.ADMIN: _EVERYTHING - {Permission.OWNERSHIP},
        Role.ANALYST: frozenset({Permission.READ, Permission.WATCH, Permission.REVIEW, Permission.DOSSIERS}),
        Role.PROCUREMENT: frozenset({Permission.READ, Permission.SIGN_OFF, Permission.DOSSIERS}),
        Role.VIEWER: frozenset({Permission.READ}),
    }
)

SCOPES: Final = MappingProxyType(
    {
        Scope.READ: frozenset({Permission.READ}),
        Scope.WATCH: frozenset({Permission.WATCH}),
        Scope.REVIEW: frozenset({Permission.REVIEW}),
        Scope.DOSSIER: frozenset({Permission.DOSSIERS}),
        Scope.ADMIN: frozenset({Permission.PEOPLE, Permission.CHANNELS, Permission.SETTINGS}),
    }
)


def can(role: str, permission: Permission) -> bool:
    """Tell whether the role holds the permission; a role that is none holds nothing."""
    return role in ROLES and permission in ROLES[Role(role)]


def holders(permission: Permission) -> list[Role]:
    """Return the roles that hold the permission, in the order of the table: what pages and documents show."""
    return [role for role in Role if can(role, permission)]


def may_assign(actor: str, *, held: str, wanted: str) -> bool:
    """Tell whether the actor's role may turn a member who holds one role into another: nobody reaches above themselves."""
    if Role.OWNER in {held, wanted}:
        return can(actor, Permission.OWNERSHIP)
    return can(actor, Permission.PEOPLE)


def scopes_within(role: str, scopes: Iterable[str]) -> frozenset[Scope]:
    """Return those scopes whose every permission the role holds: a key can do no more than the person who made it."""
    asked = (Scope(scope) for scope in scopes)
    return frozenset(scope for scope in asked if all(can(role, permission) for permission in SCOPES[scope]))
