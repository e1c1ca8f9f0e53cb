"""Bytes to characters, in the order of the WHATWG Encoding and HTML standards."""

import codecs
import re

from .types import Decoded

_BOMS = ((b"\xef\xbb\xbf", "utf-8"), (b"\xfe\xff", "utf-16-be"), (b"\xff\xfe", "utf-16-le"))
_PRESCAN_BYTES = 4096  # the standard asks for 1024; pages put long scripts first
_META = re.compile(rb"<meta\b[^>]{0,400}?charset\s*=\s*[\"']?\s*([a-z0-9_:.\-]{2,40})", re.IGNORECASE)
_XML = re.compile(rb"\s*<\?xml[^>]{0,200}?encoding\s*=\s*[\"']([a-z0-9_.\-]{2,40})", re.IGNORECASE)

# https://encoding.spec.whatwg.org/#names-and-labels: labels whose WHATWG meaning differs from Python's.
_LABELS = {
    "ascii": "cp1252",
    "us-ascii": "cp1252",
    "iso-8859-1": "cp1252",
    "iso8859-1": "cp1252",
    "iso_8859-1": "cp1252",
    "latin1": "cp1252",
    "l1": "cp1252",
    "windows-1252": "cp1252",
    "iso-8859-9": "cp1254",
    "latin5": "cp1254",
    "iso-8859-11": "cp874",
    "gb2312": "gb18030",
    "gb_2312-80": "gb18030",
    "gbk": "gb18030",
    "x-gbk": "gb18030",
    "shift_jis": "cp932",
    "shift-jis": "cp932",
    "sjis": "cp932",
    "x-sjis": "cp932",
    "ks_c_5601-1987": "cp949",
    "euc-kr": "cp949",
    "big5": "big5hkscs",
    "unicode": "utf-16-le",
    "utf-16": "utf-16-le",
}
_NOT_TEXT = frozenset(
    {"base64", "bz2", "hex", "quopri", "rot13", "uu", "zlib", "idna", "punycode", "undefined"}
)


def decode(body: bytes, header_charset: str | None) -> Decoded:
    """Decode by byte order mark, then HTTP header, then the markup's own word, then UTF-8, then windows-1252."""
    for mark, name in _BOMS:
        if body.startswith(mark):
            return _decoded(body[len(mark) :], name)
    stated = _codec(header_charset) or _declared(body)
    if stated:
        return _decoded(body, stated)
    try:
        return Decoded(body.decode("utf-8"), "utf-8", 0)
    except UnicodeDecodeError:
        return _undeclared(body)


def as_utf8(body: bytes, header_charset: str | None) -> bytes:
    """Return the body in UTF-8; what cannot be decoded in it is left to the parser, which replaces it."""
    mark = _BOMS[0][0]
    if body.startswith(mark):
        return body[len(mark) :]
    if not body.startswith((_BOMS[1][0], _BOMS[2][0])):
        stated = _codec(header_charset) or _declared(body)
        if stated == "utf-8" or (stated is None and _is_utf8(body)):
            return body
    return decode(body, header_charset).text.encode("utf-8", "replace")


def _is_utf8(body: bytes) -> bool:
    try:
        body.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


def _undeclared(body: bytes) -> Decoded:
    # A few broken bytes in a UTF-8 page must not turn the whole page into mojibake.
    as_utf8 = _decoded(body, "utf-8")
    foreign = sum(byte >= 0x80 for byte in body)  # noqa: PLR2004 -- first byte beyond ASCII
    return as_utf8 if as_utf8.replaced * 10 < foreign else _decoded(body, "cp1252")


def _decoded(body: bytes, name: str) -> Decoded:
    text = body.decode(name, "replace")
    return Decoded(text, name, text.count("\ufffd"))


def _declared(body: bytes) -> str | None:
    head = body[:_PRESCAN_BYTES]
    found = _XML.match(head) or _META.search(head)
    name = _codec(found[1].decode("ascii")) if found else None
    # A declaration that could be read as ASCII cannot be true of UTF-16 (HTML standard, prescan step).
    return "utf-8" if name and name.startswith("utf-16") else name


def _codec(label: str | None) -> str | None:
    """Return the Python codec of a charset label, or None where the label is unknown."""
    if not label:
        return None
    name = label.strip(" \t\r\n\"'").lower()
    name = _LABELS.get(name, name)
    try:
        found = codecs.lookup(name).name
    except (LookupError, ValueError):
        return None
    return None if found in _NOT_TEXT else found
