"""The 25 watches of the replay: platforms, documents, clauses and topics, by the usual rules and by narrower ones."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime

from apps.accounts.models import User, Workspace
from apps.accounts.services.workspaces import create_workspace
from apps.accounts.types import SYSTEM, Plan
from apps.analysis.types import Direction, Level
from apps.billing.services.grants import GrantWish, grant_plan
from apps.billing.types import GrantKind
from apps.core import clock
from apps.documents.models import Document, ImportedSeries
from apps.platforms.models import Platform
from apps.provisions.models import Provision, ProvisionText, ProvisionTopic, Topic
from apps.subscriptions.models import Watch
from apps.subscriptions.models.watch import Subject
from apps.subscriptions.services.watching import open_watch
from apps.subscriptions.types import Interest, Rules

SINCE = datetime(2020, 1, 1, tzinfo=UTC)  # before the first record
USUAL = Rules()


@dataclass(frozen=True, slots=True)
class Wish:
    """A watch to open: of a platform by a service's name, of a document by its series too, of a clause or all clauses by topic."""

    service: str = ""
    terms_type: str = ""
    topic: str = ""
    rules: Rules = USUAL


@dataclass(frozen=True, slots=True)
class Opened:
    """A watch in a workspace of its own."""

    workspace: Workspace
    watch: Watch
    rules: Rules


WISHES = (
    Wish("ChatGPT"),
    Wish("Google"),
    Wish("TikTok"),
    Wish("Mistral AI"),
    Wish("WhatsApp", rules=Rules(min_severity=Level.MEDIUM)),
    Wish("Facebook", rules=Rules(locale="en")),
    Wish("Perplexity", rules=Rules(directions=(Direction.WORSE, Direction.MIXED))),
    Wish("ChatGPT", "Terms of Service"),
    Wish("Llama API", "Acceptable Use Policy"),
    Wish("Instagram", "Content Monetisation Policy"),
    Wish("Midjourney", "Terms of Service"),
    Wish("Bluesky", "Terms of Service"),
    Wish("Apple", "Privacy Policy"),
    Wish("Veepee", "Trackers Policy"),
    Wish("Doubao", "Terms of Service", rules=Rules(interests=(Interest.NUMBERS, Interest.DATES))),
    Wish("Lovable", "Privacy Policy", rules=Rules(topics=("data_sharing", "data_retention"))),
    Wish("Hugging Face", "Terms of Service", rules=Rules(min_severity=Level.HIGH)),
    Wish("ChatGPT", "Terms of Service", "ai_training_use"),
    Wish("TikTok", "Terms of Service", "liability_limit"),
    Wish("Google", "Terms of Service", "termination_suspension"),
    Wish("Mozilla", "Privacy Policy", "data_sharing"),
    Wish(topic="ai_training_use"),
    Wish(topic="unilateral_change", rules=Rules(min_severity=Level.MEDIUM)),
    Wish(topic="arbitration"),
    Wish(topic="data_retention", rules=Rules(directions=(Direction.WORSE,))),
)


def open_all() -> tuple[list[Opened], Workspace]:
    """Open each watch in a workspace of its own, and all of them in one more; again they are the same."""
    with clock.fixed(SINCE):
        owner, _ = User.objects.get_or_create(email="owner@replay.example")
        everything = _workspace(owner, "all")
        opened = []
        for number, wish in enumerate(WISHES, start=1):
            workspace, subject = _workspace(owner, f"watch-{number}"), _subject(wish)
            watch = open_watch(workspace=workspace, subject=subject, rules=wish.rules, actor=SYSTEM).watch
            open_watch(workspace=everything, subject=subject, rules=wish.rules, actor=SYSTEM)
            opened.append(Opened(workspace, watch, wish.rules))
    return opened, everything


def documents_of(watch: Watch) -> Iterator[int]:
    """Give the numbers of the documents that a watch may tell of: for a topic every one."""
    if watch.platform_id is None:
        yield from Document.objects.values_list("pk", flat=True)
    elif watch.document_id is not None:
        yield watch.document_id
    elif watch.provision is not None:
        yield watch.provision.document_id
    else:
        yield from Document.objects.filter(platform=watch.platform_id).values_list("pk", flat=True)


def _workspace(owner: User, name: str) -> Workspace:
    with Workspace.objects.across_workspaces(reason="the replay was begun before") as rows:
        present = rows.filter(slug=name).first()
    if present is not None:
        return present
    workspace = create_workspace(name=name, owner=owner, actor=SYSTEM)
    wish = GrantWish(plan=Plan.PROFESSIONAL, kind=GrantKind.SELF_HOSTED)
    grant_plan(workspace=workspace, wish=wish, actor=SYSTEM)
    with Workspace.objects.across_workspaces(reason="its plan was granted just now") as rows:
        return rows.get(pk=workspace.pk)


def _subject(wish: Wish) -> Subject:
    if not wish.service:
        return Topic.objects.get(slug=wish.topic)
    if not wish.terms_type:
        return _platform(wish.service)
    document = ImportedSeries.objects.get(service=wish.service, terms_type=wish.terms_type).document
    return _clause(document, wish.topic) if wish.topic else document


def _platform(service: str) -> Platform:
    series = ImportedSeries.objects.filter(service=service).order_by("pk").first()
    assert series is not None  # noqa: S101 - the replay recorded it
    return series.document.platform


def _clause(document: Document, topic: str) -> Provision:
    """Return the clause that was there first of those on a topic."""
    about = ProvisionTopic.objects.filter(topic__slug=topic).values("classification__text")
    text = ProvisionText.objects.filter(provision__document=document, pk__in=about)
    first = text.order_by("version__number", "ordinal").select_related("provision").first()
    assert first is not None  # noqa: S101 - the wish names one that is there
    return first.provision
