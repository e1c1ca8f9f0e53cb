"""From what changed to who is told, and why: once each, whatever happens in between."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, ProgrammingError, transaction
from pytest_django import Settings

from apps.accounts.models import Workspace
from apps.accounts.plans import GRACE
from apps.alerts.errors import NotWaitingError
from apps.alerts.models import Alert, FanOutState
from apps.alerts.services.opening import open_fan_out
from apps.alerts.services.raising import raise_alerts
from apps.analysis.services.analysing import SHIPPED
from apps.analysis.types import Level
from apps.core import clock
from apps.core.tenancy import UnscopedQueryError, in_workspace
from apps.documents.models.change import Kind
from apps.subscriptions.services.watching import close_watch
from apps.subscriptions.types import Interest, Rules
from tests import factories
from tests.accounts.cast import acting
from tests.accounts.conftest import Cast
from tests.alerts.cast import (
    FOUND_AT,
    NOW,
    alerts_in,
    follow,
    make_news,
    tell,
    told_of,
)
from tests.analysis.documents import make_vendor_document, read_all

pytestmark = pytest.mark.django_db
SECOND = timedelta(seconds=1)


def test_who_follows_the_platform_is_told_what_why_and_how_fast(cast: Cast) -> None:
    change = make_news()
    platform = change.document.platform
    watch = follow(cast.acme, cast.alice, platform)
    follow(cast.umbra, cast.charlie, factories.make_platform())

    fan_out = tell(change)

    assert (fan_out.state, fan_out.told, fan_out.done_at) == (FanOutState.DONE, 1, NOW)
    (alert,) = alerts_in(cast.acme)
    assert (alert.change_id, alert.raised_at, alert.latency_seconds) == (change.pk, NOW, 600)
    assert (alert.title, alert.severity) == (f"{platform.name} changed its Terms of Service", "")
    (told_by,) = alert.reasons.told_by
    assert (told_by.watch, told_by.kind, told_by.name) == (watch.pk, "platform", platform.name)
    assert [(check.rule, check.is_met, check.told) for check in told_by.checks] == [
        ("interests", True, "It changes wording, which the watch asks for."),
        ("min_severity", True, "Its severity is not known yet, so it is told."),
    ]
    assert alert.reasons.left_out == ()
    assert alerts_in(cast.umbra) == []


def test_a_reading_gives_title_and_severity(cast: Cast) -> None:
    document = make_vendor_document()
    read_all(document, SHIPPED)
    change = document.changes.get()
    follow(cast.acme, cast.alice, document)

    tell(change, at=change.detected_at + timedelta(minutes=1))

    (alert,) = alerts_in(cast.acme)
    assert alert.title == (
        "Northwind shortened the notice of changes from 30 days to 7 days in its Terms of Service"
    )
    assert alert.severity == change.publication.severity == Level.HIGH


def test_several_watches_tell_once_and_each_says_why_or_why_not(cast: Cast) -> None:
    change = make_news(kind=Kind.LINKS)
    document = change.document
    tells = follow(cast.acme, cast.alice, document.platform, Rules(interests=(Interest.LINKS,)))
    leaves_out = follow(cast.acme, cast.bob, document)

    fan_out = tell(change)

    (alert,) = alerts_in(cast.acme)
    assert fan_out.told == 1
    assert [record.watch for record in alert.reasons.told_by] == [tells.pk]
    (left_out,) = alert.reasons.left_out
    assert (left_out.watch, left_out.name) == (leaves_out.pk, f"{document.platform.name}: Terms of Service")
    assert [(check.rule, check.told) for check in left_out.unmet] == [
        ("interests", "It changes only links, which the watch leaves out.")
    ]


def test_where_no_watch_tells_nobody_is_told(cast: Cast) -> None:
    change = make_news(kind=Kind.LINKS)
    follow(cast.acme, cast.alice, change.document.platform)

    fan_out = tell(change)

    assert (fan_out.state, fan_out.told, alerts_in(cast.acme)) == (FanOutState.DONE, 0, [])
    assert fan_out.after_workspace == cast.acme.pk


@pytest.mark.parametrize("kind", [Kind.EDITORIAL, Kind.FURNITURE, Kind.VARIANT])
def test_a_change_that_binds_nobody_is_done_without_asking_who_follows(cast: Cast, kind: Kind) -> None:
    change = make_news(kind=kind)
    follow(cast.acme, cast.alice, change.document.platform, Rules(interests=tuple(Interest)))

    fan_out = tell(change)

    assert (fan_out.state, fan_out.told, fan_out.after_workspace) == (FanOutState.DONE, 0, 0)


def test_a_watch_opened_once_the_change_was_found_does_not_tell_of_it(cast: Cast) -> None:
    change = make_news()
    follow(cast.acme, cast.alice, change.document, at=FOUND_AT)
    before = follow(cast.umbra, cast.charlie, change.document, at=FOUND_AT - SECOND)
    after = follow(cast.umbra, cast.charlie, change.document.platform, at=FOUND_AT + SECOND)

    tell(change)

    assert alerts_in(cast.acme) == []
    (alert,) = alerts_in(cast.umbra)
    assert [record.watch for record in alert.reasons.told_by] == [before.pk]
    (late,) = alert.reasons.left_out
    assert late.watch == after.pk
    assert [(check.rule, check.told) for check in late.unmet] == [
        ("opened_at", "It was opened after the change was found.")
    ]


def test_a_closed_watch_does_not_tell(cast: Cast) -> None:
    change = make_news()
    watch = follow(cast.acme, cast.alice, change.document.platform)
    close_watch(workspace=cast.acme, watch_id=watch.pk, actor=acting(cast.alice))

    assert tell(change).told == 0
    assert alerts_in(cast.acme) == []


def shrink(workspace: Workspace, settings: Settings) -> None:
    """Let the workspace fall to a plan of one platform, its grace being over at NOW."""
    settings.WORKSPACE_PLAN = "free"
    with in_workspace(workspace):
        Workspace.objects.for_workspace(workspace).update(
            plan="free", plan_before="professional", plan_shrunk_at=NOW - GRACE - SECOND
        )


def test_platforms_that_the_plan_has_paused_do_not_tell(cast: Cast, settings: Settings) -> None:
    platforms = [factories.make_platform() for _ in range(12)]
    for number, platform in enumerate(platforms):
        follow(cast.acme, cast.alice, platform, at=factories.START + number * SECOND)
    follow(cast.umbra, cast.charlie, platforms[-1])
    kept, paused = make_news(platforms[0]), make_news(platforms[-1])
    shrink(cast.acme, settings)

    fan_outs = tell(kept), tell(paused)

    assert [fan_out.told for fan_out in fan_outs] == [1, 1]
    assert told_of(kept) == [cast.acme.pk]
    assert told_of(paused) == [cast.umbra.pk]


def test_during_the_grace_of_a_smaller_plan_all_platforms_tell(cast: Cast, settings: Settings) -> None:
    platforms = [factories.make_platform() for _ in range(12)]
    for number, platform in enumerate(platforms):
        follow(cast.acme, cast.alice, platform, at=factories.START + number * SECOND)
    shrink(cast.acme, settings)
    change = make_news(platforms[-1])

    with clock.fixed(NOW - 2 * SECOND):
        open_fan_out(change=change)
        raise_alerts(change_id=change.pk)

    assert told_of(change) == [cast.acme.pk]


def test_what_was_told_is_never_changed(cast: Cast) -> None:
    change = make_news()
    follow(cast.acme, cast.alice, change.document.platform)
    tell(change)

    with in_workspace(cast.acme):
        rows = Alert.objects.for_workspace(cast.acme)
        for field, value in {
            "title": "Another",
            "because": {},
            "severity": "high",
            "raised_at": NOW,
            "latency_seconds": 1,
        }.items():
            with pytest.raises(IntegrityError, match="never changed"), transaction.atomic():
                rows.update(**{field: value})
        rows.update(read_at=NOW)


def test_neither_lock_shows_another_workspace_its_alerts(cast: Cast) -> None:
    change = make_news()
    follow(cast.acme, cast.alice, change.document.platform)
    tell(change)
    (alert,) = alerts_in(cast.acme)

    assert alerts_in(cast.umbra) == []
    with pytest.raises(UnscopedQueryError), in_workspace(cast.umbra):
        Alert.objects.for_workspace(cast.acme)
    with in_workspace(cast.umbra):
        # The second lock alone, the first one passed by.
        assert not Alert._base_manager.filter(pk=alert.pk).exists()
        with pytest.raises(ProgrammingError, match="row-level security"), transaction.atomic():
            Alert._base_manager.create(
                workspace=cast.acme,
                change=make_news(),
                title="Planted",
                because={},
                raised_at=NOW,
                latency_seconds=0,
            )


def test_done_is_done(cast: Cast) -> None:
    change = make_news()
    follow(cast.acme, cast.alice, change.document.platform)
    tell(change)

    with pytest.raises(NotWaitingError):
        tell(change)

    assert told_of(change) == [cast.acme.pk]


def test_history_cannot_be_told() -> None:
    change = make_news()

    with pytest.raises(NotWaitingError):
        tell(change, at=NOW + timedelta(days=8))
