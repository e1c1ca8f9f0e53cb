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


class NotDueError(AccountsError):
    """The workspace is not to be erased, or not yet."""

    code = "not_due"
