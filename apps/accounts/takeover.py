"""Accounts made with somebody else's address."""

from typing import Any

from allauth.account.authentication import get_authentication_records
from allauth.account.models import EmailAddress
from allauth.account.signals import email_confirmed
from django.contrib import messages
from django.http import HttpRequest

from apps.accounts.models import User

_FORGOTTEN = (
    "The password chosen before this address was verified is gone, in case it was not yours. "
    "You can choose one under Password."
)


def forget_password_of_whoever_signed_up(
    *, request: HttpRequest, email_address: EmailAddress, **_: Any
) -> None:
    """Take the password from an account whose address is first proved by a sign-in code.

    Whoever signed up may have given another person's address and knows the password; who holds the mailbox must not
    share the account with them.
    """
    user = email_address.user
    records = get_authentication_records(request, user)
    if request.user.is_authenticated or not records or records[-1]["method"] != "code":
        return
    user.set_unusable_password()
    user.save(update_fields=["password"])
    messages.warning(request, _FORGOTTEN)


def clear_the_way(*, user: User, email: str) -> None:
    """Delete an account that holds the address and never proved it, before somebody else does.

    Nobody was ever let into it, so nothing is lost; left there, it would keep the address from whoever reads its mail.
    """
    unproved = User.objects.filter(email__iexact=email, last_login=None, is_staff=False).exclude(pk=user.pk)
    unproved.exclude(emailaddress__verified=True).delete()


def listen() -> None:
    """Hear of verified addresses from allauth, which asks nobody before it lets a code in."""
    email_confirmed.connect(forget_password_of_whoever_signed_up, dispatch_uid="accounts.takeover")
