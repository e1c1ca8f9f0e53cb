"""What an operator does for people: lets them in without their asking, helps them when they are locked out."""

from collections.abc import Iterable

from allauth.account.adapter import get_adapter
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.contrib.auth.models import Permission
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
def appoint_editor(*, user: User, permissions: Iterable[str] = ()) -> None:
    """Let a person judge analyses, and do what these permissions allow, such as "billing.add_grant".

    Staff sign in by no workspace's provider, and are not forgotten as unproved.
    """
    user.is_staff = True
    user.save(update_fields=["is_staff"])
    for permission in permissions:
        app, _, codename = permission.partition(".")
        user.user_permissions.add(Permission.objects.get(content_type__app_label=app, codename=codename))


@transaction.atomic
def dismiss_editor(*, user: User) -> None:
    """Take all of that from a person again; what they decided stays."""
    user.is_staff = user.is_superuser = False
    user.save(update_fields=["is_staff", "is_superuser"])
    user.user_permissions.clear()


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
