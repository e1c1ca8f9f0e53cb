"""What a verified SAML assertion says: of whom, to whom, until when (Profiles 4.1.4.3)."""

import re
from datetime import datetime
from typing import Any, Final

from apps.accounts.signon import xml
from apps.accounts.signon.addresses import clean_address
from apps.accounts.signon.refusals import Refusal, SignOnRefusedError
from apps.accounts.signon.types import SKEW, SamlAnswer, SamlProvider, ServiceParty, Vouched

BEARER: Final = "urn:oasis:names:tc:SAML:2.0:cm:bearer"
ADDRESS_FORMAT: Final = "urn:oasis:names:tc:SAML:1.1:nameid-format:emailAddress"
TRANSIENT: Final = "urn:oasis:names:tc:SAML:2.0:nameid-format:transient"
ADDRESS_NAMES: Final = frozenset(
    {
        "email",
        "emailaddress",
        "mail",
        "urn:oid:0.9.2342.19200300.100.1.3",
        "http://schemas.xmlsoap.org/ws/2005/05/identity/claims/emailaddress",
    }
)
_MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)")


def read_statement(assertion: Any, *, provider: SamlProvider, us: ServiceParty, now: datetime) -> SamlAnswer:
    """Return what a signed assertion states; raises SignOnRefusedError unless it is for us and in time."""
    if assertion.get("Version") != "2.0" or not assertion.get("ID"):
        raise SignOnRefusedError(Refusal.UNREADABLE, "no SAML 2.0 assertion")
    if xml.text(xml.only(assertion, "a:Issuer")) != provider.issuer:
        raise SignOnRefusedError(Refusal.ISSUER)
    _check_conditions(xml.only(assertion, "a:Conditions"), us, now)
    _check_session(assertion, now)
    confirmed = _confirmation(assertion, us, now)
    email, subject = _person(assertion)
    return SamlAnswer(
        in_response_to=confirmed.get("InResponseTo"),
        vouched=Vouched(
            email=email,
            subject=subject,
            used=f"saml:{assertion.get('ID')}",
            valid_until=_moment(confirmed.get("NotOnOrAfter")) + SKEW,
        ),
    )


def _check_conditions(conditions: Any, us: ServiceParty, now: datetime) -> None:
    restrictions = conditions.findall("a:AudienceRestriction", xml.NAMES)
    audiences = [
        {xml.text(audience) for audience in restriction.findall("a:Audience", xml.NAMES)}
        for restriction in restrictions
    ]
    # Every restriction must name us (Core 2.5.1.4), and there must be one.
    if not audiences or any(us.entity_id not in named for named in audiences):
        raise SignOnRefusedError(Refusal.AUDIENCE)
    _check_times(conditions, now)


def _check_times(element: Any, now: datetime) -> None:
    starts, ends = element.get("NotBefore"), element.get("NotOnOrAfter")
    if starts is not None and _moment(starts) > now + SKEW:
        raise SignOnRefusedError(Refusal.TOO_EARLY)
    if ends is not None and _moment(ends) <= now - SKEW:
        raise SignOnRefusedError(Refusal.EXPIRED)


def _check_session(assertion: Any, now: datetime) -> None:
    statements = assertion.findall("a:AuthnStatement", xml.NAMES)
    if not statements:
        raise SignOnRefusedError(Refusal.UNREADABLE, "nobody was authenticated")
    for statement in statements:
        ends = statement.get("SessionNotOnOrAfter")
        if ends is not None and _moment(ends) <= now - SKEW:
            raise SignOnRefusedError(Refusal.EXPIRED, "the session at the provider is over")


def _confirmation(assertion: Any, us: ServiceParty, now: datetime) -> Any:
    """Return the data of the one bearer confirmation: it must name our address, its end, and what it answers."""
    found = [
        confirmation.find("a:SubjectConfirmationData", xml.NAMES)
        for confirmation in assertion.findall("a:Subject/a:SubjectConfirmation", xml.NAMES)
        if confirmation.get("Method") == BEARER
    ]
    if len(found) != 1 or found[0] is None:
        raise SignOnRefusedError(Refusal.UNREADABLE, "no bearer confirmation, or several")
    data = found[0]
    if data.get("Recipient") != us.acs_url:
        raise SignOnRefusedError(Refusal.RECIPIENT, "Recipient")
    if not data.get("InResponseTo"):
        raise SignOnRefusedError(Refusal.UNASKED, "the provider began by itself")
    if data.get("NotOnOrAfter") is None:
        raise SignOnRefusedError(Refusal.UNREADABLE, "a confirmation without an end")
    _check_times(data, now)
    return data


def _person(assertion: Any) -> tuple[str, str]:
    """Return the e-mail address and what the provider calls the person for good."""
    named = xml.only(assertion, "a:Subject/a:NameID")
    name, form = xml.text(named), named.get("Format")
    addresses = _addresses(assertion) or ({name} if form == ADDRESS_FORMAT or "@" in name else set())
    if not addresses:
        raise SignOnRefusedError(Refusal.NO_ADDRESS)
    cleaned = {clean_address(address) for address in addresses}
    if len(cleaned) != 1:
        raise SignOnRefusedError(Refusal.NO_ADDRESS, "several addresses")
    (email,) = cleaned
    # A name that is new each time, or no name, says nothing of who it is: then the address has to.
    is_lasting = bool(name) and form != TRANSIENT
    return email, name if is_lasting else email


def _addresses(assertion: Any) -> set[str]:
    found = set()
    for attribute in assertion.findall("a:AttributeStatement/a:Attribute", xml.NAMES):
        names = {(attribute.get(key) or "").lower() for key in ("Name", "FriendlyName")}
        if names & ADDRESS_NAMES:
            values = attribute.findall("a:AttributeValue", xml.NAMES)
            found |= {value for value in map(xml.text, values) if value}
    return found


def _moment(value: str) -> datetime:
    if not _MOMENT.fullmatch(value):
        raise SignOnRefusedError(Refusal.UNREADABLE, "a time that is none")
    try:
        return datetime.fromisoformat(value)
    except ValueError as error:
        raise SignOnRefusedError(Refusal.UNREADABLE, "a time that is none") from error
