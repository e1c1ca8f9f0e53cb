"""Forms of allauth's that start from another answer."""

from typing import Any

from allauth.mfa.webauthn.forms import AddWebAuthnForm


class AddKeyForm(AddWebAuthnForm):  # type: ignore[misc]  # allauth is published without types
    """A new key, a passkey unless its owner says otherwise."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["passwordless"].initial = True
