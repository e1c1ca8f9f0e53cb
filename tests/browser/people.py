"""A person with everything an account can have, and browsers at every step of the way in."""

from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.test import Client
from django.urls import reverse

from apps.accounts.models import User
from apps.accounts.services.account_deletion import GRACE
from apps.core import clock
from tests.accounts.signin.people import EMAIL, PASSWORD, latest_code, make_person, prove_again, sign_in
from tests.browser.steps import Step, session_of

FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:145.0) Gecko/20100101 Firefox/145.0"
SAFARI = (
    "Mozilla/5.0 (iPhone; CPU iPhone OS 19_1 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) "
    "Version/19.1 Mobile/15E148 Safari/604.1"
)
_LONG = "a.very.long.name.of.somebody.with.many.given.names@a-long-name-of-a-company.example.com"


def build_steps() -> dict[str, Step]:
    """Return every page of signing in and of one's own account, by the names of `visits.ACCOUNT_PAGES`."""
    person = make_person(EMAIL)
    careful = make_person("careful@example.com")
    _set_up_app(careful)
    novice = _signed_in(make_person(_LONG))
    owner = _signed_in(person)
    sign_in(Client(headers={"User-Agent": SAFARI}, REMOTE_ADDR="2001:db8:85a3:8d3:1319:8a2e:370:7348"))
    _set_up_app(person)
    key = _two_keys(person)
    return {
        **{name: Step(reverse(address)) for name, address in _OF_ANYBODY.items()},
        **_on_the_way_in(careful),
        **{name: Step(reverse(address), novice) for name, address in _OF_A_NOVICE.items()},
        **{name: Step(reverse(address), owner) for name, address in _OF_AN_OWNER.items()},
        "key-rename": Step(reverse("mfa_edit_webauthn", args=[key]), owner),
        "own-data-leaving": Step(reverse("own_data"), _leaving()),
        "key-remove": Step(reverse("mfa_remove_webauthn", args=[key]), owner),
    }


def _leaving() -> str:
    """Return the session of somebody whose account will be erased, and who has come back."""
    person = make_person("leaving@example.com")
    User.objects.filter(pk=person.pk).update(deletion_due_at=clock.now() + GRACE)
    return _signed_in(person)


_OF_ANYBODY = {
    "sign-in": "account_login",
    "sign-up": "account_signup",
    "ask-for-code": "account_request_login_code",
    "forgotten-password": "account_reset_password",
    "password-changed": "account_password_reset_completed",
    "closed-account": "account_inactive",
    "provider-cancelled": "socialaccount_login_cancelled",
    "provider-failed": "socialaccount_login_error",
}
_OF_A_NOVICE = {
    "email": "account_email",
    "two-factor-off": "mfa_index",
    "app-set-up": "mfa_activate_totp",
    "keys-none": "mfa_list_webauthn",
    "key-add": "mfa_add_webauthn",
    "connections": "socialaccount_connections",
    "sign-out": "account_logout",
    "profile": "profile",
    "own-data": "own_data",
    "own-data-export": "own_data_export",
    "own-data-delete": "own_data_delete",
}
_OF_AN_OWNER = {
    "home-signed-in": "home",
    "password": "account_change_password",
    "two-factor-on": "mfa_index",
    "app-switch-off": "mfa_deactivate_totp",
    "keys": "mfa_list_webauthn",
    "recovery-codes": "mfa_view_recovery_codes",
    "recovery-codes-new": "mfa_generate_recovery_codes",
    "sessions": "usersessions_list",
    "still-you": "account_reauthenticate",
    "still-you-code": "mfa_reauthenticate",
}


def _on_the_way_in(careful: User) -> dict[str, Step]:
    asked, new, forgetful, sure, second = (Client() for _ in range(5))
    asked.post(reverse("account_request_login_code"), {"email": EMAIL})
    new.post(reverse("account_signup"), {"email": "new@example.com", "password1": PASSWORD})
    forgetful.post(reverse("account_reset_password"), {"email": EMAIL})
    sure.post(reverse("account_reset_password"), {"email": EMAIL})
    sure.post(reverse("account_confirm_password_reset_code"), {"code": latest_code()})
    sign_in(second, careful.email)
    return {
        "enter-code": Step(reverse("account_confirm_login_code"), session_of(asked)),
        "verify-address": Step(reverse("account_email_verification_sent"), session_of(new)),
        "enter-reset-code": Step(reverse("account_confirm_password_reset_code"), session_of(forgetful)),
        "new-password": Step(reverse("account_complete_password_reset"), session_of(sure)),
        "second-step": Step(reverse("mfa_authenticate"), session_of(second)),
    }


def _signed_in(person: User) -> str:
    """Return the session of a browser in which the person has just proved who they are, twice."""
    client = Client(headers={"User-Agent": FIREFOX}, REMOTE_ADDR="198.51.100.7")
    sign_in(client, person.email)
    prove_again(client)
    return session_of(client)


def _set_up_app(person: User) -> None:
    TOTP.activate(person, generate_totp_secret())
    RecoveryCodes.activate(person)


def _two_keys(person: User) -> int:
    """Store two keys as far as pages show them; return the number of one."""
    for name, is_passkey in (
        ("Passkey", True),
        ("The key on the key ring that is in the drawer at home", False),
    ):
        credential = {"clientExtensionResults": {"credProps": {"rk": is_passkey}}}
        key = Authenticator.objects.create(
            user=person, type=Authenticator.Type.WEBAUTHN, data={"name": name, "credential": credential}
        )
    number: int = key.pk
    return number
