"""Going to a provider and coming back, for the browser in which it happens.

What was asked is kept in the session and taken out when an answer comes: an answer is good for the browser that asked, once.
"""

import json
import secrets
import time
from datetime import UTC, datetime
from typing import Any, Final

from allauth.account.adapter import get_adapter
from allauth.account.internal.flows.login import record_authentication
from allauth.account.utils import perform_login
from cryptography.fernet import InvalidToken
from django.conf import settings
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse

from apps.accounts.admission import METHOD, note_sign_on
from apps.accounts.encryption import CLIENT_SECRETS, SIGN_ON_ANSWERS, decrypt, encrypt
from apps.accounts.models import IdentityProvider
from apps.accounts.services.sign_ons import SignedOn, accept_sign_on
from apps.accounts.signon import oidc, saml
from apps.accounts.signon.refusals import Refusal, SignOnRefusedError
from apps.accounts.signon.types import OidcAsked, OidcProvider, SamlProvider, ServiceParty, Vouched
from apps.accounts.types import Actor, Protocol
from apps.core import clock

ASKED_FOR: Final = 15 * 60  # seconds in which a person can sign in at the provider
_SEALED_FOR = 120  # seconds between the provider's post and the visit it leads to
_KEY: Final = "single_sign_on_asked"


def begin(request: HttpRequest, provider: IdentityProvider, *, email: str, next_url: str) -> str:
    """Note what is asked, and return where to send the person; raises SignOnRefusedError if the provider does not answer."""
    state, nonce, verifier = f"_{secrets.token_hex(20)}", secrets.token_urlsafe(32), secrets.token_urlsafe(48)
    if provider.protocol == Protocol.SAML:
        where = saml.request_url(
            saml_provider(provider), service_party(provider.public_id), request_id=state, now=clock.now()
        )
    else:
        asked = OidcAsked(callback_url(provider.public_id), nonce, verifier)
        where = oidc.request_url(oidc_provider(provider), asked, state=state, email=email)
    request.session[_KEY] = {
        "provider": provider.public_id,
        "state": state,
        "nonce": nonce,
        "verifier": verifier,
        "next": next_url if get_adapter(request).is_safe_url(next_url) else "",
        "at": time.time(),
    }
    return where


def sealed_answer(provider: IdentityProvider, encoded: str) -> str:
    """Return what a SAML provider posted, read and sealed, to be carried by the browser to `finish_saml`.

    The post comes from another site and so without the session's cookie: whether this browser asked cannot be seen yet.
    """
    answer = saml.read_answer(
        encoded, provider=saml_provider(provider), us=service_party(provider.public_id), now=clock.now()
    )
    vouched = answer.vouched
    plain = {
        "provider": provider.public_id,
        "in_response_to": answer.in_response_to,
        "email": vouched.email,
        "subject": vouched.subject,
        "used": vouched.used,
        "valid_until": vouched.valid_until.timestamp(),
    }
    return encrypt(json.dumps(plain), SIGN_ON_ANSWERS)


def finish_saml(
    request: HttpRequest, provider: IdentityProvider, sealed: str, *, visitor: Actor
) -> HttpResponseBase:
    """Sign in whom the answer vouches for, if this browser asked for it; raises SignOnRefusedError."""
    try:
        answer = json.loads(decrypt(sealed, SIGN_ON_ANSWERS, good_for=_SEALED_FOR))
    except InvalidToken as error:
        raise SignOnRefusedError(Refusal.EXPIRED, "the sealed answer") from error
    asked = _take(request, provider, answer["in_response_to"])
    if answer["provider"] != provider.public_id:
        raise SignOnRefusedError(Refusal.UNASKED, "an answer of another provider")
    vouched = Vouched(
        answer["email"],
        answer["subject"],
        answer["used"],
        datetime.fromtimestamp(answer["valid_until"], tz=UTC),
    )
    signed = accept_sign_on(provider=provider, vouched=vouched, visitor=visitor)
    return _enter(request, provider, signed, asked["next"])


def finish_oidc(request: HttpRequest, provider: IdentityProvider, *, visitor: Actor) -> HttpResponseBase:
    """Exchange the code of the present visit and sign in whom it vouches for; raises SignOnRefusedError."""
    asked = _take(request, provider, request.GET.get("state", ""))
    if "error" in request.GET or not request.GET.get("code"):
        raise SignOnRefusedError(Refusal.UNSUCCESSFUL, request.GET.get("error", "no code")[:100])
    if request.GET.get("iss", provider.issuer) != provider.issuer:
        raise SignOnRefusedError(Refusal.ISSUER, "iss")  # RFC 9207
    proofs = OidcAsked(callback_url(provider.public_id), asked["nonce"], asked["verifier"])
    vouched = oidc.read_code(
        request.GET["code"], provider=oidc_provider(provider), asked=proofs, now=clock.now()
    )
    signed = accept_sign_on(provider=provider, vouched=vouched, visitor=visitor)
    return _enter(request, provider, signed, asked["next"])


def saml_provider(provider: IdentityProvider) -> SamlProvider:
    marker = "-----END CERTIFICATE-----\n"
    pems = tuple(block + marker for block in provider.certificates.split(marker)[:-1])
    return SamlProvider(provider.issuer, provider.sign_on_url, pems)


def oidc_provider(provider: IdentityProvider) -> OidcProvider:
    secret = decrypt(provider.client_secret_sealed, CLIENT_SECRETS)
    return OidcProvider(provider.issuer, provider.client_id, secret, provider.trusts_unmarked)


def service_party(public_id: str) -> ServiceParty:
    """Return what we are to the workspace's SAML provider; each workspace is another service, so that audiences differ."""
    return ServiceParty(
        entity_id=_address("sign_on_metadata", public_id), acs_url=_address("sign_on_acs", public_id)
    )


def callback_url(public_id: str) -> str:
    return _address("sign_on_callback", public_id)


def _address(url_name: str, public_id: str) -> str:
    # Never from the request: a Host header must not choose whom a provider answers.
    return f"{settings.SITE_URL}{reverse(url_name, kwargs={'public_id': public_id})}"


def _take(request: HttpRequest, provider: IdentityProvider, state: str) -> dict[str, Any]:
    """Take what this browser has asked out of its session; raises SignOnRefusedError unless this is the answer to it."""
    asked: dict[str, Any] = request.session.pop(_KEY, {})
    is_answer = (
        asked.get("provider") == provider.public_id
        and secrets.compare_digest(str(asked["state"]).encode(), state.encode())
        and time.time() - asked["at"] < ASKED_FOR
    )
    if not is_answer:
        raise SignOnRefusedError(Refusal.UNASKED)
    return asked


def _enter(
    request: HttpRequest, provider: IdentityProvider, signed: SignedOn, next_url: str
) -> HttpResponseBase:
    """Sign the person in as allauth does: a second step of their own is asked for, the session is theirs and new."""
    where = next_url or reverse("workspace", kwargs={"workspace_slug": signed.workspace.slug})
    if request.user.pk == signed.user.pk:
        # Whatever let them in before counts still: the provider's word is added to it.
        note_sign_on(request, signed.user, provider)
        return redirect(where)
    if request.user.is_authenticated:
        logout(request)
    note_sign_on(request, signed.user, provider)
    record_authentication(request, signed.user, method=METHOD, provider=provider.pk)
    response: HttpResponseBase = perform_login(request, signed.user, redirect_url=where)
    return response
