"""A real worker erases as the owner of the tables, is killed in the middle of it, and has then erased nothing."""

import pytest
from celery import Celery

from apps.accounts.models import AccountErasure, Erasure, User
from apps.accounts.services.account_deletion import GRACE, schedule_account_deletion
from apps.core import clock
from tests.accounts.cast import acting
from tests.accounts.full_cast import build_full_cast, rows_of
from tests.reliability.obstacles import obstacle
from tests.reliability.processes import Workers, environment, eventually, owner_url

pytestmark = pytest.mark.reliability


def test_a_workspace_is_erased_whole_though_the_worker_dies_in_the_middle(
    workers: Workers, broker: Celery
) -> None:
    cast = build_full_cast()  # what is due there was due months ago
    before, other = rows_of(cast.acme), rows_of(cast.umbra)
    worker = workers.start("owner", environment(DATABASE_OWNER_URL=owner_url()))

    with obstacle() as lock:
        lock.held.execute("LOCK TABLE accounts_apikey IN SHARE MODE")  # the log is deleted before the keys
        broker.send_task("pipeline.erase_workspaces", queue="owner")
        assert eventually(lock.stuck)
        worker.kill()
        lock.release(losing_statements=True)
    assert rows_of(cast.acme) == before

    workers.start("owner", environment(DATABASE_OWNER_URL=owner_url()))
    for _ in range(3):
        broker.send_task("pipeline.erase_workspaces", queue="owner")
    assert eventually(Erasure.objects.exists)
    assert eventually(lambda: set(rows_of(cast.acme).values()) == {0})
    assert Erasure.objects.get().rows == before
    assert rows_of(cast.umbra) == other


def test_an_account_is_erased_once_though_the_worker_dies_in_the_middle(
    workers: Workers, broker: Celery
) -> None:
    cast = build_full_cast()
    with clock.fixed(clock.now() - GRACE):
        schedule_account_deletion(user=cast.bob, actor=acting(cast.bob))
    members = rows_of(cast.acme)["accounts_membership"]
    worker = workers.start(queues="default")

    with obstacle() as lock:
        lock.held.execute("LOCK TABLE mfa_authenticator IN SHARE MODE")  # memberships are gone by then
        broker.send_task("pipeline.erase_accounts", queue="default")
        assert eventually(lock.stuck)
        worker.kill()
        lock.release(losing_statements=True)
    assert User.objects.get(pk=cast.bob.pk).email == cast.bob.email
    assert rows_of(cast.acme)["accounts_membership"] == members

    workers.start(queues="default")
    for _ in range(3):
        broker.send_task("pipeline.erase_accounts", queue="default")
    assert eventually(AccountErasure.objects.exists)
    assert AccountErasure.objects.get().former_user == cast.bob.pk
    assert rows_of(cast.acme)["accounts_membership"] == members - 1
