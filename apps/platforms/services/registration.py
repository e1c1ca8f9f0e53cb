"""Registering platforms and the names they go by."""

from dataclasses import dataclass
from typing import Self

from django.db import transaction
from django.utils.text import slugify

from apps.core import clock
from apps.platforms.catalogue import PlatformEntry
from apps.platforms.errors import SlugTakenError
from apps.platforms.models import Alias, Operator, Platform


@dataclass(frozen=True, slots=True)
class PlatformFacts:
    """What is known of a platform. `jurisdiction` is the operator's, ISO 3166-1 alpha-2."""

    slug: str
    name: str
    category: str
    website: str = ""
    operator: str = ""
    jurisdiction: str = ""
    aliases: tuple[str, ...] = ()

    @classmethod
    def of(cls, entry: PlatformEntry) -> Self:
        """Return the facts of a platform in the shipped catalogue."""
        return cls(
            slug=entry.slug,
            name=entry.name,
            category=entry.category,
            website=entry.website,
            operator=entry.operator or "",
            jurisdiction=entry.jurisdiction or "",
            aliases=entry.aliases,
        )


@dataclass(frozen=True, slots=True)
class Registered:
    platform: Platform
    is_new: bool
    is_changed: bool


@transaction.atomic
def register_platform(facts: PlatformFacts) -> Registered:
    """Create the platform or bring its facts up to date; registering the same again changes nothing.

    Raises SlugTakenError when the slug is an alias of another platform, or an alias is another platform's slug.
    """
    _check_slug(facts)
    operator = _register_operator(facts)
    platform, is_new = Platform.objects.get_or_create(
        slug=facts.slug,
        defaults={
            "name": facts.name,
            "category": facts.category,
            "website": facts.website,
            "operator": operator,
            "created_at": clock.now(),
        },
    )
    is_changed = not is_new and _update(platform, facts, operator)
    aliases_added = [_add_alias(platform, name) for name in facts.aliases]
    return Registered(platform, is_new, is_changed or (not is_new and any(aliases_added)))


def _check_slug(facts: PlatformFacts) -> None:
    alias = Alias.objects.select_related("platform").filter(slug=facts.slug).first()
    if alias is not None:
        raise SlugTakenError(f"{facts.slug!r} is an alias of {alias.platform.name}; choose another slug.")


def _register_operator(facts: PlatformFacts) -> Operator | None:
    if not facts.operator:
        return None
    operator, _ = Operator.objects.get_or_create(
        name=facts.operator, defaults={"jurisdiction": facts.jurisdiction}
    )
    if facts.jurisdiction and operator.jurisdiction != facts.jurisdiction:
        operator.jurisdiction = facts.jurisdiction
        operator.save(update_fields=["jurisdiction"])
    return operator


def _update(platform: Platform, facts: PlatformFacts, operator: Operator | None) -> bool:
    wanted = {"name": facts.name, "category": facts.category, "website": facts.website, "operator": operator}
    differing = [field for field, value in wanted.items() if getattr(platform, field) != value]
    for field in differing:
        setattr(platform, field, wanted[field])
    if differing:
        platform.save(update_fields=differing)
    return bool(differing)


def _add_alias(platform: Platform, name: str) -> bool:
    slug = slugify(name)[:80]
    if not slug or slug == platform.slug:
        return False
    if Platform.objects.filter(slug=slug).exists():
        raise SlugTakenError(f"The alias {name!r} of {platform.name} is the slug of another platform.")
    alias, is_new = Alias.objects.get_or_create(slug=slug, defaults={"platform": platform, "name": name})
    if alias.platform_id != platform.pk:
        raise SlugTakenError(f"The alias {name!r} of {platform.name} already names {alias.platform.name}.")
    return is_new
