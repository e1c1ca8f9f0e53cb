"""What a clause does not settle: vague measures, terms without a definition, texts that were not read, words that pull apart."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cache, lru_cache
from typing import Final

from pydantic import BaseModel, ConfigDict

from apps.analysis.rules.case import Case
from apps.analysis.rules.knowledge import DATA
from apps.analysis.rules.modality import of_norm
from apps.analysis.rules.writing import listed
from apps.analysis.types import Passage, Statement, StatementBasis
from apps.core.yaml_reading import read_yaml
from apps.provisions.taxonomy import FactType

MOST_NOTES: Final = 3
_TITLE_REACH: Final = 120  # characters of a text's first line in which its title stands


@dataclass(frozen=True, slots=True)
class Note:
    """Something that is open: `kind` is torn, policy, undefined, vague or law; `words` are those that leave it open."""

    kind: str
    words: str
    statement: Statement


class _Vague(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    slug: str
    words: str
    text: str


class _Torn(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    topic: str
    position: str
    words: str
    text: str


class _File(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    vague: tuple[_Vague, ...]
    law: str
    undefined: str
    policy: str
    torn: tuple[_Torn, ...]
    term_heads: tuple[str, ...]


_POLICY = re.compile(
    r"(?i:\b(?:incorporated|comply with|compliance with|subject to|in accordance with|governed by|described in|set (?:out|forth) in|"
    r"defined in|pursuant to|under|see|violat\w+|agree to|read)\b[^.;]{0,40}?\b(?:our|the|these|its|applicable) )"
    r"(?P<title>(?:[A-Z][\w&'-]*|of|and|for|to) ?(?:(?:[A-Z][\w&'/-]*|of|and|for|to|the) ){0,5}?"
    r"(?:Policy|Policies|Guidelines|Terms|Agreement|Addendum|Rules|Standards|Schedule)\b"
    r"(?: of (?:Use|Service))?)"
)
_NO_TERM: Final = frozenset(
    {
        "Your",
        "Our",
        "My",
        "The",
        "This",
        "Any",
        "All",
        "Such",
        "Other",
        "These",
        "No",
        "Their",
        "Its",
        "Each",
        "Certain",
        "Additional",
    }
)
_OWN: Final = frozenset(
    {"these terms", "this agreement", "the terms", "terms", "agreement", "policy", "this policy", "rules"}
)


@cache
def _file() -> _File:
    return _File.model_validate(read_yaml((DATA / "notes.yaml").read_bytes()))


@cache
def _vague() -> tuple[tuple[re.Pattern[str], str], ...]:
    return tuple((re.compile(row.words, re.IGNORECASE), row.text) for row in _file().vague)


@cache
def _pulling() -> Mapping[tuple[str, str], tuple[re.Pattern[str], str]]:
    return {
        (row.topic, row.position): (re.compile(row.words, re.IGNORECASE), row.text) for row in _file().torn
    }


@cache
def _terms() -> re.Pattern[str]:
    heads = "|".join(_file().term_heads)
    return re.compile(rf"(?<=[a-z,;(] )(?P<term>[A-Z][a-z]+(?:-[A-Za-z]+)? (?:{heads}))\b(?! [A-Z])")


def notes(case: Case) -> tuple[Note, ...]:
    """Return what the clause leaves open, the gravest first, no more than three."""
    found = [*_torn(case), *_policies(case), *_undefined(case), *_vaguely(case), *_law(case)]
    return tuple(_on_topic(case, note) for note in found if _is_clean(note.words))[:MOST_NOTES]


def _on_topic(case: Case, note: Note) -> Note:
    """Say of what a point is left open: the topic, with the values that the clause states on it."""
    lead = case.lead
    if lead is None or not lead.is_firm:
        return note
    said = note.statement
    values = tuple(lead.values)
    shown = [lead.slots[slug] for slug in values if lead.values[slug][0].type is not FactType.FLAG]
    stated = f" ({listed(shown)})" if shown else ""
    rest = said.text if said.text.startswith("“") else said.text[:1].lower() + said.text[1:]
    told = said.model_copy(
        update={
            "text": f"On {lead.topic.heading.lower()}{stated}: {rest}",
            "citations": tuple(dict.fromkeys((*said.citations, *lead.proofs(values)))),
            "facts": values,
        }
    )
    return replace(note, statement=told)


def _torn(case: Case) -> Iterator[Note]:
    for told in case.told:
        pattern, text = _pulling().get((told.stand.topic, told.stand.position), (None, ""))
        match = pattern.search(case.reader.text) if pattern else None
        if match:
            yield _note("torn", text, case.reader.stored(*match.span()))


def _policies(case: Case) -> Iterator[Note]:
    seen: set[str] = set()
    for match in _POLICY.finditer(case.reader.text):
        words = case.reader.stored(*match.span("title"))
        title = words.quote.strip()
        known = title.lower()
        if known in seen or known in _OWN or "\n" in title or "](" in title or _is_read(case, title):
            continue
        if not title[0].isupper() or len(title.split()) < 2:  # noqa: PLR2004 - "Terms" alone is the document itself
            continue
        seen.add(known)
        yield _note("policy", _file().policy, words)
        return


def _is_read(case: Case, title: str) -> bool:
    """Say whether a text of that title is the document itself or among the texts at hand."""
    lowered = title.lower()
    if lowered in case.whose.document.lower() or case.whose.document.lower() in lowered:
        return True
    return any(
        lowered in text.lstrip().partition("\n")[0][:_TITLE_REACH].lower()
        for text in _texts(case)
        if "\n" in text
    )


def _texts(case: Case) -> tuple[str, ...]:
    return tuple(case.texts.values())


def _undefined(case: Case) -> Iterator[Note]:
    around = " ".join(passage.quote for passage in case.clause.context)
    for match in _terms().finditer(case.reader.text):
        term = match["term"]
        before = case.reader.text[: match.start()].split()
        if before and before[-1].lstrip("\"'(")[:1].isupper():  # the end of a longer name
            continue
        if _is_name(case, term) or _is_defined(case, term, around):
            continue
        words = case.reader.stored(*match.span("term"))
        if words.quote == term:
            yield _note("undefined", _file().undefined, words)
            return


def _is_name(case: Case, term: str) -> bool:
    first = term.split(" ", maxsplit=1)[0]
    return first in _NO_TERM or first.lower() in f"{case.whose.platform} {case.whose.operator}".lower()


def _is_defined(case: Case, term: str, around: str) -> bool:
    return any(_defines(one, term) for one in (around, *_texts(case)))


@lru_cache(maxsize=4096)
def _defines(text: str, term: str) -> bool:
    """Say whether a text tells what a term means, in either number."""
    term = term.removesuffix("s")
    pattern = re.compile(
        rf"[\"\u201c\u201e(*_]{{1,3}}(?:the |our |your )?{re.escape(term)}s?[*_]{{0,3}}[\"\u201d*_):]|{re.escape(term)}s? (?:means?|refers? to|is defined|are defined|has the meaning|shall mean)",
        re.IGNORECASE,
    )
    return bool(pattern.search(text))


def _vaguely(case: Case) -> Iterator[Note]:
    for pattern, text in _vague():
        match = pattern.search(case.reader.text)
        if match:
            yield _note("vague", text, case.reader.stored(*match.span()))


def _law(case: Case) -> Iterator[Note]:
    found = of_norm(case.conditions, "as_law_permits")
    if found is not None:
        yield _note("law", _file().law, found.words)


def _is_clean(words: str) -> bool:
    """Say whether words can be quoted: no markup or line break is among them."""
    return not re.search(r"[\n“”\"\[\]*_(]", words)


def _note(kind: str, template: str, words: Passage) -> Note:
    text = template.replace("{words}", words.quote)
    return Note(
        kind, words.quote, Statement(text=text, basis=StatementBasis.TEXT, citations=(words.citation,))
    )
