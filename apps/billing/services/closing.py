"""Ending what a workspace pays for before it is erased: afterwards nobody would know whose it is."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Final

from apps.accounts.models import Workspace
from apps.accounts.types import SYSTEM
from apps.billing.errors import BillingError, UnmatchedEventError
from apps.billing.gateway.client import is_live, is_on
from apps.billing.models import Customer, PlanSubscription
from apps.billing.services.changing import end_for_closing
from apps.billing.services.mirroring import end_customer
from apps.billing.types import OVER
from apps.core import clock
from apps.core.tenancy import in_workspace

BEFORE: Final = timedelta(days=1)


def end_closing_subscriptions() -> Iterator[tuple[int, str]]:
    """End what the workspaces that are erased within a day still pay for.

    Yields each workspace's number with what came of it: "ended", or an error's code. Nothing where nothing runs.
    """
    if not is_on():
        return
    with Workspace.objects.across_workspaces(reason="subscriptions of workspaces to be erased") as workspaces:
        closing = list(workspaces.filter(deletion_due_at__lte=clock.now() + BEFORE))
    for workspace in closing:
        try:
            if end_for_closing(workspace=workspace, actor=SYSTEM):
                yield workspace.pk, "ended"
        except UnmatchedEventError as error:
            _end_here(workspace)
            yield workspace.pk, error.code
        except BillingError as error:
            yield workspace.pk, error.code


def still_paying() -> frozenset[int]:
    """Return the workspaces to be erased of which Stripe still collects: their rows must stay until it does no more."""
    if not is_on():
        return frozenset()
    with PlanSubscription.objects.across_workspaces(reason="payments of workspaces to be erased") as rows:
        running = rows.exclude(status__in=OVER).filter(
            workspace__deletion_due_at__isnull=False, customer__is_live=is_live(), customer__is_deleted=False
        )
        return frozenset(running.values_list("workspace_id", flat=True))


def _end_here(workspace: Workspace) -> None:
    """Write down that nothing is paid, where Stripe does not know the customer."""
    with in_workspace(workspace):
        numbers = list(Customer.objects.for_workspace(workspace).values_list("stripe_id", flat=True))
    for number in numbers:
        end_customer(workspace=workspace, stripe_id=number, actor=SYSTEM)
