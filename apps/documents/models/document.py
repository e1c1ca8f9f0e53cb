from datetime import timedelta
from typing import Self

from django.db import models
from django.urls import reverse

from apps.core.ids import PublicIdKind, format_public_id
from apps.platforms.models import Platform
from apps.platforms.vocabulary import document_type_choices


class DocumentQuerySet(models.QuerySet["Document"]):
    def for_pages(self) -> Self:
        """Load what every list of documents shows, in the same query."""
        return self.select_related("platform", "health")


class Document(models.Model):
    """One governing document of one platform in one locale.

    This row is also the lock under which versions are numbered: whoever records a version holds it.
    """

    platform = models.ForeignKey(Platform, models.PROTECT, related_name="documents")
    slug = models.SlugField(max_length=100)
    title = models.CharField(max_length=200)
    type = models.SlugField(max_length=60, choices=document_type_choices)
    locale = models.CharField(
        max_length=35, default="en", help_text="BCP 47, pinned: another locale is another document"
    )
    is_tracked = models.BooleanField(default=True)
    check_every = models.DurationField(default=timedelta(days=1))
    stable_after = models.PositiveSmallIntegerField(
        default=2, help_text="captures in a row before a return to an earlier text is published"
    )
    confirm_after = models.PositiveSmallIntegerField(
        default=1, help_text="captures in a row before a new text is published"
    )
    created_at = models.DateTimeField()

    objects = DocumentQuerySet.as_manager()

    class Meta:
        ordering = ["platform_id", "title", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["platform", "slug"], name="document_slug_in_platform"),
            models.CheckConstraint(condition=models.Q(stable_after__gte=1), name="document_stable_after_one"),
            models.CheckConstraint(
                condition=models.Q(confirm_after__gte=1), name="document_confirm_after_one"
            ),
            models.CheckConstraint(
                condition=models.Q(check_every__gte=timedelta(minutes=15)), name="document_checked_politely"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.public_id} {self.title}"

    def get_absolute_url(self) -> str:
        return reverse("document", args=[self.platform.slug, self.slug])

    @property
    def public_id(self) -> str:
        return format_public_id(PublicIdKind.DOCUMENT, self.pk)


class FormerAddress(models.Model):
    """An address a document had before: it redirects for ever."""

    document = models.ForeignKey(Document, models.PROTECT, related_name="former_addresses")
    platform = models.ForeignKey(Platform, models.PROTECT, related_name="+")
    slug = models.SlugField(max_length=100)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["platform", "slug"], name="former_address_once")]

    def __str__(self) -> str:
        return self.slug
