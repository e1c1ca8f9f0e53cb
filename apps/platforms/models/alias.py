from django.db import models

from apps.platforms.models.platform import Platform


class Alias(models.Model):
    """Another name of a platform: a former name, a product of the same terms, an old address that must still resolve."""

    platform = models.ForeignKey(Platform, models.PROTECT, related_name="aliases")
    slug = models.SlugField(max_length=80, unique=True)
    name = models.CharField(max_length=120)

    class Meta:
        ordering = ["name"]
        verbose_name_plural = "aliases"

    def __str__(self) -> str:
        return self.name
