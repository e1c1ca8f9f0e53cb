"""Watches as those see them who follow much, nothing, or more than the plan gives."""

from datetime import timedelta
from decimal import Decimal

from django.test import Client
from django.urls import reverse

from apps.accounts.models import User, Workspace
from apps.accounts.types import SYSTEM, Plan, Role
from apps.analysis.types import Direction, Level
from apps.billing.services.grants import GrantWish, grant_plan
from apps.billing.types import GrantKind
from apps.core import clock
from apps.documents.models import Document, HealthState
from apps.platforms.models import Platform
from apps.provisions.models import Provision, Topic
from apps.subscriptions.models import Watch
from apps.subscriptions.models.watch import SavedSearch
from apps.subscriptions.searches import Criteria, FactCriterion
from apps.subscriptions.services.addresses import ask_for_address, claim_look, note_found, note_refused
from apps.subscriptions.types import FoundRecord, Interest, Rules
from tests import factories
from tests.accounts.cast import acting, make_member, make_user, make_workspace
from tests.browser.steps import Step, session_of
from tests.subscriptions.cast import follow

_DAY = timedelta(days=1)
_NARROW = Rules(
    min_severity=Level.HIGH,
    interests=tuple(Interest),
    topics=("arbitration", "liability_limit"),
    directions=(Direction.WORSE, Direction.MIXED),
    locale="en",
)


_FOUND = FoundRecord(
    final_url="https://found.example/legal/terms-of-service",
    title="Terms of Service",
    opening="# Terms of Service\n\nThese terms govern your use of the service.\n\n## 1. Changes\n\nWe tell you 30 days before.",
    words=4321,
    language="en",
    type="terms-of-service",
    fetcher="plain",
)


def build_watch_pages() -> dict[str, Step]:
    """Return every page about watches, by the names of `visits.WATCH_PAGES`. The archive's platforms and clauses are there."""
    owner, viewer = make_user("wanda", domain="watches.example"), make_user("walt", domain="watches.example")
    much, none = make_workspace(owner, "Watches of much"), make_workspace(owner, "Watches of nothing")
    make_member(much, viewer, Role.VIEWER)
    northwind = Platform.objects.get(slug="northwind")
    provision = Provision.objects.select_related("document__platform").earliest("pk")
    watches = [follow(much, owner, northwind), follow(much, owner, provision)]
    watches += [follow(much, owner, document) for document in _documents(northwind)]
    watches.append(follow(much, owner, Topic.objects.earliest("pk"), Rules(min_severity=Level.MEDIUM)))
    narrow = follow(much, owner, Document.objects.get(platform=northwind, slug="terms"), _NARROW)
    session = signed_in(owner)
    new = reverse("workspace_watch_new", args=[much.slug])
    return {
        "workspace-watches": Step(reverse("workspace_watches", args=[much.slug]), session),
        "workspace-watches-none": Step(reverse("workspace_watches", args=[none.slug]), session),
        "workspace-watches-seen-by-a-viewer": Step(
            reverse("workspace_watches", args=[much.slug]), signed_in(viewer)
        ),
        "workspace-watch": Step(_of(much, watches[0]), session),
        "workspace-watch-clause": Step(_of(much, watches[1]), session),
        "workspace-watch-rules": Step(_of(much, narrow, "_rules"), session),
        "workspace-watch-close": Step(_of(much, narrow, "_close"), session),
        "workspace-watch-choose": Step(new, session),
        "workspace-watch-choose-none": Step(f"{new}?q=nobody+is+called+this", session),
        "workspace-watch-new": Step(
            f"{reverse('workspace_watch_new', args=[none.slug])}?platform=northwind", session
        ),
        "workspace-watch-list": Step(reverse("workspace_watch_list", args=[much.slug]), session),
        "follow": Step(f"{reverse('follow')}?platform=northwind", session),
        "platform-followed": Step(northwind.get_absolute_url(), session),
        **_searched(much, owner, session),
        **_addresses(much, owner, session),
        **_full(owner, session, northwind, provision),
    }


def _searched(much: Workspace, owner: User, session: str) -> dict[str, Step]:
    """Return the watch of a search for a value."""
    fact = FactCriterion(topic="unilateral_change", slug="notice", comparison="lt", number=Decimal(14))
    search = SavedSearch(Criteria(fact=fact), Topic.objects.get(slug=fact.topic))
    return {"workspace-watch-search": Step(_of(much, follow(much, owner, search)), session)}


def _addresses(much: Workspace, owner: User, session: str) -> dict[str, Step]:
    """Return the form for an address, one at which a document was found, and one that cannot be watched."""
    asked = []
    for name in ("found", "refused"):
        made = ask_for_address(workspace=much, url=f"https://{name}.example/legal/terms", actor=acting(owner))
        claimed = claim_look(workspace_id=much.pk, request_id=made.pk)
        assert claimed is not None
        asked.append(claimed)
    note_found(asked[0], _FOUND)
    note_refused(asked[1], problem="http_404", told="There is no page at this address (any more).")
    here = [reverse("workspace_address", args=[much.slug, one.pk]) for one in asked]
    return {
        "workspace-address-new": Step(reverse("workspace_address_new", args=[much.slug]), session),
        "workspace-address-found": Step(here[0], session),
        "workspace-address-refused": Step(here[1], session),
    }


def _documents(northwind: Platform) -> tuple[Document, ...]:
    never = Document.objects.get(platform=northwind, slug="never-captured")
    unreachable = Document.objects.filter(platform=northwind, health__state=HealthState.UNREACHABLE)
    return (never, unreachable.earliest("pk"))


def _full(owner: User, session: str, northwind: Platform, provision: Provision) -> dict[str, Step]:
    """Return a workspace that follows more than its plan gives, after the grace."""
    full = make_workspace(owner, "Watches of too much")
    with clock.fixed(clock.now() - 40 * _DAY):
        grant_plan(workspace=full, wish=GrantWish(Plan.PROFESSIONAL, GrantKind.SUPPORT), actor=SYSTEM)
        for _ in range(3):
            follow(full, owner, factories.make_platform())
        grant_plan(workspace=full, wish=GrantWish(Plan.FREE, GrantKind.SUPPORT), actor=SYSTEM)
    new = reverse("workspace_watch_new", args=[full.slug])
    return {
        "workspace-watches-paused": Step(reverse("workspace_watches", args=[full.slug]), session),
        "workspace-watches-keep": Step(
            reverse("workspace_plan_keep", args=[full.slug, "platforms"]), session
        ),
        "workspace-watch-full": Step(f"{new}?platform={northwind.slug}", session),
        "workspace-watch-locked": Step(f"{new}?provision={provision.public_id}", session),
    }


def _of(workspace: Workspace, watch: Watch, step: str = "") -> str:
    return reverse(f"workspace_watch{step}", args=[workspace.slug, watch.pk])


def signed_in(person: User) -> str:
    """Return the session of a browser in which the person is signed in."""
    client = Client()
    client.force_login(person)
    return session_of(client)
