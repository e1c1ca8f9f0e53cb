"""What an alert says, gathered from the rows that it is about: the same in every channel."""

from collections.abc import Iterable, Iterator
from datetime import date
from typing import Any, Final

from django.conf import settings
from django.urls import reverse

from apps.accounts.models import Workspace
from apps.alerts.channels.messages import (
    ActionTold,
    AlertMessage,
    ClauseTold,
    DateTold,
    Passage,
    Piece,
    WatchTold,
)
from apps.alerts.models import Alert
from apps.alerts.types import WatchRecord
from apps.analysis.selectors.shown import publications_of, shown_change_reading
from apps.analysis.types import ChangeReading, Statement
from apps.documents.diffing import Hunk, OpKind, Redline, as_read
from apps.documents.models import Change, Version
from apps.documents.redlines import redline_between
from apps.provisions.models import ProvisionChange
from apps.provisions.segmentation.reading import visible
from apps.provisions.selectors import provision_changes_of

_MOST_PASSAGES: Final = 4
_MOST_CLAUSES: Final = 10
_LONGEST_STRETCH: Final = 400  # characters of one stretch of a redline
_CONTEXT: Final = 120  # characters that stay before and after
_TERMS: Final = {"notice": "Announced", "effective": "Effective", "last_updated": "Last updated"}
_KINDS: Final = {
    OpKind.EQUAL: "equal",
    OpKind.INSERT: "insert",
    OpKind.MOVE_TO: "insert",
    OpKind.DELETE: "delete",
    OpKind.MOVE_FROM: "delete",
}


def alert_message(alert: Alert, workspace: Workspace, *, may_read: bool) -> AlertMessage:
    """Return all that is told of an alert; what a reading says only where the plan holds it. Inside `in_workspace`."""
    change = alert.change
    shown = shown_change_reading(change)
    reading = shown.reading if shown and may_read else None
    line = as_read(redline_between(change.from_version, change.to_version))
    touched = list(provision_changes_of(change))
    address = reverse("workspace_alert", kwargs={"workspace_slug": workspace.slug, "alert_id": alert.pk})
    because = alert.reasons
    return AlertMessage(
        title=alert.title,
        vendor=change.document.platform.name,
        document=change.document.title,
        change_id=change.public_id,
        kind=change.get_kind_display(),
        severity=alert.severity,
        detected_at=change.detected_at,
        raised_at=alert.raised_at,
        change_url=f"{settings.SITE_URL}{change.get_absolute_url()}",
        alert_url=f"{settings.SITE_URL}{address}",
        dates=tuple(_dates(change.to_version)),
        passages=tuple(_passage(line, hunk) for hunk in line.hunks[:_MOST_PASSAGES]),
        more_passages=max(0, len(line.hunks) - _MOST_PASSAGES),
        clauses=tuple(_clauses(change, touched[:_MOST_CLAUSES])),
        more_clauses=max(0, len(touched) - _MOST_CLAUSES),
        told_by=tuple(map(_told, because.told_by)),
        left_out=tuple(map(_left_out, because.left_out)),
        **_read(reading),
    )


def _read(reading: ChangeReading | None) -> dict[str, Any]:
    if reading is None:
        return {}
    return {
        "summary": _texts(reading.summary),
        "affected": ", ".join(one.value.replace("_", " ") for one in reading.affected),
        "actions": tuple(
            ActionTold(one.title, _texts(one.steps), one.deadline.text if one.deadline else "")
            for one in reading.actions
        ),
        "if_no_action": _texts(reading.if_no_action),
    }


def _texts(statements: Iterable[Statement]) -> tuple[str, ...]:
    return tuple(one.text for one in statements)


def _dates(version: Version) -> Iterator[DateTold]:
    found = version.date_readings.order_by("-pk").first()
    stated = found.stated() if found else {}
    for kind, term in _TERMS.items():
        record = stated.get(kind)
        if record is None:
            yield DateTold(term)
        else:
            yield DateTold(term, " or ".join(map(_day, sorted(record.readings))), _plain(record.quote))


def _day(on: date) -> str:
    return f"{on.day} {on:%B} {on.year}"


def _passage(line: Redline, hunk: Hunk) -> Passage:
    """Return the words of one change with a little of what stands around them."""
    first, last = max(hunk.first_op - 1, 0), min(hunk.last_op + 1, len(line.ops) - 1)
    pieces = []
    for index in range(first, last + 1):
        op = line.ops[index]
        text = _shortened(visible(op.text), is_before=index < hunk.first_op, is_after=index > hunk.last_op)
        if text.strip():
            pieces.append(Piece(_KINDS[op.kind] if hunk.first_op <= index <= hunk.last_op else "equal", text))
    return Passage(visible(hunk.section[-1]) if hunk.section else "", tuple(pieces))


def _shortened(text: str, *, is_before: bool, is_after: bool) -> str:
    """Keep what is next to the change of the text around it, and the ends of a long stretch inside it."""
    if is_before:
        line = text.rpartition("\n\n")[2]
        return line if len(line) <= _CONTEXT else f"…{line[-_CONTEXT:]}"
    if is_after:
        line = text.partition("\n\n")[0]
        return line if len(line) <= _CONTEXT else f"{line[:_CONTEXT]}…"
    if len(text) <= _LONGEST_STRETCH:
        return text
    half = _LONGEST_STRETCH // 2
    return f"{text[:half].rstrip()} … {text[-half:].lstrip()}"


def _clauses(change: Change, touched: Iterable[ProvisionChange]) -> Iterator[ClauseTold]:
    rows = list(touched)
    published = publications_of([row.provision_id for row in rows])
    for row in rows:
        row.provision.document = change.document
        publication = published.get(row.provision_id)
        yield ClauseTold(
            title=publication.title if publication else _title(row),
            became=row.get_status_display(),
            url=f"{settings.SITE_URL}{row.provision.get_absolute_url()}",
            severity=publication.severity if publication else "",
        )


def _title(row: ProvisionChange) -> str:
    text = row.to_text or row.from_text
    if text is not None and text.path:
        return visible(text.path[-1])
    return row.provision.public_id


def _told(record: WatchRecord) -> WatchTold:
    return WatchTold(record.name, tuple(check.told for check in record.checks))


def _left_out(record: WatchRecord) -> WatchTold:
    return WatchTold(record.name, tuple(check.told for check in record.unmet))


def _plain(quote: str) -> str:
    return " ".join(quote.replace("*", "").replace("_", " ").split())[:200]
