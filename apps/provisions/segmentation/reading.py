"""Markdown as it is read: marks, link targets and invisible characters left out; numbers printed before a text."""

import re

from apps.documents.diffing.words import INVISIBLE

# Bounds keep a text of nothing but brackets linear.
_TARGET = r"[^()\s]{0,2000}+(?:\([^()\s]{0,200}+\)[^()\s]{0,2000}+){0,20}"
_LINK = re.compile(rf"!?\[([^\[\]]{{0,400}})\]\({_TARGET}(?:\s+\"[^\"\n]{{0,200}}\")?\)")
_IMAGE = re.compile(rf"!\[[^\[\]]{{0,400}}\]\({_TARGET}(?:\s+\"[^\"\n]{{0,200}}\")?\)")
_LINKED_IMAGE = re.compile(rf"\[\s*\]\({_TARGET}\)")
_TAG = re.compile(r"<[a-zA-Z/][^<>]{0,300}>")
_MARKUP = re.compile(r"[*_`~]{1,3}|\\(?=[^\w\s])")
_QUOTE = re.compile(r"^[ \t]*>[> \t]*", re.MULTILINE)
_OPENING = re.compile(r"\s*(?:(?:#{1,6}|[*+•·▪◦●○‣■□-])\s+)+")
_CELL_RULE = re.compile(r"\|[\s:|-]*$|\|", re.MULTILINE)
# Scripts that write a word in one or two characters.
_DENSE = re.compile(
    r"[\u0e01-\u0eff\u1000-\u109f\u1780-\u17ff\u3041-\u30ff\u3400-\u9fff\uac00-\ud7af\uf900-\ufaff]"
)
_LONGEST_LETTERING = 5  # letters: "xviii"
_DENSITY = 3  # letters of an alphabet that say as much as one such character

_NUMBER = re.compile(
    r"(?P<section>(?:section|article|clause|part|schedule|annex|appendix|exhibit|chapter|artikel|artículo|artigo|§+)\s*"
    r"(?:\d{1,3}(?:\.\d{1,3}){0,5}|[ivxlc]{1,6}|[a-z]))(?:\s*[.:)\u2013\u2014-]|\s+(?=(?-i:[A-Z]))|$)\s*"
    r"|(?P<cjk>第[一二三四五六七八九十百零〇\d]{1,5}[条條章节節款項项编編]|[一二三四五六七八九十]{1,3}(?=[、.\uff0e])"
    r"|[\uff08(][一二三四五六七八九十]{1,3}[\uff09)])[、.\uff0e:\uff1a]?\s*"
    r"|(?P<dotted>\d{1,3}(?:\.\d{1,3}){1,5}|\d{1,3}(?=[.)、\uff0e]))(?:[.)、\uff0e:]?\s+|[.)、\uff0e:](?=[^\s\d.)]))"
    r"|(?P<bracketed>[\uff08(](?:\d{1,3}|[a-z]{1,2}|[ivx]{1,5})[)\uff09])\s*"
    r"|(?P<lettered>(?:[a-z]|[ivx]{1,5}))[.)]\s+",
    re.IGNORECASE,
)


def visible(markdown: str) -> str:
    """Return what a reader sees of one block, on one line."""
    text = markdown.translate(INVISIBLE) if not markdown.isascii() else markdown
    if "](" in text:
        text = _LINK.sub(r"\1", _LINKED_IMAGE.sub(" ", _IMAGE.sub(" ", text)))
    if "<" in text:
        text = _TAG.sub(" ", text)
    text = _QUOTE.sub("", text) if ">" in text else text
    opening = _OPENING.match(text)
    text = text[opening.end() :] if opening else text
    if text[:1] == "|":
        text = _CELL_RULE.sub(" ", text)
    return " ".join(_MARKUP.sub("", text).split())


def unlinked(markdown: str) -> str:
    """Return what a reader sees outside links."""
    return visible(_LINK.sub(" ", _IMAGE.sub(" ", markdown)))


def size_of(shown: str) -> int:
    """Return how long a visible text reads, in letters of an alphabet."""
    return len(shown) if shown.isascii() else len(shown) + (_DENSITY - 1) * len(_DENSE.findall(shown))


def number_of(shown: str) -> str:
    """Return the number printed before a visible text, without the full stop after it; nothing where there is none."""
    found = _NUMBER.match(shown)
    return found[found.lastgroup or 0] if found else ""


def without_number(shown: str) -> str:
    """Return a visible text without the number printed before it."""
    found = _NUMBER.match(shown)
    return shown[found.end() :] if found else shown


def style_of(number: str) -> str:
    """Return how a number is printed: numbers of one list share their style, those of a list inside it do not."""
    if not number:
        return ""
    if number[0].isdigit():
        return f"digits {number.count('.')}"
    plain = number.strip("()\uff08\uff09")
    if plain != number:
        return f"bracketed {_case_of(plain)}"
    return number.split(maxsplit=1)[0].casefold() if len(plain) > _LONGEST_LETTERING else _case_of(plain)


def _case_of(plain: str) -> str:
    return (
        "digits" if plain.isdigit() else "upper" if plain.isupper() else "lower" if plain.islower() else "cjk"
    )
