"""A SAML provider that says what a test wants, signed by libxmlsec as many real ones do; the product verifies with another library."""

import base64
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from itertools import count
from threading import Thread
from typing import Any
from urllib.parse import parse_qs, urlsplit

import xmlsec
from lxml import etree

from tests.accounts.single_sign_on.keys import Keys, make_keys

P = "urn:oasis:names:tc:SAML:2.0:protocol"
A = "urn:oasis:names:tc:SAML:2.0:assertion"
DS = "http://www.w3.org/2000/09/xmldsig#"
ADDRESS = "urn:oasis:names:tc:SAML:1.1:nameid-format:emailAddress"
SIGN_ON_URL = "https://idp.acme.example/sso?tenant=1"
ISSUER = "https://idp.acme.example/metadata"

_numbers = count(1)


@dataclass(frozen=True)
class Request:
    """What we asked the provider with."""

    id: str
    issuer: str
    acs_url: str
    relay_state: str


@dataclass(frozen=True)
class Statement:
    """What the provider is to say; the defaults are as it should be."""

    request: Request
    email: str
    subject: str = ""
    subject_format: str = ADDRESS
    issuer: str = ISSUER
    audience: str = ""
    recipient: str = ""
    destination: str = ""
    in_response_to: str | None = ""
    now: datetime = field(default_factory=lambda: datetime.now(tz=UTC))
    starts_in: timedelta = timedelta(minutes=-1)
    lasts: timedelta = timedelta(minutes=5)
    status: str = "urn:oasis:names:tc:SAML:2.0:status:Success"
    id: str = ""
    attributes: str = ""

    @property
    def xml(self) -> str:
        request = self.request
        starts, ends = (stamp(self.now + self.starts_in), stamp(self.now + self.lasts))
        answers = request.id if self.in_response_to == "" else self.in_response_to
        answering = f' InResponseTo="{answers}"' if answers else ""
        return (
            f'<p:Response xmlns:p="{P}" xmlns:a="{A}" ID="_response" Version="2.0" IssueInstant="{stamp(self.now)}"'
            f' Destination="{self.destination or request.acs_url}"{answering}>'
            f"<a:Issuer>{self.issuer}</a:Issuer>"
            f'<p:Status><p:StatusCode Value="{self.status}"/></p:Status>'
            f'<a:Assertion ID="{self.id or f"_{next(_numbers)}"}" Version="2.0" IssueInstant="{stamp(self.now)}">'
            f"<a:Issuer>{self.issuer}</a:Issuer>"
            f'<a:Subject><a:NameID Format="{self.subject_format}">{self.subject or self.email}</a:NameID>'
            f'<a:SubjectConfirmation Method="urn:oasis:names:tc:SAML:2.0:cm:bearer"><a:SubjectConfirmationData'
            f' NotOnOrAfter="{ends}" Recipient="{self.recipient or request.acs_url}"{answering}/></a:SubjectConfirmation>'
            f'</a:Subject><a:Conditions NotBefore="{starts}" NotOnOrAfter="{ends}"><a:AudienceRestriction>'
            f"<a:Audience>{self.audience or request.issuer}</a:Audience></a:AudienceRestriction></a:Conditions>"
            f'<a:AuthnStatement AuthnInstant="{stamp(self.now)}"><a:AuthnContext><a:AuthnContextClassRef>'
            "urn:oasis:names:tc:SAML:2.0:ac:classes:Password</a:AuthnContextClassRef></a:AuthnContext></a:AuthnStatement>"
            f"{self.attributes or attribute('email', self.email)}</a:Assertion></p:Response>"
        )

    def but(self, **changes: object) -> "Statement":
        return replace(self, **changes)  # type: ignore[arg-type]  # the names are this class's own


def attribute(name: str, *values: str) -> str:
    inner = "".join(f"<a:AttributeValue>{value}</a:AttributeValue>" for value in values)
    return f'<a:AttributeStatement><a:Attribute Name="{name}">{inner}</a:Attribute></a:AttributeStatement>'


def stamp(moment: datetime) -> str:
    return f"{moment:%Y-%m-%dT%H:%M:%SZ}"


