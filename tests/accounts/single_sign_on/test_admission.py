"""What a session is good for: the workspace whose provider opened it, and others only by their own leave."""

from datetime import timedelta

import pytest
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.test import Client

from apps.accounts import admission
from apps.accounts.errors import InvalidProviderError, NotPermittedError
from apps.accounts.models import SignOnDomain, User, Workspace
from apps.accounts.services.api_keys import authenticate_key
from apps.accounts.services.identity_providers import SignOnRules, change_sign_on_rules
from apps.accounts.services.workspaces import WorkspaceSettings, change_settings
from apps.accounts.types import Role
from apps.core import clock
from apps.core.tenancy import in_workspace
from tests.accounts.cast import acting, make_key, make_member, make_user
from tests.accounts.conftest import Cast
from tests.accounts.signin.people import PASSWORD, latest_code, sign_in
from tests.accounts.single_sign_on.cast import come_by_saml, signed_in_as
from tests.accounts.single_sign_on.conftest import Acme

pytestmark = pytest.mark.django_db
BOB = "bob@acme.example"


def rule(workspace: Workspace, by: User, **rules: bool) -> None:
    change_sign_on_rules(workspace=workspace, wanted=SignOnRules(**rules), actor=acting(by))


def require_second_factor(workspace: Workspace, by: User) -> None:
    wanted = WorkspaceSettings(require_two_factor=True)
    change_settings(workspace=workspace, wanted=wanted, actor=acting(by))


def sign_in_by_code(client: Client, email: str) -> None:
    client.post("/account/login/code/", {"email": email})
    client.post("/account/login/code/confirm/", {"code": latest_code()})


@pytest.fixture
def known(acme: Acme) -> Acme:
    """Acme, where somebody has come by single sign-on before."""
    come_by_saml(Client(), "first@acme.example")
    return acme


def test_a_provider_opens_its_own_workspace_and_no_other(client: Client, acme: Acme) -> None:
    come_by_saml(client, BOB)

    assert client.get("/w/acme/").status_code == 200
    response = client.get("/w/umbra/")

    assert response.status_code == 403
    assert "sign in your own way" in response.content.decode()


def test_another_workspace_may_admit_whom_it_has_signed_in(client: Client, acme: Acme, cast: Cast) -> None:
    rule(cast.umbra, cast.charlie, admits_foreign_sign_on=True)
    come_by_saml(client, BOB)

    assert client.get("/w/umbra/").status_code == 200
    require_second_factor(cast.umbra, cast.charlie)
    assert client.get("/w/umbra/").status_code == 403


@pytest.mark.parametrize(
    "page",
    [
        "/account/email/",
        "/account/password/set/",
        "/account/password/change/",
        "/account/two-factor/",
        "/account/two-factor/webauthn/add/",
        "/account/two-factor/totp/activate/",
        "/account/two-factor/recovery-codes/generate/",
        "/account/connections/",
        "/account/google/login/",
        "/account/data/",
        "/account/data/export/",
        "/account/data/delete/",
    ],
)
@pytest.mark.parametrize("method", ["get", "post"])
def test_what_protects_the_account_is_not_for_the_provider(
    client: Client, acme: Acme, page: str, method: str
) -> None:
    come_by_saml(client, BOB)

    response = getattr(client, method)(page)

    assert response.status_code == 403
    assert "Sign in your own way for this" in response.content.decode()


def test_a_password_given_makes_the_session_ones_own(client: Client, acme: Acme, cast: Cast) -> None:
    cast.bob.set_password(PASSWORD)
    cast.bob.save()
    come_by_saml(client, BOB)
    assert client.get("/w/umbra/").status_code == 403

    client.post("/account/reauthenticate/", {"password": PASSWORD, "next": "/"})

    assert client.get("/w/umbra/").status_code == 200
    assert client.get("/account/two-factor/").status_code == 200


def test_a_session_of_ones_own_stays_so_when_the_provider_speaks_too(client: Client, acme: Acme) -> None:
    sign_in_by_code(client, BOB)

    come_by_saml(client, BOB)

    assert client.get("/w/umbra/").status_code == 200
    assert client.get("/w/acme/").status_code == 200


def test_where_it_is_required_members_of_the_domain_come_by_it_only(client: Client, known: Acme) -> None:
    rule(known.workspace, known.owner, require_sign_on=True)
    sign_in_by_code(client, BOB)

    response = client.get("/w/acme/")

    assert response.status_code == 403
    assert "asks for single sign-on" in response.content.decode()
    assert client.get("/w/umbra/").status_code == 200  # does not ask for it
    come_by_saml(client, BOB)
    assert client.get("/w/acme/").status_code == 200


