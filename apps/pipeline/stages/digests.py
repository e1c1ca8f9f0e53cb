"""The digests stage: who is due gets a digest opened, and each is claimed, composed, sent and settled."""

from collections.abc import Iterator
from dataclasses import dataclass
from smtplib import SMTPException

from apps.alerts.errors import ClaimLostError, NobodyToWriteError
from apps.alerts.mail import send_letter
from apps.alerts.models import Digest
from apps.alerts.services import digesting, outbox
from apps.alerts.services.mail_choices import give_choices, reckon_stale


@dataclass(frozen=True, slots=True)
class Due:
    """What was found to be due. `waiting` are numbers of workspace and digest."""

    opened: int
    waiting: tuple[tuple[int, int], ...]


def find_due_digests() -> Due:
    """Give new members their choice, heed zones and plans that changed, open what is due, and list what waits, of dead workers too."""
    give_choices()
    reckon_stale()
    opened = digesting.open_due_digests()
    return Due(opened, tuple(outbox.due_letters(Digest.objects)))


def send_digests(waiting: tuple[tuple[int, int], ...]) -> Iterator[tuple[int, str]]:
    """Send these; yield each one's number with what came of it: "sent", "quiet", or an error's code."""
    for workspace_id, number in waiting:
        digest = outbox.claim_letter(Digest.objects, workspace_id, number)
        if digest is None:
            continue
        try:
            yield number, _send(digest)
        except ClaimLostError as error:
            yield number, error.code


def _send(digest: Digest) -> str:
    try:
        letter = digesting.compose(digest)
        if letter.is_due:
            send_letter(letter)
    except NobodyToWriteError as error:
        outbox.give_up(digest, code=error.code)
        return error.code
    except (OSError, SMTPException):
        outbox.put_back(digest, code="mail_unavailable")
        return "mail_unavailable"
    digesting.settle(letter)
    return "sent" if letter.is_due else "quiet"
