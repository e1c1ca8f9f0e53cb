"""The second lock between workspaces, written once: migration operations for the tables of customer models.

A migration that makes a customer table ends with `ProtectRows`; one whose rows point to other customer rows adds
`ReferWithinWorkspace`. tests/architecture fails for a table without them.
"""

from abc import ABC, abstractmethod

from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.operations.base import Operation
from django.db.migrations.state import ProjectState
from django.db.models import ForeignKey, Model

from apps.core.tenancy import Claim


def claimed(claim: Claim, kind: str = "text") -> str:
    """Return the SQL for what the transaction claims, NULL if nothing: as a subquery it is read once a statement."""
    # An ended transaction leaves an empty text behind, not NULL.
    return f"(SELECT NULLIF(current_setting('{claim}', true), '')::{kind})"


class RowSecurityOperation(Operation, ABC):
    """An operation on a table that models do not show; the statements are all there is to it."""

    reduces_to_sql = True
    reversible = True

    def __init__(self, model_name: str) -> None:
        self.model_name = model_name

    def state_forwards(self, app_label: str, state: ProjectState) -> None:
        """Change nothing: models know of no policies."""

    def database_forwards(
        self,
        app_label: str,
        schema_editor: BaseDatabaseSchemaEditor,
        from_state: ProjectState,  # noqa: ARG002 - Django's signature
        to_state: ProjectState,
    ) -> None:
        for statement in self.forwards(to_state.apps.get_model(app_label, self.model_name)):
            schema_editor.execute(statement, params=None)

    def database_backwards(
        self,
        app_label: str,
        schema_editor: BaseDatabaseSchemaEditor,
        from_state: ProjectState,
        to_state: ProjectState,  # noqa: ARG002 - Django's signature
    ) -> None:
        for statement in self.backwards(from_state.apps.get_model(app_label, self.model_name)):
            schema_editor.execute(statement, params=None)

    def describe(self) -> str:
        return f"{type(self).__name__} of {self.model_name}"

    @abstractmethod
    def forwards(self, model: type[Model]) -> list[str]:
        """Return the statements that lay the lock on."""

    @abstractmethod
    def backwards(self, model: type[Model]) -> list[str]:
        """Return the statements that take it off."""


class ProtectRows(RowSecurityOperation):
    """Show and accept the rows of the claimed workspace only, even to the owner of the table; all may be read across."""

    def __init__(self, model_name: str, *, column: str = "workspace_id") -> None:
        super().__init__(model_name)
        self.column = column

    def forwards(self, model: type[Model]) -> list[str]:
        table = model._meta.db_table
        is_ours = f"{self.column} = {claimed(Claim.WORKSPACE, 'bigint')}"
        is_across = f"{claimed(Claim.ACROSS)} IS NOT NULL"
        return [
            f'ALTER TABLE "{table}" ENABLE ROW LEVEL SECURITY',
            f'ALTER TABLE "{table}" FORCE ROW LEVEL SECURITY',
            f'CREATE POLICY in_workspace ON "{table}" USING ({is_ours}) WITH CHECK ({is_ours})',
            f'CREATE POLICY across_workspaces ON "{table}" FOR SELECT USING ({is_across})',
        ]

    def backwards(self, model: type[Model]) -> list[str]:
        table = model._meta.db_table
        return [
            f'DROP POLICY across_workspaces ON "{table}"',
            f'DROP POLICY in_workspace ON "{table}"',
            f'ALTER TABLE "{table}" NO FORCE ROW LEVEL SECURITY',
            f'ALTER TABLE "{table}" DISABLE ROW LEVEL SECURITY',
        ]


class ShowRows(RowSecurityOperation):
    """Show further rows, to read: `ShowRows("membership", name="own", where="user_id = ...")`."""

    def __init__(self, model_name: str, *, name: str, where: str) -> None:
        super().__init__(model_name)
        self.name, self.where = name, where

    def forwards(self, model: type[Model]) -> list[str]:
        return [f'CREATE POLICY {self.name} ON "{model._meta.db_table}" FOR SELECT USING ({self.where})']

    def backwards(self, model: type[Model]) -> list[str]:
        return [f'DROP POLICY {self.name} ON "{model._meta.db_table}"']


class ReferWithinWorkspace(RowSecurityOperation):
    """Let a foreign key to a customer row hold only within one workspace: `(workspace_id, x_id)` to `(workspace_id, id)`.

    Foreign keys do not heed row-level security: without this, a row could point into another workspace.
    """

    def __init__(self, model_name: str, *, field: str) -> None:
        super().__init__(model_name)
        self.field = field

    def forwards(self, model: type[Model]) -> list[str]:
        table, column, target = self._reference(model)
        pair = f'FOREIGN KEY (workspace_id, {column}) REFERENCES "{target}" (workspace_id, id)'
        return [
            f'CREATE UNIQUE INDEX IF NOT EXISTS "{target}_in_workspace" ON "{target}" (workspace_id, id)',
            f'ALTER TABLE "{table}" ADD CONSTRAINT "{table}_{column}_in_workspace" {pair}',
        ]

    def backwards(self, model: type[Model]) -> list[str]:
        table, column, _target = self._reference(model)
        return [f'ALTER TABLE "{table}" DROP CONSTRAINT "{table}_{column}_in_workspace"']

    def _reference(self, model: type[Model]) -> tuple[str, str, str]:
        relation = model._meta.get_field(self.field)
        if not isinstance(relation, ForeignKey):
            raise TypeError(f"{self.field} of {self.model_name} is no foreign key")
        return model._meta.db_table, relation.column, relation.remote_field.model._meta.db_table


class KeepRows(RowSecurityOperation):
    """Refuse to change rows, and to delete them except for retention, which the owner of the table claims.

    The name of the trigger is what `apps.core.database_roles` grants by.
    """

    def forwards(self, model: type[Model]) -> list[str]:
        trigger = f'CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON "{model._meta.db_table}"'
        return [_KEEP, f"{trigger} FOR EACH ROW EXECUTE FUNCTION rows_are_kept()"]

    def backwards(self, model: type[Model]) -> list[str]:
        return [f'DROP TRIGGER append_only ON "{model._meta.db_table}"']


_KEEP = f"""
CREATE OR REPLACE FUNCTION rows_are_kept() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' AND current_setting('{Claim.RETENTION}', true) = 'on' THEN
        RETURN OLD;
    END IF;
    RAISE EXCEPTION 'rows of % are never updated or deleted: a correction is a new row', TG_TABLE_NAME
        USING ERRCODE = 'restrict_violation';
END
$$
"""
