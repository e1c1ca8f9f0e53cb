"""Letters as a queue: claimed before they are sent, settled or put back after. Each kind of them says what it opens and composes.

A worker that dies before the mail server has taken a message leaves its claim, and the message is sent after the lease. One that dies
between the server's answer and writing it down has it sent again under the same name, by which mail programs show it once.
"""

import uuid
from datetime import datetime, timedelta
from typing import Final, TypeVar

from django.conf import settings
from django.db.models import F, Q

from apps.alerts.errors import ClaimLostError
from apps.alerts.models import Letter, LetterState
from apps.core import clock
from apps.core.scoped import ScopedManager
from apps.core.tenancy import in_workspace

MAX_ATTEMPTS: Final = 12
_FIRST_PAUSE: Final = timedelta(minutes=1)
_LONGEST_PAUSE: Final = timedelta(hours=6)

AnyLetter = TypeVar("AnyLetter", bound=Letter)


def due_letters(letters: ScopedManager[AnyLetter], *, limit: int = 200) -> list[tuple[int, int]]:
    """Return what is to be sent, as numbers of workspace and letter: what waits, and what a dead worker had in hand."""
    now = clock.now()
    with letters.across_workspaces(reason="mail to be sent") as rows:
        due = rows.filter(_to_be_sent(now)).order_by("next_attempt_at", "pk")
        return list(due.values_list("workspace_id", "pk")[:limit])


def claim_letter(letters: ScopedManager[AnyLetter], workspace_id: int, number: int) -> AnyLetter | None:
    """Take a letter to send it; None where somebody else has it, or has sent it."""
    now = clock.now()
    with in_workspace(workspace_id):
        rows = letters.for_workspace(workspace_id).filter(pk=number)
        hit = rows.filter(_to_be_sent(now)).update(
            state=LetterState.CLAIMED, claim=uuid.uuid4(), claimed_at=now, attempts=F("attempts") + 1
        )
        return rows.first() if hit else None


def put_back(letter: Letter, *, code: str) -> None:
    """Let it wait, each time longer; after the last attempt it is given up. Raises ClaimLostError."""
    if letter.attempts >= MAX_ATTEMPTS:
        give_up(letter, code=code)
        return
    pause = min(_FIRST_PAUSE * 2 ** (letter.attempts - 1), _LONGEST_PAUSE)
    write(letter, state=LetterState.WAITING, next_attempt_at=clock.now() + pause, error=code)


def give_up(letter: Letter, *, code: str) -> None:
    """Send it no more: nobody is there to read it, or mail did not go for two days. Raises ClaimLostError."""
    write(letter, state=LetterState.FAILED, done_at=clock.now(), error=code)


def write(letter: Letter, **fields: object) -> None:
    """Change the row while our claim holds, and end the claim. Raises ClaimLostError."""
    letters: ScopedManager[Letter] = type(letter).objects
    with in_workspace(letter.workspace_id):
        rows = letters.for_workspace(letter.workspace_id)
        ours = rows.filter(pk=letter.pk, claim=letter.claim, state=LetterState.CLAIMED)
        if ours.update(**fields, claim=None, claimed_at=None) != 1:
            raise ClaimLostError(f"{letter} is in other hands.")


def _to_be_sent(now: datetime) -> Q:
    lease = timedelta(seconds=settings.RUN_LEASE_SECONDS)
    waits = Q(state=LetterState.WAITING, next_attempt_at__lte=now)
    return waits | Q(state=LetterState.CLAIMED, claimed_at__lt=now - lease)
