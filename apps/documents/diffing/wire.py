"""The stored form of a redline: immutable JSON, read back to the same object."""

from typing import NotRequired, TypedDict

from apps.documents.diffing.types import Hunk, Op, OpKind, Redline


class OpJson(TypedDict):
    kind: str
    text: str
    move: NotRequired[int]


class HunkJson(TypedDict):
    section: list[str]
    first_op: int
    last_op: int


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


def to_json(line: Redline) -> RedlineJson:
    """Give the redline as plain JSON values."""
    stored: RedlineJson = {
        "engine": line.engine,
        "coarse": line.coarse,
        "ops": [_op_to_json(op) for op in line.ops],
        "hunks": [
            {"section": list(hunk.section), "first_op": hunk.first_op, "last_op": hunk.last_op}
            for hunk in line.hunks
        ],
        "words_added": line.words_added,
        "words_removed": line.words_removed,
        "words_moved": line.words_moved,
        "sentences_added": line.sentences_added,
        "sentences_removed": line.sentences_removed,
        "sentences_modified": line.sentences_modified,
    }
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
        hunks=tuple(Hunk(tuple(h["section"]), h["first_op"], h["last_op"]) for h in stored["hunks"]),
        words_added=stored["words_added"],
        words_removed=stored["words_removed"],
        words_moved=stored["words_moved"],
        sentences_added=stored["sentences_added"],
        sentences_removed=stored["sentences_removed"],
        sentences_modified=stored["sentences_modified"],
        engine=stored["engine"],
    )


def _op_to_json(op: Op) -> OpJson:
    stored: OpJson = {"kind": op.kind.value, "text": op.text}
    if op.move is not None:
        stored["move"] = op.move
    return stored


def _op_from_json(stored: OpJson) -> Op:
    return Op(OpKind(stored["kind"]), stored["text"], stored.get("move"))
