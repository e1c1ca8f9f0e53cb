"""What the pages of channels read. Inside `in_workspace`."""

from django.db.models import QuerySet

from apps.accounts.models import Workspace
from apps.alerts.models import Attempt, Delivery


def deliveries_of(workspace: Workspace) -> QuerySet[Delivery]:
    """Return what was sent or is to be, newest first."""
    found = Delivery.objects.for_workspace(workspace).select_related("channel", "alert")
    return found.order_by("-opened_at", "-pk")


def attempts_of(workspace: Workspace, delivery: Delivery) -> QuerySet[Attempt]:
    return Attempt.objects.for_workspace(workspace).filter(delivery=delivery).order_by("-number")
