"""Read a directory of dated files: `<service>/<terms type>/<UTC time>.md`, and an `index.jsonl` where there is one."""

import json
from array import array
from collections.abc import Iterator
from pathlib import Path
from typing import Any, BinaryIO

from apps.documents.errors import ImportHistoryError
from apps.documents.histories.checks import (
    MAX_BYTES,
    checked_date,
    checked_name,
    checked_path,
    checked_record_url,
    checked_sources,
    checked_text,
)
from apps.documents.histories.types import UNSTATED, Record, Series, SeriesName, in_order

INDEX = "index.jsonl"
_MAX_LINE = 1024 * 1024


class Directory:
    """The files of a history; `index.jsonl` gives their order and provenance, else their names give their dates."""

    def __init__(self, root: Path) -> None:
        self.root = root.resolve()
        self.strays: tuple[ImportHistoryError, ...] = ()
        self._has_index = (self.root / INDEX).is_file()
        self._lines: dict[SeriesName, array[int]] = self._scan() if self._has_index else {}

    @property
    def collection(self) -> str:
        return self.root.name

    @property
    def total(self) -> int:
        if self._has_index:
            return sum(len(lines) for lines in self._lines.values())
        return sum(1 for _ in self.root.glob("*/*/*.md"))

    def series(self) -> Iterator[Series]:
        yield from self._indexed() if self._has_index else self._walked()

    def read(self, record: Record) -> bytes:
        path = (self.root / record.key).resolve()
        if not path.is_relative_to(self.root):
            raise ImportHistoryError(f"{record.where}: leads out of the directory")
        if not path.is_file():
            raise ImportHistoryError(f"{record.where}: there is no such file")
        with path.open("rb") as file:
            data = file.read(MAX_BYTES + 1)
        return checked_text(data, where=record.where, sha256=record.sha256)

    def close(self) -> None:
        """Hold nothing open between two reads."""

    def _scan(self) -> "dict[SeriesName, array[int]]":
        """Note where in the index the lines of each series begin: eight bytes a record."""
        lines: dict[SeriesName, array[int]] = {}
        strays = []
        with (self.root / INDEX).open("rb") as index:
            for number, offset, line in _numbered(index):
                try:
                    row = _row(line, where=f"{INDEX} line {number}")
                    name = checked_name(
                        _text(row, "service"), _text(row, "terms_type"), where=f"{INDEX} line {number}"
                    )
                except ImportHistoryError as error:
                    strays.append(error)
                    continue
                lines.setdefault(name, array("Q")).append(offset)
        self.strays = tuple(strays)
        return lines

    def _indexed(self) -> Iterator[Series]:
        with (self.root / INDEX).open("rb") as index:
            for name, offsets in self._lines.items():
                yield _series(name, (self._from_index(index, offset) for offset in offsets))

    def _from_index(self, index: BinaryIO, offset: int) -> Record:
        index.seek(offset)
        row = _row(index.readline(), where=INDEX)
        path = checked_path(_text(row, "path"), where=INDEX)
        return Record(
            recorded_at=checked_date(_text(row, "date"), where=path),
            kind=_text(row, "record_kind")[:40] or UNSTATED,
            where=path,
            key=path,
            sha256=_text(row, "sha256"),
            source_urls=checked_sources(row.get("source_urls", []), where=path),
            record_url=checked_record_url(row.get("commit_url"), where=path),
        )

    def _walked(self) -> Iterator[Series]:
        for folder in sorted(self.root.glob("*/*")):
            files = sorted(folder.glob("*.md"), key=_stem_parts)
            if files:
                where = folder.relative_to(self.root).as_posix()
                name = checked_name(folder.parent.name, folder.name, where=where)
                yield _series(name, (self._from_name(file) for file in files))

    def _from_name(self, file: Path) -> Record:
        path = file.relative_to(self.root).as_posix()
        date, _ = _stem_parts(file)
        return Record(recorded_at=checked_date(date, where=path), kind=UNSTATED, where=path, key=path)


def _series(name: SeriesName, records: Iterator[Record]) -> Series:
    """Gather the records up to the first that cannot be read, in order of date."""
    gathered: dict[str, Record] = {}
    problem = None
    try:
        for record in records:
            gathered.setdefault(record.key, record)
    except ImportHistoryError as error:
        problem = error
    return Series(name, in_order(gathered.values()), problem)


def _stem_parts(file: Path) -> tuple[str, int]:
    """Split `2026-02-04T00-50-16Z-2` into its date and its place among the records of that second."""
    date, zone, place = file.stem.partition("Z")
    digits = place.removeprefix("-")
    return date + zone, int(digits) if digits.isdecimal() else 1


def _numbered(index: BinaryIO) -> Iterator[tuple[int, int, bytes]]:
    offset = 0
    for number, line in enumerate(index, start=1):
        if line.strip():
            yield number, offset, line
        offset += len(line)


def _row(line: bytes, *, where: str) -> dict[str, Any]:
    if len(line) > _MAX_LINE:
        raise ImportHistoryError(f"{where}: longer than {_MAX_LINE} bytes")
    try:
        row = json.loads(line)
    except (ValueError, RecursionError) as error:
        raise ImportHistoryError(f"{where}: not JSON") from error
    if not isinstance(row, dict):
        raise ImportHistoryError(f"{where}: not a JSON object")
    return row


def _text(row: dict[str, Any], field: str) -> str:
    value = row.get(field, "")
    if not isinstance(value, str):
        raise ImportHistoryError(f"{INDEX}: {field} is not a string: {str(value)[:80]}")
    return value
