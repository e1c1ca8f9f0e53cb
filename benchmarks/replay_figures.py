"""Counts the alerts of a replay, by the class that the set's index gives to each change."""

import json
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from apps.accounts.models import Workspace
from apps.alerts.models import Alert
from apps.core.tenancy import in_workspace
from apps.documents.models import Change, ImportedSeries
from apps.subscriptions.matching import judge
from apps.subscriptions.selectors import facts_of_changes
from apps.subscriptions.types import ChangeFacts, WatchKind
from benchmarks.replay_watches import USUAL, Opened, documents_of

_CONTENT = "content"
_NEVER = ("revert_exact", "revert_words", "links_or_whitespace_only")
_WIDE = (WatchKind.PLATFORM, WatchKind.DOCUMENT)
_AT_ONCE = 500


@dataclass(frozen=True, slots=True)
class Row:
    """A record of the set after its document's first, its class, and the change that was recorded of it, if one was.

    `is_trouble`: the archive itself says that it made the difference, or holds a page cut short.
    """

    path: str
    document: int
    kind: str
    is_trouble: bool
    change: Change | None


def figures(base: Path, opened: Iterable[Opened], everything: Workspace) -> dict[str, Any]:
    """Return what was told, by class and watch, what was missed, and the same of the rule "the text differs"."""
    rows = _rows(base)
    by_change = {row.change.pk: row for row in rows if row.change}
    facts = _facts(row.change for row in rows if row.change)
    watches = [_of_watch(one, rows, by_change, facts) for one in opened]
    distinct = [by_change[number] for number in _told(everything)]
    followed = {number for one in opened if _is_wide(one) for number in documents_of(one.watch)}
    wanted = [row for row in rows if row.document in followed and _is_clean_content(row)]
    told = {row.path for row in distinct}
    missed = [row for row in wanted if row.path not in told]
    ours, naive = _sum(watches, "alerts"), _sum(watches, "differs")
    return {
        "bars": {
            "alerts": sum(ours.values()),
            "alerts_by_class": ours,
            "on_content": _share(ours),
            "changes_told": Counter(_name(row) for row in distinct),
            "on_content_of_changes_told": _share(Counter(_name(row) for row in distinct)),
            "content_of_watched_documents": len(wanted),
            "content_missed": len(missed),
            "missed_share": round(len(missed) / max(1, len(wanted)), 4),
            "reversions_and_links_alerting": sum(
                count for name, count in ours.items() if name.startswith(_NEVER)
            ),
            "text_differs": {"alerts": sum(naive.values()), "by_class": naive, "on_content": _share(naive)},
        },
        "missed": [_described(row) for row in missed],
        "beside_content": [_described(row) for row in distinct if not row.kind.startswith(_CONTENT)],
        "watches": watches,
    }


def _rows(base: Path) -> list[Row]:
    documents = {
        (series.service, series.terms_type): series.document_id for series in ImportedSeries.objects.all()
    }
    changes = {
        (change.document_id, change.to_version.first_seen_at.replace(microsecond=0)): change
        for change in Change.objects.by_publisher().select_related("document__platform", "to_version")
    }
    rows = []
    for line in (base / "index.jsonl").read_text(encoding="utf-8").splitlines():
        record = json.loads(line)
        document = documents.get((record["service"], record["terms_type"]))
        if document is None or record["change_class"] == "first":
            continue
        is_trouble = record["suspect_truncation"] or record["record_kind"] != "update"
        change = changes.get((document, datetime.fromisoformat(record["date"])))
        rows.append(Row(record["path"], document, record["change_class"], is_trouble, change))
    return rows


def _facts(changes: Iterable[Change]) -> dict[int, ChangeFacts]:
    every, found = list(changes), dict[int, ChangeFacts]()
    for start in range(0, len(every), _AT_ONCE):
        found |= facts_of_changes(every[start : start + _AT_ONCE])
    return found


def _of_watch(
    one: Opened, rows: Iterable[Row], by_change: Mapping[int, Row], facts: Mapping[int, ChangeFacts]
) -> dict[str, Any]:
    documents = set(documents_of(one.watch))
    seen = [row for row in rows if row.document in documents]
    told = [by_change[number] for number in _told(one.workspace)]
    left_out: Counter[str] = Counter()
    if one.watch.kind in _WIDE:
        for row in seen:
            if row.kind == _CONTENT and not row.is_trouble and row.change:
                left_out.update(check.rule for check in judge(one.rules, facts[row.change.pk]).unmet)
    return {
        "kind": one.watch.kind,
        "follows": one.watch.name,
        "rules": "usual" if one.rules == USUAL else str(one.rules),
        "alerts": Counter(_name(row) for row in told),
        "differs": Counter(_name(row) for row in seen),
        "content_left_out_by": left_out,
    }


def _told(workspace: Workspace) -> list[int]:
    with in_workspace(workspace):
        return list(Alert.objects.for_workspace(workspace).values_list("change", flat=True))


def _is_wide(one: Opened) -> bool:
    return one.watch.kind in _WIDE and one.rules == USUAL


def _is_clean_content(row: Row) -> bool:
    return row.kind == _CONTENT and not row.is_trouble


def _name(row: Row) -> str:
    return f"{row.kind}, by the archive" if row.is_trouble else row.kind


def _sum(watches: Iterable[Mapping[str, Any]], field: str) -> Counter[str]:
    total: Counter[str] = Counter()
    for watch in watches:
        total.update(watch[field])
    return total


def _share(counted: Mapping[str, int]) -> float:
    content = sum(count for name, count in counted.items() if name.startswith(_CONTENT))
    return round(content / max(1, sum(counted.values())), 4)


def _described(row: Row) -> dict[str, Any]:
    change = row.change
    told: dict[str, Any] = {"path": row.path, "class": _name(row)}
    if change:
        told |= {"kind": change.kind, "materiality": change.materiality, "reasons": change.reasons}
    return told
