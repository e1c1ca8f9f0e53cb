"""Telling those who pay for a workspace: what is due is noted, then each message is claimed, sent and settled."""

from collections.abc import Iterator
from smtplib import SMTPException

from apps.billing.errors import NothingToTellError
from apps.billing.mail import send_notice
from apps.billing.services import noticing


def send_notices() -> Iterator[tuple[int, str]]:
    """Send what is due; yield each notice's number with what came of it: "sent", or an error's code.

    A worker that dies between sending and writing that down leaves its claim, and the message is sent again after the lease.
    """
    noticing.note_what_is_due()
    for workspace_id, notice_id in noticing.due_notices():
        notice = noticing.claim_notice(workspace_id, notice_id)
        if notice is None:
            continue
        try:
            send_notice(notice)
        except NothingToTellError as error:
            noticing.give_up_notice(notice, code=error.code)
            yield notice_id, error.code
        except (OSError, SMTPException):
            noticing.put_back_notice(notice, code="mail_unavailable")
            yield notice_id, "mail_unavailable"
        else:
            noticing.settle_notice(notice)
            yield notice_id, "sent"
