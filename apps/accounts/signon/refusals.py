"""Why nobody is signed in. The words are for the person who tried."""

from django.db import models

from apps.accounts.errors import AccountsError


class Refusal(models.TextChoices):
    """What was wrong with what a provider said."""

    UNREACHABLE = "unreachable", "Your identity provider cannot be reached. Try again in a minute."
    UNREADABLE = "unreadable", "What your identity provider sent cannot be read."
    UNSUCCESSFUL = "unsuccessful", "Your identity provider did not sign you in."
    UNSIGNED = "unsigned", "What arrived is not signed by your identity provider."
    ISSUER = "issuer", "What arrived was not issued by your identity provider."
    AUDIENCE = "audience", "What your identity provider sent is meant for another service."
    RECIPIENT = "recipient", "What your identity provider sent is meant for another address."
    UNASKED = "unasked", "This browser did not ask for what arrived, or asked too long ago. Start here again."
    EXPIRED = "expired", "What your identity provider sent is out of date. Start again."
    TOO_EARLY = "too_early", "What your identity provider sent is not valid yet: its clock or ours is wrong."
    REPLAYED = "replayed", "What your identity provider sent has been used already. Start again."
    NO_ADDRESS = "no_address", "Your identity provider does not tell your e-mail address."
    UNVERIFIED = "unverified", "Your identity provider does not vouch for your e-mail address."
    FOREIGN = (
        "foreign",
        "Your e-mail address is not in a domain that this workspace has proved to be its own.",
    )
    OTHER_PERSON = (
        "other_person",
        (
            "Your identity provider uses this address for another person than before. "
            "Ask an owner of the workspace to forget the former one."
        ),
    )
    REMOVED = "removed", "You were removed from this workspace. Ask a member for an invitation."
    NO_SEAT = "no_seat", "All seats of this workspace are taken. Ask an owner of it."
    OWN_WAY = "own_way", "This account signs in its own way only."
    OVER = "over", "This workspace has no single sign-on any more."


class SignOnRefusedError(AccountsError):
    """A provider's word is not taken; `detail` is for the log, and quotes nothing secret."""

    code = "sign_on_refused"

    def __init__(self, reason: Refusal, detail: str = "") -> None:
        super().__init__(str(reason.label))
        self.reason, self.detail = reason, detail
