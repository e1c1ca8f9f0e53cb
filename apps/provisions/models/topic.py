from django.db import models


class Topic(models.Model):
    """An entry of the taxonomy as a row, so that provisions can point to it. What it means stands in the taxonomy's files.

    Kept in step with the files by `load_taxonomy`; a slug is never reused, and a topic that the files no longer hold stays,
    retired.
    """

    slug = models.SlugField(max_length=60, unique=True)
    family = models.SlugField(max_length=60)
    label = models.CharField(max_length=300)
    definition = models.CharField(max_length=300)
    position = models.PositiveSmallIntegerField(help_text="in the order of families and files")
    taxonomy_version = models.PositiveSmallIntegerField(help_text="of the files it was last read from")
    is_retired = models.BooleanField(default=False)

    class Meta:
        ordering = ["position"]

    def __str__(self) -> str:
        return self.label
