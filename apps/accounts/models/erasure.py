from typing import Any, ClassVar

from django.db import models


class Erasure(models.Model):
    """The certificate that a workspace was erased. It names nobody: the workspace is a number by now."""

    former_workspace = models.BigIntegerField(
        unique=True, help_text="the number it had; numbers are not used again"
    )
    due_at = models.DateTimeField(help_text="when its owner had wanted it gone")
    erased_at = models.DateTimeField()
    rows: ClassVar[Any] = models.JSONField(help_text="table: number of rows erased")

    class Meta:
        ordering = ["-erased_at"]

    def __str__(self) -> str:
        return f"workspace {self.former_workspace}, erased {self.erased_at:%Y-%m-%d}"

    @property
    def total(self) -> int:
        return sum(self.rows.values())


class AccountErasure(models.Model):
    """The certificate that a person's account was erased. It names nobody: the person is a number by now."""

    former_user = models.BigIntegerField(
        unique=True, help_text="the number they had; numbers are not used again"
    )
    due_at = models.DateTimeField(help_text="when they had wanted it gone")
    erased_at = models.DateTimeField()
    rows: ClassVar[Any] = models.JSONField(help_text="table: number of rows erased")
    kept: ClassVar[Any] = models.JSONField(
        help_text="table: number of rows that stay, nameless or with a reason"
    )

    class Meta:
        ordering = ["-erased_at"]

    def __str__(self) -> str:
        return f"account {self.former_user}, erased {self.erased_at:%Y-%m-%d}"

    @property
    def total(self) -> int:
        return sum(self.rows.values())
