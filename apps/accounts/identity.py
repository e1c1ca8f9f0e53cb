"""What the rest of the site may ask about a person who signs in."""

from allauth.account.adapter import get_adapter
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.http import HttpRequest

from apps.accounts.models import User


def client_address(request: HttpRequest) -> str:
    """Return the address a request came from, behind as many proxies as are ours and no more."""
    return str(get_adapter().get_client_ip(request))


def verified_addresses(user: User) -> frozenset[str]:
    """Return the addresses, in small letters, that the person has proved to read."""
    found = EmailAddress.objects.filter(user_id=user.pk, verified=True).values_list("email", flat=True)
    return frozenset(address.lower() for address in found)


def has_second_factor(user: User) -> bool:
    """Whether a password alone does not open the account: recovery codes stand in for a factor, they are none."""
    factors = (Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN)
    return bool(Authenticator.objects.filter(user_id=user.pk, type__in=factors).exists())
