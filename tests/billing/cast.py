"""Rows of billing for tests, without asking Stripe."""

from itertools import count
from typing import Any

from apps.accounts.models import Workspace
from apps.billing.models import Customer, Grant, Invoice, KeptActive, Notice, PlanSubscription
from apps.core import clock
from apps.core.tenancy import in_workspace

_numbers = count(1)


def make_customer(workspace: Workspace, **fields: Any) -> Customer:
    values = {
        "stripe_id": f"cus_made{next(_numbers)}",
        "is_live": False,
        "name": workspace.name,
        "created_at": clock.now(),
    }
    with in_workspace(workspace):
        rows: Any = Customer.objects.for_workspace(workspace)
        made: Customer = rows.create(**values | fields)
        return made


def make_subscription(customer: Customer, **fields: Any) -> PlanSubscription:
    """Make a row as the mirror leaves it; the workspace's plan is not written."""
    values = {
        "customer": customer,
        "stripe_id": f"sub_made{next(_numbers)}",
        "status": "active",
        "plan": "professional",
        "interval": "month",
        "currency": "usd",
        "amount": 19900,
        "started_at": clock.now(),
    }
    with in_workspace(customer.workspace_id):
        rows: Any = PlanSubscription.objects.for_workspace(customer.workspace_id)
        made: PlanSubscription = rows.create(**values | fields)
        return made


def make_invoice(customer: Customer, **fields: Any) -> Invoice:
    values = {
        "customer": customer,
        "stripe_id": f"in_made{next(_numbers)}",
        "status": "paid",
        "currency": "usd",
        "total": 19900,
        "made_at": clock.now(),
    }
    with in_workspace(customer.workspace_id):
        rows: Any = Invoice.objects.for_workspace(customer.workspace_id)
        made: Invoice = rows.create(**values | fields)
        return made


def make_full_billing(workspace: Workspace) -> Customer:
    """Make at least one row of every customer model of billing."""
    customer = make_customer(workspace)
    make_subscription(customer)
    make_invoice(customer)
    with in_workspace(workspace):
        Grant.objects.for_workspace(workspace).create(
            plan="professional", kind="support", granted_at=clock.now()
        )
        KeptActive.objects.for_workspace(workspace).create(meter="seats", item_id=1)
        now = clock.now()
        Notice.objects.for_workspace(workspace).create(
            kind="invoice", about_id=1, next_attempt_at=now, noted_at=now
        )
    return customer
