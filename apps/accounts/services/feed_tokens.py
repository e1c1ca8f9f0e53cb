"""Secret addresses of feeds: made once for one person and one use, kept as digests, ended by a button or by leaving."""

import hmac
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Final

from apps.accounts import rules
from apps.accounts.errors import FeedNotLiveError, InvalidFeedError, NotPermittedError, TooManyFeedsError
from apps.accounts.models import Action, FeedToken, Membership, User, Workspace
from apps.accounts.services.audit import record_audit
from apps.accounts.services.authority import locked, person, require
from apps.accounts.tokens import digest_of, new_token
from apps.accounts.types import Actor, FeedKind, Permission
from apps.core import clock
from apps.core.tenancy import Claim, claiming, in_workspace

MOST_FEEDS: Final = 10  # of one person in one workspace
LONGEST_NAME: Final = 60
_NOTED_EVERY: Final = timedelta(minutes=1)
_HINT: Final = 6  # characters; the rest is more than anybody can guess


@dataclass(frozen=True, slots=True)
class IssuedFeed:
    """A feed with its secret, shown to whoever asked for it and never again."""

    feed: FeedToken
    secret: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class FeedHolder:
    """Whose program asks, and what of: the membership as it is now, person and workspace loaded."""

    feed: FeedToken
    membership: Membership

    @property
    def workspace(self) -> Workspace:
        return self.membership.workspace

    @property
    def person(self) -> User:
        return self.membership.user


def issue_feed(*, workspace: Workspace, kind: FeedKind, name: str, actor: Actor) -> IssuedFeed:
    """Make a secret address for the person who asks. Raises NotPermittedError, NotAMemberError or TooManyFeedsError."""
    with locked(workspace) as row:
        require(row, actor, Permission.READ)
        feeds = FeedToken.objects.for_workspace(row)
        if feeds.filter(person_id=person(actor), revoked_at=None).count() >= MOST_FEEDS:
            raise TooManyFeedsError(f"You have {MOST_FEEDS} feeds here. End one that is not read any more.")
        secret, now = new_token(), clock.now()
        feed = feeds.create(
            person_id=person(actor),
            kind=FeedKind(kind).value,
            name=" ".join(name.split())[:LONGEST_NAME] or FeedKind(kind).label,
            hint=secret[:_HINT],
            token_sha256=digest_of(secret),
            created_at=now,
            changed_at=now,
        )
        record_audit(workspace_id=row.pk, actor=actor, action=Action.FEED_ISSUED, subject=feed)
    return IssuedFeed(feed, secret)


def revoke_feed(*, workspace: Workspace, feed_id: int, actor: Actor) -> None:
    """End a feed at once: one's own, or anybody's for whoever may end keys.

    Raises FeedNotLiveError, NotAMemberError or NotPermittedError.
    """
    with locked(workspace) as row:
        role = require(row, actor, Permission.READ)
        feed = FeedToken.objects.for_workspace(row).filter(pk=feed_id, revoked_at=None).first()
        if feed is None:
            raise FeedNotLiveError("This feed was ended already.")
        if feed.person_id != actor.user_id and not rules.can(role, Permission.KEYS):
            raise NotPermittedError("Only its owner, or whoever may end keys, can end this feed.")
        feed.revoked_at = clock.now()
        feed.save(update_fields=["revoked_at"])
        record_audit(workspace_id=row.pk, actor=actor, action=Action.FEED_REVOKED, subject=feed)


def authenticate_feed(secret: str, kind: FeedKind) -> FeedHolder:
    """Return whose feed it is; raises InvalidFeedError, always with the same words.

    As with keys, the secret is found by its digest, and the feed of a person who has left is dead. So is one of an account that
    is closed or will be erased.
    """
    digest, now = digest_of(secret), clock.now()
    with claiming(Claim.TOKEN, digest):
        feed = FeedToken.objects.with_digest(digest).first()
    if feed is None or not hmac.compare_digest(feed.token_sha256, digest) or not _opens(feed, kind):
        raise InvalidFeedError(_INVALID)
    with in_workspace(feed.workspace_id):
        members = Membership.objects.for_workspace(feed.workspace_id).select_related("workspace", "user")
        member = members.filter(
            user_id=feed.person_id, user__is_active=True, user__deletion_due_at=None
        ).first()
        if member is None:
            raise InvalidFeedError(_INVALID)
        _note_use(feed, now)
    return FeedHolder(feed, member)


def note_served(*, feed: FeedToken, body: bytes) -> datetime:
    """Return since when the feed says what it says now, and keep it. Two who ask at once write the same."""
    digest, now = sha256(body).hexdigest(), clock.now().replace(microsecond=0)
    if feed.served_sha256 == digest:
        return feed.changed_at
    with in_workspace(feed.workspace_id):
        rows = FeedToken.objects.for_workspace(feed.workspace_id).filter(pk=feed.pk)
        rows.exclude(served_sha256=digest).update(served_sha256=digest, changed_at=now)
        feed.refresh_from_db(fields=["served_sha256", "changed_at"], from_queryset=rows)
    return feed.changed_at


def _opens(feed: FeedToken, kind: FeedKind) -> bool:
    return feed.is_live() and feed.kind == kind


def _note_use(feed: FeedToken, now: datetime) -> None:
    if feed.last_used_at is None or now - feed.last_used_at >= _NOTED_EVERY:
        rows = FeedToken.objects.for_workspace(feed.workspace_id).filter(pk=feed.pk)
        rows.update(last_used_at=now)


_INVALID: Final = "There is no such feed."
