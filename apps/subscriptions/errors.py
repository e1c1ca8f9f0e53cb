from apps.core.errors import ConductAtlasError


class SubscriptionsError(ConductAtlasError):
    """Something asked for of watches cannot be done; the message is written for people."""

    code = "subscriptions"


class InvalidRulesError(SubscriptionsError):
    """The rules of a watch name something that there is not, or leave nothing to be told."""

    code = "invalid_rules"


class WatchOverError(SubscriptionsError):
    """The watch was closed: open a new one."""

    code = "watch_over"


class InvalidRequestError(SubscriptionsError):
    """What was asked for as a platform has no name, or its address is none."""

    code = "invalid_request"


class InvalidAddressError(SubscriptionsError):
    """What was given is no address that a document can be read at."""

    code = "invalid_address"


class AddressQuotaError(SubscriptionsError):
    """The plan has no room for one more document by its address this month."""

    code = "address_quota"


class AddressNotReadyError(SubscriptionsError):
    """The address was not looked at, was refused, or was confirmed or dropped by somebody else meanwhile."""

    code = "address_not_ready"


class UnreadableListError(SubscriptionsError):
    """The list of vendors is too long, or no text."""

    code = "unreadable_list"


class NoSuchChannelError(SubscriptionsError):
    """The workspace has no channel of this number, or it was removed."""

    code = "no_such_channel"


class InvalidChannelError(SubscriptionsError):
    """The channel that was asked for has no name, or an address that nothing can be sent to."""

    code = "invalid_channel"


class WrongProofError(SubscriptionsError):
    """What was typed or opened does not prove the address, or does so no longer."""

    code = "wrong_proof"


class ChannelUnreadableError(SubscriptionsError):
    """A channel's address or secret was sealed with a secret key that the site does not have."""

    code = "channel_unreadable"
