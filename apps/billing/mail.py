"""Messages about plans, written from the rows as they are when they are sent."""

from typing import Any

from allauth.account.adapter import get_adapter
from django.conf import settings
from django.urls import reverse

from apps.accounts import rules
from apps.accounts.models import Membership, Workspace
from apps.accounts.plans import GRACE
from apps.accounts.types import Permission, Plan, Role
from apps.billing.errors import NothingToTellError
from apps.billing.models import Invoice, Notice, NoticeKind, PlanSubscription
from apps.core.tenancy import in_workspace


def send_notice(notice: Notice) -> None:
    """Send a notice to everybody who may change the plan, as one message. Raises NothingToTellError, OSError or SMTPException."""
    with in_workspace(notice.workspace_id):
        workspace = Workspace.objects.for_workspace(notice.workspace_id).get()
        to = _readers(workspace)
        context = {**_frame(workspace), **_about(notice, workspace)}
    if not to:
        raise NothingToTellError("Nobody is there who may change the plan.")
    get_adapter().render_mail(f"workspaces/email/plan_{notice.kind}", to, context).send()


def _readers(workspace: Workspace) -> list[str]:
    roles = [role for role in Role if rules.can(role, Permission.BILLING)]
    rows = Membership.objects.for_workspace(workspace).filter(role__in=roles, user__is_active=True)
    return sorted(rows.values_list("user__email", flat=True))


def _frame(workspace: Workspace) -> dict[str, Any]:
    address = reverse("workspace_plan", kwargs={"workspace_slug": workspace.slug})
    return {
        "site_url": settings.SITE_URL,
        "workspace": workspace.name,
        "address": f"{settings.SITE_URL}{address}",
    }


def _about(notice: Notice, workspace: Workspace) -> dict[str, Any]:
    if notice.kind == NoticeKind.PLAN_CHANGED:
        return _plan_change(notice)
    if notice.kind == NoticeKind.TRIAL_ENDING:
        return _trial(_found(PlanSubscription, workspace, notice))
    return _invoice(_found(Invoice, workspace, notice))


def _found(model: Any, workspace: Workspace, notice: Notice) -> Any:
    row = model.objects.for_workspace(workspace).filter(pk=notice.about_id).select_related("customer").first()
    if row is None:
        raise NothingToTellError("What the message is about is gone.")
    return row


def _plan_change(notice: Notice) -> dict[str, Any]:
    before, after = Plan(notice.plan_before), Plan(notice.plan_after)
    is_smaller = after.rank < before.rank
    return {
        "before": before.label,
        "after": after.label,
        "is_smaller": is_smaller,
        "grace_until": notice.noted_at + GRACE if is_smaller else None,
    }


def _trial(row: PlanSubscription) -> dict[str, Any]:
    return {
        "plan": row.get_plan_display(),
        "trial_ends_at": row.trial_ends_at,
        "has_card": row.customer.card is not None,
        "amount": str(row.money),
        "interval": "year" if row.interval == "year" else "month",
        "after": Plan(settings.WORKSPACE_PLAN).label,
    }


def _invoice(row: Invoice) -> dict[str, Any]:
    return {
        "number": str(row),
        "total": str(row.total_money),
        "made_at": row.made_at,
        "page_url": row.page_url,
        "pdf_url": row.pdf_url,
        "next_attempt_at": row.next_attempt_at,
    }
