"""The addresses that a recorded series was made from, and from when to when."""

from dataclasses import dataclass, field
from datetime import datetime

from apps.documents.models import Capture, Document, Fetcher, Source

UNKNOWN = ("",)  # the record names no address, and we do not invent one


@dataclass(slots=True)
class SourceTimeline:
    """Walks a document's records in order and begins a new set of sources where their addresses change.

    The caller holds the document's row. A document that is declared already keeps its present sources: history's end where
    they begin.
    """

    document: Document
    _first: Source | None = field(init=False, default=None)
    _urls: tuple[str, ...] = field(init=False, default=())
    _declared_from: datetime | None = field(init=False, default=None)

    def __post_init__(self) -> None:
        last = (
            Capture.objects.filter(source__document=self.document, fetcher=Fetcher.IMPORTED)
            .select_related("source")
            .order_by("-started_at")
            .first()
        )
        self._first = last.source if last else None
        siblings = self._siblings()
        self._urls = tuple(source.url for source in siblings)
        current = self.document.sources.current().exclude(pk__in=[source.pk for source in siblings])
        declared = current.order_by("valid_from").first()
        self._declared_from = declared.valid_from if declared else None

    def source_at(self, moment: datetime, urls: tuple[str, ...]) -> Source:
        """Return the first part's source for a record of this moment."""
        wanted = urls or UNKNOWN
        if self._first is None or wanted != self._urls:
            self._begin(moment, wanted)
        if self._first is None:
            raise ValueError("a set of sources is never empty")
        return self._first

    def _begin(self, moment: datetime, urls: tuple[str, ...]) -> None:
        Source.objects.filter(pk__in=[source.pk for source in self._siblings()]).update(valid_until=moment)
        until = max(self._declared_from, moment) if self._declared_from else None
        begun = Source.objects.bulk_create(
            Source(document=self.document, position=position, url=url, valid_from=moment, valid_until=until)
            for position, url in enumerate(urls, start=1)
        )
        self._first, self._urls = begun[0], urls

    def _siblings(self) -> list[Source]:
        """Return the parts that began together with the present first one."""
        if self._first is None:
            return []
        return list(self.document.sources.filter(valid_from=self._first.valid_from).order_by("position"))
