"""What is followed, as pages show it: its name, its rules in words, what it would have told."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Final

from django.conf import settings
from django.urls import reverse

from apps.accounts.types import Permission
from apps.billing.types import Reading
from apps.documents.models import Document
from apps.platforms.models import Platform
from apps.provisions.models import Provision
from apps.provisions.taxonomy import read_taxonomy
from apps.subscriptions.models import Watch
from apps.subscriptions.models.watch import SavedSearch, Subject
from apps.subscriptions.selectors import Preview
from apps.subscriptions.selectors.preview import PreviewRow
from apps.subscriptions.types import Interest, Rules, WatchKind
from apps.web.forms.saved_searches import query_of
from apps.web.forms.watches import DIRECTIONS, SEVERITIES
from apps.web.places import Place
from apps.web.queries.watches import Observed, Seen

_SHOWN: Final = 25
_OBSERVED: Final = (WatchKind.PLATFORM, WatchKind.DOCUMENT, WatchKind.PROVISION)
_INTERESTS: Final = {
    Interest.WORDING: "wording",
    Interest.NUMBERS: "numbers",
    Interest.DATES: "dates",
    Interest.SUB_PROCESSORS: "lists of sub-processors",
    Interest.LINKS: "links",
    Interest.RETURNS: "returns to earlier text",
}


@dataclass(frozen=True, slots=True)
class SubjectView:
    """What is followed or may be. `field` and `value` name it in an address."""

    kind: str
    name: str
    url: str
    field: str
    value: str
    is_in_every_plan: bool


@dataclass(frozen=True, slots=True)
class WatchRow:
    watch: Watch
    kind: str
    name: str
    rules: tuple[str, ...]
    observed: Observed | None
    is_paused: bool


@dataclass(frozen=True, slots=True)
class PreviewView:
    """What a watch would have told. `told` and `left_out` are the newest of them, the counts are of all."""

    told: Sequence[PreviewRow]
    told_count: int
    left_out: Sequence[PreviewRow]
    left_out_count: int
    silent: int
    is_cut: bool


@dataclass(frozen=True, slots=True)
class NoRoom:
    """Why nothing more can be followed, and the way out."""

    title: str
    body: str
    url: str
    link: str


def subject_view(subject: Subject, *, title: str = "") -> SubjectView:
    """Return what is or may be followed as it is named; `title` is a clause's, where it is known."""
    if isinstance(subject, Platform):
        address = subject.get_absolute_url()
        return SubjectView("Platform", subject.name, address, "platform", subject.slug, is_in_every_plan=True)
    if isinstance(subject, Document):
        name, address = f"{subject.platform.name}: {subject.title}", subject.get_absolute_url()
        return SubjectView("Document", name, address, "document", subject.public_id, is_in_every_plan=True)
    if isinstance(subject, Provision):
        name = f"{subject.document.platform.name}: {title or subject.public_id}"
        address = subject.get_absolute_url()
        return SubjectView("Clause", name, address, "provision", subject.public_id, is_in_every_plan=False)
    if isinstance(subject, SavedSearch):
        query = query_of(subject)
        address = f"{reverse('search')}?{query}"
        return SubjectView("Search", subject.name, address, "search", query, is_in_every_plan=False)
    address = reverse("topic", args=[subject.slug])
    return SubjectView("Topic", subject.label, address, "topic", subject.slug, is_in_every_plan=False)


def watch_rows(watches: Sequence[Watch], seen: Seen, paused: Collection[int]) -> tuple[WatchRow, ...]:
    return tuple(watch_row(watch, seen, paused) for watch in watches)


def watch_row(watch: Watch, seen: Seen, paused: Collection[int]) -> WatchRow:
    view = subject_view(watch.subject, title=seen.titles.get(watch.provision_id or 0, ""))
    return WatchRow(
        watch=watch,
        kind=view.kind,
        name=view.name,
        rules=rules_in_words(watch.rules),
        observed=seen.observed.get(watch.pk) if watch.kind in _OBSERVED else None,
        is_paused=watch.platform_id in paused,
    )


def rules_in_words(rules: Rules) -> tuple[str, ...]:
    """Return what a watch tells of, a few words for each rule; what asks for anything says nothing."""
    told = ", ".join(_INTERESTS[interest] for interest in Interest if interest in rules.interests)
    words = [told[:1].upper() + told[1:], dict(SEVERITIES)[rules.min_severity.value].lower()]
    if rules.directions:
        chosen = [label.lower() for value, label in DIRECTIONS if value in rules.directions]
        words.append(f"for those bound: {', '.join(chosen)}")
    if rules.topics:
        labels = {topic.slug: topic.label for topic in read_taxonomy().topics}
        words.append(f"only on {', '.join(labels.get(slug, slug) for slug in rules.topics)}")
    if rules.locale:
        words.append(f"only in {rules.locale}")
    return tuple(words)


def preview_view(found: Preview) -> PreviewView:
    return PreviewView(
        told=found.told[:_SHOWN],
        told_count=len(found.told),
        left_out=found.left_out[:_SHOWN],
        left_out_count=len(found.left_out),
        silent=found.silent,
        is_cut=found.is_cut,
    )


def no_room(reading: Reading, place: Place) -> NoRoom | None:
    """Return what to say where the plan has no room for one platform more; None where it has."""
    if reading.has_room():
        return None
    used = f"{reading.used:,} {'is' if reading.used == 1 else 'are'} in use"
    body = f"The {reading.plan.label} plan gives {reading.limit:,}, and {used}. Stop following one of them to make room"
    if reading.needed is None:
        return _no_room(f"{body}.", reverse("pricing"), "See the plans")
    body = f"{body}, or take the {reading.needed.label} plan."
    if not place.may(Permission.BILLING):
        return _no_room(f"{body} An owner or admin can change it.", reverse("pricing"), "See the plans")
    if settings.STRIPE is None:
        return _no_room(
            f"{body} Whoever runs this installation grants another.", reverse("pricing"), "See the plans"
        )
    address = reverse("workspace_plan_change", kwargs={"workspace_slug": place.workspace.slug})
    url = f"{address}?plan={reading.needed.value}&interval=month"
    return _no_room(body, url, f"See what {reading.needed.label} changes")


def _no_room(body: str, url: str, link: str) -> NoRoom:
    return NoRoom("The plan has no room for another platform", body, url, link)
