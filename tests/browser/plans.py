"""Plans: what is sold, and workspaces at every point of paying for it."""

from datetime import timedelta
from typing import Any

from django.conf import settings
from django.test import Client
from django.urls import reverse

from apps.accounts.models import User, Workspace
from apps.accounts.services.people import appoint_editor
from apps.accounts.types import SYSTEM, Plan, Role
from apps.billing.services.checkout import refresh, start_checkout
from apps.billing.services.grants import GrantWish, grant_plan
from apps.billing.services.pricing import sync_plans
from apps.billing.types import GrantKind, PlanChoice
from apps.core import clock
from tests.accounts.cast import acting, make_member, make_user, make_workspace
from tests.billing.cast import make_customer, make_invoice, make_subscription
from tests.billing.conftest import press
from tests.browser.steps import Step, session_of

_DAY = timedelta(days=1)
_NAMES = ("bea", "carl", "dora", "emil", "fay", "gus", "hana", "anna-maria.von-und-zu-hohenstein-wallenberg")


def build_plan_pages() -> dict[str, Step]:
    """Return every page about plans, by the names of `visits.PLAN_PAGES`."""
    sync_plans()
    owner = make_user("paula", domain="plans.example")
    session = _signed_in(owner)
    trying = make_workspace(owner, "Plans on trial")
    for name in _NAMES[:4]:
        make_member(trying, make_user(name, domain="plans.example"), Role.ANALYST)
    _begin_trial(trying, owner)
    grant_plan(workspace=trying, wish=GrantWish(Plan.FREE, GrantKind.SUPPORT), actor=SYSTEM)
    change = reverse("workspace_plan_change", args=[trying.slug])
    return {
        "pricing": Step(reverse("pricing")),
        **_of_staff(),
        "workspace-plan": Step(reverse("workspace_plan", args=[trying.slug]), session),
        "workspace-plan-change": Step(f"{change}?plan=watcher&interval=month&extra_seats=0", session),
        "workspace-plan-change-unclear": Step(f"{change}?plan=watcher&interval=month&extra_seats=3", session),
        "workspace-plan-cancel": Step(reverse("workspace_plan_cancel", args=[trying.slug]), session),
        "workspace-plan-details": Step(reverse("workspace_plan_details", args=[trying.slug]), session),
        **_granted(owner, session),
        **_over(owner, session),
    }


def _of_staff() -> dict[str, Step]:
    session = _signed_in(_staff())
    return {name: Step(reverse(name), session) for name in ("granting", "prices")}


def _staff() -> User:
    person = make_user("grants", domain="conductatlas.example")
    appoint_editor(user=person, permissions=["billing.add_grant", "billing.add_price"])
    return person


def _begin_trial(workspace: Workspace, owner: User) -> None:
    where = start_checkout(
        workspace=workspace,
        choice=PlanChoice(Plan.PROFESSIONAL, extra_seats=2),
        actor=acting(owner),
        success_url=f"{settings.SITE_URL}/",
        cancel_url=f"{settings.SITE_URL}/",
    )
    press(where, card="4242")
    refresh(workspace=workspace, actor=acting(owner))


def _granted(owner: User, session: str) -> dict[str, Step]:
    """Return a workspace that was granted its plan, and has never paid."""
    granted = make_workspace(owner, "Plans granted")
    wish = GrantWish(
        Plan.WATCHER, GrantKind.SUPPORT, until=clock.now() + 90 * _DAY, reason="For a school of journalism"
    )
    grant_plan(workspace=granted, wish=wish, actor=SYSTEM)
    change = reverse("workspace_plan_change", args=[granted.slug])
    return {
        "workspace-plan-granted": Step(reverse("workspace_plan", args=[granted.slug]), session),
        "workspace-plan-begin": Step(f"{change}?plan=professional&interval=year&extra_seats=3", session),
        "workspace-plan-invoices-none": Step(
            reverse("workspace_plan_invoices", args=[granted.slug]), session
        ),
    }


def _over(owner: User, session: str) -> dict[str, Step]:
    """Return a workspace whose payments failed, with more people than it has seats for, after the grace."""
    over = make_workspace(owner, "Plans unpaid")
    for name in _NAMES:
        make_member(over, make_user(name, domain="unpaid.example"), Role.ANALYST)
    with clock.fixed(clock.now() - 40 * _DAY):
        for plan in (Plan.PROFESSIONAL, Plan.FREE):
            grant_plan(workspace=over, wish=GrantWish(plan, GrantKind.SUPPORT), actor=SYSTEM)
    customer = make_customer(over, email="invoices@plans.example", card_brand="visa", card_last4="0341")
    make_subscription(customer, status="unpaid", period_ends_at=clock.now() - 40 * _DAY)
    now = clock.now()
    invoices: dict[str, dict[str, Any]] = {
        "CA-0004": {"status": "open", "attempts": 4, "page_url": "https://invoice.example/4"},
        "CA-0003": {"amount_paid": 19900, "pdf_url": "https://invoice.example/3.pdf"},
        "CA-0002": {"amount_paid": 19900, "amount_refunded": 19900},
        "CA-0001": {"amount_paid": 1_234_500, "total": 1_234_500, "dispute": "needs_response"},
    }
    for number, fields in invoices.items():
        make_invoice(customer, number=number, made_at=now - int(number[-1]) * _DAY, **fields)
    return {
        "workspace-plan-over": Step(reverse("workspace_plan", args=[over.slug]), session),
        "workspace-plan-keep": Step(reverse("workspace_plan_keep", args=[over.slug, "seats"]), session),
        "workspace-plan-invoices": Step(reverse("workspace_plan_invoices", args=[over.slug]), session),
    }


def _signed_in(person: User) -> str:
    client = Client()
    client.force_login(person)
    return session_of(client)
