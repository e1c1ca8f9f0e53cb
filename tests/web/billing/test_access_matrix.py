"""Every paid feature, by plan and by how the payment stands: on pages, and where tasks and services ask."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

import pytest
from django.http import HttpResponseBase
from django.test import Client

from apps.accounts.models import SignOnDomain
from apps.accounts.plans import GRACE
from apps.accounts.services.authority import locked
from apps.accounts.types import SYSTEM, Plan
from apps.analysis.models import Article, Mapping, Regulation, Screening
from apps.analysis.types import StatementBasis
from apps.billing.entitlements import allows, grace_ends_at, require
from apps.billing.errors import NotInPlanError
from apps.billing.models import PlanSubscription
from apps.billing.services.settling import settle
from apps.billing.types import Feature, Status
from apps.core import clock
from apps.core.tenancy import in_workspace
from apps.documents.models import Document
from apps.provisions.models import Topic
from tests import factories
from tests.billing.cast import make_customer, make_subscription
from tests.billing.conftest import Shop
from tests.provisions.documents import LAW, LIABILITY, NOTICE_7, NOTICE_30, cut_all, terms
from tests.web.clauses import (
    change_reading,
    provision_reading,
    publish_change_reading,
    publish_reading,
    said,
    standing_at,
)
from tests.web.teams import Team

DAY = timedelta(days=1)
# The table. What is sold in which plan: a plan holds its own and those of the plans before it.
SOLD = {
    Plan.FREE: {Feature.WEEKLY_DIGEST},
    Plan.WATCHER: {
        Feature.SAME_DAY_ALERTS,
        Feature.CHANGE_SUMMARIES,
        Feature.REGULATORY_CITATIONS,
        Feature.FEEDS,
    },
    Plan.PROFESSIONAL: {
        Feature.PROVISION_MONITORING,
        Feature.GOVERNANCE_TIMELINES,
        Feature.REGULATORY_MAPPING,
        Feature.COMPLIANCE_ANALYSIS,
        Feature.DOSSIERS,
        Feature.API,
        Feature.CHAT_CHANNELS,
        Feature.SINGLE_SIGN_ON,
        Feature.AUDIT_EXPORT,
    },
}
# How the payment stands, and whether the plan holds then. Grace keeps what is counted, not what only the plan has.
STATES = {"trial": True, "active": True, "past due": True, "grace": False, "cancelled": False}
STATUS = {"trial": Status.TRIALING, "active": Status.ACTIVE, "past due": Status.PAST_DUE}


def held(plan: Plan, state: str) -> set[Feature]:
    best = plan if STATES[state] else Plan.FREE
    return {feature for each in Plan if each.rank <= best.rank for feature in SOLD[each]}


def test_the_table_names_every_feature_once() -> None:
    assert sorted(feature for features in SOLD.values() for feature in features) == sorted(Feature)


@pytest.fixture
def document() -> Document:
    """Store a document in which every paid part says something of its own, with a change of long ago."""
    owner = factories.make_platform(slug="acme", name="Acme", operator=factories.make_operator())
    document = factories.make_document(platform=owner, slug="terms")
    versions = [
        factories.make_version(document, terms(notice, LIABILITY, LAW), at=clock.now() - before * DAY)
        for before, notice in ((500, NOTICE_7), (450, NOTICE_30), (3, NOTICE_7))
    ]
    factories.make_change(versions[0], versions[1])
    change = factories.make_change(versions[1], versions[2])
    cut_all(document)
    standing = standing_at(document)
    cited = said("The Canary Act concerns this.", StatementBasis.LAW, laws=("canary-act Art. 1",))
    publish_reading(
        standing, provision_reading(regulatory_landscape=(*cited, *said("A first line. Canary analysis.")))
    )
    publish_change_reading(change, change_reading(summary=said("A first line. Canary summary.")))
    assert standing.classification_id is not None
    _map(standing.classification_id)
    return document


def _map(classification_id: int) -> None:
    regulation = Regulation.objects.create(
        slug="canary-act",
        name="Canary Act",
        jurisdiction="EU",
        status="in_force",
        position=1,
        knowledge_version=1,
    )
    article = Article.objects.create(
        regulation=regulation, reference="Art. 1", slug="art-1", about="Canary duty.", position=1
    )
    screening = Screening.objects.create(
        classification_id=classification_id,
        rules="mapping/1",
        given="",
        number=1,
        created_at=factories.START,
    )
    Mapping.objects.create(
        screening=screening,
        article=article,
        topic=Topic.objects.earliest("pk"),
        rule="rule",
        rank=1,
        strength="arguable",
        reason="Canary reason.",
    )


def _text(response: HttpResponseBase) -> str:
    return b"".join(response).decode()


def _has(words: str, address: Callable[[Document], str]) -> Callable[[Client, Team, Document], bool]:
    return lambda client, _team, document: words in _text(client.get(address(document)))


def _clause(document: Document) -> str:
    return standing_at(document).provision.get_absolute_url()


def _latest(document: Document) -> str:
    return document.changes.latest("pk").get_absolute_url()


def _exports(client: Client, team: Team, _document: Document) -> bool:
    return client.post(team.url("audit/export/"), {"format": "csv"})["Content-Type"].startswith("text/csv")


def _claims_a_domain(client: Client, team: Team, _document: Document) -> bool:
    client.post(team.url("security/single-sign-on/domains/"), {"domain": "acme.example"})
    with in_workspace(team.workspace):
        return SignOnDomain.objects.for_workspace(team.workspace).exists()


def _draws_it_all(client: Client, _team: Team, document: Document) -> bool:
    return document.changes.earliest("pk").public_id in _text(client.get("/timeline/?platform=acme"))


# What is on a page by now. Everything else is asked for below, where services and tasks ask.
ON_PAGES: dict[Feature, Callable[[Client, Team, Document], bool]] = {
    Feature.CHANGE_SUMMARIES: _has("Canary summary", _latest),
    Feature.REGULATORY_CITATIONS: _has("Canary Act", _clause),
    Feature.REGULATORY_MAPPING: _has("Canary reason", lambda _document: "/regulations/canary-act/"),
    Feature.COMPLIANCE_ANALYSIS: _has("Canary analysis", _clause),
    Feature.GOVERNANCE_TIMELINES: _draws_it_all,
    Feature.AUDIT_EXPORT: _exports,
    Feature.SINGLE_SIGN_ON: _claims_a_domain,
}


@contextmanager
def paying(shop: Shop, plan: Plan, state: str) -> Iterator[None]:
    """Let the workspace's payments stand so, as the mirror would have left them."""
    now = clock.now()
    subscription = make_subscription(make_customer(shop.workspace), status="active", plan=plan)
    ended_at = {"grace": now - DAY, "cancelled": now - GRACE - DAY}.get(state)
    _settle(shop, now - 60 * DAY)
    with in_workspace(shop.workspace):
        rows = PlanSubscription.objects.for_workspace(shop.workspace).filter(pk=subscription.pk)
        rows.update(status=STATUS.get(state, Status.CANCELED), ended_at=ended_at)
    _settle(shop, ended_at or now)
    assert (grace_ends_at(shop.workspace) is not None) == (state == "grace")
    yield


def _settle(shop: Shop, at: Any) -> None:
    with clock.fixed(at), locked(shop.workspace) as row:
        settle(row, actor=SYSTEM)
    shop.again()


@pytest.mark.parametrize("state", STATES)
@pytest.mark.parametrize("plan", [Plan.WATCHER, Plan.PROFESSIONAL])
def test_a_paid_part_is_for_those_alone_who_pay_for_it(
    team: Team, shop: Shop, document: Document, plan: Plan, state: str
) -> None:
    expected, client = held(plan, state), team.client("owner")
    with paying(shop, plan, state):
        on_pages = {feature for feature, sees in ON_PAGES.items() if sees(client, team, document)}
        allowed = {feature for feature in Feature if allows(shop.workspace, feature)}
        let_through = {feature for feature in Feature if _lets_through(shop, feature)}

    assert on_pages == expected & set(ON_PAGES)
    assert allowed == expected
    assert let_through == expected


def _lets_through(shop: Shop, feature: Feature) -> bool:
    try:
        require(shop.workspace, feature)
    except NotInPlanError:
        return False
    return True
