"""Regular expressions mean the same in every Python that is supported."""

import importlib
import pkgutil
import re
from collections.abc import Iterator
from re import _constants as codes  # type: ignore[attr-defined]
from re import _parser as parser  # type: ignore[attr-defined]
from typing import Any

import pytest

ENGINES = (
    "apps.documents.diffing",
    "apps.documents.extraction",
    "apps.documents.gating",
    "apps.documents.publishing",
    "apps.provisions.classification",
    "apps.provisions.facts",
    "apps.provisions.labelling",
    "apps.provisions.matching",
    "apps.provisions.segmentation",
)
_ONE_CHARACTER = {codes.IN, codes.LITERAL, codes.NOT_LITERAL, codes.ANY}


def modules() -> list[str]:
    found = []
    for name in ENGINES:
        package = importlib.import_module(name)
        found += [name, *(each.name for each in pkgutil.walk_packages(package.__path__, f"{name}."))]
    return [name for name in found if not name.endswith("__main__")]


def risky_parts(pattern: str, flags: int = 0) -> list[str]:
    """Return the atomic parts of more than one character: Python before 3.11.5 keeps what half of one matched.

    https://github.com/python/cpython/issues/106052
    """
    return [
        str(inner) for inner in _atomic(parser.parse(pattern, flags & ~re.DEBUG)) if not _is_simple(inner)
    ]


def _is_simple(inner: Any) -> bool:
    return len(inner) == 1 and inner[0][0] in _ONE_CHARACTER


def _atomic(part: Any) -> Iterator[Any]:
    if isinstance(part, parser.SubPattern | list | tuple):
        if isinstance(part, tuple) and part and part[0] is codes.POSSESSIVE_REPEAT:
            yield part[1][2]
        if isinstance(part, tuple) and part and part[0] is codes.ATOMIC_GROUP:
            yield part[1]
        for inner in part:
            yield from _atomic(inner)


@pytest.mark.parametrize("name", modules())
def test_no_pattern_depends_on_the_patch_release(name: str) -> None:
    patterns = [each for each in vars(importlib.import_module(name)).values() if isinstance(each, re.Pattern)]

    assert [
        (each.pattern, risky_parts(each.pattern, each.flags))
        for each in patterns
        if risky_parts(each.pattern, each.flags)
    ] == []


def test_risky_parts_are_found() -> None:
    assert risky_parts(r"\d+(?:[.,]\d+)*+")
    assert risky_parts(r"(?>ab|a)c")
    assert risky_parts(r"\d++[.,]*+(?:a|b)+") == []
