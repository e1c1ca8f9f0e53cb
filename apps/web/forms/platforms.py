"""The platforms that a reader names to compare them, or to draw them."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from django.http import QueryDict

from apps.platforms.models import Platform
from apps.web.queries.chosen_platforms import platforms_named

MOST: Final = 4
_LONGEST, _MOST_READ = 120, 20


@dataclass(frozen=True, slots=True)
class PlatformField:
    """One field for a name, with what was typed, and what is wrong with it."""

    number: int
    name: str
    error: str = ""


@dataclass(frozen=True, slots=True)
class PlatformsForm:
    """The platforms named, each once in their order, and the fields to name them in; nothing is chosen where one is wrong."""

    platforms: Sequence[Platform]
    fields: tuple[PlatformField, ...]
    error: str = ""

    @property
    def is_clear(self) -> bool:
        return not self.error and not any(field.error for field in self.fields)


def platforms_form(given: QueryDict) -> PlatformsForm:
    """Read the names in an address, by slug or as they are called."""
    typed = [name[:_LONGEST].replace("\x00", "").strip() for name in given.getlist("platform")[:_MOST_READ]]
    platforms, unknown = platforms_named(typed)
    if unknown:
        return PlatformsForm((), _fields([name for name in typed if name], unknown))
    error = f"At most {MOST} platforms fit beside each other; {len(platforms)} were named."
    if len(platforms) > MOST:
        return PlatformsForm((), _fields([row.name for row in platforms], ()), error)
    return PlatformsForm(platforms, _fields([row.name for row in platforms], ()))


def _fields(names: Sequence[str], unknown: Sequence[str]) -> tuple[PlatformField, ...]:
    shown = [*names, *[""] * MOST][:MOST]
    return tuple(
        PlatformField(
            number,
            name,
            f"There is no platform named “{name[:60]}”. Its page shows what it is called here."
            if name in unknown
            else "",
        )
        for number, name in enumerate(shown, start=1)
    )
