"""What a workspace may do: by plan, by what it pays for or was granted, and while a smaller plan's grace runs."""

from datetime import UTC, datetime, timedelta
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from pytest_django import DjangoAssertNumQueries, Settings

from apps.accounts.errors import NoSeatLeftError, NotInPlanError
from apps.accounts.models import AuditEntry, Membership, Workspace
from apps.accounts.plans import GRACE, NOTICE, audit_kept_for, plan_of, seats_of
from apps.accounts.services.authority import locked
from apps.accounts.services.invitations import accept_invitation
from apps.accounts.services.sign_on_domains import claim_domain
from apps.accounts.types import Plan, Role
from apps.billing import entitlements, metering
from apps.billing.entitlements import allows, division, limit, paused_ids, require, require_room
from apps.billing.errors import InvalidChoiceError, LimitReachedError
from apps.billing.errors import NotInPlanError as FeatureNotInPlanError
from apps.billing.models import PlanSubscription
from apps.billing.services.grants import GrantWish, end_grant, grant_plan
from apps.billing.services.keeping import choose_active
from apps.billing.services.settling import end_expired_grants, settle
from apps.billing.terms import terms_of_plan
from apps.billing.types import Feature, GrantKind, Meter, MeteredItem, Reason, Status
from apps.core import clock
from apps.core.tenancy import in_workspace
from tests.accounts.cast import acting, make_invitation, make_member, make_user
from tests.accounts.conftest import Cast
from tests.billing.cast import make_customer, make_subscription

NOW = datetime(2026, 5, 4, 12, 0, tzinfo=UTC)
PAID = {Status.TRIALING, Status.ACTIVE, Status.PAST_DUE}


@pytest.fixture(autouse=True)
def _nothing_for_nothing(settings: Settings) -> None:
    settings.WORKSPACE_PLAN = "free"


def again(workspace: Workspace) -> Workspace:
    with in_workspace(workspace):
        return Workspace.objects.for_workspace(workspace).get()


def give(cast: Cast, plan: Plan, **wish: object) -> Workspace:
    values = {"plan": plan, "kind": GrantKind.SUPPORT, **wish}
    grant_plan(workspace=cast.acme, wish=GrantWish(**values), actor=acting(cast.alice))  # type: ignore[arg-type]  # as given
    return again(cast.acme)


def changed(workspace: Workspace) -> list[object]:
    with in_workspace(workspace):
        entries = AuditEntry.objects.for_workspace(workspace).filter(action="plan.changed")
        return [entry.changes for entry in entries.order_by("at", "pk")]


@pytest.mark.parametrize("status", Status)
@pytest.mark.parametrize("plan", ["watcher", "professional"])
def test_a_plan_holds_while_stripe_collects(cast: Cast, status: Status, plan: str) -> None:
    make_subscription(make_customer(cast.acme), status=status, plan=plan)
    with locked(cast.acme) as row:
        settle(row, actor=acting(cast.alice))

    workspace = again(cast.acme)

    wanted = Plan(plan) if status in PAID else Plan.FREE
    assert plan_of(workspace) == wanted
    assert bool(allows(workspace, Feature.SAME_DAY_ALERTS)) == (status in PAID)
    assert bool(allows(workspace, Feature.DOSSIERS)) == (status in PAID and plan == "professional")
    assert changed(workspace) == ([{"plan": ["free", plan]}] if status in PAID else [])


def test_the_better_of_what_is_paid_and_what_is_granted_holds(cast: Cast) -> None:
    customer = make_customer(cast.acme)
    make_subscription(customer, plan="watcher")

    granted = give(cast, Plan.PROFESSIONAL, extra_seats=5)
    end_grant(workspace=cast.acme, actor=acting(cast.alice))

    assert (granted.plan, granted.extra_seats) == ("professional", 5)
    assert (again(cast.acme).plan, again(cast.acme).extra_seats) == ("watcher", 0)
    assert changed(cast.acme) == [
        {"plan": ["free", "professional"], "extra_seats": [0, 5]},
        {"plan": ["professional", "watcher"], "extra_seats": [5, 0]},
    ]
    with in_workspace(cast.acme):
        assert PlanSubscription.objects.for_workspace(cast.acme).get().plan == "watcher"


def test_a_price_that_is_none_of_ours_gives_nothing(cast: Cast) -> None:
    make_subscription(make_customer(cast.acme), plan="")
    with locked(cast.acme) as row:
        settle(row, actor=acting(cast.alice))

    assert plan_of(again(cast.acme)) == Plan.FREE


