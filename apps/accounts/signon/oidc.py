"""OpenID Connect, authorization code flow with PKCE, state and nonce; the ID token is verified, not taken on TLS alone."""

import base64
import hashlib
import hmac
from datetime import UTC, datetime
from typing import Any, Final, TypeVar
from urllib.parse import quote_plus, urlencode

import jwt
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from apps.accounts.signon.addresses import clean_address
from apps.accounts.signon.fetching import fetch, is_fit_url, post_form
from apps.accounts.signon.refusals import Refusal, SignOnRefusedError
from apps.accounts.signon.types import SKEW, OidcAsked, OidcProvider, Vouched

# No "none", and no HS256: with a key that everybody can fetch, a symmetric signature proves nothing.
ALGORITHMS: Final = ("RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA")
Read = TypeVar("Read", bound=BaseModel)
_KEY_KINDS = frozenset({"RSA", "EC", "OKP"})
_REFUSALS: Final = (
    (jwt.ExpiredSignatureError, Refusal.EXPIRED),
    (jwt.ImmatureSignatureError, Refusal.TOO_EARLY),
    (jwt.InvalidAudienceError, Refusal.AUDIENCE),
    (jwt.InvalidIssuerError, Refusal.ISSUER),
)


class Discovered(BaseModel):
    """What a provider says of itself (Discovery 3); the rest is not read."""

    model_config = ConfigDict(frozen=True)

    issuer: str
    authorization_endpoint: str
    token_endpoint: str
    jwks_uri: str
    userinfo_endpoint: str = ""
    token_endpoint_auth_methods_supported: list[str] = Field(default_factory=lambda: ["client_secret_basic"])


class _Tokens(BaseModel):
    id_token: str
    access_token: str = ""


def discover(issuer: str) -> Discovered:
    """Return what the provider says of itself, if it says it of this issuer; raises SignOnRefusedError."""
    body = fetch(f"{issuer.rstrip('/')}/.well-known/openid-configuration")
    found = _read(Discovered, body)
    if found.issuer != issuer:
        raise SignOnRefusedError(Refusal.ISSUER, "discovery names another issuer")
    for address in (found.authorization_endpoint, found.token_endpoint, found.jwks_uri):
        if not is_fit_url(address):
            raise SignOnRefusedError(Refusal.UNREADABLE, "an endpoint that is not https")
    return found


def request_url(provider: OidcProvider, asked: OidcAsked, *, state: str, email: str) -> str:
    """Return where to send a person."""
    digest = hashlib.sha256(asked.verifier.encode()).digest()
    query = {
        "response_type": "code",
        "client_id": provider.client_id,
        "redirect_uri": asked.redirect_uri,
        "scope": "openid email",
        "state": state,
        "nonce": asked.nonce,
        "code_challenge": base64.urlsafe_b64encode(digest).rstrip(b"=").decode(),
        "code_challenge_method": "S256",
        "login_hint": email,
    }
    endpoint = discover(provider.issuer).authorization_endpoint
    return f"{endpoint}{'&' if '?' in endpoint else '?'}{urlencode(query)}"


def read_code(code: str, *, provider: OidcProvider, asked: OidcAsked, now: datetime) -> Vouched:
    """Exchange the code and return whom the provider vouches for; raises SignOnRefusedError."""
    found = discover(provider.issuer)
    tokens = _exchange(code, found, provider, asked)
    claims = _verified(tokens.id_token, found, provider, now)
    if not hmac.compare_digest(str(claims.get("nonce", "")).encode(), asked.nonce.encode()):
        raise SignOnRefusedError(Refusal.UNASKED, "nonce")
    told = claims if claims.get("email") else claims | _userinfo(found, tokens, str(claims["sub"]))
    if not told.get("email"):
        raise SignOnRefusedError(Refusal.NO_ADDRESS)
    if not _is_vouched_for(told, provider):
        raise SignOnRefusedError(Refusal.UNVERIFIED)
    return Vouched(
        email=clean_address(told["email"]),
        subject=str(claims["sub"]),
        used=f"oidc:{asked.nonce}",
        valid_until=datetime.fromtimestamp(claims["exp"], tz=UTC) + SKEW,
    )


