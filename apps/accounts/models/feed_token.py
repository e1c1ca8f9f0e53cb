from typing import ClassVar

from django.db import models
from django.db.models import Q

from apps.accounts.models.customer import CustomerModel
from apps.accounts.models.user import User
from apps.accounts.types import FeedKind
from apps.core import tenancy
from apps.core.scoped import ScopedManager, ScopedQuerySet
from apps.core.tenancy import Claim, UnscopedQueryError


class FeedTokenManager(ScopedManager["FeedToken"]):
    def with_digest(self, sha256: str) -> ScopedQuerySet["FeedToken"]:
        """Return the feed whose secret has this digest; raises UnscopedQueryError unless it is claimed."""
        if not tenancy.holds(Claim.TOKEN, sha256):
            raise UnscopedQueryError("A feed is looked up inside claiming(Claim.TOKEN, ...).")
        return self._rows().filter(token_sha256=sha256)


class FeedToken(CustomerModel):
    """The secret address by which a person's programs read a feed of a workspace. Shown once; its digest is here.

    What was served last is kept as a digest and the moment it changed, which no date in the feed itself can tell: something
    may be gone from it.
    """

    person = models.ForeignKey(User, models.CASCADE, related_name="+")
    kind = models.CharField(max_length=8, choices=FeedKind.choices)
    name = models.CharField(max_length=60, help_text="where it is read: Outlook, a news reader")
    hint = models.CharField(max_length=6, help_text="how the secret begins, to tell one from another")
    token_sha256 = models.CharField(max_length=64, unique=True)
    created_at = models.DateTimeField()
    last_used_at = models.DateTimeField(null=True, blank=True, help_text="to the minute")
    revoked_at = models.DateTimeField(null=True, blank=True)
    served_sha256 = models.CharField(max_length=64, blank=True)
    changed_at = models.DateTimeField(help_text="since when what is served is as it is")

    objects: ClassVar[FeedTokenManager] = FeedTokenManager()

    class Meta:
        ordering = ["-created_at", "-pk"]
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=FeedKind.values), name="feed_kind_known"),
            models.CheckConstraint(condition=~Q(name=""), name="feed_has_a_name"),
        ]
        indexes = [
            # a workspace's feeds, and those of one person, newest first
            models.Index(fields=["workspace", "person", "-created_at"], name="feed_of_person"),
        ]

    def __str__(self) -> str:
        return f"{self.name} ({self.get_kind_display()}, {self.hint}…)"

    def is_live(self) -> bool:
        return self.revoked_at is None
