"""Reviews for tests, and the people who open, decide and sign them."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from apps.accounts.models import AuditEntry, User, Workspace
from apps.accounts.types import Actor, Role
from apps.core import clock
from apps.core.tenancy import in_workspace
from apps.documents.models import Change
from apps.platforms.models import Platform
from apps.provisions.models import Provision
from apps.reviews.models import Review, ReviewEvent
from apps.reviews.services.deciding import Decision, decide
from apps.reviews.services.discussing import Upload, comment
from apps.reviews.services.opening import Wish, news_of, open_review
from apps.reviews.services.overlaying import OverlayWish, add_overlay
from apps.reviews.services.ruling import RuleWish, open_rule
from apps.reviews.types import State
from tests import factories
from tests.accounts.cast import acting, make_member, make_user, make_workspace
from tests.alerts.cast import NOW, make_news
from tests.provisions.documents import LAW, LIABILITY, NOTICE_7, NOTICE_30, cut_all, terms

DAY = timedelta(days=1)
TODAY = NOW.date()
NOTICE_3 = NOTICE_7.replace("7 days", "3 days")
LIABILITY_2 = LIABILITY.replace("twelve", "six")


@dataclass(frozen=True)
class Crew:
    """A workspace with somebody of each role who has to do with reviews, and a stranger."""

    workspace: Workspace
    owner: User
    analyst: User
    procurement: User
    viewer: User
    stranger: User

    def by(self, who: str) -> Actor:
        found: User = getattr(self, who)
        return acting(found)


def make_crew() -> Crew:
    owner, stranger = make_user("olga"), make_user("stan", domain="umbra.example")
    workspace = make_workspace(owner)
    people = {}
    for name, role in (("anna", Role.ANALYST), ("paul", Role.PROCUREMENT), ("vera", Role.VIEWER)):
        people[name] = make_user(name)
        make_member(workspace, people[name], role)
    return Crew(workspace, owner, people["anna"], people["paul"], people["vera"], stranger)


def make_review(
    workspace: Workspace,
    by: User,
    change: Change | None = None,
    *,
    title: str = "Acme changed its Terms",
    **wish: Any,
) -> Review:
    """Open a review by hand, of a new change unless told which, at the moment of the alerts' tests."""
    with clock.fixed(NOW):
        news = news_of(change or make_news(), title)
        return open_review(workspace=workspace, news=news, wish=Wish(**wish), actor=acting(by)).review


def decided(
    crew: Crew, review: Review, state: State = State.NO_ACTION, who: str = "owner", **more: Any
) -> Review:
    """Decide as somebody who sees the review as it is now."""
    with clock.fixed(NOW):
        return decide(
            workspace=crew.workspace,
            review_id=review.pk,
            turn=row_of(review).turn,
            decision=Decision(state, more.pop("reason", "It does not concern us."), **more),
            actor=crew.by(who),
        )


def row_of(review: Review) -> Review:
    with in_workspace(review.workspace_id):
        return (
            Review.objects.for_workspace(review.workspace_id)
            .select_related("owner", "tainted_by")
            .get(pk=review.pk)
        )


def events_of(review: Review) -> list[ReviewEvent]:
    with in_workspace(review.workspace_id):
        return list(
            ReviewEvent.objects.for_workspace(review.workspace_id).filter(review=review).order_by("number")
        )


def kinds_of(review: Review) -> list[str]:
    return [event.kind for event in events_of(review)]


def audited(workspace: Workspace) -> list[str]:
    with in_workspace(workspace):
        rows = AuditEntry.objects.for_workspace(workspace).order_by("pk")
        return [row.action for row in rows if row.action.startswith(("review", "overlay"))]


def make_reworded(*rounds: tuple[str, ...], platform: Platform | None = None) -> list[Change]:
    """Make a document with a version for each round of clauses, cut; return its changes, oldest first."""
    document = factories.make_document(platform=platform or factories.make_platform())
    factories.make_history(document, [terms(*clauses) for clauses in rounds])
    cut_all(document)
    found = Change.objects.select_related("document__platform", "from_version", "to_version")
    return list(found.filter(document=document).order_by("pk"))


def clause_changes() -> list[Change]:
    """Make three changes of one document: its first clause, its first clause again, and then another one."""
    return make_reworded(
        (NOTICE_30, LIABILITY, LAW),
        (NOTICE_7, LIABILITY, LAW),
        (NOTICE_3, LIABILITY, LAW),
        (NOTICE_3, LIABILITY_2, LAW),
    )


def touched_clause(change: Change) -> Provision:
    return Provision.objects.select_related("document__platform").get(changes__change=change)


def make_full_reviews(workspace: Workspace, by: User, mark: str = "") -> Review:
    """Put a row of each of this app's models into the workspace, with a mark in every word that people gave."""
    rule = RuleWish(name=f"All {mark}", platforms={factories.make_platform().pk: by.pk}, people=[by.pk])
    open_rule(workspace=workspace, wish=rule, actor=acting(by))
    colleague = make_user(f"colleague-{mark}" if mark else "", domain=by.email.partition("@")[2])
    make_member(workspace, colleague)
    review = make_review(workspace, by, title=f"A vendor changed {mark}")
    said = f"What do you say, @{colleague.email}? {mark}"
    files = [Upload(f"quote {mark}.txt", b"As agreed.")]
    comment(workspace=workspace, review_id=review.pk, text=said, uploads=files, actor=acting(by))
    (change,) = make_reworded((NOTICE_30,), (NOTICE_7,))
    add_overlay(
        workspace=workspace, subject=touched_clause(change), wish=OverlayWish(f"MSA {mark}"), actor=acting(by)
    )
    decision = Decision(State.ACCEPTED, f"Our own contract says otherwise. {mark}")
    return decide(
        workspace=workspace, review_id=review.pk, turn=review.turn, decision=decision, actor=acting(by)
    )
