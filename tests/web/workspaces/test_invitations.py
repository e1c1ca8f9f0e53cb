"""From asking somebody in to their first page inside."""

import re

import pytest
from django.core import mail
from django.core.mail import EmailMultiAlternatives
from django.core.mail.backends.base import BaseEmailBackend
from django.test import Client
from pytest_django import Settings

from apps.accounts.models import Invitation
from apps.accounts.services.invitations import AGAIN_AFTER
from apps.core import clock
from apps.core.tenancy import in_workspace
from tests.accounts.cast import make_invitation, make_user, role_in
from tests.web.teams import Team

GUEST = "guest@partner.example"


class BrokenMail(BaseEmailBackend):
    """A mail server that is not there."""

    def send_messages(self, email_messages: object) -> int:  # noqa: ARG002 - Django's name
        raise ConnectionRefusedError("mail is down")


def invite(team: Team, email: str = GUEST, role: str = "procurement") -> str:
    """Invite from the page and return the path in the message."""
    team.client("admin").post(team.url("members/invite/"), {"email": email, "role": role})
    return link_in(str(mail.outbox[-1].body))


def link_in(body: str) -> str:
    found = re.search(r"http://[^/]+(/invitations/\S+)", body)
    assert found, body
    return found[1]


def open_invitations(team: Team) -> list[Invitation]:
    with in_workspace(team.workspace):
        return list(
            Invitation.objects.for_workspace(team.workspace).filter(revoked_at=None, accepted_at=None)
        )


def test_an_invited_person_joins(team: Team) -> None:
    path = invite(team)
    guest = make_user("guest", domain="partner.example")
    browser = Client()
    browser.force_login(guest)

    assert "Join Acme" in browser.get(path).content.decode()
    response = browser.post(f"{path}accept/", follow=True)

    assert response.redirect_chain[-1][0] == team.url()
    assert role_in(team.workspace, guest) == "procurement"


def test_the_message_says_who_where_and_until_when(team: Team) -> None:
    invite(team)
    message = mail.outbox[-1]
    assert isinstance(message, EmailMultiAlternatives)

    assert message.to == [GUEST]
    assert message.subject == "[ConductAtlas] admin@acme.example invites you to Acme"
    for body in (str(message.body), str(message.alternatives[0][0])):
        assert "Acme" in body
        assert "rocurement" in body
        assert "UTC" in body
        assert link_in(str(message.body)) in body


def test_a_newcomer_is_led_to_an_account_and_back(client: Client, team: Team) -> None:
    path = invite(team)
    html = client.get(path).content.decode()

    assert f"/account/signup/?next={path}" in html
    assert "admin@acme.example" in html


def test_a_forwarded_link_admits_nobody(team: Team) -> None:
    path = invite(team)
    other = team.client("stranger")

    assert "for another address" in other.get(path).content.decode()
    assert other.post(f"{path}accept/").status_code == 403
    assert role_in(team.workspace, team.people["stranger"]) is None
    assert len(open_invitations(team)) == 1


def test_a_link_is_good_once(team: Team) -> None:
    path = invite(team)
    browser = Client()
    browser.force_login(make_user("guest", domain="partner.example"))
    browser.post(f"{path}accept/")

    assert browser.get(path).status_code == 410
    assert browser.post(f"{path}accept/").status_code == 403


def test_sending_again_ends_the_link_before(client: Client, team: Team) -> None:
    first = invite(team)
    (invitation,) = open_invitations(team)

    with clock.fixed(invitation.sent_at + AGAIN_AFTER):
        team.client("admin").post(team.url(f"invitations/{invitation.pk}/resend/"))

    assert client.get(first).status_code == 410
    assert client.get(link_in(str(mail.outbox[-1].body))).status_code == 200


def test_a_withdrawn_invitation_opens_nothing(client: Client, team: Team) -> None:
    path = invite(team)
    (invitation,) = open_invitations(team)

    team.client("admin").post(team.url(f"invitations/{invitation.pk}/revoke/"))

    assert client.get(path).status_code == 410


def test_an_invitation_stays_when_mail_is_down(team: Team, settings: Settings) -> None:
    settings.EMAIL_BACKEND = f"{__name__}.BrokenMail"

    response = team.client("admin").post(
        team.url("members/invite/"), {"email": GUEST, "role": "viewer"}, follow=True
    )

    assert "could not be sent. Send it again" in response.content.decode()
    assert len(open_invitations(team)) == 1


@pytest.mark.parametrize(
    ("email", "told"),
    [
        ("not an address", "Enter a valid email address"),
        ("viewer@acme.example", "is a member of this workspace already"),
        (GUEST, "has been invited already"),
    ],
)
def test_what_is_wrong_is_said_beside_the_form(team: Team, email: str, told: str) -> None:
    make_invitation(team.workspace, team.people["owner"], GUEST)

    response = team.client("admin").post(team.url("members/invite/"), {"email": email, "role": "viewer"})

    assert told in response.content.decode()
    assert not mail.outbox
    assert len(open_invitations(team)) == 1


def test_an_admin_invites_no_owner(team: Team) -> None:
    team.client("admin").post(team.url("members/invite/"), {"email": GUEST, "role": "owner"})

    assert not open_invitations(team)
