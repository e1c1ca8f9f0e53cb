"""Two workspaces side by side: neither the manager nor the database shows one to the other."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.apps import apps
from django.db import IntegrityError, ProgrammingError, connection, transaction
from django.db.models import Model
from pytest_django import DjangoDbBlocker

from apps.accounts.models import ApiKey, AuditEntry, CustomerModel, FeedToken, Membership, Workspace
from apps.accounts.selectors import membership_in, memberships_of
from apps.accounts.services.audit import record_audit
from apps.accounts.services.workspaces import allow_domain
from apps.core.scoped import ScopedManager
from apps.core.tenancy import (
    NestedWorkspaceError,
    UnscopedQueryError,
    across_workspaces,
    as_user,
    in_workspace,
)
from apps.reviews.models import Attachment, Review, ReviewEvent
from tests.accounts.cast import acting, make_feed, make_invitation, make_key, make_sign_on
from tests.accounts.conftest import Cast, build_cast
from tests.alerts.cast import make_alert
from tests.billing.cast import make_full_billing
from tests.reviews.cast import make_full_reviews
from tests.shared_rows import kept_for_the_module
from tests.subscriptions.cast import make_full_watches
from tests.web.planting_more import plant_more

CUSTOMER_MODELS = [
    model for model in apps.get_models() if issubclass(model, CustomerModel) or model is Workspace
]
# All that the database lets be done with a closed review.
REOPEN = """turn = turn + 1, state = 'reopened', decision = '', reason = '', decided_by_id = NULL, decided_at = NULL"""
NEVER_CHANGED = [AuditEntry, ReviewEvent, Attachment]


@pytest.fixture(scope="module")
def filled(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[Cast]:
    """Put at least one row of every customer model into both workspaces."""
    with kept_for_the_module(django_db_blocker):
        cast = build_cast()
        for workspace, owner in ((cast.acme, cast.alice), (cast.umbra, cast.charlie)):
            make_invitation(workspace, owner, f"new@{workspace.slug}.example")
            make_key(workspace, owner)
            make_feed(workspace, owner)
            allow_domain(workspace=workspace, domain="acme.example", actor=acting(owner))
            make_sign_on(workspace, owner)
            make_full_billing(workspace)
            make_full_watches(workspace, owner)
            plant_more(workspace, owner, workspace.slug)
            make_full_reviews(workspace, owner)
            make_alert(workspace)
        yield cast


@pytest.fixture
def cast(db: None, filled: Cast) -> Cast:
    return filled


def rows(statement: str) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(statement)
        return list(cursor.fetchall())


def rows_of(model: type[Model]) -> int:
    """Count as a careless query does: raw SQL, no WHERE."""
    ((count,),) = rows(f"SELECT count(*) FROM {model._meta.db_table}")  # noqa: S608 - a name of ours
    return int(count)


def scoped(model: type[Model], workspace: Workspace) -> int:
    """Count as the first lock wants it."""
    manager = model._default_manager
    assert isinstance(manager, ScopedManager)
    return manager.for_workspace(workspace).count()


@pytest.mark.parametrize("model", CUSTOMER_MODELS)
def test_without_a_workspace_no_row_is_seen(cast: Cast, model: type[Model]) -> None:
    seen = rows_of(model)

    with in_workspace(cast.acme):
        assert rows_of(model) > 0  # there was something to see
    assert seen == 0


@pytest.mark.parametrize("model", CUSTOMER_MODELS)
def test_a_query_without_where_sees_one_workspace(cast: Cast, model: type[Model]) -> None:
    column = "id" if model is Workspace else "workspace_id"
    seen = {}
    for workspace in (cast.acme, cast.umbra):
        with in_workspace(workspace):
            seen[workspace.pk] = rows(f"SELECT DISTINCT {column} FROM {model._meta.db_table}")  # noqa: S608 - names of ours

    assert seen == {cast.acme.pk: [(cast.acme.pk,)], cast.umbra.pk: [(cast.umbra.pk,)]}


@pytest.mark.parametrize("model", [model for model in CUSTOMER_MODELS if model not in NEVER_CHANGED])
def test_an_update_without_where_reaches_nothing_elsewhere(cast: Cast, model: type[Model]) -> None:
    table = model._meta.db_table
    change = REOPEN if model is Review else "id = id"
    with in_workspace(cast.umbra):
        before = rows_of(model)

    with in_workspace(cast.acme), connection.cursor() as cursor:
        cursor.execute(f"UPDATE {table} SET {change}")  # noqa: S608 - names of ours
        reached = cursor.rowcount
        own = scoped(model, cast.acme)

    assert reached == own > 0
    assert before > 0


@pytest.mark.parametrize("model", NEVER_CHANGED)
def test_what_is_kept_is_not_updated_at_all(cast: Cast, model: type[Model]) -> None:
    with (
        pytest.raises(ProgrammingError, match="permission denied"),
        in_workspace(cast.acme),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(f"UPDATE {model._meta.db_table} SET id = id")  # noqa: S608 - a name of ours


def test_a_delete_without_where_reaches_nothing_elsewhere(cast: Cast) -> None:
    with in_workspace(cast.umbra):
        before = rows_of(FeedToken)

    with in_workspace(cast.acme), connection.cursor() as cursor:
        cursor.execute("DELETE FROM accounts_feedtoken")
        assert rows_of(FeedToken) == 0

    with in_workspace(cast.umbra):
        assert rows_of(FeedToken) == before > 0


def test_a_row_cannot_be_put_into_another_workspace(cast: Cast) -> None:
    insert = "INSERT INTO accounts_membership (workspace_id, user_id, role, created_at) VALUES (%s, %s, 'owner', now())"

    with (
        pytest.raises(ProgrammingError, match="row-level security"),
        in_workspace(cast.acme),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(insert, [cast.umbra.pk, cast.alice.pk])


def test_a_row_cannot_be_moved_into_another_workspace(cast: Cast) -> None:
    with (
        pytest.raises(ProgrammingError, match="row-level security"),
        in_workspace(cast.acme),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute("UPDATE accounts_membership SET workspace_id = %s", [cast.umbra.pk])


def test_a_row_cannot_point_into_another_workspace(cast: Cast) -> None:
    theirs = make_key(cast.umbra, cast.charlie).key
    ours = make_key(cast.acme, cast.alice).key

    with pytest.raises(IntegrityError, match="in_workspace"), in_workspace(cast.acme):
        ApiKey.objects.for_workspace(cast.acme).filter(pk=ours.pk).update(replaces_id=theirs.pk)


def test_an_audit_entry_cannot_name_the_key_of_another_workspace(cast: Cast) -> None:
    theirs = make_key(cast.umbra, cast.charlie).key
    actor = acting(cast.alice, api_key_id=theirs.pk)

    with pytest.raises(IntegrityError, match="in_workspace"), in_workspace(cast.acme):
        record_audit(workspace_id=cast.acme.pk, actor=actor, action="test.done", subject=cast.acme)


def test_the_audit_log_may_be_added_to_and_read_only(cast: Cast) -> None:
    with in_workspace(cast.acme):
        before = rows_of(AuditEntry)
        for statement in (
            "UPDATE accounts_auditentry SET actor_name = 'nobody'",
            "DELETE FROM accounts_auditentry",
            "TRUNCATE accounts_auditentry",
        ):
            with (
                pytest.raises(ProgrammingError, match="permission denied"),
                transaction.atomic(),
                connection.cursor() as cursor,
            ):
                cursor.execute(statement)

        assert rows_of(AuditEntry) == before > 0


@pytest.mark.parametrize("model", CUSTOMER_MODELS)
def test_the_manager_refuses_a_query_without_a_workspace(cast: Cast, model: type[Model]) -> None:
    manager = model._default_manager
    assert isinstance(manager, ScopedManager)

    for question in (manager.all, manager.count, manager.first, lambda: manager.filter(pk=1), manager.create):
        with pytest.raises(UnscopedQueryError, match="for_workspace"):
            question()


def test_the_manager_refuses_a_workspace_that_the_transaction_is_not_in(cast: Cast) -> None:
    with pytest.raises(UnscopedQueryError, match="outside its in_workspace"):
        Membership.objects.for_workspace(cast.acme)
    with in_workspace(cast.umbra), pytest.raises(UnscopedQueryError, match="outside its in_workspace"):
        Membership.objects.for_workspace(cast.acme)


def test_what_is_created_through_a_scope_belongs_to_it(cast: Cast) -> None:
    with in_workspace(cast.acme):
        scoped = Membership.objects.for_workspace(cast.acme)
        with pytest.raises(UnscopedQueryError, match="to be created"):
            scoped.create(workspace=cast.umbra, user=cast.charlie, role="owner")
        with pytest.raises(UnscopedQueryError, match="to be created"):
            scoped.bulk_create([Membership(workspace=cast.umbra, user=cast.charlie, role="owner")])


def test_a_transaction_is_in_one_workspace(cast: Cast) -> None:
    with in_workspace(cast.acme), pytest.raises(NestedWorkspaceError), in_workspace(cast.umbra):
        pass


def test_reading_across_shows_all_and_changes_nothing(cast: Cast, caplog: pytest.LogCaptureFixture) -> None:
    with in_workspace(cast.acme):
        own = rows_of(Membership)
    with in_workspace(cast.umbra):
        theirs = rows_of(Membership)

    with caplog.at_level("INFO"), Membership.objects.across_workspaces(reason="counting") as members:
        assert members.count() == own + theirs > own > 0
        assert members.update(role="owner") == 0
        assert members.all()._raw_delete(members.db) == 0

    assert [vars(record)["reason"] for record in caplog.records] == ["Membership: counting"]
    assert rows_of(Membership) == 0


def test_reading_across_needs_a_reason() -> None:
    with pytest.raises(ValueError, match="reason"), across_workspaces(reason=""):
        pass


def test_a_person_sees_their_own_memberships_and_workspaces_only(cast: Cast) -> None:
    assert [(m.workspace.name, m.role) for m in memberships_of(cast.bob)] == [
        ("Acme", "analyst"),
        ("Umbra", "viewer"),
    ]
    assert [m.workspace.name for m in memberships_of(cast.charlie)] == ["Umbra"]
    with as_user(cast.charlie):
        assert rows("SELECT name FROM accounts_workspace") == [("Umbra",)]
        assert rows("SELECT user_id FROM accounts_membership") == [(cast.charlie.pk,)]


def test_a_person_cannot_change_their_own_membership_by_being_themselves(cast: Cast) -> None:
    with as_user(cast.bob), connection.cursor() as cursor:
        cursor.execute("UPDATE accounts_membership SET role = 'owner'")

        assert cursor.rowcount == 0


def test_a_stranger_finds_no_workspace_at_its_address(cast: Cast) -> None:
    assert membership_in(cast.charlie, cast.acme.slug) is None
    found = membership_in(cast.bob, cast.acme.slug)
    assert found is not None
    assert (found.workspace, found.role) == (cast.acme, "analyst")


def test_memberships_of_another_person_cannot_be_asked_for(cast: Cast) -> None:
    with as_user(cast.charlie), pytest.raises(UnscopedQueryError, match="as_user"):
        Membership.objects.of_user(cast.alice)
