"""The first lock between workspaces: a manager that refuses queries which name no workspace."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Any, ClassVar, Self, TypeVar

from django.db import models

from apps.core import tenancy
from apps.core.tenancy import Claim, UnscopedQueryError

Row = TypeVar("Row", bound=models.Model)


class ScopedQuerySet(models.QuerySet[Row]):
    """Rows of one workspace; what is created through it belongs there."""

    belongs_to: dict[str, int]

    def _clone(self) -> Self:
        clone: Self = super()._clone()  # type: ignore[misc]  # private to Django, and where attributes are carried on
        clone.belongs_to = getattr(self, "belongs_to", {})
        return clone

    def create(self, **fields: Any) -> Row:
        """Create a row of this workspace; raises UnscopedQueryError for a row of another, or of none."""
        return super().create(
            **{**fields, **self._scope(fields.get("workspace_id"), fields.get("workspace"))}
        )

    def bulk_create(self, objs: Iterable[Row], *args: Any, **options: Any) -> list[Row]:
        rows = list(objs)
        for row in rows:
            for field, value in self._scope(getattr(row, "workspace_id", None), None).items():
                setattr(row, field, value)
        return super().bulk_create(rows, *args, **options)

    def _scope(self, number: int | None, record: models.Model | None) -> dict[str, int]:
        scope = getattr(self, "belongs_to", {})
        if not scope:
            raise UnscopedQueryError(f"A new {self.model.__name__} needs objects.for_workspace(...).")
        given = number if record is None else record.pk
        if given is not None and {"workspace_id": given} != scope:
            raise UnscopedQueryError(
                f"A {self.model.__name__} of workspace {given} was to be created in {scope}."
            )
        return scope


class ScopedManager(models.Manager[Row]):
    """`objects` of a customer model: `objects.for_workspace(workspace)`, or nothing."""

    column: ClassVar[str] = "workspace_id"
    queryset_class: ClassVar[type[ScopedQuerySet[Any]]] = ScopedQuerySet

    def get_queryset(self) -> models.QuerySet[Row]:
        name = self.model.__name__
        raise UnscopedQueryError(
            f"{name}.objects names no workspace: use {name}.objects.for_workspace(workspace), "
            f"or {name}.objects.across_workspaces(reason=...)."
        )

    def for_workspace(self, workspace: models.Model | int) -> ScopedQuerySet[Row]:
        """Return the workspace's rows; raises UnscopedQueryError outside its `in_workspace`."""
        number = tenancy.key_of(workspace)
        if not tenancy.holds(Claim.WORKSPACE, str(number)):
            raise UnscopedQueryError(
                f"{self.model.__name__} of workspace {number} outside its in_workspace()."
            )
        rows = self._rows().filter(**{self.column: number})
        rows.belongs_to = {self.column: number} if self.column == "workspace_id" else {}
        return rows

    @contextmanager
    def across_workspaces(self, *, reason: str) -> Iterator[models.QuerySet[Row]]:
        """Give all workspaces' rows to read for the length of the block. The reason is logged."""
        with tenancy.across_workspaces(reason=f"{self.model.__name__}: {reason}"):
            yield self._rows()

    def _rows(self) -> ScopedQuerySet[Row]:
        return self.queryset_class(self.model, using=self._db)
