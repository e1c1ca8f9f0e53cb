"""All the Celery there is: ids in, one stage, the next nudge out."""

from apps.pipeline.tasks.alerts import note_history, open_fan_outs, raise_alerts
from apps.pipeline.tasks.billing import apply_billing_event, reconcile_billing, sweep_billing
from apps.pipeline.tasks.deliveries import (
    find_due_deliveries,
    forget_payloads,
    send_deliveries,
    tell_of_disabled_channels,
)
from apps.pipeline.tasks.desks import analyses, find_unread, provisions, questions, sweep_backlogs
from apps.pipeline.tasks.digests import send_digests
from apps.pipeline.tasks.dossiers import make_dossier, sweep_dossiers
from apps.pipeline.tasks.evidence import append_to_ledger, seal_ledger, stamp_checkpoints
from apps.pipeline.tasks.looks import look_at_address, look_at_address_in_browser, sweep_addresses
from apps.pipeline.tasks.notices import send_billing_notices
from apps.pipeline.tasks.reminders import send_reminders
from apps.pipeline.tasks.reviews import end_acceptances, follow_up, open_follow_ups
from apps.pipeline.tasks.rounds import capture, capture_in_browser, extract
from apps.pipeline.tasks.upkeep import (
    erase_accounts,
    erase_workspaces,
    forget_audit_entries,
    forget_expired_sessions,
    forget_unused,
    open_due_runs,
    sweep_runs,
)

__all__ = [
    "analyses",
    "append_to_ledger",
    "apply_billing_event",
    "capture",
    "capture_in_browser",
    "end_acceptances",
    "erase_accounts",
    "erase_workspaces",
    "extract",
    "find_due_deliveries",
    "find_unread",
    "follow_up",
    "forget_audit_entries",
    "forget_expired_sessions",
    "forget_payloads",
    "forget_unused",
    "look_at_address",
    "look_at_address_in_browser",
    "make_dossier",
    "note_history",
    "open_due_runs",
    "open_fan_outs",
    "open_follow_ups",
    "provisions",
    "questions",
    "raise_alerts",
    "reconcile_billing",
    "seal_ledger",
    "send_billing_notices",
    "send_deliveries",
    "send_digests",
    "send_reminders",
    "stamp_checkpoints",
    "sweep_addresses",
    "sweep_backlogs",
    "sweep_billing",
    "sweep_dossiers",
    "sweep_runs",
    "tell_of_disabled_channels",
]
