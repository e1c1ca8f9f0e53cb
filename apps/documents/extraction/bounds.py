"""Keeps the HTML parser linear on hostile markup, which it would otherwise follow into quadratic time or memory."""

import re

from .errors import PageTooLarge

_MAX_CHARACTERS = 20_000_000
_MAX_TAGS = 400_000
_MAX_DEPTH = 512  # browsers stop there too
_MAX_OPEN_FORMATS = 100
_FEW_TAGS = 15_000
_LONG_TAG = 60_000
_MAX_ATTRIBUTES = 400

# `[^<>]*` rather than `[^>]*`: an unclosed tag must end the search at the next one.
# <a> and <nobr> are absent because a second one closes the first.
_FORMAT = re.compile(
    r"<(/?)(?=[bBcCeEfFiIsStTuU])(?i:[bisu]|big|code|em|font|small|strike|strong|tt)(?=[\s>/])[^<>]*>"
)
_LONG = re.compile(rf"<([a-zA-Z][a-zA-Z0-9:-]*)\s[^<>]{{{_LONG_TAG},}}>")
_TAG = re.compile(r"<(/?)([a-zA-Z][^\s<>/]*)[^<>]*>")
_LEAVES = frozenset(
    [
        "area",
        "base",
        "br",
        "col",
        "embed",
        "hr",
        "img",
        "input",
        "link",
        "meta",
        "param",
        "source",
        "track",
        "wbr",
        "circle",
        "ellipse",
        "image",
        "line",
        "path",
        "polygon",
        "polyline",
        "rect",
        "stop",
        "use",
    ]
)
_IMPLIED_END = frozenset(["p", "li", "dt", "dd", "tr", "td", "th", "thead", "tbody", "tfoot", "option"])


def bounded(markup: str) -> str:
    """Return markup that parses to the same tree, or to a flatter one where the original is absurdly nested."""
    tags = markup.count("<")
    if len(markup) > _MAX_CHARACTERS or tags > _MAX_TAGS:
        raise PageTooLarge(f"{len(markup)} characters, {tags} tags")
    if _may_hold_long_tag(markup):
        markup = _LONG.sub(_without_attributes, markup)
    if _open_formats(markup) > _MAX_OPEN_FORMATS:
        markup = _FORMAT.sub("", markup)
    return _flattened(markup) if tags > _FEW_TAGS and _depth(markup) > _MAX_DEPTH else markup


def _may_hold_long_tag(markup: str) -> bool:
    # A tag of that length covers the first half of some half-length step, and nothing in it is ">".
    step = _LONG_TAG // 2
    for start in range(0, len(markup), step):
        if markup.find(">", start, start + step) < 0:
            opening = markup.rfind("<", 0, start + 1)
            if markup.find(">", max(opening, 0), start) < 0:
                return True
    return False


def _without_attributes(tag: re.Match[str]) -> str:
    return tag[0] if len(tag[0].split(None, _MAX_ATTRIBUTES + 1)) <= _MAX_ATTRIBUTES else f"<{tag[1]}>"


def _open_formats(markup: str) -> int:
    """Return how many formatting elements are open at once: the parser reopens each in every later block."""
    now = most = 0
    for closing in _FORMAT.findall(markup):
        now = max(0, now - 1) if closing else now + 1
        most = max(most, now)
    return most


def _depth(markup: str) -> int:
    now = most = 0
    for closing, name in _TAG.findall(markup):
        if not _nests(name):
            continue
        now = max(0, now - 1) if closing else now + 1
        most = max(most, now)
    return most


def _flattened(markup: str) -> str:
    depth = 0

    def keep(tag: re.Match[str]) -> str:
        nonlocal depth
        if not _nests(tag[2]):
            return tag[0]
        depth = max(0, depth - 1) if tag[1] else depth + 1
        return tag[0] if depth < _MAX_DEPTH else " "

    return _TAG.sub(keep, markup)


def _nests(name: str) -> bool:
    lowered = name.lower()
    return lowered not in _LEAVES and lowered not in _IMPLIED_END
