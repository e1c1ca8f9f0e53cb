"""The platforms that a reader names, by slug or by name."""

from collections.abc import Iterable, Sequence

from django.db.models import Exists, OuterRef

from apps.documents.models import Version
from apps.platforms.models import Platform

_SUGGESTED = 400  # names offered while one types; any other can still be typed


def platforms_named(names: Iterable[str]) -> tuple[list[Platform], list[str]]:
    """Return the platforms of these names or slugs, each once in the order given, and the names that nobody has."""
    wanted = [name.strip() for name in names if name.strip()]
    rows = Platform.objects.filter(slug__in=[name.lower() for name in wanted]) | Platform.objects.filter(
        name__in=wanted
    )
    known = list(rows.select_related("operator"))
    by_slug = {row.slug: row for row in known}
    by_name = {row.name: row for row in known}
    found: dict[int, Platform] = {}
    unknown: list[str] = []
    for name in wanted:
        platform = by_slug.get(name.lower()) or by_name.get(name)
        if platform is None:
            unknown.append(name)
        else:
            found[platform.pk] = platform
    return list(found.values()), unknown


def names_offered() -> Sequence[str]:
    """Return the names of platforms with a captured document, to choose from."""
    captured = Version.objects.filter(document__platform=OuterRef("pk"))
    rows = Platform.objects.filter(Exists(captured)).order_by("name").values_list("name", flat=True)
    return list(rows[:_SUGGESTED])
