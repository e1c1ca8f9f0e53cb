"""What people give for single sign-on: to come in by it, and to set it up."""

from typing import Any, ClassVar

from django import forms

from apps.accounts.types import Protocol

_MOST_METADATA = 500_000


class SignOnForm(forms.Form):
    email = forms.EmailField(
        label="Work e-mail address",
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "username"}),
    )


class SignOnDomainForm(forms.Form):
    domain = forms.CharField(
        label="Domain", max_length=253, help_text="What stands behind the @ in your colleagues' addresses."
    )


class SamlForm(forms.Form):
    """One of three ways to describe a SAML provider; the first that is given counts."""

    metadata_url = forms.URLField(
        label="Address of the metadata",
        max_length=2000,
        required=False,
        assume_scheme="https",
        help_text="The best way, if your provider has one. It is read when you save.",
    )
    metadata = forms.CharField(
        label="Or the metadata itself",
        max_length=_MOST_METADATA,
        required=False,
        widget=forms.Textarea(attrs={"rows": 4, "spellcheck": "false"}),
        help_text="The whole XML.",
    )
    issuer = forms.CharField(label="Or its parts: entity ID", max_length=1024, required=False)
    sign_on_url = forms.URLField(
        label="Sign-on address", max_length=2000, required=False, assume_scheme="https"
    )
    certificates = forms.CharField(
        label="Signing certificate",
        max_length=_MOST_METADATA,
        required=False,
        widget=forms.Textarea(attrs={"rows": 4, "spellcheck": "false"}),
        help_text="PEM. Two or more, one after the other, while you change keys.",
    )

    def clean(self) -> dict[str, Any]:
        given = super().clean() or self.cleaned_data
        has_parts = all(given.get(part) for part in ("issuer", "sign_on_url", "certificates"))
        if not (self.errors or given.get("metadata_url") or given.get("metadata") or has_parts):
            raise forms.ValidationError(
                "Give the metadata, or the entity ID, sign-on address and certificate."
            )
        return given


class OidcForm(forms.Form):
    """An OpenID provider; the secret is never shown again."""

    issuer = forms.CharField(
        label="Issuer",
        max_length=1024,
        help_text="Exactly as the provider writes it, such as https://login.example.com.",
    )
    client_id = forms.CharField(label="Client ID", max_length=500)
    client_secret = forms.CharField(
        label="Client secret",
        max_length=1000,
        required=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "off"}),
        help_text="Kept sealed and never shown. Leave it empty to keep the one there is.",
    )
    trusts_unmarked = forms.BooleanField(
        label="Believe addresses that are not marked as verified",
        required=False,
        help_text="For Microsoft Entra, which marks none. Only where nobody can change their own address at the provider.",
    )


class SignOnRulesForm(forms.Form):
    require_sign_on = forms.BooleanField(
        label="Require single sign-on",
        required=False,
        help_text="Members with an address in a proved domain come in by it only. Owners may still come their own way.",
    )
    counts_as_second_factor = forms.BooleanField(
        label="Our provider asks for a second factor itself",
        required=False,
        help_text="Then coming by it is enough where the workspace requires a second factor.",
    )
    admits_foreign_sign_on = forms.BooleanField(
        label="Admit members whom another workspace's provider has signed in",
        required=False,
        help_text="Otherwise they sign in their own way to come here.",
    )
    names: ClassVar[tuple[str, ...]] = (
        "require_sign_on",
        "counts_as_second_factor",
        "admits_foreign_sign_on",
    )


PROTOCOL_FORMS: dict[str, type[forms.Form]] = {Protocol.SAML: SamlForm, Protocol.OIDC: OidcForm}
