"""The stored form of a redline: immutable JSON, read back to the same object."""

from typing import NotRequired, TypedDict

from apps.documents.diffing.types import Cell, Hunk, HunkKind, Op, OpKind, Redline, RowKind, TableRow


class OpJson(TypedDict):
    kind: str
    text: str
    move: NotRequired[int]
    alike: NotRequired[bool]


class CellJson(TypedDict):
    column: str
    old: str
    new: str


class TableRowJson(TypedDict):
    kind: str
    key: str
    cells: list[CellJson]


class HunkJson(TypedDict):
    """Leave out what most hunks have not: another kind than edited, numbers, rows."""

    section: list[str]
    first_op: int
    last_op: int
    kind: NotRequired[str]
    numbers: NotRequired[list[str]]
    rows: NotRequired[list[TableRowJson]]


class RedlineJson(TypedDict):
    """Leave `old_ops` out where nothing moved, as it is then the same list."""

    engine: str
    coarse: bool
    ops: list[OpJson]
    old_ops: NotRequired[list[OpJson]]
    hunks: list[HunkJson]
    words_added: int
    words_removed: int
    words_moved: int
    sentences_added: int
    sentences_removed: int
    sentences_modified: int
    words_alike: NotRequired[int]


def to_json(line: Redline) -> RedlineJson:
    """Give the redline as plain JSON values."""
    stored: RedlineJson = {
        "engine": line.engine,
        "coarse": line.coarse,
        "ops": [_op_to_json(op) for op in line.ops],
        "hunks": [_hunk_to_json(hunk) for hunk in line.hunks],
        "words_added": line.words_added,
        "words_removed": line.words_removed,
        "words_moved": line.words_moved,
        "sentences_added": line.sentences_added,
        "sentences_removed": line.sentences_removed,
        "sentences_modified": line.sentences_modified,
    }
    if line.words_alike:
        stored["words_alike"] = line.words_alike
    if line.old_ops != line.ops:
        stored["old_ops"] = [_op_to_json(op) for op in line.old_ops]
    return stored


def from_json(stored: RedlineJson) -> Redline:
    """Read a stored redline; raise KeyError or ValueError if it is not one."""
    ops = tuple(_op_from_json(op) for op in stored["ops"])
    old_ops = stored.get("old_ops")
    return Redline(
        ops=ops,
        old_ops=ops if old_ops is None else tuple(_op_from_json(op) for op in old_ops),
        coarse=stored["coarse"],
        hunks=tuple(_hunk_from_json(hunk) for hunk in stored["hunks"]),
        words_added=stored["words_added"],
        words_removed=stored["words_removed"],
        words_moved=stored["words_moved"],
        sentences_added=stored["sentences_added"],
        sentences_removed=stored["sentences_removed"],
        sentences_modified=stored["sentences_modified"],
        engine=stored["engine"],
        words_alike=stored.get("words_alike", 0),
    )


def _op_to_json(op: Op) -> OpJson:
    stored: OpJson = {"kind": op.kind.value, "text": op.text}
    if op.move is not None:
        stored["move"] = op.move
    if op.is_alike:
        stored["alike"] = True
    return stored


def _op_from_json(stored: OpJson) -> Op:
    return Op(OpKind(stored["kind"]), stored["text"], stored.get("move"), stored.get("alike", False))


def _hunk_to_json(hunk: Hunk) -> HunkJson:
    stored: HunkJson = {
        "section": list(hunk.section),
        "first_op": hunk.first_op,
        "last_op": hunk.last_op,
    }
    if hunk.kind is not HunkKind.EDITED:
        stored["kind"] = hunk.kind.value
    if hunk.old_number or hunk.new_number:
        stored["numbers"] = [hunk.old_number, hunk.new_number]
    if hunk.rows:
        stored["rows"] = [
            {
                "kind": row.kind.value,
                "key": row.key,
                "cells": [{"column": cell.column, "old": cell.old, "new": cell.new} for cell in row.cells],
            }
            for row in hunk.rows
        ]
    return stored


def _hunk_from_json(stored: HunkJson) -> Hunk:
    old_number, new_number = stored.get("numbers", ("", ""))
    return Hunk(
        section=tuple(stored["section"]),
        first_op=stored["first_op"],
        last_op=stored["last_op"],
        kind=HunkKind(stored.get("kind", HunkKind.EDITED)),
        old_number=old_number,
        new_number=new_number,
        rows=tuple(
            TableRow(RowKind(row["kind"]), row["key"], tuple(Cell(**cell) for cell in row["cells"]))
            for row in stored.get("rows", ())
        ),
    )
