"""What an operator does for people: lets them in without their asking, helps them when they are locked out."""

from allauth.account.adapter import get_adapter
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.db import transaction

from apps.accounts.models import User
from apps.accounts.services.sessions import end_sessions


@transaction.atomic
def admit_person(*, email: str, password: str) -> User:
    """Return the person with this address, verified and with this password; created when there is none."""
    user = User.objects.filter(email__iexact=email).first() or User(email=User.objects.normalize_email(email))
    user.set_password(password)
    user.save()
    EmailAddress.objects.update_or_create(
        user=user, email=user.email.lower(), defaults={"verified": True, "primary": True}
    )
    return user


@transaction.atomic
def forget_second_factors(*, user: User) -> int:
    """Take every second factor and session from a person who has lost the device and the codes; return how many factors.

    They are told by e-mail, since somebody else may have asked for it in their name.
    """
    forgotten: int
    forgotten, _ = Authenticator.objects.filter(user_id=user.pk).delete()
    end_sessions(user=user)
    transaction.on_commit(lambda: _tell_of_forgotten_factors(user))
    return forgotten


def _tell_of_forgotten_factors(user: User) -> None:
    context = {"site_url": settings.SITE_URL}
    get_adapter().render_mail("account/email/second_factors_forgotten", user.email, context).send()