def read_request(url: str) -> Request:
    """Return what a browser brings to the provider."""
    query = parse_qs(urlsplit(url).query)
    packed = base64.b64decode(query["SAMLRequest"][0])
    root = etree.fromstring(zlib.decompress(packed, wbits=-15))
    return Request(
        id=root.get("ID"),
        issuer=root.findtext(f"{{{A}}}Issuer"),
        acs_url=root.get("AssertionConsumerServiceURL"),
        relay_state=query["RelayState"][0],
    )


def provider_keys() -> Keys:
    return make_keys("idp.acme.example")


def signed(
    xml: str,
    what: str = "Assertion",
    *,
    keys: Keys | None = None,
    method: Any = xmlsec.constants.TransformRsaSha256,
    digest: Any = xmlsec.constants.TransformSha256,
) -> etree._Element:
    """Return the response with a signature on its assertion, or on the whole: enveloped, after the issuer."""
    keys = keys or provider_keys()
    root = etree.fromstring(xml)
    element = root if what == "Response" else root.find(f"{{{A}}}Assertion")
    signature = xmlsec.template.create(element, xmlsec.constants.TransformExclC14N, method)
    element.insert(1, signature)
    reference = xmlsec.template.add_reference(signature, digest, uri=f"#{element.get('ID')}")
    xmlsec.template.add_transform(reference, xmlsec.constants.TransformEnveloped)
    xmlsec.template.add_transform(reference, xmlsec.constants.TransformExclC14N)
    xmlsec.template.add_x509_data(xmlsec.template.ensure_key_info(signature))
    xmlsec.tree.add_ids(root, ["ID"])
    context = xmlsec.SignatureContext()
    context.key = xmlsec.Key.from_memory(keys.private_pem, xmlsec.constants.KeyDataFormatPem)
    context.key.load_cert_from_memory(keys.certificate.encode(), xmlsec.constants.KeyDataFormatPem)
    context.sign(signature)
    return root


def encoded(root: etree._Element | str) -> str:
    """Return what the browser posts."""
    data = root.encode() if isinstance(root, str) else etree.tostring(root)
    return base64.b64encode(data).decode()


def metadata(*certificates: str, issuer: str = ISSUER, sign_on_url: str = SIGN_ON_URL) -> str:
    keys = "".join(
        f'<md:KeyDescriptor use="signing"><ds:KeyInfo><ds:X509Data><ds:X509Certificate>{_bare(pem)}'
        "</ds:X509Certificate></ds:X509Data></ds:KeyInfo></md:KeyDescriptor>"
        for pem in certificates
    )
    return (
        f'<md:EntityDescriptor xmlns:md="urn:oasis:names:tc:SAML:2.0:metadata" xmlns:ds="{DS}" entityID="{issuer}">'
        f'<md:IDPSSODescriptor protocolSupportEnumeration="{P}">{keys}'
        '<md:SingleSignOnService Binding="urn:oasis:names:tc:SAML:2.0:bindings:HTTP-POST" Location="https://idp.acme.example/p"/>'
        '<md:SingleSignOnService Binding="urn:oasis:names:tc:SAML:2.0:bindings:HTTP-Redirect"'
        f' Location="{sign_on_url}"/></md:IDPSSODescriptor></md:EntityDescriptor>'
    )


def _bare(pem: str) -> str:
    return "".join(line for line in pem.splitlines() if "-----" not in line)


@contextmanager
def serving_saml(email: str) -> Iterator[str]:
    """Serve a provider at whose page whoever comes is this person; give its sign-on address."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            if not self.path.startswith("/sso?"):  # the picture that browsers ask for
                self.send_response(204)
                self.end_headers()
                return
            request = read_request(self.path)
            answer = encoded(signed(Statement(request, email).xml))
            page = (
                f'<!doctype html><title>Acme</title><form method="post" action="{request.acs_url}">'
                f'<input type="hidden" name="SAMLResponse" value="{answer}">'
                f'<input type="hidden" name="RelayState" value="{request.relay_state}">'
                "<button>Sign in as yourself</button></form>"
            ).encode()
            self.send_response(200)
            self.send_header("Content-Type", "text/html")
            self.send_header("Content-Length", str(len(page)))
            self.end_headers()
            self.wfile.write(page)

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}/sso"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
