"""Keeps the HTML parser linear on hostile markup, which it would otherwise follow into quadratic time or memory."""

import re
from itertools import accumulate

from .errors import PageTooLarge

_MAX_BYTES = 20_000_000
_MAX_TAGS = 250_000
_MAX_DEPTH = 512  # browsers stop there too
_MAX_OPEN_FORMATS = 100
_FEW_TAGS = 15_000
_LONG_TAG = 60_000
_MAX_ATTRIBUTES = 400

# `[^<>]*` rather than `[^>]*`: an unclosed tag must end the search at the next one.
# <a> and <nobr> are absent because a second one closes the first.
_FORMAT = re.compile(
    rb"<(/?)(?=[bBcCeEfFiIsStTuU])(?i:[bisu]|big|code|em|font|small|strike|strong|tt)(?=[\s>/])[^<>]*>"
)
_LONG = re.compile(rb"<([a-zA-Z][a-zA-Z0-9:-]*)\s[^<>]{%d,}>" % _LONG_TAG)
_TAG = re.compile(rb"(<(/?[a-zA-Z][^\s<>/]*)[^<>]*>)")
_LEAVES = frozenset(
    [
        *(b"area", b"base", b"br", b"col", b"embed", b"hr", b"img", b"input", b"link", b"meta", b"param"),
        *(b"source", b"track", b"wbr", b"circle", b"ellipse", b"image", b"line", b"path", b"polygon"),
        *(b"polyline", b"rect", b"stop", b"use"),
    ]
)
_IMPLIED_END = frozenset(
    [b"p", b"li", b"dt", b"dd", b"tr", b"td", b"th", b"thead", b"tbody", b"tfoot", b"option"]
)
_STEPS = {b"": 1, b"/": -1}


def bounded(markup: bytes) -> bytes:
    """Return markup, in UTF-8, that parses to the same tree, or to a flatter one where the original is absurdly nested."""
    tags = markup.count(b"<")
    if len(markup) > _MAX_BYTES or tags > _MAX_TAGS:
        raise PageTooLarge(f"{len(markup)} bytes, {tags} tags")
    if _may_hold_long_tag(markup):
        markup = _LONG.sub(_without_attributes, markup)
    if _open_formats(markup) > _MAX_OPEN_FORMATS:
        markup = _FORMAT.sub(b"", markup)
    return _flattened(markup) if tags > _FEW_TAGS else markup


def _may_hold_long_tag(markup: bytes) -> bool:
    # A tag of that length covers the first half of some half-length step, and nothing in it is ">".
    step = _LONG_TAG // 2
    for start in range(0, len(markup), step):
        if markup.find(b">", start, start + step) < 0:
            opening = markup.rfind(b"<", 0, start + 1)
            if markup.find(b">", max(opening, 0), start) < 0:
                return True
    return False


def _without_attributes(tag: re.Match[bytes]) -> bytes:
    return tag[0] if len(tag[0].split(None, _MAX_ATTRIBUTES + 1)) <= _MAX_ATTRIBUTES else b"<" + tag[1] + b">"


def _open_formats(markup: bytes) -> int:
    """Return how many formatting elements are open at once: the parser reopens each in every later block."""
    closings = _FORMAT.findall(markup)
    balance = [0, *accumulate(map(_STEPS.__getitem__, closings))]
    if max(balance) - min(balance) <= _MAX_OPEN_FORMATS:
        return 0  # too few in any order
    now = most = 0
    for closing in closings:
        now = max(0, now - 1) if closing else now + 1
        most = max(most, now)
    return most


class _Nesting(dict[bytes, int]):
    """By how much each tag, as far as its name, takes what follows it deeper."""

    def __missing__(self, tag: bytes) -> int:
        name = tag.lstrip(b"/").lower()
        step = 0 if name in _LEAVES or name in _IMPLIED_END else -1 if tag[:1] == b"/" else 1
        self[tag] = step
        return step


def _flattened(markup: bytes) -> bytes:
    """Return markup without the tags that nest deeper than browsers let them."""
    pieces = _TAG.split(markup)  # text, tags and their names by turns
    steps = list(map(_Nesting().__getitem__, pieces[2::3]))
    balance = [0, *accumulate(steps)]
    if max(balance) - min(balance) <= _MAX_DEPTH:
        return markup  # not so deep in any order
    del pieces[2::3]
    depth = deepest = 0
    for number, step in enumerate(steps):
        if step:
            depth = max(0, depth + step)
            deepest = max(deepest, depth)
            if depth >= _MAX_DEPTH:
                pieces[2 * number + 1] = b" "
    return b"".join(pieces) if deepest > _MAX_DEPTH else markup