def test_a_grant_ends_when_its_time_is_over(cast: Cast) -> None:
    with clock.fixed(NOW):
        give(cast, Plan.PROFESSIONAL, until=NOW + timedelta(days=1))
        early = end_expired_grants()
    with clock.fixed(NOW + timedelta(days=1)):
        late, twice = end_expired_grants(), end_expired_grants()

    assert (early, late, twice) == (0, 1, 0)
    assert plan_of(again(cast.acme)) == Plan.FREE


def test_the_command_grants_and_takes_back(cast: Cast, settings: Settings) -> None:
    said = StringIO()
    call_command("grant_plan", "acme", "professional", "--seats", "3", "--until", "2999-01-31", stdout=said)
    granted = again(cast.acme)
    call_command("grant_plan", "acme", "none", stdout=said)

    assert (granted.plan, granted.extra_seats) == ("professional", 3)
    assert again(cast.acme).plan == ""
    assert said.getvalue().splitlines() == [
        "Acme has Professional, by whoever runs the installation until 2999-01-31.",
        "The grant is ended.",
    ]
    for wrong in (
        ["nowhere", "free"],
        ["acme", "watcher", "--until", "soon"],
        ["acme", "watcher", "--seats", "2"],
    ):
        with pytest.raises(CommandError):
            call_command("grant_plan", *wrong, stdout=said)


