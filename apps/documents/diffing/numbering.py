"""Numbering: the number printed before a clause, and whether it is all that changed."""

import re
from collections.abc import Sequence

LABEL = re.compile(
    r"(?P<before>[ \t#>*_+|-]*(?:(?:section|article|clause|paragraph|part|chapter|annex|schedule|exhibit|appendix)\s+|§+\s*)?\(?)"
    r"(?P<number>\d+(?:\\?\.\d+)*[a-z]?|[a-z]|[ivxlc]+)"
    r"(?P<after>\)|\\?[.):](?=\s|\*|$)|(?=\s))",
    re.IGNORECASE,
)

Numbers = tuple[str, str]


def renumbered(old: Sequence[str], new: Sequence[str]) -> Numbers | None:
    """Give the old and the new number of the first clause renumbered, if nothing else differs between the lines."""
    olds, news = ([" ".join(line.split()) for line in lines if line.strip()] for lines in (old, new))
    if len(olds) != len(news):
        return None
    numbers = [_numbers(before, after) for before, after in zip(olds, news, strict=True) if before != after]
    return next((found for found in numbers if found), None) if all(numbers) else None


def _numbers(old: str, new: str) -> Numbers | None:
    before, after = LABEL.match(old), LABEL.match(new)
    if not before or not after or before["number"] == after["number"]:
        return None
    if old[before.end() :].strip() != new[after.end() :].strip() or not (before["after"] or _is_titled(old)):
        return None
    return before["number"].replace("\\", ""), after["number"].replace("\\", "")


def _is_titled(line: str) -> bool:
    """Say whether a bare number may be a clause's: in a heading, not at the start of a sentence."""
    return line.startswith(("#", "**"))
