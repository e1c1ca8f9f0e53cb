"""Keys for programs."""

from datetime import UTC, datetime, timedelta

import pytest

from apps.accounts.errors import InvalidKeyError, KeyNotLiveError, NotPermittedError, ScopeTooWideError
from apps.accounts.models import ApiKey, Workspace
from apps.accounts.selectors import api_keys_of
from apps.accounts.services.api_keys import (
    OVERLAP,
    KeyWish,
    authenticate_key,
    issue_api_key,
    revoke_api_key,
    rotate_api_key,
)
from apps.accounts.services.members import change_role
from apps.accounts.tokens import digest_of
from apps.accounts.types import SYSTEM, Role, Scope
from apps.core import clock
from apps.core.tenancy import in_workspace
from tests.accounts.cast import acting, make_key, make_member, make_user, membership, role_in
from tests.accounts.conftest import Cast

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)


def stored(workspace: Workspace, key: ApiKey) -> ApiKey:
    with in_workspace(workspace):
        return ApiKey.objects.for_workspace(workspace).get(pk=key.pk)


def is_good(secret: str) -> bool:
    try:
        authenticate_key(secret)
    except InvalidKeyError:
        return False
    return True


def test_a_key_opens_its_workspace_with_its_scopes(cast: Cast) -> None:
    issued = make_key(cast.acme, cast.alice, Scope.WATCH, Scope.READ)

    holder = authenticate_key(issued.secret)

    assert (holder.workspace_id, holder.api_key_id) == (cast.acme.pk, issued.key.pk)
    assert (holder.user_id, holder.role) == (cast.alice.pk, Role.OWNER)
    assert holder.scopes == {Scope.READ, Scope.WATCH}


def test_the_secret_is_kept_as_a_digest_and_known_by_its_prefix(cast: Cast) -> None:
    issued = make_key(cast.acme, cast.alice)

    row = stored(cast.acme, issued.key)
    assert row.secret_sha256 == digest_of(issued.secret)
    assert issued.secret.startswith(f"{row.prefix}_")
    assert len(issued.secret) - len(row.prefix) > 40
    assert issued.secret not in str(vars(row))
    assert issued.secret not in repr(issued)


@pytest.mark.parametrize("secret", ["", "ca_00000000_guess", "Bearer x", "é" * 300])
def test_a_secret_that_was_never_issued_opens_nothing(cast: Cast, secret: str) -> None:
    with pytest.raises(InvalidKeyError, match=r"^The key is not valid\.$"):
        authenticate_key(secret)


def test_a_prefix_is_not_enough(cast: Cast) -> None:
    issued = make_key(cast.acme, cast.alice)

    assert not is_good(issued.key.prefix)
    assert not is_good(issued.secret[:-1])
    assert not is_good(issued.secret.upper())


def test_a_revoked_key_ends_at_once(cast: Cast) -> None:
    issued = make_key(cast.acme, cast.alice)

    revoke_api_key(workspace=cast.acme, key_id=issued.key.pk, actor=acting(cast.alice))

    assert not is_good(issued.secret)
    with pytest.raises(KeyNotLiveError):
        revoke_api_key(workspace=cast.acme, key_id=issued.key.pk, actor=acting(cast.alice))


def test_a_key_expires(cast: Cast) -> None:
    wish = KeyWish("Nightly", (Scope.READ,), expires_at=NOW + timedelta(days=90))
    secret = issue_api_key(workspace=cast.acme, wish=wish, actor=acting(cast.alice)).secret

    with clock.fixed(NOW + timedelta(days=90) - timedelta(seconds=1)):
        assert is_good(secret)
    with clock.fixed(NOW + timedelta(days=90)):
        assert not is_good(secret)


def test_both_keys_are_good_while_a_rotation_overlaps(cast: Cast) -> None:
    with clock.fixed(NOW):
        old = make_key(cast.acme, cast.alice, Scope.READ, Scope.DOSSIER)
        new = rotate_api_key(workspace=cast.acme, key_id=old.key.pk, actor=acting(cast.alice))

    with clock.fixed(NOW + OVERLAP - timedelta(seconds=1)):
        assert (is_good(old.secret), is_good(new.secret)) == (True, True)
    with clock.fixed(NOW + OVERLAP):
        assert (is_good(old.secret), is_good(new.secret)) == (False, True)
    assert (new.key.name, new.key.scopes) == (old.key.name, old.key.scopes)
    assert new.key.replaces_id == old.key.pk


