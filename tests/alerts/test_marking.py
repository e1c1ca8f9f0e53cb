"""Reading, dismissing and taking back: who may, what others see, what the audit log says."""

from datetime import timedelta
from functools import partial
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from apps.accounts.errors import NotAMemberError, NotPermittedError
from apps.accounts.models import AuditEntry, User, Workspace
from apps.accounts.types import Role
from apps.alerts.errors import NoSuchAlertError, ReasonTooLongError
from apps.alerts.models import Alert
from apps.alerts.selectors import unread_count
from apps.alerts.services.marking import dismiss, mark_all_read, mark_read, undismiss
from apps.core import clock
from apps.core.tenancy import in_workspace
from tests.accounts.cast import acting, make_member, make_user
from tests.accounts.conftest import Cast
from tests.alerts.cast import NOW, make_alert
from tests.racing import at_once

pytestmark = pytest.mark.django_db
LATER = NOW + timedelta(hours=1)


def row_of(alert: Alert) -> Alert:
    with in_workspace(alert.workspace_id):
        return Alert.objects.for_workspace(alert.workspace_id).get(pk=alert.pk)


def audited(workspace: Workspace) -> list[tuple[str, str, str, object]]:
    with in_workspace(workspace):
        rows = AuditEntry.objects.for_workspace(workspace).order_by("pk")
        found = rows.filter(action__startswith="alert.")
        return [(row.action, row.actor_name, row.subject, row.changes) for row in found]


@pytest.fixture
def viewer(cast: Cast) -> User:
    """Return a viewer of Acme, who may read and not watch."""
    user = make_user("Vera")
    make_member(cast.acme, user, Role.VIEWER)
    return user


def test_what_is_read_is_read_for_all_and_no_audit_entry(cast: Cast, viewer: User) -> None:
    alerts = [make_alert(cast.acme) for _ in range(3)]

    with clock.fixed(LATER):
        first = mark_read(workspace=cast.acme, alert_ids=[alerts[0].pk, alerts[1].pk], actor=acting(viewer))
        again = mark_read(workspace=cast.acme, alert_ids=[alerts[0].pk], actor=acting(cast.alice))

    assert (first, again) == (2, 0)
    assert [row_of(alert).read_at for alert in alerts] == [LATER, LATER, None]
    assert unread_count(cast.acme) == 1
    assert audited(cast.acme) == []


def test_all_read_is_all_until_the_page_was_made_and_the_log_says_who(cast: Cast, viewer: User) -> None:
    seen = [make_alert(cast.acme), make_alert(cast.acme)]
    unseen = make_alert(cast.acme, raised_at=NOW + timedelta(minutes=5))

    with clock.fixed(LATER):
        first = mark_all_read(workspace=cast.acme, actor=acting(viewer), until=NOW + timedelta(minutes=1))
        rest = mark_all_read(workspace=cast.acme, actor=acting(viewer))
        none = mark_all_read(workspace=cast.acme, actor=acting(viewer))

    assert (first, rest, none) == (2, 1, 0)
    assert {row_of(alert).read_at for alert in (*seen, unseen)} == {LATER}
    assert audited(cast.acme) == [
        ("alert.all_read", viewer.email, "Acme", {"alerts_read": [None, 2]}),
        ("alert.all_read", viewer.email, "Acme", {"alerts_read": [None, 1]}),
    ]


def test_a_dismissed_alert_leaves_the_inbox_with_its_reason_and_comes_back(cast: Cast) -> None:
    alert = make_alert(cast.acme)

    with clock.fixed(LATER):
        gone = dismiss(
            workspace=cast.acme, alert_id=alert.pk, actor=acting(cast.bob), reason="  not  our region "
        )
    stored = row_of(alert)
    assert (gone.dismissed_at, stored.dismissed_at, stored.dismissed_by) == (LATER, LATER, cast.bob)
    assert (stored.dismissed_reason, stored.read_at, unread_count(cast.acme)) == ("not our region", None, 0)

    undismiss(workspace=cast.acme, alert_id=alert.pk, actor=acting(cast.alice))
    stored = row_of(alert)
    assert (stored.dismissed_at, stored.dismissed_by, stored.dismissed_reason) == (None, None, "")
    assert unread_count(cast.acme) == 1
    assert audited(cast.acme) == [
        ("alert.dismissed", cast.bob.email, alert.title, {"reason": ["", "not our region"]}),
        ("alert.restored", cast.alice.email, alert.title, {"reason": ["not our region", ""]}),
    ]


