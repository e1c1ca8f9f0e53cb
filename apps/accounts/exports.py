"""A workspace's data as files, written while they are read: a log of any length fits."""

import csv
import json
from collections.abc import Iterable, Iterator
from datetime import UTC
from typing import IO
from zipfile import ZIP_DEFLATED, ZipFile

from django.core.serializers.json import DjangoJSONEncoder

from apps.accounts.inventory import customer_models
from apps.accounts.models import AuditEntry, CustomerModel, Workspace
from apps.accounts.selectors import AuditFilter, audit_entries
from apps.accounts.types import is_secret
from apps.core.tenancy import in_workspace

COLUMNS = (
    "id", "at", "action", "actor", "subject_type", "subject_id", "subject", "changes", "ip", "user_agent", "session", "api_key",
)  # fmt: skip
_AT_ONCE = 500
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def audit_as_csv(workspace_id: int, wanted: AuditFilter) -> Iterator[str]:
    """Yield the lines of a CSV file. Cells that a spreadsheet would run as formulas are marked as text."""
    writer = csv.writer(_Echo())
    yield writer.writerow(COLUMNS)
    for row in _rows(workspace_id, wanted):
        cells = (json.dumps(cell) if isinstance(cell, dict) else cell for cell in row.values())
        yield writer.writerow([_as_text(cell) for cell in cells])


def audit_as_json(workspace_id: int, wanted: AuditFilter) -> Iterator[str]:
    """Yield the lines of a JSON Lines file."""
    for row in _rows(workspace_id, wanted):
        yield json.dumps(row, ensure_ascii=False) + "\n"


def write_workspace(
    workspace_id: int, file: IO[bytes], uploads: Iterable[tuple[str, bytes]] = ()
) -> dict[str, int]:
    """Write everything the workspace holds into a zip, a JSON Lines file for each kind of row; return their numbers.

    `uploads` are the files that its members brought, each with its path in the zip; they are asked for one by one. Digests of
    secrets are left out. One transaction: the files agree with each other.
    """
    with in_workspace(workspace_id), ZipFile(file, "w", ZIP_DEFLATED) as archive:
        counts = {"workspace": _write(archive, Workspace, workspace_id)}
        for model in reversed(customer_models()):
            counts[model._meta.label_lower] = _write(archive, model, workspace_id)
        for path, data in uploads:
            archive.writestr(path, data)
    return counts


def _write(archive: ZipFile, model: type[CustomerModel] | type[Workspace], workspace_id: int) -> int:
    names = [field.attname for field in model._meta.concrete_fields if not is_secret(field.name)]
    rows = model.objects.for_workspace(workspace_id).order_by("pk").values(*names)
    count = 0
    with archive.open(f"{model._meta.label_lower}.jsonl", "w") as lines:
        for row in rows.iterator(chunk_size=_AT_ONCE):
            lines.write(json.dumps(row, cls=DjangoJSONEncoder, ensure_ascii=False).encode() + b"\n")
            count += 1
    return count


def _rows(workspace_id: int, wanted: AuditFilter) -> Iterator[dict[str, object]]:
    """Read in a transaction of its own: a streamed response is consumed after its view has returned."""
    with in_workspace(workspace_id):
        for entry in audit_entries(workspace_id, wanted).iterator(chunk_size=_AT_ONCE):
            yield dict(zip(COLUMNS, _values(entry), strict=True))


def _values(entry: AuditEntry) -> tuple[object, ...]:
    return (
        entry.pk,
        entry.at.astimezone(UTC).isoformat(),
        entry.action,
        entry.actor_name,
        entry.subject_type,
        entry.subject_id,
        entry.subject,
        entry.changes,
        entry.ip,
        entry.user_agent,
        entry.session,
        entry.api_key.prefix if entry.api_key else None,
    )


def _as_text(cell: object) -> str:
    text = "" if cell is None else str(cell)
    return f"'{text}" if text.startswith(_FORMULA) else text


class _Echo:
    """A file that gives back what is written to it."""

    def write(self, line: str) -> str:
        return line