def test_a_key_is_rotated_once(cast: Cast) -> None:
    old = make_key(cast.acme, cast.alice)
    rotate_api_key(workspace=cast.acme, key_id=old.key.pk, actor=acting(cast.alice))

    with pytest.raises(KeyNotLiveError):
        rotate_api_key(workspace=cast.acme, key_id=old.key.pk, actor=acting(cast.alice))


def test_rotation_does_not_lengthen_a_life(cast: Cast) -> None:
    ends_at = NOW + timedelta(hours=1)
    with clock.fixed(NOW):
        wish = KeyWish("Short", (Scope.READ,), expires_at=ends_at)
        old = issue_api_key(workspace=cast.acme, wish=wish, actor=acting(cast.alice))
        new = rotate_api_key(workspace=cast.acme, key_id=old.key.pk, actor=acting(cast.alice))

    assert stored(cast.acme, old.key).expires_at == ends_at
    assert new.key.expires_at == ends_at


def test_use_is_noted_to_the_minute(cast: Cast) -> None:
    issued = make_key(cast.acme, cast.alice)
    noted = []

    for seconds in (0, 30, 61):
        with clock.fixed(NOW + timedelta(seconds=seconds)):
            authenticate_key(issued.secret)
        noted.append(stored(cast.acme, issued.key).last_used_at)

    assert noted == [NOW, NOW, NOW + timedelta(seconds=61)]


@pytest.mark.parametrize("role", [Role.ANALYST, Role.PROCUREMENT, Role.VIEWER])
def test_only_those_who_hold_keys_touch_them(cast: Cast, role: Role) -> None:
    make_member(cast.acme, erin := make_user("Erin"), role)
    issued = make_key(cast.acme, cast.alice)

    with pytest.raises(NotPermittedError):
        make_key(cast.acme, erin)
    with pytest.raises(NotPermittedError):
        rotate_api_key(workspace=cast.acme, key_id=issued.key.pk, actor=acting(erin))
    with pytest.raises(NotPermittedError):
        revoke_api_key(workspace=cast.acme, key_id=issued.key.pk, actor=acting(erin))

    assert is_good(issued.secret)
    with in_workspace(cast.acme):
        assert api_keys_of(cast.acme).count() == 1


def test_a_key_loses_what_its_maker_loses(cast: Cast) -> None:
    make_member(cast.acme, erin := make_user("Erin"), Role.ADMIN)
    secret = make_key(cast.acme, erin, *Scope).secret
    number = membership(cast.acme, erin)
    assert number is not None
    before = authenticate_key(secret).scopes

    change_role(workspace=cast.acme, membership_id=number.pk, role=Role.VIEWER, actor=acting(cast.alice))

    assert before == set(Scope)
    assert role_in(cast.acme, erin) == Role.VIEWER
    assert authenticate_key(secret).scopes == {Scope.READ}


def test_a_key_without_scopes_is_refused(cast: Cast) -> None:
    with pytest.raises(ScopeTooWideError):
        issue_api_key(workspace=cast.acme, wish=KeyWish("Empty", ()), actor=acting(cast.alice))


def test_keys_are_made_by_people(cast: Cast) -> None:
    first = make_key(cast.acme, cast.alice)

    for actor in (SYSTEM, acting(cast.alice, api_key_id=first.key.pk)):
        with pytest.raises(NotPermittedError):
            issue_api_key(workspace=cast.acme, wish=KeyWish("Heir", (Scope.READ,)), actor=actor)


def test_a_key_of_another_workspace_cannot_be_reached(cast: Cast) -> None:
    theirs = make_key(cast.umbra, cast.charlie)

    with pytest.raises(KeyNotLiveError):
        revoke_api_key(workspace=cast.acme, key_id=theirs.key.pk, actor=acting(cast.alice))

    assert is_good(theirs.secret)
