"""Working hours of channels: people are told when they work, machines at once."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from apps.accounts.models import Workspace
from apps.alerts.schedules import WorkingHours
from apps.alerts.services.delivering import claim_next, waiting_workspaces
from apps.alerts.services.mail_choices import set_work_hours
from apps.core import clock
from apps.core.tenancy import in_workspace
from apps.subscriptions.models import Channel
from apps.subscriptions.selectors.channels import channels_of
from apps.subscriptions.types import ChannelKind
from tests.accounts.cast import acting, make_user, make_workspace
from tests.accounts.conftest import Cast
from tests.alerts.cast import NOW, follow, make_news, tell
from tests.alerts.channels.cast import deliveries_in, make_active, owe

pytestmark = pytest.mark.django_db

BERLIN = WorkingHours(ZoneInfo("Europe/Berlin"))  # 8 to 18, Monday to Friday
PEOPLE = (ChannelKind.EMAIL, ChannelKind.SLACK, ChannelKind.TEAMS)
FRIDAY_NIGHT = datetime(2026, 3, 6, 21, 0, tzinfo=UTC)
MONDAY = datetime(2026, 3, 9, 7, 0, tzinfo=UTC)  # eight in the morning in Berlin


def make_channel(cast: Cast, kind: ChannelKind) -> Channel:
    hooks = f"https://hooks.example/{kind}"
    address = "legal@acme.example" if kind == ChannelKind.EMAIL else hooks
    return make_active(cast.acme, cast.alice, kind, address).channel


def set_hours(cast: Cast, hours: WorkingHours = BERLIN) -> None:
    set_work_hours(workspace=cast.acme, wanted=hours, actor=acting(cast.alice))


def dues(workspace: Workspace) -> dict[str, datetime]:
    """Return when each kind of channel is due."""
    with in_workspace(workspace):
        kinds = dict(channels_of(workspace).values_list("pk", "kind"))
    return {ChannelKind(kinds[row.channel_id]): row.next_attempt_at for row in deliveries_in(workspace)}


@pytest.mark.parametrize(
    ("raised_at", "due_at"),
    [
        (datetime(2026, 3, 5, 11, 0, tzinfo=UTC), datetime(2026, 3, 5, 11, 0, tzinfo=UTC)),  # noon
        (datetime(2026, 3, 5, 3, 0, tzinfo=UTC), datetime(2026, 3, 5, 7, 0, tzinfo=UTC)),  # night
        (datetime(2026, 3, 5, 17, 0, tzinfo=UTC), datetime(2026, 3, 6, 7, 0, tzinfo=UTC)),  # 18:00 sharp
        (FRIDAY_NIGHT, MONDAY),
        (datetime(2026, 3, 28, 12, 0, tzinfo=UTC), datetime(2026, 3, 30, 6, 0, tzinfo=UTC)),  # into summer
        (datetime(2026, 10, 24, 12, 0, tzinfo=UTC), datetime(2026, 10, 26, 7, 0, tzinfo=UTC)),  # out of it
    ],
)
def test_people_are_told_in_their_working_hours_and_machines_at_once(
    cast: Cast, raised_at: datetime, due_at: datetime
) -> None:
    set_hours(cast)
    channels = [make_channel(cast, kind) for kind in ChannelKind]
    with clock.fixed(raised_at):
        owe(cast.acme, *channels)

    assert dues(cast.acme) == dict.fromkeys(PEOPLE, due_at) | {ChannelKind.WEBHOOK: raised_at}


def test_a_workspace_that_has_set_no_hours_is_told_at_once(cast: Cast) -> None:
    channels = [make_channel(cast, kind) for kind in ChannelKind]
    with clock.fixed(FRIDAY_NIGHT):
        owe(cast.acme, *channels)

    assert dues(cast.acme) == dict.fromkeys(ChannelKind, FRIDAY_NIGHT)


def test_what_waits_is_taken_up_when_the_working_day_begins(cast: Cast) -> None:
    set_hours(cast)
    channel = make_channel(cast, ChannelKind.SLACK)
    with clock.fixed(FRIDAY_NIGHT):
        owe(cast.acme, channel)
    with clock.fixed(MONDAY - timedelta(seconds=1)):
        early = (waiting_workspaces(limit=9), claim_next(cast.acme.pk))
    with clock.fixed(MONDAY):
        due = waiting_workspaces(limit=9)
        claimed = claim_next(cast.acme.pk)

    assert (early, due) == (([], None), [cast.acme.pk])
    assert claimed is not None


def test_what_waits_goes_by_the_hours_that_are_set_meanwhile(cast: Cast) -> None:
    set_hours(cast)
    channels = [make_channel(cast, kind) for kind in (ChannelKind.EMAIL, ChannelKind.WEBHOOK)]
    saturday = FRIDAY_NIGHT + timedelta(hours=12)
    with clock.fixed(FRIDAY_NIGHT):
        owe(cast.acme, *channels)
    with clock.fixed(saturday):
        set_hours(cast, WorkingHours(ZoneInfo("Europe/Berlin"), 12 * 60, 14 * 60, frozenset(range(7))))

    assert dues(cast.acme) == {
        ChannelKind.EMAIL: datetime(2026, 3, 7, 11, 0, tzinfo=UTC),
        ChannelKind.WEBHOOK: FRIDAY_NIGHT,
    }


def test_a_change_told_to_many_waits_for_the_hours_of_each(cast: Cast) -> None:
    """It is ten past nine in London: night on the west coast, day in Berlin, and Umbra has set no hours."""
    change = make_news()
    owner = make_user("olive")
    far = make_workspace(owner, "Far")
    pacific = WorkingHours(ZoneInfo("America/Los_Angeles"))
    followers = ((cast.acme, cast.alice, pacific), (cast.umbra, cast.charlie, None))
    for workspace, user, hours in (*followers, (far, owner, BERLIN)):
        follow(workspace, user, change.document.platform)
        make_active(workspace, user, ChannelKind.SLACK, f"https://hooks.example/{workspace.slug}")
        if hours:
            set_work_hours(workspace=workspace, wanted=hours, actor=acting(user))
    with CaptureQueriesContext(connection) as captured:
        tell(change)

    found = [dues(workspace)[ChannelKind.SLACK] for workspace in (cast.acme, cast.umbra, far)]
    asked = [query["sql"] for query in captured if '"alerts_workhours"' in query["sql"]]
    assert found == [NOW.replace(hour=16, minute=0), NOW, NOW]
    assert len(asked) == 1