def _exchange(code: str, found: Discovered, provider: OidcProvider, asked: OidcAsked) -> _Tokens:
    fields = {
        "grant_type": "authorization_code",
        "code": code,
        "redirect_uri": asked.redirect_uri,
        "code_verifier": asked.verifier,
    }
    headers = {}
    if "client_secret_post" in found.token_endpoint_auth_methods_supported:
        fields |= {"client_id": provider.client_id, "client_secret": provider.client_secret}
    else:
        pair = f"{quote_plus(provider.client_id)}:{quote_plus(provider.client_secret)}"  # RFC 6749 2.3.1
        headers["Authorization"] = f"Basic {base64.b64encode(pair.encode()).decode()}"
    try:
        return _read(_Tokens, post_form(found.token_endpoint, fields, headers))
    except SignOnRefusedError as error:
        # A code that was used, or was never given, is answered with 400.
        raise SignOnRefusedError(Refusal.UNSUCCESSFUL, f"token endpoint: {error.detail}") from error


def _verified(token: str, found: Discovered, provider: OidcProvider, now: datetime) -> dict[str, Any]:
    """Return the claims of an ID token for us (Core 3.1.3.7)."""
    try:
        claims: dict[str, Any] = jwt.decode(
            token,
            key=_key(token, found),
            algorithms=list(ALGORITHMS),
            audience=provider.client_id,
            issuer=provider.issuer,
            leeway=SKEW,
            options={"require": ["exp", "iat", "sub", "aud", "iss"]},
        )
    except jwt.PyJWTError as error:
        kinds = [refusal for kind, refusal in _REFUSALS if isinstance(error, kind)]
        raise SignOnRefusedError(kinds[0] if kinds else Refusal.UNSIGNED, str(error)) from error
    party = claims.get("azp")
    is_shared = isinstance(claims["aud"], list) and len(claims["aud"]) > 1
    if (party or is_shared) and party != provider.client_id:
        raise SignOnRefusedError(Refusal.AUDIENCE, "azp")
    if not claims["sub"] or datetime.fromtimestamp(claims["exp"], tz=UTC) <= now - SKEW:
        raise SignOnRefusedError(Refusal.EXPIRED)
    return claims


def _key(token: str, found: Discovered) -> jwt.PyJWK:
    """Return the provider's key that the token names."""
    wanted = jwt.get_unverified_header(token).get("kid")
    try:
        keys = jwt.PyJWKSet.from_json(fetch(found.jwks_uri).decode()).keys
    except (UnicodeDecodeError, ValueError, TypeError, AttributeError) as error:
        raise SignOnRefusedError(Refusal.UNREADABLE, "no keys that can be read") from error
    fit = [key for key in keys if key.key_type in _KEY_KINDS and key.public_key_use in {None, "sig"}]
    named = [key for key in fit if key.key_id == wanted] if wanted is not None else fit
    if len(named) != 1:
        raise SignOnRefusedError(Refusal.UNSIGNED, f"{len(named)} keys of the name that the token gives")
    return named[0]


def _userinfo(found: Discovered, tokens: _Tokens, subject: str) -> dict[str, Any]:
    """Return what the provider tells of the address at its userinfo endpoint, if it is of the same person (Core 5.3.2)."""
    if not found.userinfo_endpoint or not tokens.access_token:
        return {}
    told = _read(_Userinfo, fetch(found.userinfo_endpoint, bearer=tokens.access_token))
    if told.sub != subject:
        raise SignOnRefusedError(Refusal.UNSIGNED, "userinfo speaks of somebody else")
    return {"email": told.email, "email_verified": told.email_verified}


class _Userinfo(BaseModel):
    sub: str
    email: str = ""
    email_verified: bool | str | None = None


def _is_vouched_for(told: dict[str, Any], provider: OidcProvider) -> bool:
    marked = told.get("email_verified")
    if marked is None:
        return provider.trusts_unmarked
    return marked is True or marked == "true"  # some providers send text


def _read(kind: type[Read], body: bytes) -> Read:
    try:
        return kind.model_validate_json(body)
    except ValidationError as error:
        raise SignOnRefusedError(
            Refusal.UNREADABLE, f"{kind.__name__}: {error.error_count()} errors"
        ) from error
