"""Who may speak for a domain: whoever its DNS says, one workspace at a time, for as long as it says so."""

from datetime import timedelta

import pytest
from django.test import Client

from apps.accounts.errors import (
    DomainLookupFailedError,
    DomainNotAllowedError,
    DomainNotProvedError,
    NotPermittedError,
)
from apps.accounts.models import SignOnDomain, Workspace
from apps.accounts.services.sign_on_domains import claim_domain, prove_domain, release_domain
from apps.accounts.signon.proofs import record_name, record_value
from apps.accounts.single_sign_on import provider_for_address
from apps.accounts.types import Role
from apps.core import clock
from apps.core.tenancy import in_workspace
from tests.accounts.cast import acting, make_member, make_user
from tests.accounts.conftest import Cast
from tests.accounts.single_sign_on.cast import (
    ADA,
    actions,
    come_by_saml,
    own_domain,
    signed_in_as,
    use_saml,
)
from tests.accounts.single_sign_on.conftest import Acme
from tests.accounts.single_sign_on.names import Names

pytestmark = pytest.mark.django_db
DAYS = timedelta(days=1)


def proved(workspace: Workspace) -> list[str]:
    with in_workspace(workspace):
        return [row.domain for row in SignOnDomain.objects.for_workspace(workspace).proved()]


def test_a_record_in_the_dns_proves_a_domain(cast: Cast, names: Names) -> None:
    own_domain(cast.acme, cast.alice, names, "Acme.Example")

    assert proved(cast.acme) == ["acme.example"]
    assert names.asked == ["_conductatlas.acme.example"]
    assert actions(cast.acme) == ["domain_proved", "domain_claimed"]


def test_proving_again_records_nothing(cast: Cast, names: Names) -> None:
    domain = own_domain(cast.acme, cast.alice, names)

    prove_domain(workspace=cast.acme, domain_id=domain.pk, actor=acting(cast.alice))

    assert actions(cast.acme) == ["domain_proved", "domain_claimed"]


@pytest.mark.parametrize(
    "record", [None, "conductatlas-domain=", "conductatlas-domain=of-another", "v=spf1 -all"]
)
def test_without_the_record_nothing_is_proved(cast: Cast, names: Names, record: str | None) -> None:
    claimed = claim_domain(workspace=cast.acme, domain="acme.example", actor=acting(cast.alice))
    if record is not None:
        names.texts[record_name("acme.example")] = [record]

    with pytest.raises(DomainNotProvedError):
        prove_domain(workspace=cast.acme, domain_id=claimed.pk, actor=acting(cast.alice))

    assert proved(cast.acme) == []


def test_an_alias_proves_nothing(cast: Cast, names: Names) -> None:
    claimed = claim_domain(workspace=cast.acme, domain="acme.example", actor=acting(cast.alice))
    names.aliases[record_name("acme.example")] = "tenant.host.example"
    names.texts["tenant.host.example"] = [record_value(claimed.token)]

    with pytest.raises(DomainNotProvedError):
        prove_domain(workspace=cast.acme, domain_id=claimed.pk, actor=acting(cast.alice))


def test_a_dns_that_does_not_answer_says_neither_yes_nor_no(cast: Cast, names: Names) -> None:
    claimed = claim_domain(workspace=cast.acme, domain="acme.example", actor=acting(cast.alice))
    names.is_failing = True

    with pytest.raises(DomainLookupFailedError):
        prove_domain(workspace=cast.acme, domain_id=claimed.pk, actor=acting(cast.alice))


@pytest.mark.parametrize(
    "domain",
    ["gmail.com", "example", "192.0.2.1", "acme.example/evil", "xn--", "-a.example", "ac me.example", ""],
)
def test_what_is_no_domain_of_an_organisation_cannot_be_claimed(cast: Cast, domain: str) -> None:
    with pytest.raises(DomainNotAllowedError):
        claim_domain(workspace=cast.acme, domain=domain, actor=acting(cast.alice))


def test_only_owners_claim_prove_and_release(cast: Cast, names: Names) -> None:
    domain = own_domain(cast.acme, cast.alice, names)
    admin = make_user("admin")
    make_member(cast.acme, admin, Role.ADMIN)

    with pytest.raises(NotPermittedError):
        claim_domain(workspace=cast.acme, domain="other.example", actor=acting(admin))
    with pytest.raises(NotPermittedError):
        prove_domain(workspace=cast.acme, domain_id=domain.pk, actor=acting(admin))
    with pytest.raises(NotPermittedError):
        release_domain(workspace=cast.acme, domain_id=domain.pk, actor=acting(admin))

    assert proved(cast.acme) == ["acme.example"]


def test_one_workspace_speaks_for_a_domain(cast: Cast, names: Names) -> None:
    own_domain(cast.acme, cast.alice, names)
    claimed = claim_domain(workspace=cast.umbra, domain="acme.example", actor=acting(cast.charlie))
    names.texts[record_name("acme.example")].append(record_value(claimed.token))

    with pytest.raises(DomainNotProvedError, match="Another workspace"):
        prove_domain(workspace=cast.umbra, domain_id=claimed.pk, actor=acting(cast.charlie))

    assert (proved(cast.acme), proved(cast.umbra)) == (["acme.example"], [])


def test_a_domain_goes_over_once_the_former_record_is_gone(cast: Cast, names: Names) -> None:
    own_domain(cast.acme, cast.alice, names)

    own_domain(cast.umbra, cast.charlie, names)  # puts its own record in place of the other

    assert (proved(cast.acme), proved(cast.umbra)) == ([], ["acme.example"])
    assert actions(cast.acme)[0] == "domain_lost"


def test_a_claim_alone_leads_nobody_anywhere(cast: Cast) -> None:
    claim_domain(workspace=cast.umbra, domain="acme.example", actor=acting(cast.charlie))
    use_saml(cast.umbra, cast.charlie)

    assert provider_for_address(ADA) is None


def test_a_record_that_is_taken_away_ends_it_within_a_day(client: Client, acme: Acme, names: Names) -> None:
    del names.texts[record_name("acme.example")]
    assert come_by_saml(Client()).status_code == 302  # seen today

    with clock.fixed(clock.now() + DAYS + timedelta(minutes=1)):
        response = come_by_saml(client, now=clock.now())

    assert response.status_code == 403
    assert signed_in_as(client) == ""
    assert proved(acme.workspace) == []
    assert "domain_lost" in actions(acme.workspace)


@pytest.mark.parametrize(("days", "expected"), [(2, 302), (8, 403)])
def test_a_silent_dns_takes_nothing_away_for_a_week(
    client: Client, acme: Acme, names: Names, days: int, expected: int
) -> None:
    names.is_failing = True

    with clock.fixed(clock.now() + days * DAYS):
        response = come_by_saml(client, now=clock.now())

    assert response.status_code == expected
    assert proved(acme.workspace) == ["acme.example"]


def test_a_domain_given_up_ends_it_at_once(client: Client, acme: Acme) -> None:
    with in_workspace(acme.workspace):
        domain = SignOnDomain.objects.for_workspace(acme.workspace).get()

    release_domain(workspace=acme.workspace, domain_id=domain.pk, actor=acting(acme.owner))

    page = client.post("/account/single-sign-on/", {"email": ADA})
    assert page.status_code == 422
    assert "No workspace has set up single sign-on" in page.content.decode()
