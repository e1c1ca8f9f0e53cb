"""All the Celery there is: ids in, one stage, the next nudge out."""

from apps.pipeline.tasks.rounds import capture, capture_in_browser, extract
from apps.pipeline.tasks.upkeep import forget_expired_sessions, open_due_runs, sweep_runs

__all__ = [
    "capture",
    "capture_in_browser",
    "extract",
    "forget_expired_sessions",
    "open_due_runs",
    "sweep_runs",
]