def test_what_is_so_already_stays_and_is_not_recorded_again(cast: Cast) -> None:
    alert = make_alert(cast.acme)

    undismiss(workspace=cast.acme, alert_id=alert.pk, actor=acting(cast.bob))
    dismiss(workspace=cast.acme, alert_id=alert.pk, actor=acting(cast.bob))
    dismiss(workspace=cast.acme, alert_id=alert.pk, actor=acting(cast.alice), reason="late")

    assert (row_of(alert).dismissed_by, row_of(alert).dismissed_reason) == (cast.bob, "")
    assert audited(cast.acme) == [("alert.dismissed", cast.bob.email, alert.title, {})]


def test_a_reason_has_an_end(cast: Cast) -> None:
    alert = make_alert(cast.acme)

    with pytest.raises(ReasonTooLongError, match="at most 300 characters"):
        dismiss(workspace=cast.acme, alert_id=alert.pk, actor=acting(cast.bob), reason="x" * 301)
    dismiss(workspace=cast.acme, alert_id=alert.pk, actor=acting(cast.bob), reason="x" * 300)

    assert len(row_of(alert).dismissed_reason) == 300


@pytest.mark.parametrize("deed", [dismiss, undismiss])
def test_a_viewer_and_a_stranger_dismiss_nothing(cast: Cast, viewer: User, deed: object) -> None:
    alert = make_alert(cast.acme)
    assert callable(deed)

    with pytest.raises(NotPermittedError):
        deed(workspace=cast.acme, alert_id=alert.pk, actor=acting(viewer))
    with pytest.raises(NotAMemberError):
        deed(workspace=cast.acme, alert_id=alert.pk, actor=acting(cast.charlie))

    assert (row_of(alert).dismissed_at, audited(cast.acme)) == (None, [])


@pytest.mark.parametrize("deed", [mark_all_read, partial(mark_read, alert_ids=range(1, 100_000))])
def test_a_stranger_reads_nothing(cast: Cast, deed: object) -> None:
    alert = make_alert(cast.acme)
    assert callable(deed)

    with pytest.raises(NotAMemberError):
        deed(workspace=cast.acme, actor=acting(cast.charlie))

    assert row_of(alert).read_at is None


def test_another_workspaces_alert_is_not_there(cast: Cast) -> None:
    theirs = make_alert(cast.umbra)

    with pytest.raises(NoSuchAlertError):
        dismiss(workspace=cast.acme, alert_id=theirs.pk, actor=acting(cast.bob))
    with pytest.raises(NoSuchAlertError):
        undismiss(workspace=cast.acme, alert_id=theirs.pk, actor=acting(cast.bob))
    assert mark_read(workspace=cast.acme, alert_ids=[theirs.pk], actor=acting(cast.bob)) == 0

    assert (row_of(theirs).dismissed_at, row_of(theirs).read_at) == (None, None)


@pytest.mark.django_db(transaction=True)
def test_dismissed_by_many_at_once_it_is_recorded_once(cast: Cast) -> None:
    alert = make_alert(cast.acme)

    came_of_it = at_once(
        [
            partial(dismiss, workspace=cast.acme, alert_id=alert.pk, actor=acting(who), reason="twice")
            for who in (cast.alice, cast.bob, cast.alice, cast.bob)
        ]
    )

    assert came_of_it == {"done": 4}
    assert len(audited(cast.acme)) == 1


@pytest.mark.parametrize(
    "fields",
    [
        {"title": ""},
        {"severity": "grave"},
        {"dismissed_reason": "but not dismissed"},
        {"latency_seconds": -1},
    ],
)
def test_the_database_refuses_an_alert_that_makes_no_sense(cast: Cast, fields: dict[str, Any]) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        make_alert(cast.acme, **fields)


def test_the_database_refuses_a_second_alert_of_a_change(cast: Cast) -> None:
    alert = make_alert(cast.acme)

    with pytest.raises(IntegrityError, match="alert_once"), transaction.atomic():
        make_alert(cast.acme, alert.change)
    make_alert(cast.umbra, alert.change)
