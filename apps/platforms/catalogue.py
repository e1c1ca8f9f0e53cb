"""Read and check the shipped catalogue: which platforms publish which documents, and where."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from pathlib import Path
from typing import Annotated, ClassVar, Literal, TypeVar
from urllib.parse import urlsplit

import yaml
from pydantic import AfterValidator, BaseModel, ConfigDict, Field, ValidationError, model_validator

from apps.core.errors import ConductAtlasError

DATA = Path(__file__).parent / "data"
CATALOGUE = DATA / "catalogue"

Row = TypeVar("Row", bound=BaseModel)


class Source(StrEnum):
    """How an address came to be known."""

    DECLARED = "declared"
    EDITORIAL = "editorial"


@dataclass(frozen=True, slots=True)
class DocumentType:
    """One entry of the controlled list: who writes the document, for whom, and what it settles."""

    slug: str
    label: str
    plural: str
    writer: str
    audience: str
    definition: str


@dataclass(frozen=True, slots=True)
class Category:
    """One kind of platform, as shown in the catalogue's filters."""

    slug: str
    label: str


@dataclass(frozen=True, slots=True)
class DocumentEntry:
    """One document of a platform; more than one address means that the parts are read in this order."""

    slug: str
    title: str
    type: str
    urls: tuple[str, ...]
    locale: str
    source: Source
    select: tuple[str, ...]
    remove: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class PlatformEntry:
    """One platform and the documents it publishes; the operator is named only where it is certain."""

    slug: str
    name: str
    category: str
    website: str
    operator: str | None
    jurisdiction: str | None
    aliases: tuple[str, ...]
    documents: tuple[DocumentEntry, ...]


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """The controlled lists the catalogue may use."""

    types: tuple[DocumentType, ...]
    categories: tuple[Category, ...]


