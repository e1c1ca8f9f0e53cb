"""Whose account a provider opens: that of the address it vouches for, in the domain it may speak for, and of nobody else."""

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.test import Client

from apps.accounts.models import AuditEntry, SignOnLink, User
from apps.accounts.services.identity_providers import forget_person, remove_provider
from apps.accounts.services.members import remove_member
from apps.accounts.services.workspaces import WorkspaceSettings, change_settings
from apps.accounts.types import Role
from apps.core.tenancy import in_workspace
from tests.accounts.cast import acting, make_member, make_user, membership, role_in
from tests.accounts.conftest import Cast
from tests.accounts.single_sign_on.cast import (
    ADA,
    ask,
    come_by_saml,
    post_answer,
    refusals,
    signed_in_as,
    use_saml,
)
from tests.accounts.single_sign_on.conftest import Acme
from tests.accounts.single_sign_on.saml_provider import Statement, encoded, signed

pytestmark = pytest.mark.django_db
BOB = "bob@acme.example"


def link_of(acme: Acme, user: User) -> SignOnLink:
    with in_workspace(acme.workspace):
        return SignOnLink.objects.for_workspace(acme.workspace).get(user=user)


def test_an_account_with_the_verified_address_is_opened(client: Client, acme: Acme, cast: Cast) -> None:
    people = User.objects.count()

    come_by_saml(client, BOB)

    assert signed_in_as(client) == BOB
    assert User.objects.count() == people
    assert role_in(acme.workspace, cast.bob) == "analyst"  # as before: the provider gives no roles


def test_a_newcomer_gets_the_role_of_those_who_join(client: Client, acme: Acme) -> None:
    wanted = WorkspaceSettings(join_role=Role.PROCUREMENT)
    change_settings(workspace=acme.workspace, wanted=wanted, actor=acting(acme.owner))

    come_by_saml(client)

    assert role_in(acme.workspace, User.objects.get(email=ADA)) == "procurement"


def test_an_account_that_only_claims_the_address_is_not_opened(client: Client, acme: Acme) -> None:
    squatter = User.objects.create_user(ADA, "a squatter's password")
    EmailAddress.objects.create(user=squatter, email=ADA, verified=False, primary=True)

    come_by_saml(client)

    person = User.objects.get(email=ADA)
    assert person.pk != squatter.pk
    assert not person.check_password("a squatter's password")


@pytest.mark.parametrize("fields", [{"is_staff": True}, {"is_superuser": True}, {"is_active": False}])
def test_accounts_of_ours_and_closed_ones_are_not_opened(
    client: Client, acme: Acme, fields: dict[str, bool]
) -> None:
    person = make_user("ada")
    User.objects.filter(pk=person.pk).update(**fields)

    response = come_by_saml(client)

    assert response.status_code == 403
    assert signed_in_as(client) == ""
    assert refusals(acme.workspace) == ["own_way"]


def test_an_owner_cannot_have_their_provider_speak_for_another_domain(
    client: Client, cast: Cast, acme: Acme
) -> None:
    """Umbra's owner has a provider of their own, and says with it that they are Alice of Acme."""
    hostile = use_saml(cast.umbra, cast.charlie)
    request = ask(client)
    assert acme.provider.public_id in request.acs_url  # the address leads to Acme's

    at_umbra = request.acs_url.replace(acme.provider.public_id, hostile.public_id)
    statement = Statement(request, "alice@acme.example").but(
        recipient=at_umbra, destination=at_umbra, audience=at_umbra.replace("/acs/", "/metadata/")
    )
    posted = Client().post(
        at_umbra.removeprefix("http://localhost:8000"), {"SAMLResponse": encoded(signed(statement.xml))}
    )

    response = client.get(posted["Location"])
    assert response.status_code == 403
    assert signed_in_as(client) == ""


def test_an_answer_to_one_provider_is_not_carried_to_another(client: Client, cast: Cast, acme: Acme) -> None:
    hostile = use_saml(cast.umbra, cast.charlie)
    request = ask(client)
    posted = Client().post(
        request.acs_url.removeprefix("http://localhost:8000"),
        {"SAMLResponse": encoded(signed(Statement(request, ADA).xml))},
    )

    response = client.get(posted["Location"].replace(acme.provider.public_id, hostile.public_id))

    assert response.status_code == 403
    assert signed_in_as(client) == ""


