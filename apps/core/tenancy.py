"""Whose rows a transaction may see: said to PostgreSQL for the length of the transaction, and never longer.

Row-level security policies (`apps.core.row_security`) compare rows with these claims. `set_config(..., true)` lets go of a claim
when the transaction ends, so nothing is left on the connection for whoever uses it next, a pool's client included.
"""

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from enum import StrEnum

from django.db import connection, models, transaction

from apps.core.errors import ConductAtlasError

_logger = logging.getLogger(__name__)


class Claim(StrEnum):
    """What a transaction may say of itself; the values are PostgreSQL settings."""

    WORKSPACE = "app.workspace_id"
    USER = "app.user_id"
    TOKEN = "app.token_sha256"  # noqa: S105 - the name of a setting
    EMAIL_DOMAIN = "app.email_domain"
    STRIPE_CUSTOMER = "app.stripe_customer"
    ACROSS = "app.across_workspaces"
    RETENTION = "app.retention"


class UnscopedQueryError(ConductAtlasError):
    """A query on a customer model named no workspace, or named one that the transaction is not in."""

    code = "unscoped_query"


class NestedWorkspaceError(ConductAtlasError):
    """A transaction entered a second workspace."""

    code = "nested_workspace"


@contextmanager
def in_workspace(workspace: models.Model | int) -> Iterator[None]:
    """Open a transaction that sees, adds and changes rows of this workspace only.

    Inside a transaction of the same workspace it is a savepoint. Raises NestedWorkspaceError inside another's.
    """
    wanted = str(key_of(workspace))
    if _claims().get(Claim.WORKSPACE, wanted) != wanted:
        raise NestedWorkspaceError(f"This transaction is in workspace {_claims()[Claim.WORKSPACE]} already.")
    with claiming(Claim.WORKSPACE, wanted):
        yield


@contextmanager
def as_user(user: models.Model | int) -> Iterator[None]:
    """Open a transaction that may also read what is a person's own in every workspace: the memberships."""
    with claiming(Claim.USER, str(key_of(user))):
        yield


@contextmanager
def across_workspaces(*, reason: str) -> Iterator[None]:
    """Open a transaction that may read, not write, the rows of all workspaces. The reason is logged."""
    if not reason:
        raise ValueError("Reading across workspaces needs a reason.")
    _logger.info("Reading across workspaces", extra={"reason": reason})
    # A policy asks whether, not why: inside another it is a savepoint.
    held = _claims().get(Claim.ACROSS, reason)
    with claiming(Claim.ACROSS, held):
        yield


@contextmanager
def claiming(claim: Claim, value: str) -> Iterator[None]:
    """Open a transaction that makes this claim; what was claimed before holds again afterwards."""
    claims = _claims()
    before = claims.get(claim, "")
    is_inner = connection.in_atomic_block
    with transaction.atomic():
        if value == before:
            yield
            return
        _tell(claim, value)
        claims[claim] = value
        try:
            yield
        finally:
            _put_back(claims, claim, before)
        # A rollback takes the claim back by itself, and so does the end of the outermost transaction.
        if is_inner and not connection.needs_rollback:
            _tell(claim, before)


def holds(claim: Claim, value: str | None = None) -> bool:
    """Tell whether the present transaction makes this claim, with this value if one is given."""
    held = _claims().get(claim)
    return held is not None if value is None else held == value


def key_of(record: models.Model | int) -> int:
    return record if isinstance(record, int) else int(record.pk)


def _claims() -> dict[Claim, str]:
    """Return the claims of this thread's connection, kept beside it so that a claim made already costs no query."""
    # Not `connection.__dict__`: that is the proxy's, which all threads share.
    own = transaction.get_connection()
    claims: dict[Claim, str] = own.__dict__.setdefault("conductatlas_claims", {})
    return claims


def _put_back(claims: dict[Claim, str], claim: Claim, before: str) -> None:
    if before:
        claims[claim] = before
    else:
        claims.pop(claim, None)


def _tell(claim: Claim, value: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config(%s, %s, true)", [claim.value, value])
