"""E-mail: plain text that says everything, and the same as a page; one click ends it (RFC 8058)."""

from email.utils import parseaddr
from smtplib import SMTPDataError, SMTPException, SMTPRecipientsRefused
from typing import Final

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string

from apps.alerts.channels.base import Destination, Outcome, Payload, Result
from apps.alerts.channels.messages import AlertMessage, Message, ProofMessage, TestMessage
from apps.subscriptions.types import Disabled

# What a server answers where there is no such mailbox; other refusals may be over tomorrow.
_NO_MAILBOX: Final = frozenset({550, 551, 553})
_FOR_GOOD: Final = 500
_TEMPLATES: Final = {AlertMessage: "alert", TestMessage: "test", ProofMessage: "proof"}


class Email:
    def compose(self, message: Message, to: Destination) -> Payload:
        name = f"alerts/email/{_TEMPLATES[type(message)]}"
        context = {"message": message, "to": to, "site_url": settings.SITE_URL}
        subject = " ".join(render_to_string(f"{name}_subject.txt", context).split())
        text = render_to_string(f"{name}_message.txt", context)
        html = render_to_string(f"{name}_message.html", context)
        return Payload(text.encode(), shown=f"Subject: {subject}\n\n{text}", subject=subject, html=html)

    def send(self, payload: Payload, to: Destination) -> Outcome:
        mail = EmailMultiAlternatives(
            payload.subject, payload.body.decode(), to=[to.address], headers=_headers(to)
        )
        mail.attach_alternative(payload.html, "text/html")
        try:
            mail.send()
        except SMTPRecipientsRefused as error:
            return _refused(*next(iter(error.recipients.values())), is_mailbox=True)
        except SMTPDataError as error:
            return _refused(error.smtp_code, error.smtp_error, is_mailbox=False)
        except (OSError, SMTPException) as error:
            return Outcome(Result.LATER, "mail_unavailable", answer=_told(str(error)), is_ours=True)
        return Outcome(Result.DELIVERED)


def _headers(to: Destination) -> dict[str, str]:
    host = parseaddr(settings.DEFAULT_FROM_EMAIL)[1].rpartition("@")[2] or "localhost"
    # Asked for again it is another letter: mailboxes hide a second one of the same name.
    name = f"{to.message_id}.{to.replay}" if to.replay else to.message_id
    headers = {"Message-ID": f"<{name}@{host}>", "Auto-Submitted": "auto-generated"}
    if not to.unsubscribe_url:
        return headers
    return headers | {
        "List-Unsubscribe": f"<{to.unsubscribe_url}>",
        "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
    }


def _refused(status: int, said: bytes | str, *, is_mailbox: bool) -> Outcome:
    answer = _told(said.decode("utf-8", "replace") if isinstance(said, bytes) else said)
    if is_mailbox and status in _NO_MAILBOX:
        return Outcome(Result.PERMANENT, "no_mailbox", status, answer, disables=Disabled.REFUSED)
    result = Result.PERMANENT if status >= _FOR_GOOD and not is_mailbox else Result.LATER
    return Outcome(result, "refused", status, answer)


def _told(said: str) -> str:
    return " ".join(said.split())[:1000]