def test_an_address_given_to_another_person_opens_nothing_until_the_former_is_forgotten(
    client: Client, acme: Acme
) -> None:
    come_by_saml(Client(), subject="employee-1")

    refused = come_by_saml(client, subject="employee-2")
    assert refused.status_code == 403
    assert refusals(acme.workspace) == ["other_person"]
    link = link_of(acme, User.objects.get(email=ADA))
    forget_person(workspace=acme.workspace, link_id=link.pk, actor=acting(acme.owner))
    come_by_saml(client, subject="employee-2")

    assert signed_in_as(client) == ADA


def test_a_person_whose_address_changed_gets_no_second_account_by_the_way(client: Client, acme: Acme) -> None:
    come_by_saml(Client(), subject="employee-1")
    people = User.objects.count()

    assert come_by_saml(client, "ada.married@acme.example", subject="employee-1").status_code == 403
    assert User.objects.count() == people


def test_a_name_that_is_new_each_time_is_no_name(client: Client, acme: Acme) -> None:
    transient = "urn:oasis:names:tc:SAML:2.0:nameid-format:transient"
    come_by_saml(Client(), subject="_x1", subject_format=transient)

    come_by_saml(client, subject="_x2", subject_format=transient)

    assert signed_in_as(client) == ADA


@pytest.mark.parametrize("came_before", [True, False])
def test_who_was_removed_stays_out(client: Client, acme: Acme, cast: Cast, came_before: bool) -> None:
    if came_before:
        come_by_saml(Client(), BOB)
    member = membership(acme.workspace, cast.bob)
    assert member is not None
    remove_member(workspace=acme.workspace, membership_id=member.pk, actor=acting(acme.owner))

    response = come_by_saml(client, BOB)

    assert response.status_code == 403
    assert role_in(acme.workspace, cast.bob) is None
    assert refusals(acme.workspace) == ["removed"]
    make_member(acme.workspace, cast.bob, Role.VIEWER)  # invited again
    come_by_saml(client, BOB)
    assert signed_in_as(client) == BOB


def test_who_has_a_second_factor_is_asked_for_it_here_too(client: Client, acme: Acme, cast: Cast) -> None:
    TOTP.activate(cast.bob, generate_totp_secret())

    response = come_by_saml(client, BOB)

    assert response["Location"] == "/account/two-factor/authenticate/"
    assert signed_in_as(client) == ""


def test_somebody_else_who_was_signed_in_is_signed_out(client: Client, acme: Acme, cast: Cast) -> None:
    client.force_login(cast.charlie)
    client.session["something"] = "of Charlie's"

    come_by_saml(client)

    assert signed_in_as(client) == ADA
    assert "something" not in client.session


def test_removing_the_provider_ends_the_sessions_it_opened(client: Client, acme: Acme) -> None:
    come_by_saml(client)
    assert client.get("/w/acme/").status_code == 200

    remove_provider(workspace=acme.workspace, actor=acting(acme.owner))

    assert client.get("/w/acme/").status_code == 403
    assert client.post("/account/single-sign-on/", {"email": ADA}).status_code == 422


def test_every_way_in_is_in_the_audit_log_with_where_from(client: Client, acme: Acme) -> None:
    come_by_saml(client)

    with in_workspace(acme.workspace):
        entry = AuditEntry.objects.for_workspace(acme.workspace).get(action="sign_on.accepted")
    person = User.objects.get(email=ADA)
    assert (entry.actor_id, entry.actor_name, entry.ip) == (person.pk, ADA, "127.0.0.1")


def test_the_request_is_kept_until_its_answer_came(client: Client, acme: Acme) -> None:
    request = ask(client)
    post_answer(
        client, request, encoded(Statement(request, ADA).xml)
    )  # unsigned: refused before the session is seen

    post_answer(client, request, encoded(signed(Statement(request, ADA).xml)))

    assert signed_in_as(client) == ADA
