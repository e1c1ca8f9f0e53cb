"""Declaring documents and where they are published."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from urllib.parse import urlsplit

from django.db import transaction

from apps.core import clock
from apps.documents.errors import InvalidSourceError, UnknownDocumentTypeError
from apps.documents.models import Document, Health, Route, Source
from apps.documents.services.schedule import next_slot
from apps.platforms.catalogue import read_vocabulary
from apps.platforms.models import Platform

MAX_URL = 2000


@dataclass(frozen=True, slots=True)
class DocumentFacts:
    """What identifies a document. `locale` is BCP 47."""

    slug: str
    title: str
    type: str
    locale: str = "en"


@dataclass(frozen=True, slots=True)
class SourceFacts:
    """Where a document is published: one address, or several parts in order."""

    urls: tuple[str, ...]
    route: Route = Route.AUTO
    select: tuple[str, ...] = ()
    remove: tuple[str, ...] = field(default=())


@dataclass(frozen=True, slots=True)
class Declared:
    """The document as declared now; `changed` names what differs from before, empty for a new one."""

    document: Document
    is_new: bool
    changed: tuple[str, ...] = ()

    @property
    def is_changed(self) -> bool:
        return bool(self.changed)


@transaction.atomic
def declare_document(*, platform: Platform, facts: DocumentFacts, sources: SourceFacts) -> Declared:
    """Create the document, or bring its title and sources up to date, and watch it; again changes nothing.

    Raises UnknownDocumentTypeError for a type outside the controlled list, InvalidSourceError for an unusable address.
    """
    _check_type(facts.type)
    check_urls(sources.urls)
    now = clock.now()
    document, is_new = Document.objects.get_or_create(
        platform=platform,
        slug=facts.slug,
        defaults={"title": facts.title, "type": facts.type, "locale": facts.locale, "created_at": now},
    )
    Document.objects.select_for_update().get(pk=document.pk)
    Health.objects.get_or_create(document=document, defaults={"since": now, "updated_at": now})
    changed = [] if is_new else _update_facts(document, facts)
    if _replace_sources(document, sources, now) and not is_new:
        changed.append("sources")
    if _watch(document, now):
        changed.append("watched from now on")
    return Declared(document=document, is_new=is_new, changed=tuple(changed))


@transaction.atomic
def declare_source(*, document: Document, sources: SourceFacts) -> bool:
    """Set where the document is published from now on; return whether that differs from before."""
    check_urls(sources.urls)
    Document.objects.select_for_update().get(pk=document.pk)
    return _replace_sources(document, sources, clock.now())


def _check_type(slug: str) -> None:
    known = [kind.slug for kind in read_vocabulary().types]
    if slug not in known:
        raise UnknownDocumentTypeError(f"{slug!r} is not a document type. Known types: {', '.join(known)}.")


def _update_facts(document: Document, facts: DocumentFacts) -> list[str]:
    """Bring title, type and locale up to date and name those that differed."""
    wanted = {"title": facts.title, "type": facts.type, "locale": facts.locale}
    differing = [name for name, value in wanted.items() if getattr(document, name) != value]
    for name in differing:
        setattr(document, name, wanted[name])
    if differing:
        document.save(update_fields=differing)
    return differing


def _watch(document: Document, now: datetime) -> bool:
    """Begin to watch a document that was known from a recorded history alone; return whether that is new."""
    if document.is_tracked:
        return False
    document.is_tracked = True
    document.save(update_fields=["is_tracked"])
    document.sources.filter(valid_until=None, next_check_at=None).update(
        next_check_at=next_slot(document, after=now, first=True)
    )
    return True


def check_urls(urls: Sequence[str]) -> None:
    """Refuse what can never be fetched; whether an address may be dialled is the guard's to say, at that moment.

    Raises InvalidSourceError.
    """
    if not urls:
        raise InvalidSourceError("A document needs at least one address.")
    for url in urls:
        parts = urlsplit(url)
        if parts.scheme not in {"http", "https"} or not parts.hostname:
            raise InvalidSourceError(f"{url!r} is not an http or https address.")
        if len(url) > MAX_URL:
            raise InvalidSourceError(f"The address is longer than {MAX_URL} characters: {url[:80]}…")


def _replace_sources(document: Document, facts: SourceFacts, now: datetime) -> bool:
    current = list(document.sources.filter(valid_until=None).order_by("position"))
    wanted = [
        Source(
            document=document,
            position=position,
            url=url,
            route=facts.route,
            select=list(facts.select),
            remove=list(facts.remove),
            valid_from=now,
            next_check_at=next_slot(document, after=now, first=True),
        )
        for position, url in enumerate(facts.urls, start=1)
    ]
    if [_identity(source) for source in current] == [_identity(source) for source in wanted]:
        return False
    document.sources.filter(valid_until=None).update(valid_until=now)
    Source.objects.bulk_create(wanted)
    return True


def _identity(source: Source) -> tuple[object, ...]:
    return (source.position, source.url, source.route, tuple(source.select), tuple(source.remove))
