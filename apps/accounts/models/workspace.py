from typing import ClassVar

from django.db import models
from django.db.models import Q

from apps.accounts.types import Role
from apps.core.scoped import ScopedManager


class WorkspaceManager(ScopedManager["Workspace"]):
    column: ClassVar[str] = "pk"


class Workspace(models.Model):
    """What a team shares: people, watches, reviews, dossiers. Every customer row belongs to exactly one.

    This row is also the lock under which members are added, changed and removed.
    """

    name = models.CharField(max_length=80)
    slug = models.SlugField(max_length=60, unique=True)
    created_at = models.DateTimeField()
    require_two_factor = models.BooleanField(default=False)
    join_role = models.CharField(
        max_length=12,
        choices=Role.choices,
        default=Role.VIEWER,
        help_text="what those become who join by their e-mail domain",
    )
    deletion_due_at = models.DateTimeField(
        null=True, blank=True, help_text="when the workspace will be erased, unless it is called off"
    )

    objects = WorkspaceManager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(join_role__in=["analyst", "procurement", "viewer"]),
                name="workspace_join_role_modest",
            ),
            models.CheckConstraint(condition=~Q(name=""), name="workspace_has_a_name"),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def is_closing(self) -> bool:
        return self.deletion_due_at is not None
