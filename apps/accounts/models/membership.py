from typing import ClassVar

from django.db import models
from django.db.models import Q

from apps.accounts.models.customer import CustomerModel
from apps.accounts.models.user import User
from apps.accounts.types import Role
from apps.core import tenancy
from apps.core.scoped import ScopedManager, ScopedQuerySet
from apps.core.tenancy import Claim, UnscopedQueryError


class MembershipManager(ScopedManager["Membership"]):
    def of_user(self, user: User) -> ScopedQuerySet["Membership"]:
        """Return a person's own memberships, in all workspaces; raises UnscopedQueryError outside their `as_user`."""
        if not tenancy.holds(Claim.USER, str(user.pk)):
            raise UnscopedQueryError(f"Memberships of user {user.pk} outside their as_user().")
        return self._rows().filter(user=user)


class Membership(CustomerModel):
    """A person in a workspace, and what they are there."""

    user = models.ForeignKey(User, models.PROTECT, related_name="+")
    role = models.CharField(max_length=12, choices=Role.choices)
    created_at = models.DateTimeField()

    objects: ClassVar[MembershipManager] = MembershipManager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["workspace", "user"], name="membership_once"),
            models.CheckConstraint(condition=Q(role__in=Role.values), name="membership_role_known"),
        ]

    def __str__(self) -> str:
        return f"{self.user} ({self.get_role_display()})"
