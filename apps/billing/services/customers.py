"""A workspace at Stripe: made once, found again, and the keys under which things are asked of Stripe."""

import hashlib
import json
from collections.abc import Mapping
from typing import Final

from django.conf import settings
from django.db.models import F

from apps.accounts.models import Membership, Workspace
from apps.accounts.services.audit import record_audit
from apps.accounts.services.authority import locked, require
from apps.accounts.types import Actor, Permission, Role
from apps.billing.actions import Action
from apps.billing.errors import BillingOffError, NoSubscriptionError
from apps.billing.gateway import writing
from apps.billing.gateway.client import is_live
from apps.billing.models import Customer
from apps.core import clock
from apps.core.tenancy import in_workspace

STRIPE: Final = Actor(user_id=None, name="Stripe")


def require_billing(workspace: Workspace, actor: Actor) -> Customer | None:
    """Return the workspace's customer, if there is one; raises BillingOffError, NotPermittedError or NotAMemberError."""
    if settings.STRIPE is None:
        raise BillingOffError("Plans are not sold here: whoever runs this installation grants them.")
    with in_workspace(workspace):
        require(workspace, actor, Permission.BILLING)
        return Customer.objects.for_workspace(workspace).filter(is_deleted=False).first()


def require_customer(workspace: Workspace, actor: Actor) -> Customer:
    """Return the workspace's customer; raises NoSubscriptionError before there is one."""
    customer = require_billing(workspace, actor)
    if customer is None:
        raise NoSubscriptionError("This workspace has never paid for a plan.")
    return customer


def ensure_customer(workspace: Workspace, actor: Actor) -> Customer:
    """Return the workspace's customer, made at Stripe if there is none; of two who ask at once, both get the same."""
    customer = require_billing(workspace, actor)
    if customer is not None and customer.is_live == is_live():
        return customer
    with in_workspace(workspace):
        owner = (
            Membership.objects.for_workspace(workspace).filter(role=Role.OWNER).order_by("created_at", "pk")
        )
        email = owner.values_list("user__email", flat=True).first() or ""
        former = Customer.objects.for_workspace(workspace).values_list("stripe_id", flat=True).first() or ""
    facts = {"name": workspace.name, "email": email, "former": former}
    key = key_for("customer", workspace.pk, 0, facts)
    stripe_id = writing.create_customer(workspace_id=workspace.pk, name=workspace.name, email=email, key=key)
    return _write_down(workspace, stripe_id, former, actor)


def key_for(operation: str, workspace_id: int, turn: int, content: Mapping[str, object]) -> str:
    """Return the key under which Stripe does a write once.

    The same wish, asked twice before anything has changed, has one key; asked again after a change, another.
    """
    facts = json.dumps(
        [settings.SITE_URL, operation, workspace_id, turn, content], sort_keys=True, default=str
    )
    return f"{operation}-{workspace_id}-{hashlib.sha256(facts.encode()).hexdigest()[:40]}"


def turn_over(customer: Customer) -> None:
    """Let the next wish have a key of its own: Stripe repeats a refusal as long as the key is the same."""
    with in_workspace(customer.workspace_id):
        Customer.objects.for_workspace(customer.workspace_id).filter(pk=customer.pk).update(
            turn=F("turn") + 1
        )


def _write_down(workspace: Workspace, stripe_id: str, former: str, actor: Actor) -> Customer:
    with locked(workspace) as row:
        customers = Customer.objects.for_workspace(row)
        customer = customers.first()
        if customer is not None and customer.stripe_id != former:
            return customer  # another request was first
        if customer is None:
            customer = customers.create(
                stripe_id=stripe_id, is_live=is_live(), created_at=clock.now(), name=row.name
            )
        else:
            customer.stripe_id, customer.is_live, customer.is_deleted = (
                stripe_id,
                is_live(),
                False,
            )
            customer.save(update_fields=["stripe_id", "is_live", "is_deleted"])
        record_audit(workspace_id=row.pk, actor=actor, action=Action.CUSTOMER_MADE, subject=customer)
    return customer
