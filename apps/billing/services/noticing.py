"""What those who pay are told: found in the rows, noted once, claimed by whoever sends it.

Times of trials and invoices are compared with the time at Stripe when they were read, never with our clock.
"""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any, Final

from django.db.models import Exists, F, OuterRef, Q, Value

from apps.accounts.models import Workspace
from apps.accounts.types import Change
from apps.billing.models import Invoice, Notice, NoticeKind, NoticeState, PlanSubscription
from apps.billing.types import Status
from apps.core import clock
from apps.core.tenancy import in_workspace

TRIAL_NOTICE: Final = timedelta(days=3)  # before the trial ends
TOLD_FOR: Final = timedelta(days=7)  # an invoice that is older when it is first seen is history
LEASE: Final = timedelta(minutes=10)
MAX_ATTEMPTS: Final = 12
_FIRST_PAUSE: Final = timedelta(minutes=1)
_LONGEST_PAUSE: Final = timedelta(hours=6)
_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
_MOST: Final = 500


def note_plan_change(row: Workspace, changes: Mapping[str, Change], *, entry_id: int) -> None:
    """Note that the plan changed, in the transaction that changes it; further seats alone are no news."""
    if "plan" not in changes:
        return
    before, after = changes["plan"]
    _note(row.pk, NoticeKind.PLAN_CHANGED, entry_id, plan_before=before, plan_after=after)


def note_what_is_due() -> int:
    """Note the trials that end soon, the payments that failed and the invoices that were paid; return how many.

    Safe to repeat: each is noted once, by a constraint.
    """
    with PlanSubscription.objects.across_workspaces(reason="trials that end soon") as rows:
        trials = list(_ending_trials(rows))
    with Invoice.objects.across_workspaces(reason="invoices to be told of") as invoices:
        failed, paid = list(_failed_payments(invoices)), list(_paid_invoices(invoices))
    for row in trials:
        assert row.trial_ends_at is not None  # noqa: S101 - filtered for
        day = (row.trial_ends_at - _EPOCH).days
        _note(row.workspace_id, NoticeKind.TRIAL_ENDING, row.pk, turn=day)
    for invoice in failed:
        _note(invoice.workspace_id, NoticeKind.PAYMENT_FAILED, invoice.pk, turn=invoice.attempts)
    for invoice in paid:
        _note(invoice.workspace_id, NoticeKind.INVOICE, invoice.pk)
    return len(trials) + len(failed) + len(paid)


def due_notices() -> list[tuple[int, int]]:
    """Return what is to be sent, as numbers of workspace and notice: what waits, and what a dead worker had in hand."""
    now = clock.now()
    with Notice.objects.across_workspaces(reason="messages about plans to be sent") as notices:
        due = notices.filter(_to_be_sent(now)).order_by("next_attempt_at")
        return list(due.values_list("workspace_id", "pk")[:_MOST])


def claim_notice(workspace_id: int, notice_id: int) -> Notice | None:
    """Take a notice to send it; None where somebody else has it, or has sent it."""
    now = clock.now()
    with in_workspace(workspace_id):
        rows = Notice.objects.for_workspace(workspace_id).filter(pk=notice_id)
        hit = rows.filter(_to_be_sent(now)).update(
            state=NoticeState.CLAIMED, claimed_at=now, attempts=F("attempts") + 1
        )
        return rows.first() if hit else None


def settle_notice(notice: Notice) -> None:
    """Write down that it was sent."""
    _update(notice, state=NoticeState.SENT, claimed_at=None, sent_at=clock.now(), error="")


def put_back_notice(notice: Notice, *, code: str) -> None:
    """Let it wait, each time longer; after the last attempt it is given up."""
    if notice.attempts >= MAX_ATTEMPTS:
        give_up_notice(notice, code=code)
        return
    pause = min(_FIRST_PAUSE * 2 ** (notice.attempts - 1), _LONGEST_PAUSE)
    _update(
        notice,
        state=NoticeState.WAITING,
        claimed_at=None,
        next_attempt_at=clock.now() + pause,
        error=code,
    )


def give_up_notice(notice: Notice, *, code: str) -> None:
    """Send it no more: nobody is there to read it, or what it is about is gone."""
    _update(notice, state=NoticeState.GIVEN_UP, claimed_at=None, error=code)


def _to_be_sent(now: datetime) -> Q:
    waits = Q(state=NoticeState.WAITING, next_attempt_at__lte=now)
    return waits | Q(state=NoticeState.CLAIMED, claimed_at__lt=now - LEASE)


def _ending_trials(rows: Any) -> Any:
    soon = F("customer__mirrored_at") + Value(TRIAL_NOTICE)
    trials = rows.filter(status=Status.TRIALING, trial_ends_at__lte=soon)
    trials = trials.filter(cancels_at=None, cancels_at_period_end=False)
    return trials.exclude(_is_noted(NoticeKind.TRIAL_ENDING))[:_MOST]


def _failed_payments(invoices: Any) -> Any:
    open_ones = invoices.filter(status="open", attempts__gt=0, amount_due__gt=0)
    return open_ones.exclude(_is_noted(NoticeKind.PAYMENT_FAILED, turn=OuterRef("attempts")))[:_MOST]


def _paid_invoices(invoices: Any) -> Any:
    lately = F("customer__mirrored_at") - Value(TOLD_FOR)
    paid = invoices.filter(status="paid", amount_paid__gt=0, made_at__gte=lately)
    return paid.exclude(_is_noted(NoticeKind.INVOICE))[:_MOST]


def _is_noted(kind: NoticeKind, **more: Any) -> Exists:
    """Ask whether the row of the query around was told of. Row security shows all of them inside `across_workspaces`."""
    with Notice.objects.across_workspaces(reason="what was told already") as notices:
        return Exists(
            notices.filter(kind=kind, workspace_id=OuterRef("workspace_id"), about_id=OuterRef("pk"), **more)
        )


def _note(workspace_id: int, kind: NoticeKind, about_id: int, **fields: Any) -> None:
    now = clock.now()
    with in_workspace(workspace_id):
        Notice.objects.for_workspace(workspace_id).bulk_create(
            [
                Notice(
                    workspace_id=workspace_id,
                    kind=kind,
                    about_id=about_id,
                    next_attempt_at=now,
                    noted_at=now,
                    **fields,
                )
            ],
            ignore_conflicts=True,
        )


def _update(notice: Notice, **fields: Any) -> None:
    with in_workspace(notice.workspace_id):
        rows = Notice.objects.for_workspace(notice.workspace_id)
        rows.filter(pk=notice.pk, state=NoticeState.CLAIMED).update(**fields)
