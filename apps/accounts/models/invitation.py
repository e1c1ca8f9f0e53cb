from datetime import datetime
from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower

from apps.accounts.models.customer import CustomerModel
from apps.accounts.models.user import User
from apps.accounts.types import Role
from apps.core import tenancy
from apps.core.scoped import ScopedManager, ScopedQuerySet
from apps.core.tenancy import Claim, UnscopedQueryError

_OPEN = Q(accepted_at=None, revoked_at=None)


class InvitationManager(ScopedManager["Invitation"]):
    def with_digest(self, sha256: str) -> ScopedQuerySet["Invitation"]:
        """Return the invitation whose token has this digest; raises UnscopedQueryError unless it is claimed."""
        if not tenancy.holds(Claim.TOKEN, sha256):
            raise UnscopedQueryError("An invitation is looked up inside claiming(Claim.TOKEN, ...).")
        return self._rows().filter(token_sha256=sha256)


class Invitation(CustomerModel):
    """An offer to join, sent to one address. The token is in the e-mail only; its digest is here."""

    email = models.EmailField()
    role = models.CharField(max_length=12, choices=Role.choices)
    token_sha256 = models.CharField(max_length=64, unique=True)
    invited_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    created_at = models.DateTimeField()
    sent_at = models.DateTimeField(help_text="when it was issued last: each time with a new token")
    expires_at = models.DateTimeField()
    accepted_at = models.DateTimeField(null=True, blank=True)
    accepted_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    revoked_at = models.DateTimeField(null=True, blank=True)

    objects: ClassVar[InvitationManager] = InvitationManager()

    class Meta:
        ordering = ["-created_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                "workspace", Lower("email"), condition=_OPEN, name="invitation_open_once_an_address"
            ),
            models.CheckConstraint(condition=Q(role__in=Role.values), name="invitation_role_known"),
            models.CheckConstraint(
                condition=Q(accepted_at=None) | Q(revoked_at=None), name="invitation_ends_one_way"
            ),
        ]
        indexes = [models.Index(fields=["workspace", "-created_at"], name="invitation_latest")]

    def __str__(self) -> str:
        return self.email

    @property
    def is_open(self) -> bool:
        """True until it is accepted or revoked; an expired one can be sent again."""
        return self.accepted_at is None and self.revoked_at is None

    def is_expired(self, now: datetime) -> bool:
        return now >= self.expires_at
