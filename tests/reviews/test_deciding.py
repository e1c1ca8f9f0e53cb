"""The life of a review: who decides, who signs, what stays, and who is told when two decide at once."""

from collections import Counter
from datetime import timedelta
from functools import partial
from typing import Any

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction

from apps.accounts.errors import NotAMemberError, NotPermittedError
from apps.core import clock
from apps.core.tenancy import in_workspace
from apps.reviews.errors import (
    InvalidDecisionError,
    NoSuchReviewError,
    NotAReviewerError,
    ReviewClosedError,
    ReviewMovedOnError,
)
from apps.reviews.models import Acceptance, Review, ReviewEvent
from apps.reviews.services.assigning import assign, reschedule
from apps.reviews.services.deciding import Decision, decide, decline, reopen, sign
from apps.reviews.services.opening import news_of, open_review
from apps.reviews.types import CLOSED, DueKind, State
from tests.accounts.cast import acting, make_workspace
from tests.alerts.cast import NOW, make_news
from tests.racing import at_once
from tests.reviews.cast import DAY, TODAY, Crew, audited, decided, events_of, kinds_of, make_review, row_of

pytestmark = pytest.mark.django_db


def signed(crew: Crew, review: Review, who: str, deed: Any = sign, **more: Any) -> Review:
    with clock.fixed(NOW):
        made: Review = deed(
            workspace=crew.workspace,
            review_id=review.pk,
            turn=row_of(review).turn,
            actor=crew.by(who),
            **more,
        )
    return made


def acceptances(review: Review) -> list[Acceptance]:
    with in_workspace(review.workspace_id):
        return list(
            Acceptance.objects.for_workspace(review.workspace_id).filter(review=review).order_by("pk")
        )


def test_a_review_is_opened_taken_decided_and_reopened_as_a_new_event(crew: Crew) -> None:
    review = make_review(crew.workspace, crew.analyst)
    assert (review.state, review.due_on, review.due_record.kind) == (
        State.OPEN,
        TODAY + 14 * DAY,
        DueKind.DEFAULT,
    )

    with clock.fixed(NOW):
        taken = assign(
            workspace=crew.workspace,
            review_id=review.pk,
            turn=1,
            owner_id=crew.analyst.pk,
            actor=crew.by("analyst"),
        )
    assert (taken.state, taken.owner) == (State.IN_REVIEW, crew.analyst)
    closed = decided(crew, review, State.OBJECTION_SENT, "analyst", reason="  Sent on Monday. ")
    assert (closed.state, closed.reason, closed.decided_by_id) == (
        State.OBJECTION_SENT,
        "Sent on Monday.",
        crew.analyst.pk,
    )
    again = signed(crew, review, "analyst", reopen, reason="They answered.")

    assert (again.state, again.decision, again.reason) == (State.REOPENED, "", "")
    assert kinds_of(review) == ["opened", "assigned", "decided", "reopened"]
    assert [event.text for event in events_of(review)][2:] == ["Sent on Monday.", "They answered."]
    assert audited(crew.workspace) == [
        "review.opened",
        "review.assigned",
        "review.decided",
        "review.reopened",
    ]


def test_opened_twice_it_is_there_once(crew: Crew) -> None:
    news = news_of(make_news(), "A vendor changed its Terms")

    first = open_review(workspace=crew.workspace, news=news, actor=crew.by("analyst"))
    again = open_review(workspace=crew.workspace, news=news, actor=crew.by("owner"))

    assert (first.is_new, again.is_new, first.review) == (True, False, again.review)
    with pytest.raises(NotPermittedError):
        open_review(workspace=crew.workspace, news=news, actor=crew.by("viewer"))


def test_a_second_signature_is_another_members(crew: Crew) -> None:
    review = make_review(crew.workspace, crew.owner, needs_signature=True)

    proposed = decided(crew, review, State.NO_ACTION, "owner")
    assert (proposed.state, proposed.decision, proposed.is_proposed) == (
        State.IN_REVIEW,
        State.NO_ACTION,
        True,
    )
    with pytest.raises(InvalidDecisionError, match="another member's"):
        signed(crew, review, "owner")
    with pytest.raises(NotPermittedError):
        signed(crew, review, "analyst")
    with pytest.raises(InvalidDecisionError, match="waits for its second signature"):
        decided(crew, review, State.OBJECTION_SENT, "analyst")
    closed = signed(crew, review, "procurement")

    assert (closed.state, closed.signed_by_id) == (State.NO_ACTION, crew.procurement.pk)
    assert kinds_of(review) == ["opened", "proposed", "decided"]
    assert audited(crew.workspace)[1:] == ["review.proposed", "review.decided"]


