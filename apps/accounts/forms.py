"""Forms of allauth's that start from another answer, or take it otherwise."""

from typing import Any

from allauth.account.forms import BaseConfirmCodeForm, ConfirmEmailVerificationCodeForm
from allauth.mfa.webauthn.forms import AddWebAuthnForm

from apps.accounts.takeover import clear_the_way


class AddKeyForm(AddWebAuthnForm):  # type: ignore[misc]  # allauth is published without types
    """A new key, a passkey unless its owner says otherwise."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["passwordless"].initial = True


class ProveAddressForm(ConfirmEmailVerificationCodeForm):  # type: ignore[misc]  # as above
    """The code sent to an address. Whoever enters it reads the mail, so an account that only claimed the address goes."""

    def clean_code(self) -> str:
        BaseConfirmCodeForm.clean_code(self)  # raises unless the code is right
        clear_the_way(user=self.user, email=self.email)
        return str(super().clean_code())
