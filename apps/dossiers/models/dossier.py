from typing import Any, ClassVar

from django.db import models
from django.db.models import Q

from apps.accounts.models import CustomerModel, User
from apps.core.ids import PublicIdKind, format_public_id
from apps.dossiers.types import Outline, Template

_TEMPLATES = [
    (Template.VENDOR.value, "Vendor due diligence"),
    (Template.CHANGE_NOTICE.value, "Change notice"),
    (Template.COMPARISON.value, "Comparison"),
    (Template.CLAUSE_FILE.value, "Clause file"),
    (Template.AI_ADDENDUM.value, "AI vendor addendum"),
]


class Dossier(CustomerModel):
    """What a workspace wants on file of vendors. What it holds is said once; each time it is made is an edition of it."""

    template = models.CharField(max_length=20, choices=_TEMPLATES)
    title = models.CharField(max_length=200)
    outline_json: ClassVar[Any] = models.JSONField(db_column="outline", help_text="types.Outline")
    made_by = models.ForeignKey(User, models.SET_NULL, null=True, blank=True, related_name="+")
    created_at = models.DateTimeField()

    class Meta:
        ordering = ["-created_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(template__in=[value for value, _label in _TEMPLATES]),
                name="dossier_template_known",
            ),
            models.CheckConstraint(condition=~Q(title=""), name="dossier_has_title"),
        ]
        indexes = [
            # a workspace's library, newest first
            models.Index(fields=["workspace", "-created_at", "-id"], name="dossier_latest"),
        ]

    def __str__(self) -> str:
        return f"{self.public_id} {self.title}"

    @property
    def public_id(self) -> str:
        return format_public_id(PublicIdKind.DOSSIER, self.pk)

    @property
    def outline(self) -> Outline:
        """Return what it holds, as a record."""
        return Outline.model_validate(self.outline_json)
