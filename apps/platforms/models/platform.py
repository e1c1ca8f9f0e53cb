from typing import Self

from django.db import models
from django.urls import reverse

from apps.platforms.models.operator import Operator
from apps.platforms.vocabulary import category_choices


class PlatformQuerySet(models.QuerySet["Platform"]):
    def matching(self, text: str) -> Self:
        """Keep platforms whose name, website, alias or operator contains the text."""
        if not text:
            return self
        return self.filter(
            models.Q(name__icontains=text)
            | models.Q(website__icontains=text)
            | models.Q(operator__name__icontains=text)
            | models.Q(pk__in=_by_alias(text))
        )

    def in_category(self, category: str) -> Self:
        return self.filter(category=category) if category else self


class Platform(models.Model):
    """A vendor or service whose governing documents are watched."""

    slug = models.SlugField(max_length=80, unique=True)
    name = models.CharField(max_length=120)
    operator = models.ForeignKey(Operator, models.PROTECT, null=True, blank=True, related_name="platforms")
    category = models.SlugField(
        max_length=40, choices=category_choices, blank=True, help_text="empty until classified"
    )
    website = models.URLField(max_length=300, blank=True)
    created_at = models.DateTimeField()

    objects = PlatformQuerySet.as_manager()

    class Meta:
        ordering = ["name", "pk"]
        indexes = [
            # platforms(): the alphabetical list
            models.Index(fields=["name", "id"], name="platform_by_name"),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("platform", args=[self.slug])


def _by_alias(text: str) -> models.QuerySet[Platform, int]:
    return Platform.objects.filter(aliases__name__icontains=text).values_list("pk", flat=True)
