"""One statement brought twice at the same moment, in real transactions: one of them comes in."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection

from apps.accounts.models import IdentityProvider, User
from apps.accounts.services.sign_ons import accept_sign_on
from apps.accounts.signon.refusals import SignOnRefusedError
from apps.accounts.signon.types import Vouched
from apps.accounts.types import Actor
from tests.accounts.conftest import build_cast
from tests.accounts.single_sign_on.cast import ADA, own_domain, refusals, use_saml
from tests.accounts.single_sign_on.names import Names

pytestmark = pytest.mark.django_db(transaction=True)
VISITOR = Actor(user_id=None, name="")


def bring(provider: IdentityProvider, used: str) -> str:
    vouched = Vouched(ADA, "employee-1", used, datetime.now(tz=UTC) + timedelta(minutes=5))
    try:
        return accept_sign_on(provider=provider, vouched=vouched, visitor=VISITOR).user.email
    except SignOnRefusedError as error:
        return error.reason.value
    finally:
        connection.close()


def at_once(provider: IdentityProvider, statements: list[str]) -> list[str]:
    with ThreadPoolExecutor(len(statements)) as threads:
        return sorted(threads.map(lambda used: bring(provider, used), statements))


def test_of_one_statement_brought_many_times_one_is_taken(names: Names) -> None:
    cast = build_cast()
    own_domain(cast.acme, cast.alice, names)
    provider = use_saml(cast.acme, cast.alice)

    came = at_once(provider, ["saml:_once"] * 6)

    assert came == [ADA, *["replayed"] * 5]
    assert refusals(cast.acme) == ["replayed"] * 5


def test_a_newcomer_who_comes_in_several_windows_is_one_person(names: Names) -> None:
    cast = build_cast()
    own_domain(cast.acme, cast.alice, names)
    provider = use_saml(cast.acme, cast.alice)

    came = at_once(provider, [f"saml:_{number}" for number in range(6)])

    assert came == [ADA] * 6
    assert User.objects.filter(email=ADA).count() == 1
