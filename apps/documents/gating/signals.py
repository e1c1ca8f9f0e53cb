"""What a single page says about itself, finding by finding."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import urlsplit

from . import phrases, vocabulary
from . import thresholds as t
from .likeness import words_of
from .types import Evidence, Reason

_MEDIA = frozenset(
    {"text/html", "application/xhtml+xml", "text/plain", "text/markdown", "application/pdf", ""}
)
# Set on the answers of a wall alone; `x-datadome`, `cf-ray` and the like come with every page behind one.
_CHALLENGE_HEADERS = (
    ("cf-mitigated", ""),
    ("x-amzn-waf-action", ""),
    ("x-dd-b", ""),
    ("x-sucuri-block", ""),
    ("x-distil-cs", "challenge"),
)
_LINK = re.compile(r"\[([^\]\n]*)\]\([^()\s]*\)")
_TAIL = 4096
_CLOSED = re.compile(r"(?:</[a-z][a-z0-9-]*>|-->)\s*$")
_PROSE_WORDS = 12
_PROSE_CJK = 25
_DATE_LINE = re.compile(
    r"(?i)(?:updated|revised|effective|modified|version|mise à jour|aktualisiert|stand|日期).{0,30}\d{4}"
)


@dataclass(frozen=True, slots=True)
class Sight:
    """A page as the findings see it: all its visible words, and those of its extracted text."""

    evidence: Evidence
    markup: str
    visible: str
    visible_words: int
    words: tuple[str, ...]

    @property
    def opening(self) -> str:
        """Where an error says so: the beginning of the text, or all of a short page."""
        if len(self.words) < t.SHORT_PAGE_WORDS:
            return f"{self.evidence.text[: 8 * t.OPENING_CHARACTERS]}\n{self.visible[: 2 * t.OPENING_CHARACTERS]}"
        return self.evidence.text[: t.OPENING_CHARACTERS]

    @property
    def is_html(self) -> bool:
        return "html" in self.evidence.content_type or not self.evidence.content_type


def transport(evidence: Evidence) -> Iterator[Reason]:
    """Judge what the server said before the body."""
    if evidence.status not in range(200, 300):
        yield Reason("http_status", str(evidence.status), t.HTTP_STATUS)
    media = evidence.content_type.partition(";")[0].strip().lower()
    if media not in _MEDIA:
        yield Reason("content_type", media, t.CONTENT_TYPE)
    for name, value in _CHALLENGE_HEADERS:
        if name in evidence.headers and value in evidence.headers[name].lower():
            yield Reason("challenge", f"{name}: {evidence.headers[name]}", t.CHALLENGE_HEADER)
    declared = evidence.headers.get("content-length", "")
    if (
        declared.isdecimal()
        and "content-encoding" not in evidence.headers
        and int(declared) > len(evidence.body)
    ):
        yield Reason("truncated", f"{len(evidence.body)} of {declared} bytes", t.TRUNCATED)
    if (
        phrases.LOGIN_PATH.search(urlsplit(evidence.final_url).path)
        and evidence.final_url != evidence.requested_url
    ):
        yield Reason("login_wall", evidence.final_url, t.LOGIN_WALL)
    elif _sent_home(evidence):
        yield Reason("redirected_home", evidence.final_url, t.WRONG_PLACE)


def _sent_home(evidence: Evidence) -> bool:
    asked, got = urlsplit(evidence.requested_url), urlsplit(evidence.final_url)
    return got.path in {"", "/"} and not got.fragment and asked.path not in {"", "/"}


def wholeness(sight: Sight) -> Iterator[Reason]:
    """Judge whether the bytes are all there and readable."""
    if sight.is_html and _is_cut(sight.markup):
        yield Reason("truncated", "the markup ends before its document does", t.TRUNCATED)
    per_thousand = max(len(sight.visible) / 1000, 1)
    if len(vocabulary.MOJIBAKE.findall(sight.visible)) / per_thousand > t.MOJIBAKE_PER_THOUSAND:
        yield Reason("mojibake", "bytes were read in the wrong charset", t.MOJIBAKE)
    replaced = sight.visible.count("\ufffd")
    if replaced / per_thousand > t.REPLACED_PER_THOUSAND:
        yield Reason("undecodable", f"{replaced} characters could not be decoded", t.MOJIBAKE)


def _is_cut(markup: str) -> bool:
    """Say whether a page that opens as a whole document stops inside a text or tag.

    Minifiers leave out the optional `</body></html>`; what remains then still ends with a closing tag.
    """
    tail = markup[-_TAIL:].lower()
    opens = "<html" in markup[:_TAIL].lower() and len(markup) > _TAIL
    return opens and "</html" not in tail and "</body" not in tail and not _CLOSED.search(tail)


def wording(sight: Sight) -> Iterator[Reason]:
    """Judge by what the title and the opening say."""
    title = sight.evidence.title or ""
    found = phrases.ERROR_TITLES.search(title)
    if found and not vocabulary.DOCUMENT_NAMES.search(title):
        yield Reason("error_title", title, t.ERROR_TITLE)
    for code, pattern in phrases.ERRORS:
        found = pattern.search(sight.opening)
        if found:
            yield Reason(code, found[0], t.ERROR_PHRASE)
            break
    if len(sight.words) < t.SHORT_PAGE_WORDS:
        yield from _walls(sight, title)


def _walls(sight: Sight, title: str) -> Iterator[Reason]:
    asks_password = 'type="password"' in sight.markup and len(sight.words) < t.SHORT_WORDS
    if asks_password or phrases.LOGIN_TITLES.search(title) or phrases.LOGIN.search(sight.evidence.text):
        yield Reason("login_wall", title, t.LOGIN_WALL)
    consent = len(phrases.CONSENT.findall(sight.visible))
    if (
        len(sight.words) < t.FEW_WORDS
        and consent > 2 + sight.visible_words // 100
        and sight.visible_words > t.SHORT_WORDS
    ):
        yield Reason("consent_wall", "nothing but a cookie dialog", t.CONSENT_WALL)


def substance(sight: Sight) -> Iterator[Reason]:
    """Judge whether the text reads like a legal document."""
    count = len(sight.words)
    if count < t.FEW_WORDS:
        yield Reason("empty", f"{count} words", t.EMPTY if not count else t.FEW_WORDS_WEIGHT)
        return
    if count < t.SHORT_WORDS:
        yield Reason("short", f"{count} words", t.SHORT_WORDS_WEIGHT)
    elif count > t.LONG_WORDS:
        yield Reason("long", f"{count} words", t.LONG_WORDS_WEIGHT)
    yield from _legal(sight.evidence, count)
    yield from _form(sight.evidence.text, count)


def _legal(evidence: Evidence, count: int) -> Iterator[Reason]:
    text = evidence.text
    found = len(vocabulary.LEGAL_WORDS.findall(text)) + len(vocabulary.LEGAL_WORDS_CJK.findall(text))
    density = 1000 * found / count
    if density >= t.LEGAL_RICH:
        yield Reason("legal_wording", f"{density:.0f} legal words in a thousand", t.LEGAL_RICH_WEIGHT)
    elif density < t.LEGAL_POOR:
        yield Reason("no_legal_wording", f"{density:.0f} legal words in a thousand", t.LEGAL_POOR_WEIGHT)
    names = f"{evidence.title or ''}\n{text[:200]}"
    if vocabulary.DOCUMENT_NAMES.search(names) or vocabulary.DOCUMENT_NAMES_CJK.search(names):
        yield Reason("named", "the title names a legal document", t.NAMED_WEIGHT)
    else:
        yield Reason("unnamed", "the title names no legal document", t.UNNAMED_WEIGHT)
    if _DATE_LINE.search(text):
        yield Reason("dated", "the text says when it took effect", t.DATED_WEIGHT)


def _form(text: str, count: int) -> Iterator[Reason]:
    lines = [(line, words_of(line)) for line in text.split("\n") if line]
    read = sum(len(words) for line, words in lines if line.startswith("|") or _is_prose(line, words))
    if read / count < t.PROSE_POOR:
        yield Reason("no_prose", f"{read} of {count} words are in sentences or tables", t.PROSE_POOR_WEIGHT)
    linked = sum(len(words_of(words)) for words in _LINK.findall(text))
    if linked / count > t.LINK_RICH:
        yield Reason("links_only", f"{linked} of {count} words are links", t.LINK_RICH_WEIGHT)


def _is_prose(line: str, words: list[str]) -> bool:
    if line.startswith("#"):
        return False
    return len(words) >= (_PROSE_WORDS if line[:200].isascii() or " " in line[1:40] else _PROSE_CJK)
