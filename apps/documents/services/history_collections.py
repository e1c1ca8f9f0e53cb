"""Whose record it is: collections, their licence and the attribution they ask for."""

import re

from apps.documents.models import Collection

_REPOSITORY = re.compile(r"(https://git(?:hub|lab)\.com/([\w.-]+)/([\w.-]+))/commit/[0-9a-f]+")
_OPEN_TERMS_ARCHIVE = "OpenTermsArchive"
_LICENCE = "ODC-BY 1.0"
_CONTRIBUTORS = "Open Terms Archive contributors"
# As the collections' own README and LICENSE files ask.
_ATTRIBUTIONS = {
    "dating-versions": "Open Terms Archive with contributions from the Dating Privacy collective",
    "demo-versions": "Open Terms Archive",
    "france-versions": (
        "Open Terms Archive with contributions from UFC-Que Choisir and Office of the French Ambassador for Digital "
        "Affairs"
    ),
}
_NOT_STATED = "not stated"
_MAX_SLUG = 120


def collection_slug(record_url: str, fallback: str) -> str:
    """Return the name of the collection that a record's address tells: the repository's, with a stranger's owner."""
    match = _REPOSITORY.fullmatch(record_url)
    if match is None:
        return fallback[:_MAX_SLUG] or "unnamed"
    _, owner, name = match.groups()
    return (name if owner == _OPEN_TERMS_ARCHIVE else f"{owner}/{name}")[:_MAX_SLUG]


def collection_of(record_url: str, fallback: str) -> Collection:
    """Return the collection of a record; one that is not Open Terms Archive's has not told us its licence."""
    slug = collection_slug(record_url, fallback)
    match = _REPOSITORY.fullmatch(record_url)
    address, owner, _ = match.groups() if match else ("", slug, "")
    facts = {"name": slug, "url": address[:300], "licence": _NOT_STATED, "attribution": owner}
    if owner == _OPEN_TERMS_ARCHIVE:
        facts |= {
            "name": f"Open Terms Archive, {slug.removesuffix('-versions')}",
            "licence": _LICENCE,
            "attribution": _ATTRIBUTIONS.get(slug, _CONTRIBUTORS),
        }
    collection, _ = Collection.objects.get_or_create(slug=slug, defaults=facts)
    return collection
