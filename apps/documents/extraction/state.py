"""The text of a page that shows none: what its scripts hold for the app that will draw it.

Apps are sent as a shell and their contents as JSON. What of it reads like a document is written out as markup, in which the
document is then found as in any other page.
"""

import json
import re
from collections.abc import Iterator
from html import escape
from itertools import islice
from typing import Any

from selectolax.lexbor import LexborHTMLParser

_LARGEST = 2_000_000  # characters of all scripts together; what they hold takes twenty times the memory
_DEEPEST = 120
_MOST_PIECES = 20_000
_MOST_FAILURES = 100
_FEWEST_BLANKS = 3  # of a string that may be a sentence
_SHARE_OF_LETTERS = 0.75
_LOWEST_LEVEL = 6

_ASSIGNED = re.compile(r"\b__\w+[\"'\]]*\s*=\s*(?:JSON\.parse\(\s*)?(?=[{\[\"])")
_FLIGHT = re.compile(r"__next_f\.push\(\[1,\s*(?=\")")
_REFERENCE = re.compile(r"\$[L@]?([0-9a-f]+)")
_ROW = re.compile(r"([0-9a-f]+):(?:T([0-9a-f]{1,8}),|([A-Z]*)(?=[{\[\"]))")
_NEXT_ROW = re.compile(f"^{_ROW.pattern}", re.MULTILINE)
_BLANKS = re.compile(r"\s*")
_MARKUP = re.compile(r"</(?:p|div|h[1-6]|ul|ol|li|span|strong|section|article|table|td)>", re.IGNORECASE)
_LINK = re.compile(r"\[([^\[\]\n]{1,300})\]\(([^\s()\[\]]{1,1000})\)")
_TAG = re.compile(r"[a-z][a-z0-9]{0,15}")
_LEVEL = re.compile(r"h(?:eading[-_ ]?)?([1-6])")
_TITLES = ("title", "headline", "heading")
_CONTENTS = ("children", "content", "nodes")
_TAGS = {
    **dict.fromkeys(("paragraph", "normal", "block", "p"), "p"),
    **dict.fromkeys(("list-item", "listitem", "list_item", "li"), "li"),
    **dict.fromkeys(("unordered-list", "bulletlist", "bullet_list", "bulleted-list", "ul"), "ul"),
    **dict.fromkeys(("ordered-list", "orderedlist", "ordered_list", "numbered-list", "ol"), "ol"),
    **dict.fromkeys(("hyperlink", "link", "a"), "a"),
    **dict.fromkeys(("tablerow", "table-row", "tr"), "tr"),
    **dict.fromkeys(("tablecell", "table-cell", "td"), "td"),
    **dict.fromkeys(("tableheader", "table-header-cell", "th"), "th"),
    **dict.fromkeys(("blockquote", "quote"), "blockquote"),
    "heading": "h2",
    "table": "table",
}
_ELEMENT = 4  # items of a list that stands for a framework's element: "$", tag, key, properties
_STRICT, _LENIENT = json.JSONDecoder(), json.JSONDecoder(strict=False)


def stated_markup(parser: LexborHTMLParser) -> bytes:
    """Return what the scripts of a page hold, as markup; it may be of any kind, or nothing."""
    scripts = _Scripts()
    values = list(scripts.values(parser))
    writing = _Writing(scripts.rows)
    for value in values:
        writing.write(value)
    writing.write_rows()
    return f"<body>{''.join(writing.out)}</body>".encode(errors="replace")


class _Scripts:
    """Reads JSON out of scripts. What fails to be JSON is counted: to say where it fails takes a walk over all of it."""

    def __init__(self) -> None:
        self.rows: dict[str, object] = {}  # of a framework's stream, by their names
        self._failures = 0

    def values(self, parser: LexborHTMLParser) -> Iterator[object]:
        """Give the values that scripts are or assign."""
        left = _LARGEST
        stream: list[str] = []
        for script in parser.css("script"):
            text = script.text()
            left -= len(text)
            if left < 0:
                break
            if "json" in (script.attributes.get("type") or ""):
                yield self._read(text, 0, _LENIENT)[0]
                continue
            chunks = (self._read(text, begin.end())[0] for begin in _FLIGHT.finditer(text))
            stream.extend(chunk for chunk in chunks if isinstance(chunk, str))
            yield from self._assigned(text)
        self._read_rows("".join(stream))

    def _assigned(self, text: str) -> Iterator[object]:
        end = 0
        for begin in _ASSIGNED.finditer(text):
            if begin.end() >= end:
                value, end = self._read(text, begin.end())
                yield self._read(value, 0)[0] if isinstance(value, str) else value

    def _read_rows(self, stream: str) -> None:
        end = 0
        while row := _ROW.match(stream, end) or _NEXT_ROW.search(stream, end):  # no line ends behind a text
            if row[2]:  # so many bytes of text
                size = int(row[2], 16)
                part = stream[row.end() : row.end() + size]
                text = part.encode(errors="replace")[:size].decode(errors="ignore")
                self.rows[row[1]], end = text, row.end() + len(text)
            else:
                value, end = self._read(stream, row.end())
                if not row[3]:  # else it names what to load
                    self.rows[row[1]] = value

    def _read(self, text: str, begin: int, decoder: json.JSONDecoder = _STRICT) -> tuple[object, int]:
        """Return the JSON value that begins there and its end; None where there is none."""
        if self._failures > _MOST_FAILURES:
            return None, begin
        blanks = _BLANKS.match(text, begin)
        try:
            return decoder.raw_decode(text, blanks.end() if blanks else begin)
        except (ValueError, RecursionError):
            self._failures += 1
            return None, begin


