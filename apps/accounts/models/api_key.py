from datetime import datetime
from typing import Any, ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from apps.accounts.models.customer import CustomerModel
from apps.accounts.models.user import User
from apps.accounts.types import Scope
from apps.core import tenancy
from apps.core.scoped import ScopedManager, ScopedQuerySet
from apps.core.tenancy import Claim, UnscopedQueryError


class ApiKeyManager(ScopedManager["ApiKey"]):
    def with_digest(self, sha256: str) -> ScopedQuerySet["ApiKey"]:
        """Return the key whose secret has this digest; raises UnscopedQueryError unless it is claimed."""
        if not tenancy.holds(Claim.TOKEN, sha256):
            raise UnscopedQueryError("A key is looked up inside claiming(Claim.TOKEN, ...).")
        return self._rows().filter(secret_sha256=sha256)


class ApiKey(CustomerModel):
    """A program's way in. The secret is shown once; its digest is here, and a prefix to recognise it by."""

    name = models.CharField(max_length=80)
    prefix = models.CharField(max_length=16)
    secret_sha256 = models.CharField(max_length=64, unique=True)
    scopes: ClassVar[Any] = ArrayField(models.CharField(max_length=10, choices=Scope.choices))
    created_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField(null=True, blank=True)
    last_used_at = models.DateTimeField(null=True, blank=True, help_text="to the minute")
    revoked_at = models.DateTimeField(null=True, blank=True)
    replaces = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        help_text="the key before the rotation",
    )

    objects: ClassVar[ApiKeyManager] = ApiKeyManager()

    class Meta:
        ordering = ["-created_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(scopes__contained_by=Scope.values, scopes__len__gt=0), name="api_key_scopes_known"
            ),
            # A rotation that runs twice makes one key.
            models.UniqueConstraint(
                fields=["replaces"], condition=Q(replaces__isnull=False), name="api_key_replaced_once"
            ),
        ]
        indexes = [models.Index(fields=["workspace", "-created_at"], name="api_key_latest")]

    def __str__(self) -> str:
        return f"{self.name} ({self.prefix}…)"

    def is_live(self, now: datetime) -> bool:
        return self.revoked_at is None and (self.expires_at is None or now < self.expires_at)
