"""Reviews as those see them who decide, sign, only read, or have none."""

from datetime import timedelta

from django.urls import reverse

from apps.accounts.models import User, Workspace
from apps.accounts.types import SYSTEM, Plan, Role
from apps.analysis.types import Level
from apps.billing.services.grants import GrantWish, grant_plan
from apps.billing.types import GrantKind
from apps.core import clock
from apps.core.tenancy import in_workspace
from apps.documents.models import Change
from apps.platforms.models import Platform
from apps.provisions.models import Provision, Topic
from apps.reviews.models import Review
from apps.reviews.services.deciding import Decision, decide
from apps.reviews.services.discussing import Upload, comment
from apps.reviews.services.opening import Wish, news_of, open_review
from apps.reviews.services.overlaying import OverlayWish, PlatformTopic, add_overlay
from apps.reviews.services.reopening import taint
from apps.reviews.services.ruling import RuleWish, open_rule
from apps.reviews.types import Assignment, State
from tests.accounts.cast import acting, make_member, make_user, make_workspace
from tests.browser.steps import Step
from tests.browser.watches import signed_in

_DAY = timedelta(days=1)
_LONG = (
    "Northwind lengthened the time for which recordings of calls with its support are kept from 30 days to 24 months in its "
    "Privacy Policy"
)


def build_review_pages() -> dict[str, Step]:
    """Return every page about reviews, by the names of `visits.REVIEW_PAGES`. The archive's changes and clauses are there."""
    owner, viewer = make_user("rosa", domain="reviews.example"), make_user("rolf", domain="reviews.example")
    signer = make_user("rita", domain="reviews.example")
    full, none = make_workspace(owner, "Reviews of much"), make_workspace(owner, "Reviews of nothing")
    make_member(full, viewer, Role.VIEWER)
    make_member(full, signer, Role.PROCUREMENT)
    session = signed_in(owner)
    reviews = _reviews(full, owner, signer)
    clause = (
        Provision.objects.filter(changes__isnull=False).select_related("document__platform").earliest("pk")
    )
    _own_contracts(full, owner, clause)
    rule = _rule(full, owner, signer)
    untouched = _changes()[6]
    listed = reverse("workspace_reviews", args=[full.slug])
    new = reverse("workspace_review_new", args=[full.slug])
    return {
        "workspace-reviews": Step(listed, session),
        "workspace-reviews-none": Step(reverse("workspace_reviews", args=[none.slug]), session),
        "workspace-reviews-closed": Step(f"{listed}?show=closed", session),
        "workspace-review": Step(_of(full, reviews["open"]), session),
        "workspace-review-seen-by-a-viewer": Step(_of(full, reviews["open"]), signed_in(viewer)),
        "workspace-review-to-sign": Step(_of(full, reviews["proposed"]), signed_in(signer)),
        "workspace-review-closed": Step(_of(full, reviews["closed"]), session),
        "workspace-review-tainted": Step(_of(full, reviews["tainted"]), session),
        "workspace-review-new": Step(f"{new}?change={untouched.public_id}", session),
        "workspace-review-triage": Step(reverse("workspace_review_triage", args=[full.slug]), session),
        "workspace-review-triage-none": Step(reverse("workspace_review_triage", args=[none.slug]), session),
        "workspace-review-rules": Step(reverse("workspace_review_rules", args=[full.slug]), session),
        "workspace-review-rules-none": Step(reverse("workspace_review_rules", args=[none.slug]), session),
        "workspace-review-rule": Step(reverse("workspace_review_rule", args=[full.slug, rule]), session),
        "workspace-review-contracts": Step(reverse("workspace_review_contracts", args=[full.slug]), session),
        "workspace-review-contracts-none": Step(
            reverse("workspace_review_contracts", args=[none.slug]), session
        ),
        "workspace-review-contract-new": Step(
            f"{reverse('workspace_review_contract_new', args=[none.slug])}?provision={clause.public_id}",
            session,
        ),
        "workspace-review-denied": Step(
            reverse("workspace_review_triage", args=[full.slug]), signed_in(viewer)
        ),
        "provision-overridden": Step(clause.get_absolute_url(), session),
        "workspace-home-of-a-reviewer": Step(reverse("workspace", args=[full.slug]), signed_in(signer)),
    }