class _Writing:
    """Markup of whatever JSON holds: rich text of the usual editors, elements of a framework, strings that read like sentences."""

    def __init__(self, rows: dict[str, object]) -> None:
        self.out: list[str] = []
        self._rows = rows

    def write_rows(self) -> None:
        """Write the elements of the stream that no other refers to; of its texts only those that an element shows."""
        while self._rows:
            row = self._rows.pop(next(iter(self._rows)))
            if not isinstance(row, str):
                self.write(row)

    def write(self, value: object, depth: int = 0, *, inline: bool = False) -> None:
        """Write a value out; `inline` says that it stands in a block of text, where every word counts."""
        if depth > _DEEPEST or len(self.out) > _MOST_PIECES:
            return
        if isinstance(value, str):
            self._text(value, depth, inline=inline)
        elif isinstance(value, list):
            if len(value) == _ELEMENT and value[0] == "$" and isinstance(value[3], dict):
                self._drawn(str(value[1]), value[3], depth)
            else:
                for item in value:
                    self.write(item, depth + 1, inline=inline)
        elif isinstance(value, dict):
            self._mapping(value, depth, inline=inline)

    def _text(self, value: str, depth: int, *, inline: bool) -> None:
        reference = _REFERENCE.fullmatch(value) if inline else None
        if reference:
            row = self._rows.pop(reference[1], None)
            self.write(row, depth + 1, inline=not isinstance(row, str))
        elif inline:
            self.out.append(escape(value.removeprefix("$") if value.startswith("$$") else value))
        else:
            self.out.extend(_paragraphs(value))

    def _drawn(self, tag: str, properties: dict[str, Any], depth: int) -> None:
        inner = properties.get("dangerouslySetInnerHTML")
        markup = inner.get("__html") if isinstance(inner, dict) else None
        reference = _REFERENCE.fullmatch(markup) if isinstance(markup, str) else None
        markup = self._rows.pop(reference[1], None) if reference else markup
        if isinstance(markup, str):
            self.out.extend(_paragraphs(markup))
        self._element(tag if _TAG.fullmatch(tag) else "div", properties, properties.get("children"), depth)

    def _mapping(self, value: dict[str, Any], depth: int, *, inline: bool) -> None:
        contents = next((value[key] for key in _CONTENTS if isinstance(value.get(key), list | str)), None)
        tag = _tag_of(value) if contents is not None else None
        text = next((value[key] for key in ("text", "value") if isinstance(value.get(key), str)), None)
        if tag:
            self._element(tag, value.get("data") or value.get("attrs") or value, contents, depth)
        elif inline:
            self.write(contents if text is None else text, depth + 1, inline=True)
        else:
            self.out.append("<div>")
            self.out.extend(
                f"<h2>{escape(value[key])}</h2>" for key in _TITLES if isinstance(value.get(key), str)
            )
            for key, item in value.items():
                if key not in _TITLES or not isinstance(item, str):
                    self.write(item, depth + 1)
            self.out.append("</div>")

    def _element(self, tag: str, attributes: object, contents: object, depth: int) -> None:
        href = (
            attributes.get("href") or attributes.get("uri") or attributes.get("url")
            if isinstance(attributes, dict)
            else None
        )
        is_link = tag == "a" and isinstance(href, str)
        self.out.append(f'<a href="{escape(str(href))}">' if is_link else f"<{tag}>")
        self.write(contents, depth + 1, inline=True)
        self.out.append(f"</{tag}>")


def _tag_of(value: dict[str, Any]) -> str | None:
    """Return the tag of an editor's node, by its type and level."""
    if isinstance(value.get("listItem"), str):
        return "li"
    attributes = value.get("attrs")
    level = attributes.get("level") if isinstance(attributes, dict) else None
    for key in ("style", "tag", "nodeType", "type", "_type"):
        kind = value.get(key)
        if not isinstance(kind, str):
            continue
        kind = f"h{level}" if kind == "heading" and level in range(1, 7) else kind.lower()
        stated = _LEVEL.fullmatch(kind)
        if stated or kind in _TAGS:
            return f"h{stated[1]}" if stated else _TAGS[kind]
    return None


def _paragraphs(text: str) -> Iterator[str]:
    """Write out a string that holds markup, Markdown or sentences; others say nothing to a reader."""
    if _MARKUP.search(text):
        yield f"<div>{text}</div>"
    elif text.count(" ") >= _FEWEST_BLANKS and _reads_like_text(text):
        lines = islice(filter(None, map(str.strip, text.split("\n"))), _MOST_PIECES)
        yield f"<div>{''.join(map(_line, lines))}</div>"


def _line(line: str) -> str:
    shown = line.lstrip("#")
    level = len(line) - len(shown)
    is_heading = 0 < level <= _LOWEST_LEVEL and shown.startswith(" ")
    tag, shown = (f"h{level}", shown.rstrip(" #")) if is_heading else ("p", line)
    shown = _LINK.sub(r'<a href="\2">\1</a>', escape(shown.replace("**", "")))
    return f"<{tag}>{shown}</{tag}>"


def _reads_like_text(text: str) -> bool:
    sample = text[:2000]
    letters = sum(character.isalpha() or character.isspace() for character in sample)
    return letters >= _SHARE_OF_LETTERS * len(sample)