def test_owners_and_guests_come_their_own_way_all_the_same(known: Acme, cast: Cast) -> None:
    guest = make_user("guest", domain="partner.example")
    make_member(known.workspace, guest, Role.VIEWER)
    rule(known.workspace, known.owner, require_sign_on=True)

    for person in (cast.alice, guest):
        browser = Client()
        browser.force_login(person)
        assert browser.get("/w/acme/").status_code == 200


def test_a_domain_whose_proof_was_lost_still_asks_for_it(client: Client, known: Acme) -> None:
    rule(known.workspace, known.owner, require_sign_on=True)
    with in_workspace(known.workspace):
        SignOnDomain.objects.for_workspace(known.workspace).update(lost_at=clock.now())
    sign_in_by_code(client, BOB)

    assert client.get("/w/acme/").status_code == 403


def test_it_holds_for_half_a_day(client: Client, acme: Acme, monkeypatch: pytest.MonkeyPatch) -> None:
    come_by_saml(client, BOB)
    monkeypatch.setattr(admission, "HOLDS_FOR", timedelta(0))

    assert client.get("/w/acme/").status_code == 403


def test_a_provider_that_asks_for_a_second_factor_counts_as_one_if_an_owner_says_so(
    client: Client, acme: Acme
) -> None:
    require_second_factor(acme.workspace, acme.owner)
    come_by_saml(client, BOB)
    assert client.get("/w/acme/").status_code == 403

    rule(acme.workspace, acme.owner, counts_as_second_factor=True)

    assert client.get("/w/acme/").status_code == 200


def test_it_cannot_be_required_before_it_was_seen_to_work(acme: Acme, cast: Cast) -> None:
    with pytest.raises(InvalidProviderError, match="Sign in once"):
        rule(acme.workspace, acme.owner, require_sign_on=True)
    with pytest.raises(InvalidProviderError, match="Set up a provider"):
        rule(cast.umbra, cast.charlie, require_sign_on=True)


def test_only_owners_change_the_rules(acme: Acme) -> None:
    admin = make_user("admin")
    make_member(acme.workspace, admin, Role.ADMIN)

    with pytest.raises(NotPermittedError):
        rule(acme.workspace, admin, admits_foreign_sign_on=True)


# A second factor, required by the workspace.


def test_without_a_second_factor_a_member_is_led_to_one_and_back(client: Client, cast: Cast) -> None:
    require_second_factor(cast.acme, cast.alice)
    sign_in_by_code(client, BOB)

    response = client.get("/w/acme/members/")

    page = response.content.decode()
    assert response.status_code == 403
    assert "Acme asks for a second factor" in page
    assert 'href="/account/two-factor/totp/activate/"' in page
    way_back = '<a class="button button-primary" href="/w/acme/members/">On to Acme</a>'
    assert way_back in client.get("/account/two-factor/").content.decode()
    TOTP.activate(cast.bob, generate_totp_secret())
    assert client.get("/w/acme/members/").status_code == 200
    assert way_back not in client.get("/account/two-factor/").content.decode()


def test_nothing_can_be_done_without_it_either(client: Client, cast: Cast) -> None:
    require_second_factor(cast.acme, cast.alice)
    client.force_login(cast.bob)

    assert client.post("/w/acme/leave/").status_code == 403
    assert client.get("/w/umbra/").status_code == 200


def test_a_strangers_404_tells_nothing_of_it(client: Client, cast: Cast) -> None:
    require_second_factor(cast.acme, cast.alice)
    client.force_login(cast.charlie)

    assert client.get("/w/acme/").status_code == 404


def test_api_keys_work_as_before(cast: Cast) -> None:
    issued = make_key(cast.acme, cast.alice)
    require_second_factor(cast.acme, cast.alice)

    assert authenticate_key(issued.secret).workspace_id == cast.acme.pk


def test_the_way_back_is_kept_through_signing_on(client: Client, known: Acme) -> None:
    rule(known.workspace, known.owner, require_sign_on=True)
    sign_in_by_code(client, BOB)

    page = client.get("/w/acme/members/").content.decode()

    assert '<input type="hidden" name="next" value="/w/acme/members/">' in page
    assert '<input type="hidden" name="email" value="bob@acme.example">' in page
    assert signed_in_as(client) == BOB


def test_passwords_still_open_what_does_not_ask_for_more(client: Client, acme: Acme, cast: Cast) -> None:
    cast.bob.set_password(PASSWORD)
    cast.bob.save()

    sign_in(client, BOB)

    assert client.get("/w/acme/").status_code == 200
