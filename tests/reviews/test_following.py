"""What a change that was told means for reviews: rules open them once, decisions about the same clauses come back once."""

from collections import Counter
from datetime import timedelta
from functools import partial
from typing import Any

import pytest

from apps.accounts.models import Workspace
from apps.accounts.types import SYSTEM, Plan, Role
from apps.alerts.models import FanOut
from apps.billing.services.grants import GrantWish, grant_plan
from apps.billing.types import GrantKind
from apps.core import clock
from apps.core.tenancy import in_workspace
from apps.documents.models import Change
from apps.pipeline.errors import NotClaimableError
from apps.pipeline.stages.reviews import find_follow_ups, run_follow_up
from apps.provisions.models import ProvisionTopic
from apps.provisions.services.taxonomy import load_taxonomy
from apps.reviews.models import Acceptance, FollowUp, Review
from apps.reviews.services.overlaying import OverlayWish, PlatformTopic, add_overlay
from apps.reviews.services.reopening import end_acceptances
from apps.reviews.services.ruling import RuleWish, change_rule, close_rule, open_rule
from apps.reviews.types import Assignment, EventKind, State
from tests import factories
from tests.accounts.cast import make_member, make_user
from tests.alerts.cast import FOUND_AT, NOW, follow, make_news, tell
from tests.racing import at_once
from tests.reviews.cast import (
    DAY,
    TODAY,
    Crew,
    clause_changes,
    decided,
    events_of,
    kinds_of,
    make_review,
    row_of,
    touched_clause,
)

pytestmark = pytest.mark.django_db


def rule(crew: Crew, **wish: Any) -> Any:
    return open_rule(workspace=crew.workspace, wish=RuleWish("Every change", **wish), actor=crew.by("owner"))


def told(crew: Crew, change: Change, *, at: Any = None) -> FollowUp:
    """Tell a change to the workspace, and follow it up."""
    at = at or change.detected_at + timedelta(minutes=10)
    tell(change, at=at)
    with clock.fixed(at + timedelta(minutes=1)):
        assert change.pk in find_follow_ups()
        return run_follow_up(change.pk)


def reviews_in(workspace: Workspace) -> list[Review]:
    with in_workspace(workspace):
        return list(Review.objects.for_workspace(workspace).select_related("owner").order_by("pk"))


def news_followed(crew: Crew, **fields: Any) -> Change:
    platform = fields.pop("platform", None) or factories.make_platform()
    follow(crew.workspace, crew.owner, platform)
    return make_news(platform, **fields)


def test_a_rule_opens_a_review_of_what_was_told_once(crew: Crew) -> None:
    rule(crew, default_days=5, needs_signature=True)
    change = news_followed(crew)

    done = told(crew, change)

    (review,) = reviews_in(crew.workspace)
    assert (done.opened, done.done_at is not None) == (1, True)
    assert (review.change_id, review.due_on, review.needs_signature) == (change.pk, TODAY + 5 * DAY, True)
    assert events_of(review)[0].text == "By the rule “Every change”."
    with clock.fixed(NOW + timedelta(minutes=5)):
        assert find_follow_ups() == []
        with pytest.raises(NotClaimableError):
            run_follow_up(change.pk)
    FollowUp.objects.update(done_at=None, opened_after=0)  # as if whoever did it had died before noting it
    run_follow_up(change.pk)
    assert len(reviews_in(crew.workspace)) == 1


def test_rules_ask_for_severity_platforms_and_watches(crew: Crew) -> None:
    platform, other = factories.make_platform(), factories.make_platform()
    watch, elsewhere = follow(crew.workspace, crew.owner, platform), follow(crew.workspace, crew.owner, other)
    rule(crew, platforms={other.pk: None})
    rule(crew, watch_id=elsewhere.pk)
    load_taxonomy()
    rule(crew, topics=("arbitration",))
    ended = rule(crew)
    close_rule(workspace=crew.workspace, rule_id=ended.pk, actor=crew.by("owner"))

    told(crew, make_news(platform))
    assert reviews_in(crew.workspace) == []

    rule(crew, watch_id=watch.pk, platforms={platform.pk: None})
    told(crew, make_news(platform))
    assert len(reviews_in(crew.workspace)) == 1


def test_owners_are_given_reviews_in_turns_and_those_who_left_are_passed_over(crew: Crew) -> None:
    second = make_user()
    make_member(crew.workspace, second, Role.ANALYST)
    platform = factories.make_platform()
    people = [crew.analyst.pk, second.pk]
    opened = rule(crew, assignment=Assignment.ROUND_ROBIN, people=people)
    follow(crew.workspace, crew.owner, platform)

    for minute in range(4):
        told(crew, make_news(platform, found_at=FOUND_AT + timedelta(minutes=minute)))
    owners = [review.owner for review in reviews_in(crew.workspace)]
    assert owners == [crew.analyst, second, crew.analyst, second]

    wish = RuleWish(
        "By platform", assignment=Assignment.BY_PLATFORM, platforms={platform.pk: crew.procurement.pk}
    )
    change_rule(workspace=crew.workspace, rule_id=opened.pk, wish=wish, actor=crew.by("owner"))
    told(crew, make_news(platform, found_at=FOUND_AT + timedelta(minutes=9)))
    assert reviews_in(crew.workspace)[-1].owner == crew.procurement


