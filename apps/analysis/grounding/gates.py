"""Patterns behind a gate: they are tried only where one of their keys occurs, which nearly always it does not."""

import re
from collections.abc import Callable, Iterator


class Gated:
    """Hold a pattern for texts in small letters, and keys of which one occurs in whatever it matches."""

    __slots__ = ("_keys", "_pattern")

    def __init__(self, pattern: str, keys: str, flags: int = 0) -> None:
        self._pattern = re.compile(pattern, flags)
        self._keys = tuple(key.replace("&", " ") for key in keys.split())  # & stands for a blank

    def search(self, lowered: str) -> re.Match[str] | None:
        """Return the first match."""
        for key in self._keys:
            if key in lowered:
                return self._pattern.search(lowered)
        return None

    def sub(self, replacement: str | Callable[[re.Match[str]], str], lowered: str) -> str:
        """Return the text with every match replaced."""
        for key in self._keys:
            if key in lowered:
                return self._pattern.sub(replacement, lowered)
        return lowered

    def finditer(self, lowered: str) -> Iterator[re.Match[str]]:
        """Give every match."""
        if any(key in lowered for key in self._keys):
            yield from self._pattern.finditer(lowered)
