"""What the pages of reviews read."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import F, Q, QuerySet

from apps.accounts.models import User, Workspace
from apps.alerts.headlines import headline
from apps.alerts.models import Alert
from apps.analysis.selectors.shown import shown_change_reading
from apps.core.ids import PublicIdKind, format_public_id
from apps.documents.diffing import Redline
from apps.documents.models import Change
from apps.documents.redlines import redline_between
from apps.platforms.models import Platform
from apps.reviews.models import Overlay, Review, ReviewRule, RulePerson, RulePlatform
from apps.reviews.selectors.overlays import overlays_on
from apps.reviews.selectors.reviews import reviews_of
from apps.reviews.selectors.rules import people_of, platforms_of, rules_of
from apps.reviews.types import CLOSED, UNDECIDED


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which reviews a list shows; the default is all that wait for a decision."""

    show: str = ""
    owner: str = ""


@dataclass(frozen=True, slots=True)
class RuleRow:
    rule: ReviewRule
    platforms: tuple[RulePlatform, ...]
    people: tuple[RulePerson, ...]


def reviews_listed(workspace: Workspace, wanted: Wanted, person: User, today: date) -> QuerySet[Review]:
    """Return a list of reviews by deadline; what is closed, by when it was. Inside `in_workspace`."""
    found = reviews_of(workspace)
    conditions = {
        "": Q(state__in=UNDECIDED),
        "overdue": Q(state__in=UNDECIDED, due_on__lt=today),
        "sign": Q(state__in=UNDECIDED) & ~Q(decision=""),
        "tainted": Q(state__in=UNDECIDED, tainted_by__isnull=False),
        "closed": Q(state__in=CLOSED),
    }
    found = found.filter(conditions[wanted.show])
    if wanted.owner:
        found = found.filter(owner=person if wanted.owner == "me" else None)
    return found.order_by(F("decided_at").desc(), "pk") if wanted.show == "closed" else found


def triage_of(workspace: Workspace) -> QuerySet[Review]:
    """Return what can be decided at once: undecided, and no decision waiting for a signature. Inside `in_workspace`."""
    return reviews_of(workspace).filter(state__in=UNDECIDED, decision="")


def title_of(workspace: Workspace, change: Change) -> str:
    """Return what a review of a change is called: as the workspace was told, else what an alert would say. Inside `in_workspace`."""
    alert = Alert.objects.for_workspace(workspace).filter(change=change).first()
    if alert is not None:
        return alert.title
    shown = shown_change_reading(change)
    return headline(
        vendor=change.document.platform.name,
        document=change.document.title,
        kind=change.kind,
        said=shown.reading.title if shown else "",
    )


def later_changes(review: Review) -> list[Change]:
    """Return what the publisher changed in the document since."""
    found = Change.objects.material().filter(
        document=review.change.document_id, to_version__number__gt=review.change.to_version.number
    )
    return list(found.order_by("pk"))


def redline_of(change: Change) -> Redline:
    """Return what the change did to the text. Load `from_version` and `to_version`."""
    change.from_version.document = change.to_version.document = change.document
    return redline_between(change.from_version, change.to_version)


def overlays_by_id(workspace: Workspace, provisions: Iterable[int]) -> dict[str, Sequence[Overlay]]:
    """Return what overrides each clause, by its public id. Inside `in_workspace`."""
    found = overlays_on(workspace, provisions)
    return {format_public_id(PublicIdKind.PROVISION, number): ours for number, ours in found.items()}


def rule_rows(workspace: Workspace) -> tuple[RuleRow, ...]:
    """Return the rules in force with whom they go to. Inside `in_workspace`."""
    return tuple(
        RuleRow(rule, tuple(platforms_of(workspace, rule)), tuple(people_of(workspace, rule)))
        for rule in rules_of(workspace)
    )


def every_platform() -> QuerySet[Platform]:
    return Platform.objects.order_by("name")