def _changes() -> list[Change]:
    """Return changes to review: one with clauses first."""
    found = Change.objects.by_publisher().for_pages()
    with_clauses = list(found.filter(provision_changes__isnull=False).order_by("pk").distinct()[:3])
    others = found.exclude(pk__in=[change.pk for change in with_clauses]).order_by("pk")
    return [*with_clauses, *others[: 12 - len(with_clauses)]]


def _reviews(workspace: Workspace, owner: User, signer: User) -> dict[str, Review]:
    changes = _changes()
    names = ("open", "proposed", "closed", "tainted", "overdue", "escalated")
    made = {}
    for name, change in zip(names, changes, strict=False):
        with clock.fixed(clock.now() - (20 if name == "overdue" else 2) * _DAY):
            title = (
                _LONG
                if name == "open"
                else f"{change.document.platform.name} changed its {change.document.title}"
            )
            wish = Wish(owner.pk if name != "escalated" else None, name == "proposed")
            opened = open_review(
                workspace=workspace, news=news_of(change, title), wish=wish, actor=acting(owner)
            )
            made[name] = opened.review
    _talk(workspace, made["open"], owner, signer)
    until = clock.now().date() + 180 * _DAY
    for name, decision in (
        ("proposed", Decision(State.NO_ACTION, "We use none of this.")),
        ("closed", Decision(State.ACCEPTED_UNTIL, "Our own contract holds until it is renewed.", until)),
        (
            "tainted",
            Decision(State.OBJECTION_SENT, "Objected by letter; the vendor confirmed that it arrived."),
        ),
        ("escalated", Decision(State.ESCALATED, "It moves our price.", to=signer.pk)),
    ):
        actor = acting(owner)
        decide(workspace=workspace, review_id=made[name].pk, turn=1, decision=decision, actor=actor)
    _taint(workspace, made["tainted"])
    return made


def _talk(workspace: Workspace, review: Review, owner: User, signer: User) -> None:
    text = f"@{signer.email}, does our order form say anything of this?\n\nThe vendor promised to answer until Friday."
    files = [
        Upload(
            "Answer of the vendor, with a long name that says what is in it, second version.pdf", b"%PDF-1.7"
        )
    ]
    comment(workspace=workspace, review_id=review.pk, text=text, uploads=files, actor=acting(owner))


def _taint(workspace: Workspace, review: Review) -> None:
    """Let the last change of the same document touch it again, as far as reviews know."""
    change = review.change
    later = Change.objects.for_pages().filter(
        document=change.document_id, to_version__number__gt=change.to_version.number
    )
    found = later.order_by("-pk").first()
    if found is not None:
        news = news_of(found, "")
        taint(workspace=workspace, change=found, facts=news.facts, dates=news.dates)


def _own_contracts(workspace: Workspace, owner: User, clause: Provision) -> None:
    wish = OverlayWish(
        "Master Services Agreement",
        signed_on=clock.now().date() - 300 * _DAY,
        section="§ 9.2",
        note="Notice of changes is 90 days, in writing.",
        until=clock.now().date() + 400 * _DAY,
    )
    add_overlay(workspace=workspace, subject=clause, wish=wish, actor=acting(owner))
    topic = PlatformTopic(Platform.objects.get(slug="northwind"), Topic.objects.earliest("pk"))
    with clock.fixed(clock.now() - 40 * _DAY):
        old = OverlayWish("Order form 12", until=clock.now().date() + _DAY)
        add_overlay(workspace=workspace, subject=topic, wish=old, actor=acting(owner))


def _rule(workspace: Workspace, owner: User, signer: User) -> int:
    grant_plan(workspace=workspace, wish=GrantWish(Plan.PROFESSIONAL, GrantKind.SUPPORT), actor=SYSTEM)
    northwind = Platform.objects.get(slug="northwind")
    wish = RuleWish(
        "High severity at Northwind",
        min_severity=Level.HIGH,
        assignment=Assignment.BY_PLATFORM,
        platforms={northwind.pk: signer.pk},
        people=[owner.pk, signer.pk],
        needs_signature=True,
    )
    rule = open_rule(workspace=workspace, wish=wish, actor=acting(owner))
    with in_workspace(workspace):
        return rule.pk


def _of(workspace: Workspace, review: Review) -> str:
    return reverse("workspace_review", args=[workspace.slug, review.pk])
