"""What every reader of recorded histories gives."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Protocol

from apps.documents.errors import ImportHistoryError

FIRST_RECORD = "first_record"
UPDATE = "update"
TECHNICAL_UPGRADE = "technical_upgrade"
UNSTATED = "unstated"  # a directory without an index tells dates, not kinds


@dataclass(frozen=True, slots=True)
class Record:
    """One dated text of a series; the text itself is read when its turn comes.

    `where` names it in messages, `key` is the reader's own way to it, `sha256` is what the history claims, if it does.
    """

    recorded_at: datetime
    kind: str
    where: str
    key: str
    sha256: str = ""
    source_urls: tuple[str, ...] = ()
    record_url: str = ""


@dataclass(frozen=True, slots=True)
class SeriesName:
    """The two names of a series; a suffix such as `[genai-eu]` on the service is its vantage point."""

    folder: str
    terms_type: str

    @property
    def service(self) -> str:
        return self._parts()[0]

    @property
    def vantage(self) -> str:
        return self._parts()[1]

    def __str__(self) -> str:
        return f"{self.folder} / {self.terms_type}"

    def _parts(self) -> tuple[str, str]:
        name, bracket, rest = self.folder.partition(" [")
        if name.strip() and bracket and rest.endswith("]"):
            return name.strip(), rest.removesuffix("]")
        return self.folder, ""


@dataclass(frozen=True, slots=True)
class Series:
    """The records of one document in order of date, as far as they can be read; then what stopped the reader."""

    name: SeriesName
    records: tuple[Record, ...]
    problem: ImportHistoryError | None = None


def in_order(records: Iterable[Record]) -> tuple[Record, ...]:
    """Sort by date; records of the same second keep their order and stand a microsecond apart, so that each has its date."""
    ordered: list[Record] = []
    for record in sorted(records, key=lambda record: record.recorded_at):
        last = ordered[-1].recorded_at if ordered else None
        if last and record.recorded_at <= last:
            record = replace(record, recorded_at=last + timedelta(microseconds=1))  # noqa: PLW2901 - the same record
        ordered.append(record)
    return tuple(ordered)


class History(Protocol):
    """A collection of series. Texts are read one at a time; a history may be larger than the memory."""

    @property
    def collection(self) -> str:
        """The name of the collection, for records that do not name theirs."""

    @property
    def total(self) -> int:
        """The number of records."""

    @property
    def strays(self) -> tuple[ImportHistoryError, ...]:
        """What belongs to no series: lines and files that cannot be attributed."""

    def series(self) -> Iterator[Series]:
        """Yield the series one by one."""

    def read(self, record: Record) -> bytes:
        """Return the record's text, checked by `checks.checked_text`; raise ImportHistoryError."""

    def close(self) -> None:
        """Give back what the reader holds."""