def test_a_rule_leaves_out_what_an_own_contract_overrides(crew: Crew) -> None:
    first, _, third = clause_changes()
    follow(crew.workspace, crew.owner, first.document.platform)
    rule(crew)
    wish = OverlayWish("MSA", section="§ 9")
    add_overlay(workspace=crew.workspace, subject=touched_clause(first), wish=wish, actor=crew.by("analyst"))

    told(crew, first)
    told(crew, third)

    assert [review.change_id for review in reviews_in(crew.workspace)] == [third.pk]


def test_an_overlay_of_a_topic_is_one_of_its_clauses(crew: Crew) -> None:
    (first, *_) = clause_changes()
    clause = touched_clause(first)
    topic = ProvisionTopic.objects.get(classification=clause.standing.classification_id, rank=1).topic
    follow(crew.workspace, crew.owner, first.document.platform)
    rule(crew)
    add_overlay(
        workspace=crew.workspace,
        subject=PlatformTopic(first.document.platform, topic),
        wish=OverlayWish("MSA"),
        actor=crew.by("analyst"),
    )

    told(crew, first)

    assert reviews_in(crew.workspace) == []


def test_a_plan_that_tells_later_opens_nothing_by_rules(crew: Crew) -> None:
    rule(crew)
    change = news_followed(crew)
    grant_plan(workspace=crew.workspace, wish=GrantWish(Plan.FREE, GrantKind.SUPPORT), actor=SYSTEM)

    assert told(crew, change).opened == 0


def test_a_decision_is_tainted_when_its_clause_changes_again(crew: Crew) -> None:
    first, second, third = clause_changes()
    review = make_review(crew.workspace, crew.owner, first)
    decided(crew, review, State.ACCEPTED_UNTIL, until=TODAY + 90 * DAY)

    told(crew, third)
    assert row_of(review).state == State.ACCEPTED_UNTIL  # another clause
    done = told(crew, second)

    tainted = row_of(review)
    assert (done.tainted, tainted.state, tainted.tainted_by, tainted.decision) == (
        1,
        State.REOPENED,
        second,
        "",
    )
    assert kinds_of(review) == ["opened", "decided", "tainted"]
    assert [event.change_id for event in events_of(review)] == [None, None, second.pk]
    with in_workspace(crew.workspace):
        acceptance = Acceptance.objects.for_workspace(crew.workspace).get()
        assert (acceptance.ended_because, acceptance.until) == ("tainted", TODAY + 90 * DAY)

    decided(crew, review, State.NO_ACTION)
    FollowUp.objects.filter(change=second).update(done_at=None, tainted_after=0)
    run_follow_up(second.pk)
    assert row_of(review).state == State.NO_ACTION  # once for each change


def test_what_waits_for_a_signature_is_taken_back_and_what_is_undecided_stays(crew: Crew) -> None:
    first, second, _ = clause_changes()
    proposed = make_review(crew.workspace, crew.owner, first, needs_signature=True)
    decided(crew, proposed, State.NO_ACTION)

    told(crew, second)

    assert (row_of(proposed).state, row_of(proposed).decision) == (State.REOPENED, "")
    assert kinds_of(proposed) == ["opened", "proposed", "tainted"]


def test_our_own_better_reading_taints_nothing(crew: Crew) -> None:
    first, second, _ = clause_changes()
    review = make_review(crew.workspace, crew.owner, first)
    decided(crew, review)

    FollowUp.objects.create(change=make_news(cause="extractor"), found_at=NOW)
    run_follow_up(FollowUp.objects.latest("pk").change_id)

    assert FanOut.objects.count() == 0
    assert row_of(review).state == State.NO_ACTION
    assert second.pk != first.pk


def test_an_acceptance_comes_back_after_its_last_day(crew: Crew) -> None:
    review = make_review(crew.workspace, crew.owner)
    decided(crew, review, State.ACCEPTED_UNTIL, until=TODAY + 30 * DAY)

    with clock.fixed(NOW + 30 * DAY):
        assert end_acceptances() == 0
    with clock.fixed(NOW + 31 * DAY):
        assert (end_acceptances(), end_acceptances()) == (1, 0)

    back = row_of(review)
    assert (back.state, back.due_on) == (State.REOPENED, TODAY + 45 * DAY)
    assert events_of(review)[-1].kind == EventKind.EXPIRED


@pytest.mark.django_db(transaction=True)
def test_expired_by_two_sweepers_at_once_it_comes_back_once(crew: Crew) -> None:
    reviews = [make_review(crew.workspace, crew.owner) for _ in range(3)]
    for review in reviews:
        decided(crew, review, State.ACCEPTED_UNTIL, until=TODAY + DAY)

    came_of_it = at_once([partial(_sweep_at, NOW + 3 * DAY)] * 2)

    assert came_of_it == Counter({"done": 2})
    assert [kinds_of(review) for review in reviews] == [["opened", "decided", "expired"]] * 3


def _sweep_at(moment: Any) -> None:
    with clock.fixed(moment):
        end_acceptances()


@pytest.mark.django_db(transaction=True)
def test_followed_up_by_two_at_once_and_decided_meanwhile_nothing_is_done_twice(crew: Crew) -> None:
    first, second, _ = clause_changes()
    follow(crew.workspace, crew.owner, first.document.platform)
    rule(crew)
    review = make_review(crew.workspace, crew.owner, first)
    decided(crew, review)
    tell(second, at=second.detected_at + timedelta(minutes=5))
    FollowUp.objects.create(change=second, found_at=NOW)

    at_once([partial(run_follow_up, second.pk)] * 3)

    assert kinds_of(review) == ["opened", "decided", "tainted"]
    assert [row.change_id for row in reviews_in(crew.workspace)] == [first.pk, second.pk]