@dataclass(frozen=True, slots=True)
class Catalogue:
    """Everything the catalogue states, platforms sorted by slug."""

    vocabulary: Vocabulary
    platforms: tuple[PlatformEntry, ...]

    def documents(self) -> Iterator[tuple[PlatformEntry, DocumentEntry]]:
        """Yield every document together with its platform."""
        for platform in self.platforms:
            for document in platform.documents:
                yield platform, document


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing wrong in the catalogue; `platform` is empty where the file itself is at fault."""

    file: str
    platform: str
    field: str
    message: str

    def __str__(self) -> str:
        return ": ".join(part for part in (self.file, self.platform, self.field, self.message) if part)


class CatalogueError(ConductAtlasError):
    """Raised with every problem found, so that one edit can mend them all."""

    code: ClassVar[str] = "catalogue_invalid"

    def __init__(self, problems: tuple[Problem, ...]) -> None:
        super().__init__("\n".join(map(str, problems)))
        self.problems = problems


def read_catalogue(path: Path | None = None) -> Catalogue:
    """Return the catalogue whose sector files lie in `path`, by default the shipped one.

    The controlled lists are always the shipped ones. Raises `CatalogueError`.
    """
    vocabulary = read_vocabulary()
    filed, problems = _read_platforms(path or CATALOGUE)
    problems += [*_unknown_terms(filed, vocabulary), *_clashing_names(filed), *_shared_addresses(filed)]
    if problems:
        raise CatalogueError(tuple(problems))

    platforms = sorted((_platform(row) for _, row in filed), key=lambda platform: platform.slug)
    return Catalogue(vocabulary=vocabulary, platforms=tuple(platforms))


@cache
def read_vocabulary() -> Vocabulary:
    """Return the shipped controlled lists. Raises `CatalogueError`."""
    file = DATA / "document_types.yaml"
    lists, problems = _validated(_VocabularyFile, _load(file), file.name, "")
    if lists is None:
        raise CatalogueError(tuple(problems))

    types = tuple(DocumentType(**row.model_dump()) for row in lists.types)
    return Vocabulary(types=types, categories=tuple(Category(**row.model_dump()) for row in lists.categories))


# What a file may say. The shape is checked here; what needs more than one row is checked further down.


def _checked_url(url: str) -> str:
    parts = urlsplit(url)
    if parts.scheme != "https":
        raise ValueError("must be an https address")
    if not re.fullmatch(r"(?:[a-z0-9-]+\.)+[a-z]{2,}", parts.netloc):
        raise ValueError("must name a public host in lower case, without port or credentials")
    # A fragment is never sent to the server, so two of them cannot be two addresses.
    if parts.fragment or not re.fullmatch(r"[!-~]+", url):
        raise ValueError("must be printable ASCII without a fragment")
    return url


_SLUG = r"^[a-z0-9]+(-[a-z0-9]+)*$"
# Language, optional script, optional region, in the case RFC 5646 section 2.1.1 recommends.
_LOCALE = r"^[a-z]{2,3}(-[A-Z][a-z]{3})?(-([A-Z]{2}|[0-9]{3}))?$"

_Slug = Annotated[str, Field(pattern=_SLUG, max_length=60)]
_Text = Annotated[str, Field(min_length=1, max_length=200, pattern=r"^\S(.*\S)?$")]
_Url = Annotated[str, Field(max_length=500), AfterValidator(_checked_url)]


class _Strict(BaseModel):
    model_config = ConfigDict(strict=True, extra="forbid", frozen=True)


class _DocumentTypeRow(_Strict):
    slug: _Slug
    label: _Text
    plural: _Text
    writer: _Text
    audience: _Text
    definition: Annotated[str, Field(min_length=1, max_length=300)]


class _CategoryRow(_Strict):
    slug: _Slug
    label: _Text


class _VocabularyFile(_Strict):
    types: list[_DocumentTypeRow]
    categories: list[_CategoryRow]


class _HintsRow(_Strict):
    select: list[_Text] = []
    remove: list[_Text] = []


class _DocumentRow(_Strict):
    slug: _Slug
    title: _Text
    type: _Slug
    url: _Url | None = None
    parts: list[_Url] | None = None
    locale: Annotated[str, Field(pattern=_LOCALE)] = "en"
    source: Literal["declared", "editorial"]
    hints: _HintsRow = _HintsRow()

    @model_validator(mode="after")
    def _one_way_to_fetch(self) -> "_DocumentRow":
        if (self.url is None) == (self.parts is None):
            raise ValueError("give either url or parts")
        if self.parts is not None and len(self.parts) < 2:  # noqa: PLR2004 - one part is a url
            raise ValueError("parts needs at least two addresses")
        return self

    def addresses(self) -> tuple[str, ...]:
        return (self.url,) if self.url else tuple(self.parts or ())


class _PlatformRow(_Strict):
    slug: _Slug
    name: _Text
    category: _Slug
    website: _Url
    operator: _Text | None = None
    jurisdiction: Annotated[str, Field(pattern=r"^[A-Z]{2}$")] | None = None
    aliases: list[_Text] = []
    documents: Annotated[list[_DocumentRow], Field(min_length=1)]


_Filed = list[tuple[str, _PlatformRow]]


class _Loader(yaml.CSafeLoader):
    """The safe loader, refusing a key given twice: YAML would silently keep the last."""


def _mapping_without_repeats(loader: _Loader, node: yaml.MappingNode) -> dict[object, object]:
    keys = [loader.construct_object(key) for key, _ in node.value]
    for (key_node, _), key in zip(node.value, keys, strict=True):
        if keys.count(key) > 1:
            raise yaml.constructor.ConstructorError(None, None, f"{key} given twice", key_node.start_mark)
    return dict(loader.construct_pairs(node, deep=True))


_Loader.add_constructor(yaml.resolver.BaseResolver.DEFAULT_MAPPING_TAG, _mapping_without_repeats)


def _load(file: Path) -> object:
    try:
        # S506: the loader is the safe one with a stricter mapping.
        return yaml.load(file.read_bytes(), Loader=_Loader)  # noqa: S506
    except (OSError, yaml.YAMLError) as error:
        raise CatalogueError((Problem(file.name, "", "", str(error)),)) from error


def _validated(model: type[Row], data: object, file: str, platform: str) -> tuple[Row | None, list[Problem]]:
    try:
        return model.model_validate(data), []
    except ValidationError as error:
        return None, [
            Problem(file, platform, ".".join(map(str, detail["loc"])), detail["msg"])
            for detail in error.errors(include_url=False, include_context=False)
        ]


def _read_platforms(path: Path) -> tuple[_Filed, list[Problem]]:
    filed: _Filed = []
    problems: list[Problem] = []
    for file in sorted(path.glob("*.yaml")):
        for data in _entries(file):
            named = str(data.get("slug", "?")) if isinstance(data, dict) else "?"
            row, found = _validated(_PlatformRow, data, file.name, named)
            problems += found
            filed += [(file.name, row)] if row else []
    if not filed and not problems:
        problems.append(Problem(path.name, "", "", "holds no platforms"))
    return filed, problems


def _entries(file: Path) -> list[object]:
    data = _load(file)
    if not isinstance(data, list):
        raise CatalogueError((Problem(file.name, "", "", "must be a list of platforms"),))
    return data


# What only the whole catalogue can tell.


def _unknown_terms(filed: _Filed, vocabulary: Vocabulary) -> Iterator[Problem]:
    types = {entry.slug for entry in vocabulary.types}
    categories = {entry.slug for entry in vocabulary.categories}
    for file, row in filed:
        if row.category not in categories:
            yield Problem(file, row.slug, "category", f"unknown category {row.category}")
        for document in row.documents:
            if document.type not in types:
                yield Problem(
                    file, row.slug, f"documents.{document.slug}.type", f"unknown type {document.type}"
                )


def _clashing_names(filed: _Filed) -> Iterator[Problem]:
    platforms: dict[str, str] = {}
    for file, row in filed:
        if row.slug in platforms:
            yield Problem(file, row.slug, "slug", f"already used in {platforms[row.slug]}")
        platforms.setdefault(row.slug, file)

        slugs = [document.slug for document in row.documents]
        for slug in sorted({slug for slug in slugs if slugs.count(slug) > 1}):
            yield Problem(file, row.slug, "documents", f"document {slug} given twice")

    yield from _clashing_aliases(filed, platforms)


def _clashing_aliases(filed: _Filed, platforms: dict[str, str]) -> Iterator[Problem]:
    owners: dict[str, str] = {}
    for file, row in filed:
        for alias in row.aliases:
            name = slugified(alias) or alias
            if name in platforms:
                yield Problem(file, row.slug, "aliases", f"{alias} is the slug of a platform")
            elif name in owners:
                yield Problem(file, row.slug, "aliases", f"{alias} is also an alias of {owners[name]}")
            owners.setdefault(name, row.slug)


def _shared_addresses(filed: _Filed) -> Iterator[Problem]:
    owners: dict[tuple[str, str], str] = {}
    for file, row in filed:
        for document in row.documents:
            for url in document.addresses():
                key = (document.locale, address_key(url))
                if key in owners:
                    field = f"documents.{document.slug}.url"
                    yield Problem(file, row.slug, field, f"{url} already belongs to {owners[key]}")
                owners.setdefault(key, f"{row.slug}/{document.slug}")


def slugified(name: str) -> str:
    """Return the slug a name would have: ASCII letters and digits in lower case, joined by hyphens."""
    return "-".join(re.findall(r"[a-z0-9]+", name.lower()))


def address_key(url: str) -> str:
    """Return what makes an address one address: scheme, closing slash and fragment do not count."""
    parts = urlsplit(url)
    query = f"?{parts.query}" if parts.query else ""
    return f"{parts.netloc.lower()}{parts.path.rstrip('/')}{query}"


def _platform(row: _PlatformRow) -> PlatformEntry:
    return PlatformEntry(
        slug=row.slug,
        name=row.name,
        category=row.category,
        website=row.website,
        operator=row.operator,
        jurisdiction=row.jurisdiction,
        aliases=tuple(row.aliases),
        documents=tuple(_document(document) for document in row.documents),
    )


def _document(row: _DocumentRow) -> DocumentEntry:
    return DocumentEntry(
        slug=row.slug,
        title=row.title,
        type=row.type,
        urls=row.addresses(),
        locale=row.locale,
        source=Source(row.source),
        select=tuple(row.hints.select),
        remove=tuple(row.hints.remove),
    )
