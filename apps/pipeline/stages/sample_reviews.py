"""What the demo's team makes of what it was told: reviews in different states, a rule, and a contract of its own."""

from datetime import date, timedelta
from typing import Final

from apps.accounts.models import User, Workspace
from apps.accounts.types import SYSTEM, Actor, Role
from apps.alerts.models import Alert
from apps.billing.entitlements import allows
from apps.billing.types import Feature
from apps.core import clock
from apps.core.tenancy import in_workspace
from apps.documents.models import Change
from apps.pipeline.stages.sample_team import PEOPLE
from apps.provisions.models import Provision
from apps.reviews.models import Review
from apps.reviews.services.assigning import assign
from apps.reviews.services.deciding import Decision, decide
from apps.reviews.services.discussing import comment
from apps.reviews.services.opening import news_of, open_review
from apps.reviews.services.overlaying import OverlayWish, add_overlay
from apps.reviews.services.ruling import RuleWish, open_rule
from apps.reviews.types import State

_LATER: Final = timedelta(hours=2)  # after the alert
_HALF_A_YEAR: Final = timedelta(days=180)


def review_samples(workspace: Workspace) -> int:
    """Let the team review the latest changes that it was told of; return how many were new. Safe to run again."""
    acts = (_talk, _propose, _accept)
    until = clock.now().date() + _HALF_A_YEAR
    with in_workspace(workspace):
        if Review.objects.for_workspace(workspace).exists():
            return 0
        alerts = list(Alert.objects.for_workspace(workspace).order_by("-raised_at", "-pk")[: len(acts)])
    for alert, act in zip(alerts, acts, strict=False):
        with clock.fixed(alert.raised_at + _LATER):
            act(workspace, _opened(workspace, alert), until)
    if alerts:
        _note_contract(workspace, alerts[0].change_id, until)
    if allows(workspace, Feature.SAME_DAY_ALERTS):
        open_rule(workspace=workspace, wish=RuleWish(name="Medium and high severity"), actor=SYSTEM)
    return len(alerts)


def _opened(workspace: Workspace, alert: Alert) -> Review:
    change = Change.objects.for_pages().get(pk=alert.change_id)
    news = news_of(change, alert.title)
    return open_review(workspace=workspace, news=news, actor=_acting(Role.ANALYST)).review


def _talk(workspace: Workspace, review: Review, _until: date) -> None:
    """Leave one in review, with a question."""
    analyst = _acting(Role.ANALYST)
    owner, turn = analyst.user_id, review.turn
    assign(workspace=workspace, review_id=review.pk, turn=turn, owner_id=owner, actor=analyst)
    text = "@procurement, does our order form say anything of this?"
    comment(workspace=workspace, review_id=review.pk, text=text, actor=analyst)


def _propose(workspace: Workspace, review: Review, _until: date) -> None:
    """Leave one that waits for a second signature."""
    decision = Decision(State.ACCEPTED, "We can live with it: we have ended the use that it is about.")
    _decide(workspace, review, decision, Role.ANALYST)


def _accept(workspace: Workspace, review: Review, until: date) -> None:
    """Leave one accepted until a day to come."""
    decision = Decision(State.ACCEPTED_UNTIL, "Accepted until the contract is renewed.", until)
    _decide(workspace, review, decision, Role.PROCUREMENT)


def _decide(workspace: Workspace, review: Review, decision: Decision, role: Role) -> None:
    turn, actor = review.turn, _acting(role)
    decide(workspace=workspace, review_id=review.pk, turn=turn, decision=decision, actor=actor)


def _note_contract(workspace: Workspace, change_id: int, until: date) -> None:
    clause = Provision.objects.filter(changes__change=change_id).order_by("pk").first()
    if clause is None:
        return
    wish = OverlayWish(
        "Master Services Agreement", section="§ 9", note="Changes need 90 days' notice.", until=until
    )
    add_overlay(workspace=workspace, subject=clause, wish=wish, actor=_acting(Role.ANALYST))


def _acting(role: Role) -> Actor:
    email = next(person.email for person in PEOPLE if person.role is role)
    return Actor(user_id=User.objects.get(email=email).pk, name=email)
