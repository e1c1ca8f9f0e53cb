"""The register of quotes: each is compared with the stored text before it may be printed, and numbered once."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from apps.analysis.types import Citation
from apps.core.blobs import sha256_of
from apps.documents.models import Capture, Version
from apps.documents.selectors import text_of
from apps.dossiers.errors import QuoteBrokenError
from apps.dossiers.types.content import Quote, Source
from apps.evidence.models import Kind, LedgerEntry


@dataclass(slots=True)
class Register:
    """Hold the quotes and their sources in the order in which they were first named."""

    cites: bool = True  # statements are printed with what they cite
    _versions: dict[int, Version] = field(default_factory=dict)
    _texts: dict[int, str] = field(default_factory=dict)
    _sources: dict[int, str] = field(default_factory=dict)  # key by version
    _quotes: dict[tuple[int, int, int], Quote] = field(default_factory=dict)
    _by_digest: dict[tuple[str, int], Version | None] = field(default_factory=dict)

    def quote(self, version: Version, start: int, end: int) -> str:
        """Return the key of the words between two places of a version's text. Raises QuoteBrokenError where there are none."""
        place = (version.pk, start, end)
        if place not in self._quotes:
            text = self._text(version)
            words = text[start:end]
            if not 0 <= start < end <= len(text):
                raise QuoteBrokenError(f"version {version.pk} has no characters {start} to {end}")
            self._quotes[place] = Quote(
                key=f"Q{len(self._quotes) + 1}",
                source=self.source(version),
                start=start,
                end=end,
                words=words,
                sha256=sha256_of(words.encode()),
            )
        return self._quotes[place].key

    def checked(self, version: Version, start: int, end: int, sha256: str) -> str:
        """Return the key of words whose digest is on record. Raises QuoteBrokenError where it is another."""
        key = self.quote(version, start, end)
        if self._quotes[version.pk, start, end].sha256 != sha256:
            raise QuoteBrokenError(
                f"characters {start} to {end} of version {version.pk} are not what they were"
            )
        return key

    def cited(self, citations: Iterable[Citation], document: int) -> tuple[str, ...]:
        """Return the keys of what an analysis of a document cites, each once."""
        keys: dict[str, None] = {}
        if not self.cites:
            return ()
        for citation in citations:
            version = self._version_of(citation.sha256, document)
            if version is not None:
                keys[self.quote(version, citation.start, citation.end)] = None
        return tuple(keys)

    def source(self, version: Version) -> str:
        """Return the key of a version as a source."""
        if version.pk not in self._sources:
            self._sources[version.pk] = f"S{len(self._sources) + 1}"
            self._versions[version.pk] = version
        return self._sources[version.pk]

    @property
    def quotes(self) -> tuple[Quote, ...]:
        return tuple(self._quotes.values())

    @property
    def sources(self) -> tuple[Source, ...]:
        """Return every version that was named, with the capture that it was made from."""
        captures = _captures(self._versions)
        rows = Version.objects.filter(pk__in=self._versions).select_related("document__platform")
        by_number = {row.pk: row for row in rows}
        places = _places(by_number.values())
        return tuple(
            _source(key, by_number[number], captures.get(number), places.get(number))
            for number, key in self._sources.items()
        )

    def _text(self, version: Version) -> str:
        if version.pk not in self._texts:
            self._texts[version.pk] = text_of(version)
        return self._texts[version.pk]

    def _version_of(self, sha256: str, document: int) -> Version | None:
        """Return the version whose text has this digest, of the document itself if one has."""
        if (sha256, document) not in self._by_digest:
            rows = Version.objects.filter(text_sha256=sha256)
            own = rows.filter(document=document).order_by("number").first()
            self._by_digest[sha256, document] = own or rows.order_by("pk").first()
        return self._by_digest[sha256, document]


def _captures(versions: Iterable[int]) -> dict[int, Capture]:
    rows = (
        Capture.objects.filter(version_parts__version__in=list(versions), version_parts__position=1)
        .select_related("snapshot")
        .prefetch_related("version_parts")
    )
    return {part.version_id: row for row in rows for part in row.version_parts.all()}


def _places(versions: Iterable[Version]) -> dict[int, int]:
    """Return where the ledger has each version, for those that it has."""
    subjects = {f"{row.document.public_id}/v{row.number}": row.pk for row in versions}
    rows = LedgerEntry.objects.filter(kind=Kind.VERSION, subject__in=subjects).order_by("-index")
    return {subjects[subject]: index for subject, index in rows.values_list("subject", "index")}


def _source(key: str, version: Version, capture: Capture | None, place: int | None) -> Source:
    document = version.document
    return Source(
        key=key,
        platform=document.platform.name,
        document=document.title,
        document_id=document.public_id,
        version=version.number,
        text_sha256=version.text_sha256,
        text_size=version.text_size,
        words=version.words,
        extractor=f"{version.extractor} {version.extractor_version}",
        coverage=version.coverage,
        captured_at=version.captured_at,
        address=(capture.final_url or capture.requested_url) if capture else "",
        capture=capture.pk if capture else None,
        fetcher=capture.fetcher if capture else "",
        status=capture.status if capture else None,
        snapshot_sha256=capture.snapshot.sha256 if capture and capture.snapshot else "",
        snapshot_size=capture.snapshot.size if capture and capture.snapshot else 0,
        origin=version.get_origin_display(),
        ledger_index=place,
    )
