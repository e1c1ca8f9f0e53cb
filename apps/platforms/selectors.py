"""Questions put to the list of platforms."""

from django.db.models import Count, QuerySet

from apps.platforms.models import Alias, Platform


def platforms_matching(*, text: str, category: str) -> QuerySet[Platform]:
    """Return platforms by name, with their operators."""
    return (
        Platform.objects.matching(text)
        .in_category(category)
        .select_related("operator")
        .order_by("name", "pk")
    )


def platform_behind_alias(slug: str) -> Platform | None:
    """Return the platform that had this slug before, or is known by it."""
    alias = Alias.objects.select_related("platform").filter(slug=slug).first()
    return alias.platform if alias else None


def platforms_by_category() -> dict[str, int]:
    """Count platforms per category."""
    rows = Platform.objects.values_list("category").annotate(count=Count("pk")).order_by("category")
    return dict(rows)
