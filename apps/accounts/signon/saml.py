"""SAML 2.0, web browser SSO: asking a provider, and reading what it answers.

Only what a signature covers is read: the signed element is taken out of the answer, verified by itself, and everything that is
believed comes from the bytes that were digested. So nothing can be wrapped around it or slipped in beside it.
"""

import base64
import binascii
import zlib
from datetime import datetime
from typing import Any, Final
from urllib.parse import urlencode
from xml.sax.saxutils import quoteattr

from cryptography import x509
from cryptography.exceptions import UnsupportedAlgorithm
from lxml import etree
from signxml.algorithms import DigestAlgorithm, SignatureMethod
from signxml.exceptions import InvalidDigest, SignXMLException
from signxml.verifier import SignatureConfiguration, XMLVerifier

from apps.accounts.signon import xml
from apps.accounts.signon.refusals import Refusal, SignOnRefusedError
from apps.accounts.signon.statements import read_statement
from apps.accounts.signon.types import SamlAnswer, SamlProvider, ServiceParty

MAX_ANSWER: Final = 256 * 1024  # characters of Base64; a usual answer has ten thousand
SUCCESS: Final = "urn:oasis:names:tc:SAML:2.0:status:Success"
POST_BINDING: Final = "urn:oasis:names:tc:SAML:2.0:bindings:HTTP-POST"
_METHODS = frozenset(
    {
        SignatureMethod.RSA_SHA256,
        SignatureMethod.RSA_SHA384,
        SignatureMethod.RSA_SHA512,
        SignatureMethod.SHA256_RSA_MGF1,
        SignatureMethod.SHA384_RSA_MGF1,
        SignatureMethod.SHA512_RSA_MGF1,
        SignatureMethod.ECDSA_SHA256,
        SignatureMethod.ECDSA_SHA384,
        SignatureMethod.ECDSA_SHA512,
    }
)
_DIGESTS = frozenset({DigestAlgorithm.SHA256, DigestAlgorithm.SHA384, DigestAlgorithm.SHA512})


def request_url(provider: SamlProvider, us: ServiceParty, *, request_id: str, now: datetime) -> str:
    """Return where to send a person: the HTTP-Redirect binding (Bindings 3.4), unsigned as most providers want it."""
    request = (
        f'<p:AuthnRequest xmlns:p="{xml.NAMES["p"]}" xmlns:a="{xml.NAMES["a"]}" Version="2.0" ID={quoteattr(request_id)}'
        f' IssueInstant="{now:%Y-%m-%dT%H:%M:%SZ}" Destination={quoteattr(provider.sign_on_url)}'
        f' AssertionConsumerServiceURL={quoteattr(us.acs_url)} ProtocolBinding="{POST_BINDING}">'
        f"<a:Issuer>{_escaped(us.entity_id)}</a:Issuer></p:AuthnRequest>"
    )
    deflate = zlib.compressobj(wbits=-15)
    packed = deflate.compress(request.encode()) + deflate.flush()
    query = urlencode({"SAMLRequest": base64.b64encode(packed).decode(), "RelayState": request_id})
    return f"{provider.sign_on_url}{'&' if '?' in provider.sign_on_url else '?'}{query}"


def read_answer(encoded: str, *, provider: SamlProvider, us: ServiceParty, now: datetime) -> SamlAnswer:
    """Return what the provider states; raises SignOnRefusedError unless it is genuine, for us, and in time."""
    response = xml.parse(_decoded(encoded))
    if response.tag != xml.name("p", "Response") or response.get("Version") != "2.0":
        raise SignOnRefusedError(Refusal.UNREADABLE, "no SAML 2.0 response")
    _check_envelope(response, us)
    return read_statement(_signed_assertion(response, provider), provider=provider, us=us, now=now)


def _check_envelope(response: Any, us: ServiceParty) -> None:
    """Refuse early by what surrounds the statement. It may be unsigned, so nothing is believed because of it."""
    code = xml.only(response, "p:Status/p:StatusCode").get("Value")
    if code != SUCCESS:
        inner = response.find("p:Status/p:StatusCode/p:StatusCode", xml.NAMES)
        raise SignOnRefusedError(Refusal.UNSUCCESSFUL, str(code if inner is None else inner.get("Value")))
    destination = response.get("Destination")
    if destination is not None and destination != us.acs_url:
        raise SignOnRefusedError(Refusal.RECIPIENT, "Destination")
    if response.findall(".//a:EncryptedAssertion", xml.NAMES):
        raise SignOnRefusedError(Refusal.UNREADABLE, "the assertion is encrypted")


def _signed_assertion(response: Any, provider: SamlProvider) -> Any:
    """Return the assertion as it was signed, by itself or with the whole response."""
    assertion = xml.only(response, "a:Assertion")
    if assertion.find("ds:Signature", xml.NAMES) is not None:
        return _as_signed(assertion, provider)
    if response.find("ds:Signature", xml.NAMES) is not None:
        return xml.only(_as_signed(response, provider), "a:Assertion")
    raise SignOnRefusedError(Refusal.UNSIGNED, "neither the response nor the assertion is signed")


def _as_signed(element: Any, provider: SamlProvider) -> Any:
    """Return the element made anew from the bytes that one of the provider's keys has signed."""
    alone = etree.tostring(element, with_tail=False)
    reasons = []
    for pem in provider.certificates:
        try:
            signed = _verified(alone, x509.load_pem_x509_certificate(pem.encode()))
        except InvalidDigest as error:
            # This key has signed, but something else: no other key needs to be tried.
            raise SignOnRefusedError(Refusal.UNSIGNED, str(error)) from error
        except (SignXMLException, etree.LxmlError, UnsupportedAlgorithm, ValueError, TypeError) as error:
            # The library checks structure with whatever the parts raise: any of it means the same.
            reasons.append(f"{type(error).__name__}: {error}"[:200])
            continue
        if signed is None or signed.tag != element.tag or signed.get("ID") != element.get("ID"):
            raise SignOnRefusedError(Refusal.UNSIGNED, "the signature covers something else")
        return signed
    raise SignOnRefusedError(Refusal.UNSIGNED, "; ".join(reasons))


def _verified(data: bytes, certificate: x509.Certificate) -> Any:
    # A key is trusted because an owner named it. The dates on its wrapping say nothing (SAML metadata interoperability 2.6.1).
    wanted = SignatureConfiguration(
        location="./",
        expect_references=1,
        signature_methods=_METHODS,
        digest_algorithms=_DIGESTS,
        verification_time=certificate.not_valid_before_utc,
    )
    result = XMLVerifier().verify(data, x509_cert=certificate, id_attribute="ID", expect_config=wanted)
    if isinstance(result, list):
        raise SignOnRefusedError(Refusal.UNSIGNED, "several references")
    return result.signed_xml


def _decoded(encoded: str) -> bytes:
    if len(encoded) > MAX_ANSWER:
        raise SignOnRefusedError(Refusal.UNREADABLE, "too large")
    try:
        return base64.b64decode("".join(encoded.split()), validate=True)
    except (binascii.Error, ValueError) as error:
        raise SignOnRefusedError(Refusal.UNREADABLE, "not Base64") from error


def _escaped(value: str) -> str:
    return value.replace("&", "&amp;").replace("<", "&lt;")
