from django.db import models


class Operator(models.Model):
    """The legal entity that runs platforms and is bound by their documents."""

    name = models.CharField(max_length=200, unique=True)
    jurisdiction = models.CharField(
        max_length=2, blank=True, help_text="ISO 3166-1 alpha-2; empty when not known"
    )

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name
