"""Two workspaces take turns on one connection, as clients of a pooler in transaction mode do: nothing is left behind."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection

from apps.accounts.models import Membership, Workspace
from apps.core.tenancy import Claim, across_workspaces, as_user, claiming, holds, in_workspace
from tests.accounts.conftest import build_cast

pytestmark = pytest.mark.django_db(transaction=True)


def said(claim: Claim) -> str:
    """Return what the session says outside any transaction."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT coalesce(current_setting(%s, true), '')", [claim.value])
        (value,) = cursor.fetchone()
    return str(value)


def names() -> list[str]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT name FROM accounts_workspace ORDER BY name")
        return [name for (name,) in cursor.fetchall()]


def rename_and_fail(workspace: Workspace) -> None:
    with in_workspace(workspace):
        Workspace.objects.for_workspace(workspace).update(name="Undone")
        raise RuntimeError


def backend() -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        (pid,) = cursor.fetchone()
    return int(pid)


def test_two_workspaces_alternate_on_one_connection() -> None:
    cast = build_cast()
    seen, sessions = [], set()

    for workspace in (cast.acme, cast.umbra) * 3:
        with in_workspace(workspace):
            seen.append(names())
            sessions.add(backend())
        seen.append(names())

    assert seen == [["Acme"], [], ["Umbra"], []] * 3
    assert len(sessions) == 1


def test_every_claim_ends_with_its_transaction() -> None:
    cast = build_cast()

    with in_workspace(cast.acme), as_user(cast.bob), across_workspaces(reason="a test"):
        assert names() == ["Acme", "Umbra"]

    assert {claim: said(claim) for claim in Claim} == dict.fromkeys(Claim, "")
    assert not any(holds(claim) for claim in Claim)


def test_a_failed_transaction_leaves_nothing_behind() -> None:
    cast = build_cast()

    with pytest.raises(RuntimeError), in_workspace(cast.acme):
        raise RuntimeError

    assert said(Claim.WORKSPACE) == ""
    assert not holds(Claim.WORKSPACE)
    assert names() == []


def test_an_inner_claim_gives_way_to_the_outer_one() -> None:
    cast = build_cast()

    with as_user(cast.bob):
        with as_user(cast.charlie):
            inner = names()
        outer = names()

    assert (inner, outer) == (["Umbra"], ["Acme", "Umbra"])


def test_an_inner_claim_that_fails_gives_way_too() -> None:
    cast = build_cast()

    with as_user(cast.bob):
        with pytest.raises(RuntimeError), as_user(cast.charlie):
            raise RuntimeError

        assert names() == ["Acme", "Umbra"]
        assert holds(Claim.USER, str(cast.bob.pk))


def test_entering_the_same_workspace_again_is_a_savepoint() -> None:
    cast = build_cast()

    with in_workspace(cast.acme):
        with pytest.raises(RuntimeError):
            rename_and_fail(cast.acme)

        assert names() == ["Acme"]
        assert Membership.objects.for_workspace(cast.acme).count() == 2


def test_a_claim_that_is_no_number_shows_nothing() -> None:
    build_cast()

    with claiming(Claim.WORKSPACE, ""):
        assert names() == []


def test_threads_do_not_share_claims() -> None:
    cast = build_cast()

    def other() -> tuple[bool, list[str]]:
        try:
            return holds(Claim.WORKSPACE), names()
        finally:
            connection.close()

    with in_workspace(cast.acme), ThreadPoolExecutor(1) as pool:
        seen = pool.submit(other).result()

    assert seen == (False, [])
