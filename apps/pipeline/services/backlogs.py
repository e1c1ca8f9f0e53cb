"""Opening, claiming and closing backlogs. Every change of state is a conditional update that must hit one row."""

import uuid
from collections.abc import Iterable
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import F, Q, QuerySet

from apps.core import clock
from apps.documents.models import Document
from apps.pipeline.errors import ClaimLostError, NotClaimableError
from apps.pipeline.models import Backlog, Desk, State
from apps.pipeline.types import StepRecord

MAX_ATTEMPTS = 5  # without progress: then a version is a poison pill, and people are told
GIVEN_UP = "processing_failed"

_MOST_STEPS = 100  # lines of a journal; a long history keeps its latest


def open_backlogs(documents: Iterable[int], *, desk: Desk = Desk.PROVISIONS) -> list[Backlog]:
    """Leave these documents waiting at a desk, due at once; one that is being worked on stays with who has it.

    Whoever has it looks again for what waits before letting go (`close_backlog`), so what is recorded before this call is
    never forgotten.
    """
    numbers = list(documents)
    now = clock.now()
    Backlog.objects.bulk_create(
        (Backlog(document_id=number, desk=desk, next_attempt_at=now, updated_at=now) for number in numbers),
        ignore_conflicts=True,
    )
    theirs = Backlog.objects.filter(document__in=numbers, desk=desk)
    theirs.filter(state=State.FINISHED).update(
        state=State.WAITING, next_attempt_at=now, attempts=0, cause="", nudged_at=None, updated_at=now
    )
    return list(theirs.filter(state=State.WAITING))


def claim_backlog(*, document_id: int, desk: Desk = Desk.PROVISIONS) -> Backlog:
    """Take a document's backlog at a desk for one attempt; raise NotClaimableError when that is not ours to do.

    The claim is a lease, as of a run: the sweeper gives it back after `RUN_LEASE_SECONDS`.
    """
    now, claim = clock.now(), uuid.uuid4()
    theirs = Backlog.objects.filter(document=document_id, desk=desk)
    hit = theirs.filter(state=State.WAITING, next_attempt_at__lte=now).update(
        state=State.CLAIMED, claim=claim, claimed_at=now, attempts=F("attempts") + 1, updated_at=now
    )
    if hit != 1:
        raise NotClaimableError(f"the {desk} of document {document_id} are not waiting")
    backlog = theirs.select_related("document__platform").get()
    backlog.steps.clear()
    return backlog


def note_progress(backlog: Backlog, event: str, detail: str = "") -> None:
    """Add a line to the journal, and begin the lease and the count of attempts anew: something was done.

    Raises ClaimLostError when the backlog is in other hands.
    """
    _add(backlog, event, detail)
    _write(backlog, attempts=0, claimed_at=clock.now(), cause="", steps=backlog.steps)


def close_backlog(backlog: Backlog, *, is_done: bool) -> None:
    """Let go of a backlog: finished, or waiting for whoever comes next.

    Must run in the transaction that found out which, after `lock_backlog`: what is recorded meanwhile opens it again.
    """
    state = State.FINISHED if is_done else State.WAITING
    _write(
        backlog,
        state=state,
        claim=None,
        claimed_at=None,
        attempts=0,
        nudged_at=None,
        next_attempt_at=clock.now(),
        steps=backlog.steps,
    )


def pause_backlog(backlog: Backlog, *, until: datetime, cause: str, detail: str) -> None:
    """Put a backlog back to wait in the database, and say for what; raise ClaimLostError when it is in other hands."""
    _add(backlog, "waits", detail)
    _write(
        backlog,
        state=State.WAITING,
        claim=None,
        claimed_at=None,
        nudged_at=None,
        next_attempt_at=until,
        cause=cause,
        steps=backlog.steps,
    )


def lock_backlog(backlog: Backlog) -> None:
    """Hold the row until the transaction ends: nobody opens it between our last look and our letting go."""
    Backlog.objects.select_for_update().get(pk=backlog.pk)


def stuck_backlogs(*, limit: int) -> list[Backlog]:
    """Return claimed backlogs whose lease has run out, oldest first."""
    before = clock.now() - timedelta(seconds=settings.RUN_LEASE_SECONDS)
    return list(
        Backlog.objects.filter(state=State.CLAIMED, claimed_at__lt=before).order_by("claimed_at")[:limit]
    )


def return_backlog(backlog: Backlog) -> None:
    """Give a backlog whose worker died back to the queue; raise ClaimLostError when it is no longer in those hands."""
    _add(backlog, "worker lost", f"attempt {backlog.attempts}")
    _write(
        backlog,
        state=State.WAITING,
        claim=None,
        claimed_at=None,
        next_attempt_at=clock.now(),
        steps=backlog.steps,
    )


def give_up_backlog(backlog: Backlog) -> None:
    """Close a backlog that killed its workers; the next version, or a command, opens it again."""
    _add(backlog, "given up", f"interrupted {backlog.attempts} times without progress")
    _write(backlog, state=State.FINISHED, claim=None, claimed_at=None, cause=GIVEN_UP, steps=backlog.steps)


@transaction.atomic
def unheard_backlogs(*, quiet_for: timedelta, limit: int) -> list[Backlog]:
    """Return waiting backlogs whose nudge seems lost, and note that it is repeated now."""
    now = clock.now()
    quiet_since = now - quiet_for
    unheard = Q(nudged_at=None) | Q(nudged_at__lte=quiet_since)
    due = Backlog.objects.filter(unheard, state=State.WAITING, next_attempt_at__lte=quiet_since)
    backlogs = list(due.select_for_update(skip_locked=True).order_by("next_attempt_at")[:limit])
    Backlog.objects.filter(pk__in=[backlog.pk for backlog in backlogs]).update(nudged_at=now)
    return backlogs


def documents_in_hand(desk: Desk = Desk.PROVISIONS) -> QuerySet[Document]:
    """Return the documents that have an unfinished backlog at a desk, or one that was given up."""
    return Document.objects.filter(
        backlogs__in=Backlog.objects.filter(desk=desk).exclude(state=State.FINISHED, cause="")
    )


def _add(backlog: Backlog, event: str, detail: str) -> None:
    step = StepRecord(at=clock.now(), stage=backlog.desk, event=event, detail=detail[:500])
    backlog.steps.append(step.model_dump(mode="json"))
    del backlog.steps[:-_MOST_STEPS]


def _write(backlog: Backlog, **values: object) -> None:
    """Change the backlog while our claim holds."""
    values["updated_at"] = clock.now()
    hit = Backlog.objects.filter(pk=backlog.pk, claim=backlog.claim, state=State.CLAIMED).update(**values)
    if hit != 1:
        raise ClaimLostError(f"the backlog of document {backlog.document_id} is in other hands")
    for name, value in values.items():
        setattr(backlog, name, value)
