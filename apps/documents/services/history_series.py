"""Where a recorded series belongs: the platform it is of, the document it becomes."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from itertools import count

from django.utils.text import slugify

from apps.core import clock
from apps.core.blobs import sha256_of
from apps.documents.histories import SeriesName
from apps.documents.models import Document, FormerAddress, Health, ImportedSeries
from apps.platforms.catalogue import PlatformEntry, address_key, read_catalogue, slugified
from apps.platforms.models import Platform
from apps.platforms.selectors import platform_behind_alias
from apps.platforms.services.registration import PlatformFacts, register_platform

_MAX_PLATFORM_SLUG = 80
_MAX_PLATFORM_NAME = 120
_MAX_SLUG = 90  # of the field's 100: a suffix may follow
_MAX_TITLE = 200
_UNDETERMINED = "und"  # BCP 47

# Services that neither the archive nor the shipped catalogue knows are filed by the collection that follows them.
_CATEGORY_OF_SERVICE = {
    "google-generative-ai-services": "ai-assistants",
    "veepee": "marketplaces",
}
_CATEGORY_OF_COLLECTION = {
    "dating-versions": "dating",
    "genai-contrib-versions": "ai-assistants",
    "genai-eu-versions": "ai-assistants",
    "pga-versions": "social",
    "vlopses-us-versions": "social",
}
_CATEGORY = "productivity"


@dataclass(frozen=True, slots=True)
class SeriesFacts:
    """A series as its history tells it: its `type` in the controlled list, where its last record was taken from and by
    which collection. `fallback` is the collection of records that name none.
    """

    name: SeriesName
    type: str
    addresses: tuple[str, ...]
    collection: str
    fallback: str


def open_series(*, facts: SeriesFacts, language: str) -> ImportedSeries:
    """Return the series, with the platform and the document it stands for: new ones where there are none.

    `language` is that of the series' first text, or empty. Runs in the caller's transaction; series of one platform are opened one after the other.
    """
    known = _known(facts.name)
    if known is not None:
        return known
    platform = _platform_of(facts)
    Platform.objects.select_for_update().get(pk=platform.pk)
    known = _known(facts.name)  # another import may have opened it while we waited
    if known is not None:
        return known
    document = _declared_document(platform, facts) or _new_document(platform, facts, language)
    return ImportedSeries.objects.create(
        document=document, service=facts.name.folder, terms_type=facts.name.terms_type
    )


def _known(name: SeriesName) -> ImportedSeries | None:
    return ImportedSeries.objects.filter(service=name.folder, terms_type=name.terms_type).first()


def _platform_of(facts: SeriesFacts) -> Platform:
    """Find the platform by slug or alias, here or in the shipped catalogue; else register it, operator unknown."""
    slugs = _platform_slugs(facts.name.service)
    for slug in slugs:
        platform = Platform.objects.filter(slug=slug).first() or platform_behind_alias(slug)
        if platform is not None:
            return platform
    entry = next((_catalogued()[slug] for slug in slugs if slug in _catalogued()), None)
    return register_platform(PlatformFacts.of(entry) if entry else _facts_alone(facts, slugs[0])).platform


def _platform_slugs(service: str) -> tuple[str, ...]:
    slugs = [slugify(service), slugified(service)]  # "DALL·E" is dalle to one, dall-e to the other
    found = tuple(dict.fromkeys(slug[:_MAX_PLATFORM_SLUG].strip("-") for slug in slugs if slug))
    return found or (f"service-{sha256_of(service.encode())[:10]}",)


@cache
def _catalogued() -> dict[str, PlatformEntry]:
    """Return the shipped platforms by every slug they are known under."""
    entries: dict[str, PlatformEntry] = {}
    for entry in read_catalogue().platforms:
        entries |= dict.fromkeys([slugify(alias) for alias in entry.aliases] + [entry.slug], entry)
    return entries


def _facts_alone(facts: SeriesFacts, slug: str) -> PlatformFacts:
    by_collection = _CATEGORY_OF_COLLECTION.get(facts.collection, _CATEGORY)
    return PlatformFacts(
        slug=slug,
        name=facts.name.service[:_MAX_PLATFORM_NAME],
        category=_CATEGORY_OF_SERVICE.get(slug, by_collection),
    )


def _declared_document(platform: Platform, facts: SeriesFacts) -> Document | None:
    """Return the declared document that the series is the past of: same type, same addresses, nothing captured yet."""
    if facts.name.vantage or not facts.addresses:
        return None
    addresses = [address_key(url) for url in facts.addresses]
    candidates = Document.objects.filter(
        platform=platform, type=facts.type, versions=None, imported_series=None
    ).prefetch_related("sources")
    for document in candidates:
        current = [address_key(source.url) for source in document.sources.all() if source.valid_until is None]
        if current == addresses:
            return document
    return None


def _new_document(platform: Platform, facts: SeriesFacts, language: str) -> Document:
    """Create the document, not tracked: nobody asked us to watch it, and its health says that we have not."""
    now = clock.now()
    document = Document.objects.create(
        platform=platform,
        slug=next(slug for slug in _slugs(platform, facts.name) if not _is_taken(platform, slug)),
        title=_title(platform, facts.name),
        type=facts.type,
        locale=language or _UNDETERMINED,
        is_tracked=False,
        created_at=now,
    )
    Health.objects.create(document=document, since=now, updated_at=now)
    return document


def _title(platform: Platform, name: SeriesName) -> str:
    service = "" if _is_named(platform, name) else f"{name.service} "
    vantage = f" ({name.vantage} record)" if name.vantage else ""
    return f"{service}{name.terms_type}{vantage}"[:_MAX_TITLE]


def _slugs(platform: Platform, name: SeriesName) -> Iterator[str]:
    service = "" if _is_named(platform, name) else name.service
    slug = slugify(f"{service} {name.terms_type} {name.vantage}")
    if not slug or len(slug) > _MAX_SLUG:
        slug = f"{slug[: _MAX_SLUG - 11]}-{sha256_of(str(name).encode())[:10]}".strip("-")
    yield slug
    yield f"{slug}-record"
    for number in count(2):
        yield f"{slug}-record-{number}"


def _is_named(platform: Platform, name: SeriesName) -> bool:
    """Say whether the service is the platform itself, not one of its products."""
    return bool({platform.slug, slugify(platform.name)} & set(_platform_slugs(name.service)))


def _is_taken(platform: Platform, slug: str) -> bool:
    return (
        Document.objects.filter(platform=platform, slug=slug).exists()
        or FormerAddress.objects.filter(platform=platform, slug=slug).exists()
    )
