"""Where allauth asks us: codes and mail, second factors, providers."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from allauth.socialaccount.models import SocialApp
from django.conf import settings
from django.http import Http404, HttpRequest
from django.utils.safestring import mark_safe

from apps.accounts import encryption
from apps.accounts.models import User
from apps.accounts.selectors import invitation_preview

_SITE_NAME = "ConductAtlas"
INVITATION = "invitation"  # where a session keeps the token of the invitation that its owner came with


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]  # allauth is published without types
    """Our words where a person got something wrong."""

    error_messages = DefaultAccountAdapter.error_messages | {
        "email_taken": "This address belongs to another account.",
        "email_password_mismatch": "No account has this address and this password.",
        "enter_current_password": "This is not your current password.",
        "incorrect_code": "This code is not right, or is too old.",
        "incorrect_password": "This is not your password.",
        "too_many_login_attempts": "Too many wrong attempts. Wait five minutes, or use a passkey.",
        "rate_limited": "Too many attempts. Wait a minute.",
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Whether this visitor may create an account: anybody where sign-up is open, else who brought an open invitation.

        The address is proved by a code all the same: a link may have been forwarded.
        """
        if settings.SIGNUP_OPEN:
            return True
        preview = invitation_preview(request.session.get(INVITATION, ""))
        return preview is not None and not preview.is_expired


class SecondFactorAdapter(DefaultMFAAdapter):  # type: ignore[misc]  # as above
    """Second factors: secrets sealed at rest, names a person recognises."""

    def encrypt(self, text: str) -> str:
        return encryption.encrypt(text)

    def decrypt(self, encrypted_text: str) -> str:
        return encryption.decrypt(encrypted_text)

    def build_totp_svg(self, url: str) -> str:
        """Return the QR code as an element of the page: a policy that allows no `data:` picture shows it too."""
        svg: str = super().build_totp_svg(url)
        return mark_safe(svg[svg.index("<svg") :])  # noqa: S308 - drawn by the library; the secret is in the dots

    def generate_authenticator_name(self, user: User, type: Authenticator.Type) -> str:  # noqa: A002 - allauth's name
        held = Authenticator.objects.filter(user_id=user.pk, type=type).count()
        return f"Passkey {held + 1}" if held else "Passkey"

    def _get_site_name(self) -> str:
        return _SITE_NAME


class ProviderAdapter(DefaultSocialAccountAdapter):  # type: ignore[misc]  # as above
    """Providers: one that has no keys does not exist."""

    def get_app(self, request: HttpRequest, provider: str, client_id: str | None = None) -> Any:
        try:
            return super().get_app(request, provider=provider, client_id=client_id)
        except SocialApp.DoesNotExist as error:
            raise Http404(f"{provider} has no keys") from error
