from cryptography.fernet import InvalidToken
from django.db import models
from django.db.models import Q

from apps.accounts.encryption import CHANNELS, decrypt
from apps.accounts.models import CustomerModel, User
from apps.core import clock
from apps.subscriptions.errors import ChannelUnreadableError
from apps.subscriptions.types import ChannelKind, ChannelState, Disabled

LONGEST_NAME = 80
_THERE = Q(removed_at=None)


class Channel(CustomerModel):
    """Where a workspace is told: an address of one kind, proved before anything is sent to it. Removed, never deleted.

    Addresses of chats and webhooks let whoever has them write there, so all addresses are sealed, and `shown_address` is what
    pages and logs may show. What is removed keeps neither address nor secret.
    """

    kind = models.CharField(max_length=8, choices=ChannelKind.choices)
    name = models.CharField(max_length=LONGEST_NAME)
    state = models.CharField(max_length=10, choices=ChannelState.choices, default=ChannelState.UNVERIFIED)
    since = models.DateTimeField(help_text="when it came into this state")
    disabled_because = models.CharField(max_length=14, choices=Disabled.choices, blank=True)
    shown_address = models.CharField(max_length=320)
    secret_address = models.TextField(help_text="sealed")
    address_sha256 = models.CharField(max_length=64)
    signing_secret = models.TextField(blank=True, help_text="sealed; of webhooks alone")
    old_signing_secret = models.TextField(blank=True, help_text="sealed; the one before the rotation")
    old_signing_secret_until = models.DateTimeField(null=True, blank=True)
    proof_secret = models.TextField(blank=True, help_text="sealed; what proves the address")
    proof_until = models.DateTimeField(null=True, blank=True)
    proof_tries = models.PositiveSmallIntegerField(default=0)
    failing_since = models.DateTimeField(
        null=True, blank=True, help_text="the first failure since anything got through"
    )
    notice_due_at = models.DateTimeField(
        null=True, blank=True, help_text="when those who set it up are to be told that it is disabled"
    )
    added_by = models.ForeignKey(User, models.SET_NULL, null=True, blank=True, related_name="+")
    added_at = models.DateTimeField()
    removed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["added_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["workspace", "kind", "address_sha256"], condition=_THERE, name="channel_once"
            ),
            models.CheckConstraint(
                condition=Q(
                    kind__in=ChannelKind.values,
                    state__in=ChannelState.values,
                    disabled_because__in=["", *Disabled.values],
                ),
                name="channel_known",
            ),
            models.CheckConstraint(
                condition=Q(state=ChannelState.DISABLED, disabled_because__gt="")
                | (~Q(state=ChannelState.DISABLED) & Q(disabled_because="", notice_due_at=None)),
                name="channel_disabled_for_a_reason",
            ),
            models.CheckConstraint(
                condition=Q(removed_at=None, kind=ChannelKind.WEBHOOK, signing_secret__gt="")
                | (~Q(kind=ChannelKind.WEBHOOK) & Q(signing_secret=""))
                | Q(removed_at__isnull=False),
                name="channel_signs_webhooks",
            ),
            models.CheckConstraint(
                condition=Q(removed_at=None, secret_address__gt="")
                | Q(
                    removed_at__isnull=False,
                    secret_address="",
                    signing_secret="",
                    old_signing_secret="",
                    proof_secret="",
                ),
                name="channel_removed_keeps_no_secret",
            ),
        ]
        indexes = [
            # a workspace's list; those that are told, of many workspaces at once
            models.Index(fields=["workspace", "added_at", "id"], condition=_THERE, name="channel_list"),
            # whom to tell that theirs was disabled
            models.Index(
                fields=["notice_due_at"], condition=Q(notice_due_at__isnull=False), name="channel_notices"
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def address(self) -> str:
        """Return where it leads. Raises ChannelUnreadableError where the site's secret key is another by now."""
        return self._opened(self.secret_address)

    @property
    def signing_secrets(self) -> tuple[str, ...]:
        """Return the secrets a webhook is signed with now, the newest first: two while a rotation overlaps.

        Raises ChannelUnreadableError.
        """
        until = self.old_signing_secret_until
        overlaps = until is not None and clock.now() < until and self.old_signing_secret
        sealed = (self.signing_secret, self.old_signing_secret) if overlaps else (self.signing_secret,)
        return tuple(self._opened(secret) for secret in sealed if secret)

    @property
    def proof(self) -> str:
        """Return what proves the address, empty where it is over. Raises ChannelUnreadableError."""
        is_over = self.proof_until is None or clock.now() >= self.proof_until
        return "" if is_over or not self.proof_secret else self._opened(self.proof_secret)

    def _opened(self, sealed: str) -> str:
        try:
            return decrypt(sealed, CHANNELS)
        except InvalidToken as error:
            raise ChannelUnreadableError(
                "The address of this channel cannot be read any more. Add the channel anew."
            ) from error