def test_an_analyst_proposes_an_acceptance_and_whoever_signs_may_decline(crew: Crew) -> None:
    review = make_review(crew.workspace, crew.analyst)

    decided(crew, review, State.ACCEPTED_UNTIL, "analyst", until=TODAY + 30 * DAY)
    assert acceptances(review) == []
    declined = signed(crew, review, "procurement", decline, reason="Not for this price.")
    assert (declined.state, declined.decision, declined.expires_on) == (State.IN_REVIEW, "", None)
    decided(crew, review, State.ACCEPTED, "procurement")  # who signs may accept a risk

    (acceptance,) = acceptances(review)
    assert (acceptance.accepted_by_id, acceptance.signed_by_id, acceptance.until) == (
        crew.procurement.pk,
        None,
        None,
    )
    assert kinds_of(review) == ["opened", "proposed", "declined", "decided"]


def test_procurement_decides_nothing_but_acceptances_and_what_was_escalated(crew: Crew) -> None:
    review = make_review(crew.workspace, crew.analyst)

    for state in (State.NO_ACTION, State.OBJECTION_SENT, State.ESCALATED):
        with pytest.raises(NotPermittedError):
            decided(crew, review, state, "procurement")
    with pytest.raises(NotPermittedError):
        decided(crew, review, State.ACCEPTED, "viewer")
    with pytest.raises(NotAMemberError):
        decided(crew, review, State.ACCEPTED, "stranger")
    with pytest.raises(NotAReviewerError):
        decided(crew, review, State.ESCALATED, "analyst", to=crew.viewer.pk)
    escalated = decided(crew, review, State.ESCALATED, "analyst", to=crew.procurement.pk)
    assert (escalated.state, escalated.owner, escalated.is_closed) == (
        State.ESCALATED,
        crew.procurement,
        False,
    )

    assert decided(crew, review, State.NO_ACTION, "procurement").state == State.NO_ACTION
    assert kinds_of(review) == ["opened", "escalated", "decided"]


def test_what_was_escalated_is_closed_by_those_who_sign(crew: Crew) -> None:
    review = make_review(crew.workspace, crew.analyst)
    decided(crew, review, State.ESCALATED, "analyst")

    proposed = decided(crew, review, State.NO_ACTION, "analyst")
    assert (proposed.state, proposed.is_proposed) == (State.ESCALATED, True)

    assert signed(crew, review, "owner").state == State.NO_ACTION


@pytest.mark.parametrize(
    ("decision", "said"),
    [
        (Decision(State.NO_ACTION, "  "), "Give the reason"),
        (Decision(State.NO_ACTION, "x" * 2_001), "at most 2,000 characters"),
        (Decision(State.ACCEPTED_UNTIL, "Until renewal."), "needs the day"),
        (Decision(State.NO_ACTION, "Until?", until=TODAY + DAY), "no other decision has one"),
        (Decision(State.ACCEPTED_UNTIL, "Today?", until=TODAY), "after today"),
        (Decision(State.ACCEPTED_UNTIL, "For ever.", until=TODAY + timedelta(days=2_000)), "five years"),
        (Decision(State.OPEN, "No decision."), "Choose a decision"),
    ],
)
def test_a_decision_that_makes_no_sense_changes_nothing(crew: Crew, decision: Decision, said: str) -> None:
    review = make_review(crew.workspace, crew.owner)

    with clock.fixed(NOW), pytest.raises(InvalidDecisionError, match=said):
        decide(
            workspace=crew.workspace, review_id=review.pk, turn=1, decision=decision, actor=crew.by("owner")
        )

    assert (row_of(review).turn, kinds_of(review)) == (1, ["opened"])


def test_a_closed_review_stays_as_it_is(crew: Crew) -> None:
    review = make_review(crew.workspace, crew.owner)
    turn = decided(crew, review).turn
    here: dict[str, Any] = {
        "workspace": crew.workspace,
        "review_id": review.pk,
        "turn": turn,
        "actor": crew.by("owner"),
    }

    with pytest.raises(ReviewClosedError):
        decided(crew, review, State.ACCEPTED)
    with pytest.raises(ReviewClosedError):
        assign(owner_id=crew.owner.pk, **here)
    with pytest.raises(ReviewClosedError):
        reschedule(due_on=TODAY + DAY, **here)
    with in_workspace(crew.workspace):
        rows = Review.objects.for_workspace(crew.workspace).filter(pk=review.pk)
        with pytest.raises(DatabaseError, match="stays as it is"), transaction.atomic():
            rows.update(reason="Something else", turn=turn + 1)
        with pytest.raises(DatabaseError, match="turn by turn"), transaction.atomic():
            rows.update(reason="Something else")
        with pytest.raises(DatabaseError, match=r"denied|never updated"), transaction.atomic():
            ReviewEvent.objects.for_workspace(crew.workspace).update(text="Something else")

    assert (row_of(review).state, len(kinds_of(review))) == (State.NO_ACTION, 2)


