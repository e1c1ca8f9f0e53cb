from apps.core.errors import ConductAtlasError


class AccountsError(ConductAtlasError):
    """Something a person asked for cannot be done; the message is written for them."""

    code = "accounts"


class NotPermittedError(AccountsError):
    """The role of whoever asks does not allow it, or no longer does."""

    code = "not_permitted"


class NotAMemberError(AccountsError):
    code = "not_a_member"


class AlreadyMemberError(AccountsError):
    code = "already_member"


class LastOwnerError(AccountsError):
    """A workspace always has an owner: make somebody else one first."""

    code = "last_owner"


class NoSeatLeftError(AccountsError):
    code = "no_seat_left"


class InvalidAddressError(AccountsError):
    code = "invalid_address"


class AlreadyInvitedError(AccountsError):
    """An invitation to this address is open already; it can be sent again."""

    code = "already_invited"


class TooManyInvitationsError(AccountsError):
    """The workspace has sent as many messages as it may for now."""

    code = "too_many_invitations"


class TooManyWorkspacesError(AccountsError):
    """A person owns as many workspaces as one may."""

    code = "too_many_workspaces"


class InvitationInvalidError(AccountsError):
    """No open invitation has this token: never issued, used, revoked, or replaced by a newer one."""

    code = "invitation_invalid"


class InvitationExpiredError(AccountsError):
    code = "invitation_expired"


class InvitationForAnotherAddressError(AccountsError):
    """The invitation was sent to an address that is not among the person's verified ones."""

    code = "invitation_for_another_address"


class DomainNotAllowedError(AccountsError):
    """A domain cannot admit people: nobody here has proved an address in it, or everybody has one."""

    code = "domain_not_allowed"


class DomainLookupFailedError(AccountsError):
    """The DNS gave no answer, neither yes nor no."""

    code = "domain_lookup_failed"


class DomainNotProvedError(AccountsError):
    """The DNS does not carry the proof, or another workspace has proved the domain."""

    code = "domain_not_proved"


class InvalidProviderError(AccountsError):
    """What was given does not describe an identity provider that can be used."""

    code = "invalid_provider"


class UnknownTimeZoneError(AccountsError):
    code = "unknown_time_zone"


class InvalidNameError(AccountsError):
    code = "invalid_name"


class ScopeTooWideError(AccountsError):
    """A key may do no more than the person who makes it."""

    code = "scope_too_wide"


class KeyNotLiveError(AccountsError):
    """The key was revoked, has expired, or was rotated already."""

    code = "key_not_live"


class InvalidKeyError(AccountsError):
    """No live key has this secret. Deliberately says no more."""

    code = "invalid_key"


class TooManyFeedsError(AccountsError):
    """A person has as many feeds of a workspace as anybody needs."""

    code = "too_many_feeds"


class FeedNotLiveError(AccountsError):
    """The feed was ended already."""

    code = "feed_not_live"


class InvalidFeedError(AccountsError):
    """No live feed of this kind has this secret. Deliberately says no more."""

    code = "invalid_feed"


class AccountLeavingError(AccountsError):
    """The account is about to be erased: it can be kept, and nothing else."""

    code = "account_leaving"


class NotInPlanError(AccountsError):
    """The workspace's plan does not hold it."""

    code = "not_in_plan"


class NotDueError(AccountsError):
    """The workspace or account is not to be erased, or not yet."""

    code = "not_due"
