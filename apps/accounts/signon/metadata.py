"""SAML metadata: a provider's, which is read, and ours, which is shown."""

import binascii
from base64 import b64decode
from typing import Any, Final
from urllib.parse import urlsplit
from xml.sax.saxutils import quoteattr

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import Encoding

from apps.accounts.signon import xml
from apps.accounts.signon.refusals import SignOnRefusedError
from apps.accounts.signon.saml import POST_BINDING
from apps.accounts.signon.types import SamlProvider, ServiceParty

REDIRECT_BINDING: Final = "urn:oasis:names:tc:SAML:2.0:bindings:HTTP-Redirect"
MAX_CERTIFICATES: Final = 10
_SHORTEST_KEY = 2048


class UnfitProviderError(ValueError):
    """What was given does not describe a provider; the message is for whoever gave it."""


def read_metadata(data: bytes) -> SamlProvider:
    """Return the one provider that the metadata describes; raises UnfitProviderError."""
    try:
        root = xml.parse(data)
    except SignOnRefusedError as error:
        raise UnfitProviderError("This is not XML that can be read.") from error
    entities = (
        [root]
        if root.tag == xml.name("md", "EntityDescriptor")
        else root.findall(".//md:EntityDescriptor", xml.NAMES)
    )
    described = [entity for entity in entities if entity.find("md:IDPSSODescriptor", xml.NAMES) is not None]
    if len(described) != 1:
        raise UnfitProviderError("This is not the metadata of one identity provider.")
    role = described[0].find("md:IDPSSODescriptor", xml.NAMES)
    return fit_provider(
        issuer=described[0].get("entityID") or "",
        sign_on_url=_sign_on_url(role),
        certificates=_certificates(role),
    )


def fit_provider(*, issuer: str, sign_on_url: str, certificates: list[str]) -> SamlProvider:
    """Return a provider made of its parts; raises UnfitProviderError for parts that cannot be."""
    issuer = issuer.strip()
    if not issuer or len(issuer) > 1024:  # noqa: PLR2004 - Core 8.3.6
        raise UnfitProviderError("An entity ID has 1 to 1,024 characters.")
    if not certificates:
        raise UnfitProviderError("A provider needs a certificate to sign with.")
    if len(certificates) > MAX_CERTIFICATES:
        raise UnfitProviderError("These are too many certificates.")
    return SamlProvider(issuer, sign_on_url, tuple(dict.fromkeys(map(_fit_certificate, certificates))))


def our_metadata(us: ServiceParty) -> str:
    """Return what an identity provider wants to know of us."""
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        f'<md:EntityDescriptor xmlns:md="{xml.NAMES["md"]}" entityID={quoteattr(us.entity_id)}>\n'
        f'  <md:SPSSODescriptor AuthnRequestsSigned="false" WantAssertionsSigned="true" protocolSupportEnumeration="{xml.NAMES["p"]}">\n'
        "    <md:NameIDFormat>urn:oasis:names:tc:SAML:1.1:nameid-format:emailAddress</md:NameIDFormat>\n"
        f'    <md:AssertionConsumerService Binding="{POST_BINDING}" Location={quoteattr(us.acs_url)} index="0" isDefault="true"/>\n'
        "  </md:SPSSODescriptor>\n"
        "</md:EntityDescriptor>\n"
    )


def split_certificates(pasted: str) -> list[str]:
    """Return the certificates in a text: PEM blocks, or one as bare Base64."""
    marker = "-----END CERTIFICATE-----"
    if marker not in pasted:
        return [pasted] if pasted.strip() else []
    return [block + marker for block in pasted.split(marker)[:-1]]


def _sign_on_url(role: Any) -> str:
    for service in role.findall("md:SingleSignOnService", xml.NAMES):
        if service.get("Binding") == REDIRECT_BINDING:
            return str(service.get("Location") or "")
    raise UnfitProviderError("The provider takes no requests by redirect (HTTP-Redirect).")


def _certificates(role: Any) -> list[str]:
    keys = [key for key in role.findall("md:KeyDescriptor", xml.NAMES) if key.get("use") in {None, "signing"}]
    found = [cert for key in keys for cert in key.findall(".//ds:X509Certificate", xml.NAMES)]
    return [cert.text or "" for cert in found]


def _fit_certificate(given: str) -> str:
    """Return a certificate as PEM; raises UnfitProviderError for one that cannot be read or whose key is too weak."""
    body = given.replace("-----BEGIN CERTIFICATE-----", "").replace("-----END CERTIFICATE-----", "")
    try:
        certificate = x509.load_der_x509_certificate(b64decode("".join(body.split()), validate=True))
        key = certificate.public_key()
    except (binascii.Error, ValueError) as error:
        raise UnfitProviderError("This is not a certificate that can be read.") from error
    is_strong = isinstance(key, ec.EllipticCurvePublicKey) or (
        isinstance(key, rsa.RSAPublicKey) and key.key_size >= _SHORTEST_KEY
    )
    if not is_strong:
        raise UnfitProviderError(
            "The certificate's key must be RSA of 2,048 bits or more, or an elliptic curve."
        )
    return certificate.public_bytes(Encoding.PEM).decode()


def host_of(url: str) -> str:
    """Return the host that people are sent to, for them to read."""
    return urlsplit(url).hostname or ""
