"""Two who follow, and stop following, at the same moment."""

from functools import partial

import pytest

from apps.accounts.models import AuditEntry, Workspace
from apps.accounts.types import SYSTEM, Plan
from apps.billing.services.grants import GrantWish, grant_plan
from apps.billing.types import GrantKind
from apps.core.tenancy import in_workspace
from apps.subscriptions.selectors import watches_of
from apps.subscriptions.services.watching import close_watch, open_watch
from tests.accounts.cast import acting
from tests.accounts.conftest import build_cast
from tests.factories import make_platform
from tests.racing import at_once
from tests.subscriptions.cast import ANY, follow


def give(workspace: Workspace, plan: Plan) -> None:
    grant_plan(workspace=workspace, wish=GrantWish(plan, GrantKind.SUPPORT), actor=SYSTEM)


def followed(workspace: Workspace) -> list[str]:
    with in_workspace(workspace):
        return [watch.name for watch in watches_of(workspace)]


def audited(workspace: Workspace) -> list[tuple[str, object]]:
    with in_workspace(workspace):
        rows = AuditEntry.objects.for_workspace(workspace).filter(action__startswith="watch.")
        return [(entry.action, entry.changes) for entry in rows.order_by("pk")]


@pytest.mark.django_db(transaction=True)
def test_the_last_room_is_given_once() -> None:
    cast = build_cast()
    give(cast.acme, Plan.FREE)
    platforms = [make_platform() for _ in range(4)]

    came_of_it = at_once(
        [
            partial(open_watch, workspace=cast.acme, subject=platform, rules=ANY, actor=acting(by))
            for platform, by in zip(platforms, [cast.alice, cast.bob] * 2, strict=True)
        ]
    )

    assert came_of_it == {"done": 1, "limit_reached": 3}
    assert len(followed(cast.acme)) == 1


@pytest.mark.django_db(transaction=True)
def test_one_platform_followed_by_two_at_once_is_one_watch() -> None:
    cast = build_cast()
    platform = make_platform(name="Stratus")

    came_of_it = at_once(
        [partial(follow, cast.acme, by, platform) for by in (cast.alice, cast.bob, cast.alice, cast.bob)]
    )

    assert came_of_it == {"done": 4}
    assert followed(cast.acme) == ["Stratus"]
    assert len(audited(cast.acme)) == 1


@pytest.mark.django_db(transaction=True)
def test_a_watch_closed_by_two_at_once_is_closed_once() -> None:
    cast = build_cast()
    watch = follow(cast.acme, cast.alice)

    came_of_it = at_once(
        [
            partial(close_watch, workspace=cast.acme, watch_id=watch.pk, actor=acting(by))
            for by in (cast.alice, cast.bob)
        ]
    )

    assert came_of_it == {"done": 1, "watch_over": 1}
