"""SAML, from the page for signing in to the workspace, and everything that must not get there."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
import xmlsec
from django.test import Client
from lxml import etree

from apps.accounts.models import User
from apps.accounts.selectors import verified_emails
from apps.accounts.services.identity_providers import SamlWish, set_up_saml
from tests.accounts.cast import acting, role_in
from tests.accounts.single_sign_on.cast import (
    ADA,
    actions,
    ask,
    come_by_saml,
    post_answer,
    refusals,
    signed_in_as,
)
from tests.accounts.single_sign_on.conftest import Acme
from tests.accounts.single_sign_on.keys import make_keys
from tests.accounts.single_sign_on.saml_provider import (
    DS,
    A,
    P,
    Request,
    Statement,
    attribute,
    encoded,
    metadata,
    signed,
)

pytestmark = pytest.mark.django_db
Answer = Callable[[Request], str]


def test_a_colleague_comes_in_and_is_a_member(client: Client, acme: Acme) -> None:
    response = come_by_saml(client)

    assert response.status_code == 302
    assert response["Location"] == "/w/acme/"
    assert client.get("/w/acme/").status_code == 200
    person = User.objects.get(email=ADA)
    assert signed_in_as(client) == ADA
    assert verified_emails(person) == {ADA}
    assert not person.has_usable_password()
    assert role_in(acme.workspace, person) == "viewer"
    assert actions(acme.workspace)[0] == "accepted"


def test_a_signature_on_the_whole_response_counts_too(client: Client, acme: Acme) -> None:
    request = ask(client)

    post_answer(client, request, encoded(signed(Statement(request, ADA).xml, "Response")))

    assert signed_in_as(client) == ADA


def test_the_way_leads_back_to_the_page_that_was_asked_for(client: Client, acme: Acme) -> None:
    request = ask(client, next_url="/w/acme/members/")
    there = post_answer(client, request, encoded(signed(Statement(request, ADA).xml)))
    other = Client()
    elsewhere = ask(other, next_url="https://evil.example/")
    home = post_answer(other, elsewhere, encoded(signed(Statement(elsewhere, ADA).xml)))

    assert (there["Location"], home["Location"]) == ("/w/acme/members/", "/w/acme/")


def test_we_ask_as_the_workspace_and_by_our_own_address(client: Client, acme: Acme) -> None:
    request = ask(client)

    base = f"http://localhost:8000/account/single-sign-on/{acme.provider.public_id}"
    assert (request.issuer, request.acs_url) == (f"{base}/metadata/", f"{base}/acs/")
    page = client.get(request.issuer.removeprefix("http://localhost:8000")).content
    root = etree.fromstring(page)
    assert root.get("entityID") == request.issuer


# What must not get in: the whole answer, as a hostile browser or a stranger's provider could make it.


def forged(request: Request) -> str:
    return encoded(signed(Statement(request, ADA).xml, keys=make_keys("stranger")))


def unsigned(request: Request) -> str:
    return encoded(Statement(request, ADA).xml)


def changed_after_signing(request: Request) -> str:
    root = signed(Statement(request, "bob@acme.example").xml)
    value = root.find(f".//{{{A}}}AttributeValue")
    assert value is not None
    value.text = ADA
    return encoded(root)


def without_its_signature_value(request: Request) -> str:
    root = signed(Statement(request, ADA).xml)
    value = root.find(f".//{{{DS}}}SignatureValue")
    assert value is not None
    value.text = ""
    return encoded(root)


def signed_with_sha1(request: Request) -> str:
    return encoded(
        signed(
            Statement(request, ADA).xml,
            method=xmlsec.constants.TransformRsaSha1,
            digest=xmlsec.constants.TransformSha1,
        )
    )


def signed_with_the_public_key_as_a_password(request: Request) -> str:
    """HMAC with what everybody knows."""
    root = etree.fromstring(Statement(request, ADA).xml)
    element = root.find(f"{{{A}}}Assertion")
    assert element is not None
    signature = xmlsec.template.create(
        element, xmlsec.constants.TransformExclC14N, xmlsec.constants.TransformHmacSha256
    )
    element.insert(1, signature)
    reference = xmlsec.template.add_reference(
        signature, xmlsec.constants.TransformSha256, uri=f"#{element.get('ID')}"
    )
    xmlsec.template.add_transform(reference, xmlsec.constants.TransformEnveloped)
    xmlsec.template.add_transform(reference, xmlsec.constants.TransformExclC14N)
    xmlsec.tree.add_ids(root, ["ID"])
    context = xmlsec.SignatureContext()
    context.key = xmlsec.Key.from_binary_data(
        xmlsec.constants.KeyDataHmac, make_keys("idp.acme.example").certificate.encode()
    )
    context.sign(signature)
    return encoded(root)


def evil_beside(request: Request) -> str:
    """XSW: a second assertion, unsigned, before the signed one."""
    root = signed(Statement(request, "bob@acme.example").xml)
    evil = etree.fromstring(Statement(request, ADA, id="_evil").xml).find(f"{{{A}}}Assertion")
    genuine = root.find(f"{{{A}}}Assertion")
    assert evil is not None
    assert genuine is not None
    genuine.addprevious(evil)
    return encoded(root)


def evil_around(request: Request) -> str:
    """XSW: the signed assertion inside the signature of an evil one, which carries the signature."""
    root = signed(Statement(request, "bob@acme.example").xml)
    genuine = root.find(f"{{{A}}}Assertion")
    assert genuine is not None
    signature = genuine.find(f"{{{DS}}}Signature")
    evil = etree.fromstring(Statement(request, ADA, id="_evil").xml).find(f"{{{A}}}Assertion")
    assert evil is not None
    assert signature is not None
    root.replace(genuine, evil)
    genuine.remove(signature)
    evil.insert(1, signature)
    holder = etree.SubElement(signature, f"{{{DS}}}Object")
    holder.append(genuine)
    return encoded(root)


def evil_of_the_same_name(request: Request) -> str:
    """XSW: two elements with one ID, of which the signature means the other."""
    root = signed(Statement(request, "bob@acme.example", id="_same").xml)
    genuine = root.find(f"{{{A}}}Assertion")
    assert genuine is not None
    signature = genuine.find(f"{{{DS}}}Signature")
    evil = etree.fromstring(Statement(request, ADA, id="_same").xml).find(f"{{{A}}}Assertion")
    assert evil is not None
    assert signature is not None
    root.replace(genuine, evil)
    evil.insert(1, signature)
    extensions = etree.Element(f"{{{P}}}Extensions")
    extensions.append(genuine)
    root.insert(1, extensions)
    return encoded(root)


def evil_in_a_signed_response(request: Request) -> str:
    """XSW: a response whose signature covers another response inside it."""
    genuine = signed(Statement(request, "bob@acme.example").xml, "Response")
    signature = genuine.find(f"{{{DS}}}Signature")
    assert signature is not None
    evil = etree.fromstring(Statement(request, ADA).xml.replace('ID="_response"', 'ID="_evil"'))
    genuine.remove(signature)
    evil.insert(1, signature)
    holder = etree.SubElement(signature, f"{{{DS}}}Object")
    holder.append(genuine)
    return encoded(evil)


def an_address_cut_by_a_comment(request: Request) -> str:
    return encoded(
        signed(Statement(request, "x", attributes=attribute("email", f"{ADA}<!---->.evil.example")).xml)
    )


def a_document_type(request: Request) -> str:
    declared = '<!DOCTYPE r [<!ENTITY who "ada@acme.example">]>'
    return encoded(declared + Statement(request, ADA).xml)


def several_addresses(request: Request) -> str:
    return encoded(
        signed(Statement(request, ADA, attributes=attribute("email", ADA, "bob@acme.example")).xml)
    )


def no_xml(_request: Request) -> str:
    return encoded("<p:Response")


def no_base64(_request: Request) -> str:
    return "%%%"


def too_large(_request: Request) -> str:
    return "A" * 300_000


def monstrous(junk: str) -> Answer:
    """A genuine signature beside what would take long to bring into canonical form."""

    def make(request: Request) -> str:
        genuine = etree.tostring(signed(Statement(request, ADA).xml)).decode()
        return encoded(genuine.replace("<a:Conditions", f"{junk}<a:Conditions", 1))

    return make


def said(**changes: object) -> Answer:
    """A genuine signature on a statement that is wrong in one thing."""

    def make(request: Request) -> str:
        return encoded(signed(Statement(request, ADA).but(**changes).xml))

    return make


HOUR = timedelta(hours=1)
MANY_ATTRIBUTES = "<x " + " ".join(f'a{number}=""' for number in range(9000)) + "/>"
REFUSED: dict[str, tuple[Answer, str]] = {
    "forged": (forged, "not signed by your identity provider"),
    "unsigned": (unsigned, "not signed by your identity provider"),
    "changed": (changed_after_signing, "not signed by your identity provider"),
    "no value": (without_its_signature_value, "not signed by your identity provider"),
    "sha1": (signed_with_sha1, "not signed by your identity provider"),
    "hmac": (signed_with_the_public_key_as_a_password, "not signed by your identity provider"),
    "wrapped beside": (evil_beside, "cannot be read"),
    "wrapped around": (evil_around, "not signed by your identity provider"),
    "wrapped same name": (evil_of_the_same_name, "not signed by your identity provider"),
    "wrapped response": (evil_in_a_signed_response, "not signed by your identity provider"),
    "comment": (an_address_cut_by_a_comment, "not in a domain"),
    "document type": (a_document_type, "cannot be read"),
    "several addresses": (several_addresses, "does not tell your e-mail address"),
    "no xml": (no_xml, "cannot be read"),
    "no base64": (no_base64, "cannot be read"),
    "too large": (too_large, "cannot be read"),
    "many attributes": (monstrous(MANY_ATTRIBUTES), "cannot be read"),
    "many elements": (monstrous("<x/>" * 11_000), "cannot be read"),
    "many names": (monstrous("".join(f'<x xmlns="u:{n}"/>' for n in range(600))), "cannot be read"),
    "expired": (said(lasts=-HOUR), "out of date"),
    "not yet": (said(starts_in=HOUR, lasts=2 * HOUR), "not valid yet"),
    "audience": (said(audience="https://other.example/"), "meant for another service"),
    "recipient": (said(recipient="https://other.example/acs/"), "meant for another address"),
    "destination": (said(destination="https://other.example/acs/"), "meant for another address"),
    "issuer": (said(issuer="https://evil.example/"), "not issued by your identity provider"),
    "answers nothing": (said(in_response_to=None), "did not ask for what arrived"),
    "answers another": (said(in_response_to="_somebody-elses"), "did not ask for what arrived"),
    "failed": (said(status="urn:oasis:names:tc:SAML:2.0:status:Responder"), "did not sign you in"),
    "foreign": (said(attributes=attribute("email", "x@umbra.example")), "not in a domain"),
    "below": (said(attributes=attribute("email", "x@eu.acme.example")), "not in a domain"),
    "look-alike": (said(attributes=attribute("email", "ada@acme.ex\u0430mple")), "does not tell"),
}


@pytest.mark.parametrize("name", REFUSED)
def test_nobody_comes_in_by_what_is_not_right(client: Client, acme: Acme, name: str) -> None:
    make, reason = REFUSED[name]
    request = ask(client)
    people, before = User.objects.count(), actions(acme.workspace)

    response = post_answer(client, request, make(request))

    assert response.status_code == 403
    assert reason in response.content.decode()
    assert signed_in_as(client) == ""
    assert User.objects.count() == people
    assert [action for action in actions(acme.workspace) if action != "refused"] == before


def test_a_key_that_was_added_may_sign_and_one_that_was_taken_away_may_not(
    client: Client, acme: Acme
) -> None:
    newer = make_keys("idp.acme.example, newer")
    wish = SamlWish(metadata=metadata(newer.certificate))
    set_up_saml(workspace=acme.workspace, wish=wish, actor=acting(acme.owner))

    assert come_by_saml(client).status_code == 403
    request = ask(client)
    post_answer(client, request, encoded(signed(Statement(request, ADA).xml, keys=newer)))
    assert signed_in_as(client) == ADA


def test_an_answer_is_good_once(client: Client, acme: Acme) -> None:
    request = ask(client)
    answer = encoded(signed(Statement(request, ADA, id="_once").xml))
    post_answer(client, request, answer)
    client.logout()

    again = post_answer(client, request, answer)
    other = ask(client)
    same_statement = encoded(signed(Statement(other, ADA, id="_once").xml))
    replayed = post_answer(client, other, same_statement)

    assert (again.status_code, replayed.status_code) == (403, 403)
    assert "used already" in replayed.content.decode()
    assert signed_in_as(client) == ""
    assert refusals(acme.workspace) == ["replayed"]


def test_an_answer_is_good_for_the_browser_that_asked(client: Client, acme: Acme) -> None:
    request = ask(client)
    answer = encoded(signed(Statement(request, ADA).xml))
    victim = Client()
    ask(victim)

    assert post_answer(victim, request, answer).status_code == 403
    assert post_answer(Client(), request, answer).status_code == 403
    assert signed_in_as(victim) == ""
    post_answer(client, request, answer)
    assert signed_in_as(client) == ADA


def test_an_answer_carried_on_too_late_is_refused(client: Client, acme: Acme) -> None:
    request = ask(client)
    answer = encoded(signed(Statement(request, ADA, now=datetime.now(tz=UTC) - 2 * HOUR).xml))

    assert post_answer(client, request, answer).status_code == 403
    assert signed_in_as(client) == ""


def test_a_carried_answer_cannot_be_made_up(client: Client, acme: Acme) -> None:
    ask(client)

    response = client.get(f"/account/single-sign-on/{acme.provider.public_id}/finish/?answer=made-up")

    assert response.status_code == 403
    assert signed_in_as(client) == ""
