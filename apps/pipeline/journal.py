"""A run told to a person at a terminal, as it happens."""

from datetime import timedelta

from django.conf import settings
from django.core.management.base import OutputWrapper

from apps.documents.models import Change, Health
from apps.pipeline.models import Run, RunOutcome
from apps.pipeline.stages.driving import drive_backlog, drive_run
from apps.pipeline.types import StepRecord

_PATIENCE = timedelta(minutes=10)


def drive_and_print(run: Run, out: OutputWrapper) -> Run:
    """Take the run through its stages, printing each step, then the outcome and where to read it."""
    out.write(f"{run.document.public_id}  {run.document.platform.name} · {run.document.title}")
    finished = drive_run(run, patience=_PATIENCE, on_step=lambda step: out.write(_line(step)))
    drive_backlog(run.document, on_step=lambda step: out.write(_line(step)))
    _print_outcome(finished, out)
    return finished


def _line(step: StepRecord) -> str:
    detail = f"  {step.detail}" if step.detail else ""
    return f"  {step.at:%H:%M:%S}  {step.stage:<10} {step.event}{detail}"


def _print_outcome(run: Run, out: OutputWrapper) -> None:
    health = Health.objects.get(document=run.document)
    out.write(f"  outcome  {run.get_outcome_display()}{f' ({run.cause})' if run.cause else ''}")
    out.write(f"  health   {health.get_state_display()} since {health.since:%Y-%m-%d %H:%M} UTC")
    if health.next_attempt_at:
        out.write(f"  next     {health.next_attempt_at:%Y-%m-%d %H:%M} UTC")
    is_news = run.outcome == RunOutcome.NEW_VERSION
    change = Change.objects.filter(to_version=run.version).first() if is_news else None
    if change is not None:
        out.write(f"  change   {settings.SITE_URL}{change.get_absolute_url()}")
    out.write(f"  page     {settings.SITE_URL}{run.document.get_absolute_url()}")
