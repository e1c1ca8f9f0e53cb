"""Opening reviews: by hand, or by a workspace's rules when it was told of a change. Twice is once, by a constraint."""

from collections.abc import Collection
from dataclasses import dataclass

from apps.accounts.models import Workspace
from apps.accounts.services.authority import locked, require
from apps.accounts.types import SYSTEM, Actor, Permission
from apps.billing.entitlements import allows
from apps.billing.types import Feature
from apps.core import clock
from apps.documents.models import Change
from apps.provisions.models import Topic
from apps.reviews.actions import Action
from apps.reviews.deadlines import USUAL, DateFound, Spans, due_from
from apps.reviews.matching import Told, opens
from apps.reviews.models import Review, ReviewRule, RulePlatform
from apps.reviews.models.review import LONGEST_TITLE
from apps.reviews.selectors.dates import dates_found
from apps.reviews.selectors.overlays import overlays_on, topics_of
from apps.reviews.selectors.rules import platforms_of, rules_of, terms_of
from apps.reviews.services.history import Said, audit, note
from apps.reviews.services.owners import owner_by_rule, reviewer
from apps.reviews.types import DueRecord, EventKind
from apps.subscriptions.selectors import facts_of
from apps.subscriptions.types import ChangeFacts


@dataclass(frozen=True, slots=True)
class News:
    """A change with what rules and deadlines ask of it: the same for every workspace, so read once for all."""

    change: Change
    title: str
    facts: ChangeFacts
    dates: tuple[DateFound, ...]


@dataclass(frozen=True, slots=True)
class Opened:
    """The review of the change, and whether it was opened by this call."""

    review: Review
    is_new: bool


@dataclass(frozen=True, slots=True)
class Wish:
    """What whoever opens a review wants of it."""

    owner_id: int | None = None
    needs_signature: bool = False
    rule: ReviewRule | None = None


def news_of(change: Change, title: str) -> News:
    """Read what there is to know of a change. Load `document__platform` and `to_version`."""
    facts = facts_of(change)
    return News(change, title[:LONGEST_TITLE], facts, dates_found(change, facts.topics))


def open_review(*, workspace: Workspace, news: News, wish: Wish = Wish(), actor: Actor) -> Opened:
    """Open a review by hand; where there is one of this change, that one stays as it is.

    Raises NotPermittedError, NotAMemberError or NotAReviewerError.
    """
    with locked(workspace) as row:
        require(row, actor, Permission.REVIEW)
        present = Review.objects.for_workspace(row).filter(change=news.change).first()
        if present is not None:
            return Opened(present, is_new=False)
        return Opened(_open(row, news, wish, USUAL, actor), is_new=True)


def open_by_rules(*, workspace: Workspace | int, news: News, watches: Collection[int]) -> Review | None:
    """Open a review if a rule of the workspace asks for one and there is none yet; `watches` are those that told of it.

    The first rule that fits counts. A plan that tells of changes later opens none. Raises NotAMemberError for a workspace that
    was erased meanwhile.
    """
    with locked(workspace) as row:
        if not allows(row, Feature.SAME_DAY_ALERTS):
            return None
        if Review.objects.for_workspace(row).filter(change=news.change).exists():
            return None
        told = _told(row, news.facts, watches)
        for rule in rules_of(row):
            platforms = platforms_of(row, rule)
            if opens(terms_of(rule, platforms), told):
                return _open_by(row, rule, platforms, news)
    return None


def due_of(news: News, spans: Spans = USUAL) -> DueRecord:
    """Return when a review of this would be due if it were opened now, and why."""
    return due_from(news.dates, today=clock.now().date(), spans=spans)


def _told(row: Workspace, facts: ChangeFacts, watches: Collection[int]) -> Told:
    """Take away the clauses that own contracts override."""
    overlaid = overlays_on(row, facts.provisions)
    if not overlaid:
        return Told(facts, watches, facts.provisions, facts.topics)
    left = facts.provisions - set(overlaid)
    topics = {topic for pairs in topics_of(left).values() for _platform, topic in pairs}
    slugs = frozenset(Topic.objects.filter(pk__in=topics).values_list("slug", flat=True))
    return Told(facts, watches, left, slugs & facts.topics)


def _open_by(row: Workspace, rule: ReviewRule, platforms: list[RulePlatform], news: News) -> Review:
    owner = owner_by_rule(row, rule, platforms, news.facts.platform_id)
    wish = Wish(owner, rule.needs_signature, rule)
    return _open(row, news, wish, Spans(rule.lead_days, rule.default_days), SYSTEM)


def _open(row: Workspace, news: News, wish: Wish, spans: Spans, actor: Actor) -> Review:
    due = due_of(news, spans)
    owner = reviewer(row, wish.owner_id) if wish.owner_id is not None else None
    review = Review.objects.for_workspace(row).create(
        change=news.change,
        rule=wish.rule,
        title=news.title,
        severity=news.facts.severity or "",
        owner=owner,
        due_on=due.on,
        due=due.model_dump(mode="json"),
        needs_signature=wish.needs_signature,
        opened_at=clock.now(),
    )
    by = f"By the rule “{wish.rule}”." if wish.rule else ""
    note(review, EventKind.OPENED, actor, Said(by, person_name=str(owner or ""), day=due.on))
    audit(review, Action.OPENED, actor, {"due_on": (None, due.on), "owner": (None, owner)})
    return review
