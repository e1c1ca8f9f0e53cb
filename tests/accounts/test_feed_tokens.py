"""Secret addresses of feeds."""

from datetime import UTC, datetime, timedelta

import pytest

from apps.accounts.errors import FeedNotLiveError, InvalidFeedError, NotPermittedError, TooManyFeedsError
from apps.accounts.models import AuditEntry, FeedToken, Workspace
from apps.accounts.selectors import feeds_of
from apps.accounts.services.account_deletion import cancel_account_deletion, schedule_account_deletion
from apps.accounts.services.feed_tokens import (
    MOST_FEEDS,
    authenticate_feed,
    issue_feed,
    note_served,
    revoke_feed,
)
from apps.accounts.services.members import leave_workspace
from apps.accounts.tokens import digest_of
from apps.accounts.types import SYSTEM, FeedKind, Role
from apps.core import clock
from apps.core.tenancy import in_workspace
from tests.accounts.cast import acting, make_feed, make_member, make_user
from tests.accounts.conftest import Cast

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)


def stored(workspace: Workspace, feed: FeedToken) -> FeedToken:
    with in_workspace(workspace):
        return FeedToken.objects.for_workspace(workspace).get(pk=feed.pk)


def is_good(secret: str, kind: FeedKind = FeedKind.ATOM) -> bool:
    try:
        authenticate_feed(secret, kind)
    except InvalidFeedError:
        return False
    return True


def test_a_feed_is_its_persons_and_says_so_in_the_audit_log(cast: Cast) -> None:
    issued = make_feed(cast.acme, cast.bob, FeedKind.ICAL)

    holder = authenticate_feed(issued.secret, FeedKind.ICAL)

    assert (holder.workspace, holder.person) == (cast.acme, cast.bob)
    row = stored(cast.acme, issued.feed)
    assert row.token_sha256 == digest_of(issued.secret)
    assert issued.secret.startswith(row.hint)
    assert issued.secret not in f"{vars(row)} {issued!r}"
    with in_workspace(cast.acme):
        entry = AuditEntry.objects.for_workspace(cast.acme).get(action="feed.issued")
        assert list(feeds_of(cast.acme, cast.alice)) == []
        assert list(feeds_of(cast.acme)) == [row]
    assert (entry.actor, entry.subject) == (
        cast.bob,
        f"News reader (Calendar, as iCalendar, {issued.secret[:6]}…)",
    )


@pytest.mark.parametrize("secret", ["", "guess", "é" * 300])
def test_a_secret_that_was_never_issued_opens_nothing(cast: Cast, secret: str) -> None:
    with pytest.raises(InvalidFeedError, match=r"^There is no such feed\.$"):
        authenticate_feed(secret, FeedKind.ATOM)


def test_a_feed_is_good_for_its_own_kind_and_whole(cast: Cast) -> None:
    issued = make_feed(cast.acme, cast.bob)

    assert is_good(issued.secret)
    assert not is_good(issued.secret, FeedKind.ICAL)
    assert not is_good(issued.secret[:-1])


def test_whose_membership_ends_loses_the_feed_for_good(cast: Cast) -> None:
    issued, other = make_feed(cast.acme, cast.bob), make_feed(cast.umbra, cast.bob)

    leave_workspace(workspace=cast.acme, user=cast.bob, actor=acting(cast.bob))

    assert not is_good(issued.secret)
    assert is_good(other.secret)
    make_member(cast.acme, cast.bob, Role.VIEWER)
    assert not is_good(issued.secret)
    with in_workspace(cast.acme):
        entry = AuditEntry.objects.for_workspace(cast.acme).get(action="member.left")
    assert entry.changes["feeds_revoked"] == [None, 1]


def test_an_account_that_will_be_erased_has_no_feeds(cast: Cast) -> None:
    issued = make_feed(cast.acme, cast.bob)

    schedule_account_deletion(user=cast.bob, actor=acting(cast.bob))

    assert not is_good(issued.secret)
    cancel_account_deletion(user=cast.bob)
    assert not is_good(issued.secret)


def test_a_closed_account_opens_nothing(cast: Cast) -> None:
    issued = make_feed(cast.acme, cast.bob)
    cast.bob.is_active = False
    cast.bob.save(update_fields=["is_active"])

    assert not is_good(issued.secret)


def test_one_ends_ones_own_feed_once(cast: Cast) -> None:
    issued = make_feed(cast.acme, cast.bob)

    revoke_feed(workspace=cast.acme, feed_id=issued.feed.pk, actor=acting(cast.bob))

    assert not is_good(issued.secret)
    with pytest.raises(FeedNotLiveError):
        revoke_feed(workspace=cast.acme, feed_id=issued.feed.pk, actor=acting(cast.bob))


def test_whoever_may_end_keys_ends_anybodys_feed_and_nobody_else_does(cast: Cast) -> None:
    viewer = make_user("Vera")
    make_member(cast.acme, viewer, Role.VIEWER)
    issued = make_feed(cast.acme, cast.bob)

    with pytest.raises(NotPermittedError):
        revoke_feed(workspace=cast.acme, feed_id=issued.feed.pk, actor=acting(viewer))
    with pytest.raises(FeedNotLiveError):
        revoke_feed(workspace=cast.umbra, feed_id=issued.feed.pk, actor=acting(cast.charlie))
    assert is_good(issued.secret)
    revoke_feed(workspace=cast.acme, feed_id=issued.feed.pk, actor=acting(cast.alice))

    assert not is_good(issued.secret)


def test_a_person_has_so_many_feeds_and_no_more(cast: Cast) -> None:
    made = [make_feed(cast.acme, cast.bob) for _ in range(MOST_FEEDS)]

    with pytest.raises(TooManyFeedsError):
        make_feed(cast.acme, cast.bob)
    make_feed(cast.acme, cast.alice)
    revoke_feed(workspace=cast.acme, feed_id=made[0].feed.pk, actor=acting(cast.bob))
    make_feed(cast.acme, cast.bob)


def test_programs_have_no_feeds_and_a_nameless_one_is_named(cast: Cast) -> None:
    with pytest.raises(NotPermittedError):
        issue_feed(workspace=cast.acme, kind=FeedKind.ATOM, name="x", actor=SYSTEM)

    issued = issue_feed(workspace=cast.acme, kind=FeedKind.ATOM, name="  ", actor=acting(cast.bob))

    assert issued.feed.name == "Alerts, as an Atom feed"


def test_use_is_noted_once_a_minute(cast: Cast) -> None:
    issued = make_feed(cast.acme, cast.bob)

    for seconds in (0, 30, 61):
        with clock.fixed(NOW + timedelta(seconds=seconds)):
            authenticate_feed(issued.secret, FeedKind.ATOM)
    assert stored(cast.acme, issued.feed).last_used_at == NOW + timedelta(seconds=61)


def test_since_when_a_feed_says_what_it_says_is_kept(cast: Cast) -> None:
    feed = make_feed(cast.acme, cast.bob).feed
    seen = []

    for hours, body in enumerate([b"one", b"one", b"two", b"one"]):
        with clock.fixed(NOW + timedelta(hours=hours)):
            seen.append(note_served(feed=stored(cast.acme, feed), body=body))

    assert seen == [NOW + timedelta(hours=hours) for hours in (0, 0, 2, 3)]
