from typing import ClassVar

from django.db import models
from django.db.models import Q

from apps.accounts.types import Plan, Role
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
    require_sign_on = models.BooleanField(
        default=False, help_text="members with an address in a proved domain come in by single sign-on only"
    )
    admits_foreign_sign_on = models.BooleanField(
        default=False, help_text="members signed in by another workspace's provider are let in too"
    )
    join_role = models.CharField(
        max_length=12,
        choices=Role.choices,
        default=Role.VIEWER,
        help_text="what those become who join by their e-mail domain",
    )
    deletion_due_at = models.DateTimeField(
        null=True, blank=True, help_text="when the workspace will be erased, unless it is called off"
    )

    # Written by whoever sells plans, in the transaction in which they change: asked on every page.
    plan = models.CharField(
        max_length=12, choices=Plan.choices, blank=True, help_text="bought or granted; empty: the plan of all"
    )
    extra_seats = models.PositiveIntegerField(default=0, help_text="beyond those of the plan")
    plan_before = models.CharField(
        max_length=12, choices=Plan.choices, blank=True, help_text="the best plan before it shrank"
    )
    plan_shrunk_at = models.DateTimeField(
        null=True, blank=True, help_text="when the plan last became smaller: grace is counted from here"
    )

    objects = WorkspaceManager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(join_role__in=["analyst", "procurement", "viewer"]),
                name="workspace_join_role_modest",
            ),
            models.CheckConstraint(condition=~Q(name=""), name="workspace_has_a_name"),
            models.CheckConstraint(
                condition=Q(plan__in=["", *Plan.values]) & Q(plan_before__in=["", *Plan.values]),
                name="workspace_plan_known",
            ),
            models.CheckConstraint(
                condition=Q(plan_before="", plan_shrunk_at=None)
                | (~Q(plan_before="") & Q(plan_shrunk_at__isnull=False)),
                name="workspace_shrank_from_a_plan",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def is_closing(self) -> bool:
        return self.deletion_due_at is not None