def test_asking_costs_no_query_and_says_what_is_missing(
    cast: Cast, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    workspace = again(cast.acme)
    with django_assert_num_queries(0):
        answer = allows(workspace, Feature.DOSSIERS)
        paused = paused_ids(workspace, Meter.SEATS)
        kept = audit_kept_for(workspace)

    assert (answer.is_allowed, answer.reason, answer.needed) == (False, Reason.NOT_IN_PLAN, Plan.PROFESSIONAL)
    assert (paused, kept) == (frozenset(), timedelta(days=90))
    with pytest.raises(FeatureNotInPlanError, match="part of the Professional plan"):
        require(workspace, Feature.DOSSIERS)


def test_seats_are_counted_and_more_of_them_is_the_paid_plans(cast: Cast, settings: Settings) -> None:
    reading = limit(again(cast.acme), Meter.SEATS)
    unlimited = seats_of(give(cast, Plan.PROFESSIONAL))
    settings.STRIPE = object()
    sold = seats_of(give(cast, Plan.PROFESSIONAL, extra_seats=2))

    assert (reading.used, reading.limit, reading.over, reading.reason) == (2, 1, 1, Reason.OVER_LIMIT)
    assert reading.needed == Plan.WATCHER
    assert (unlimited, sold) == (None, 12)


def test_an_invitation_of_a_larger_plan_cannot_be_accepted_in_a_smaller_one(cast: Cast) -> None:
    give(cast, Plan.WATCHER)
    issued = make_invitation(cast.acme, cast.alice, "dana@acme.example")
    dana = make_user("Dana")
    end_grant(workspace=cast.acme, actor=acting(cast.alice))

    with pytest.raises(NoSeatLeftError):
        accept_invitation(token=issued.token, user=dana, actor=acting(dana))


def test_single_sign_on_is_set_up_in_the_plan_that_holds_it(cast: Cast) -> None:
    with pytest.raises(NotInPlanError):
        claim_domain(workspace=cast.acme, domain="acme.example", actor=acting(cast.alice))
    give(cast, Plan.PROFESSIONAL)

    assert claim_domain(workspace=cast.acme, domain="acme.example", actor=acting(cast.alice)).domain


def test_a_smaller_plan_pauses_after_the_grace_what_nobody_chose(cast: Cast) -> None:
    with clock.fixed(NOW - timedelta(days=1)):
        give(cast, Plan.PROFESSIONAL)
    people = [make_member(cast.acme, make_user(f"P{number}"), Role.VIEWER) for number in range(7)]
    with clock.fixed(NOW):
        end_grant(workspace=cast.acme, actor=acting(cast.alice))
        small = give(cast, Plan.WATCHER)
        in_grace, reading = division(small, Meter.SEATS), limit(small, Meter.SEATS)
        with pytest.raises(LimitReachedError):
            require_room(small, Meter.SEATS)
        choose_active(workspace=small, meter=Meter.SEATS, ids=[people[6].pk], actor=acting(cast.alice))

    with clock.fixed(NOW + GRACE):
        over = division(again(cast.acme), Meter.SEATS)
        numbers = paused_ids(again(cast.acme), Meter.SEATS)

    assert (len(in_grace.active), in_grace.paused, in_grace.grace_until) == (9, (), NOW + GRACE)
    assert (reading.reason, reading.over) == (Reason.OVER_LIMIT_IN_GRACE, 6)
    assert [item.name for item in over.active] == [
        "p6@acme.example",
        "alice@acme.example",
        "bob@acme.example",
    ]
    assert numbers == {row.pk for row in people[:6]}
    with in_workspace(cast.acme):
        assert Membership.objects.for_workspace(cast.acme).count() == 9


def test_a_larger_plan_that_is_still_too_small_brings_back_no_more_than_it_gives(cast: Cast) -> None:
    for number in range(7):
        make_member(cast.acme, make_user(f"P{number}"), Role.VIEWER)
    with clock.fixed(NOW):
        give(cast, Plan.PROFESSIONAL)
        give(cast, Plan.FREE)
    with clock.fixed(NOW + GRACE + NOTICE + timedelta(days=1)):
        larger = paused_ids(give(cast, Plan.WATCHER), Meter.SEATS)
        full = give(cast, Plan.PROFESSIONAL)
        all_back = paused_ids(full, Meter.SEATS)

    assert (len(larger), len(all_back), full.plan_shrunk_at) == (6, 0, None)


def test_nobody_chooses_more_than_the_plan_gives_nor_away_with_the_owner(cast: Cast) -> None:
    rows = {item.name: item.id for item in metering.items(cast.acme, Meter.SEATS)}

    def choose(*ids: int) -> None:
        choose_active(workspace=cast.acme, meter=Meter.SEATS, ids=ids, actor=acting(cast.alice))

    with pytest.raises(LimitReachedError):
        choose(*rows.values())
    with pytest.raises(InvalidChoiceError, match="Keep an owner"):
        choose(rows["bob@acme.example"])
    with pytest.raises(InvalidChoiceError, match="not there any more"):
        choose(0)
    choose(rows["alice@acme.example"])

    assert division(again(cast.acme), Meter.SEATS).is_chosen


def test_three_hundred_watches_lose_nothing_and_it_is_seen_which_are_paused(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    watches = [MeteredItem(number, f"Platform {number}", NOW) for number in range(1, 301)]
    source = metering.Source(count=lambda _row: len(watches), items=lambda _row: watches)
    monkeypatch.setitem(metering._sources, Meter.PLATFORMS, source)
    with clock.fixed(NOW):
        give(cast, Plan.PROFESSIONAL)
        end_grant(workspace=cast.acme, actor=acting(cast.alice))
        choose_active(workspace=cast.acme, meter=Meter.PLATFORMS, ids=[250], actor=acting(cast.alice))
        before = division(again(cast.acme), Meter.PLATFORMS)
    with clock.fixed(NOW + GRACE):
        after = division(again(cast.acme), Meter.PLATFORMS)

    assert (len(before.active), len(before.paused)) == (300, 0)
    assert [item.id for item in after.active] == [250]
    assert [item.id for item in after.paused] == [number for number in range(1, 301) if number != 250]


def test_the_audit_log_is_cut_after_grace_and_notice(cast: Cast) -> None:
    with clock.fixed(NOW):
        give(cast, Plan.PROFESSIONAL)
        end_grant(workspace=cast.acme, actor=acting(cast.alice))
    small = again(cast.acme)

    kept = []
    for later in (timedelta(0), GRACE + NOTICE - timedelta(seconds=1), GRACE + NOTICE):
        with clock.fixed(NOW + later):
            kept.append(audit_kept_for(small))

    years, days = terms_of_plan(Plan.PROFESSIONAL).audit_kept_for, terms_of_plan(Plan.FREE).audit_kept_for
    assert kept == [years, years, days]


def test_of_two_steps_down_the_best_plan_counts_and_a_step_up_ends_the_grace(cast: Cast) -> None:
    with clock.fixed(NOW):
        give(cast, Plan.PROFESSIONAL)
        give(cast, Plan.WATCHER)
    with clock.fixed(NOW + timedelta(days=20)):
        end_grant(workspace=cast.acme, actor=acting(cast.alice))
        twice = again(cast.acme)
        back = give(cast, Plan.PROFESSIONAL)

    assert (twice.plan_before, twice.plan_shrunk_at) == ("professional", NOW + timedelta(days=20))
    assert (back.plan_before, back.plan_shrunk_at) == ("", None)
    assert entitlements.grace_ends_at(back) is None
