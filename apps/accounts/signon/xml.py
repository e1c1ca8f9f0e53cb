"""Parsing XML of strangers: no entities, no document types, nothing fetched, small."""

from typing import Any, Final

from lxml import etree

from apps.accounts.signon.refusals import Refusal, SignOnRefusedError

NAMES: Final = {
    "p": "urn:oasis:names:tc:SAML:2.0:protocol",
    "a": "urn:oasis:names:tc:SAML:2.0:assertion",
    "md": "urn:oasis:names:tc:SAML:2.0:metadata",
    "ds": "http://www.w3.org/2000/09/xmldsig#",
}


# Far more than any provider sends; canonical form costs the square of some of these.
MOST_ELEMENTS: Final = 5_000
MOST_ATTRIBUTES: Final = 64
MOST_DECLARATIONS: Final = 500


def parse(data: bytes) -> Any:
    """Return the root element; raises SignOnRefusedError for what is no plain XML, or is of a monstrous shape."""
    if data.count(b"xmlns") > MOST_DECLARATIONS or data.count(b"<") > 2 * MOST_ELEMENTS:
        raise SignOnRefusedError(Refusal.UNREADABLE, "too many parts")
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, dtd_validation=False, huge_tree=False
    )
    try:
        root = etree.fromstring(data, parser=parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        raise SignOnRefusedError(Refusal.UNREADABLE, str(error)) from error
    if root.getroottree().docinfo.doctype:
        raise SignOnRefusedError(Refusal.UNREADABLE, "a document type is declared")
    if any(len(element.attrib) > MOST_ATTRIBUTES for element in root.iter(etree.Element)):
        raise SignOnRefusedError(Refusal.UNREADABLE, "too many attributes")
    return root


def name(prefix: str, local: str) -> str:
    """Return the tag as lxml spells it."""
    return f"{{{NAMES[prefix]}}}{local}"


def text(element: Any) -> str:
    """Return the text of an element that has nothing but text.

    A comment in `alice@acme.example<!---->.evil.example` must not cut the address short: such an element is refused.
    """
    if len(element):
        raise SignOnRefusedError(Refusal.UNREADABLE, f"{etree.QName(element).localname} holds more than text")
    return (element.text or "").strip()


def only(parent: Any, path: str) -> Any:
    """Return the one element at the path; raises SignOnRefusedError when there are none or several."""
    found = parent.findall(path, NAMES)
    if len(found) != 1:
        raise SignOnRefusedError(Refusal.UNREADABLE, f"{len(found)} of {path}")
    return found[0]
