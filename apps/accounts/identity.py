"""What the rest of the site may ask about a person who signs in."""

from collections.abc import Iterable

from allauth.account.adapter import get_adapter
from allauth.mfa.models import Authenticator
from django.http import HttpRequest

from apps.accounts.models import User


def client_address(request: HttpRequest) -> str:
    """Return the address a request came from, behind as many proxies as are ours and no more."""
    return str(get_adapter().get_client_ip(request))


def has_second_factor(user: User) -> bool:
    """Whether a password alone does not open the account: recovery codes stand in for a factor, they are none."""
    return user.pk in people_with_second_factor([user.pk])


def people_with_second_factor(user_ids: Iterable[int]) -> frozenset[int]:
    """Return those of the people whom `has_second_factor` would call protected."""
    factors = (Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN)
    found = Authenticator.objects.filter(user_id__in=list(user_ids), type__in=factors)
    return frozenset(found.values_list("user_id", flat=True))