def test_whoever_saw_an_earlier_turn_is_told(crew: Crew) -> None:
    review = make_review(crew.workspace, crew.owner)
    decided(crew, review, State.NO_ACTION, "owner")
    here: dict[str, Any] = {
        "workspace": crew.workspace,
        "review_id": review.pk,
        "turn": 1,
        "actor": crew.by("analyst"),
    }

    with pytest.raises(ReviewMovedOnError, match=f"no action now by {crew.owner.email}"):
        decide(decision=Decision(State.OBJECTION_SENT, "Late."), **here)
    with pytest.raises(ReviewMovedOnError):
        reopen(reason="Late.", **here)

    assert len(kinds_of(review)) == 2


def test_a_review_can_be_due_on_another_day_that_is_not_over(crew: Crew) -> None:
    review = make_review(crew.workspace, crew.owner)
    here: dict[str, Any] = {
        "workspace": crew.workspace,
        "review_id": review.pk,
        "turn": 1,
        "actor": crew.by("analyst"),
    }

    with clock.fixed(NOW):
        with pytest.raises(InvalidDecisionError):
            reschedule(due_on=TODAY - DAY, **here)
        later = reschedule(due_on=TODAY + 3 * DAY, **here)

    assert (later.due_on, later.due_record.kind) == (TODAY + 3 * DAY, DueKind.PERSON)
    assert crew.analyst.email in later.due_record.told


def test_another_workspaces_review_is_not_there(crew: Crew) -> None:
    from_elsewhere = make_review(crew.workspace, crew.owner)
    theirs = make_workspace(crew.stranger, "Umbra")

    with pytest.raises(NoSuchReviewError):
        decide(
            workspace=theirs,
            review_id=from_elsewhere.pk,
            turn=1,
            decision=Decision(State.NO_ACTION, "Not mine."),
            actor=acting(crew.stranger),
        )
    assert kinds_of(from_elsewhere) == ["opened"]


@pytest.mark.django_db(transaction=True)
def test_of_many_who_decide_at_once_one_wins_and_the_others_are_told(crew: Crew) -> None:
    review = make_review(crew.workspace, crew.owner)

    came_of_it = at_once(
        [
            partial(
                decide,
                workspace=crew.workspace,
                review_id=review.pk,
                turn=1,
                decision=Decision(state, f"By {who}."),
                actor=crew.by(who),
            )
            for who, state in (
                ("owner", State.NO_ACTION),
                ("analyst", State.OBJECTION_SENT),
                ("owner", State.ACCEPTED),
                ("procurement", State.ACCEPTED),
            )
        ]
    )

    assert came_of_it == Counter({"done": 1, "review_moved_on": 3})
    closed = row_of(review)
    assert closed.state in CLOSED
    assert kinds_of(review) == ["opened", "decided"]
    assert len(acceptances(review)) == (closed.state == State.ACCEPTED)


@pytest.mark.django_db(transaction=True)
def test_signed_by_two_at_once_it_is_signed_once(crew: Crew) -> None:
    review = make_review(crew.workspace, crew.owner, needs_signature=True)
    turn = decided(crew, review, State.NO_ACTION, "analyst").turn

    came_of_it = at_once(
        [
            partial(sign, workspace=crew.workspace, review_id=review.pk, turn=turn, actor=crew.by(who))
            for who in ("owner", "procurement")
        ]
    )

    assert came_of_it == Counter({"done": 1, "review_moved_on": 1})
    assert kinds_of(review) == ["opened", "proposed", "decided"]


@pytest.mark.parametrize(
    "fields",
    [
        {"state": State.ACCEPTED},
        {"state": State.OPEN, "decision": State.ACCEPTED, "reason": "x"},
        {"reason": "without a decision"},
        {"expires_on": TODAY},
        {"title": ""},
        {"severity": "grave"},
    ],
)
def test_the_database_refuses_a_review_that_makes_no_sense(crew: Crew, fields: dict[str, Any]) -> None:
    review = make_review(crew.workspace, crew.owner)

    values = {name: getattr(review, name) for name in ("title", "due_on", "due", "opened_at")}
    values |= {"change": make_news()} | fields

    with in_workspace(crew.workspace):
        rows: Any = Review.objects.for_workspace(crew.workspace)
        with pytest.raises(IntegrityError), transaction.atomic():
            rows.create(**values)


def test_the_database_refuses_one_who_signs_what_they_decided(crew: Crew) -> None:
    review = make_review(crew.workspace, crew.owner, needs_signature=True)
    decided(crew, review, State.NO_ACTION, "owner")
    statement = "UPDATE reviews_review SET state = 'no_action', turn = turn + 1, signed_at = now(), signed_by_id = %s WHERE id = %s"

    for signer, constraint in ((crew.owner.pk, "review_signed_by_another"), (None, "review_")):
        with (
            in_workspace(crew.workspace),
            pytest.raises(IntegrityError, match=constraint),
            transaction.atomic(),
            connection.cursor() as cursor,
        ):
            cursor.execute(statement, [signer, review.pk])
