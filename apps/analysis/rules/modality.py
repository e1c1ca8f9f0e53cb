"""Who must, may or may not do what, and under which conditions, read from a clause's words, each with its place."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from functools import cache, lru_cache
from typing import Final

from pydantic import BaseModel, ConfigDict

from apps.analysis.rules.knowledge import DATA
from apps.analysis.rules.quoting import Reader
from apps.analysis.types import Passage, Whose
from apps.core.yaml_reading import read_yaml


class Force(StrEnum):
    """What a sentence does."""

    MUST = "must"
    MUST_NOT = "must_not"
    MAY = "may"
    RIGHT = "right"
    WILL = "will"
    STATES = "states"  # says what is, or what is done


class Party(StrEnum):
    """On whom a sentence bears."""

    PROVIDER = "provider"
    USER = "user"
    BOTH = "both"
    NOBODY = "nobody"


@dataclass(frozen=True, slots=True)
class Norm:
    """One sentence: who, with which words, must, may or may not; `start` and `end` are places in the plain text.

    `act` is where the words that follow the modal begin; it is `end` where there are none.
    """

    party: Party
    who: str
    modal: str
    force: Force
    start: int
    act: int
    end: int


@dataclass(frozen=True, slots=True)
class Condition:
    """Words that change how far a clause goes, and where they stand."""

    slug: str
    side: str
    words: Passage


class _ConditionRow(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    side: str
    words: str


class _ModalRow(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    force: Force
    words: str


class _File(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    conditions: Mapping[str, _ConditionRow]
    parties: Mapping[Party, str]
    modals: tuple[_ModalRow, ...]


_SUFFIXES = re.compile(
    r",? (?:inc|llc|ltd|limited|gmbh|plc|corp|opco|sas|sa|ab|bv|pbc|co)\b.*$", re.IGNORECASE
)
_NOTICES: Final = frozenset({"privacy-policy", "cookie-policy", "data-use-statement"})
_IMPERATIVE = re.compile(
    r"^(?:[-*•(]?\s*(?:\w{1,3}[.)]\s+)?)?(?P<modal>do not(?! track\b)|don't|never|please do not|avoid|refrain from)\b",
    re.IGNORECASE,
)
_GAP: Final = r"(?:,? (?:also|further|hereby|always|only|then|acknowledge(?:s)?|agree(?:s)?|and|understand(?:s)?|expressly|[a-z]{3,12}ly),?){0,4}"
_VERB: Final = (
    r"(?P<verb>(?!(?:may|can|will|shall|must|agree|and|or|to|that|of|from|in|on|at|by|with|for|as|who|which|whose|if|when|where|have the|"
    r"under|about|through|including|such|whether|unless|the|our|your|its|their|a|an|not|than|but|so|us|we|you)\b)[a-z]{2,15})"
)
_POSSIBLE = re.compile(
    r"(?:may|might|can|could|would) (?:also |not |still |sometimes )*(?:be (?:able|unable|unavailable|interrupted|inaccurate|required|asked|subject|"
    r"liable|charged|contacted|entitled|prompted|presented|shown|exposed|affected)|(?:need|receive|find|encounter|experience|see|have|wish|incur|"
    r"become|lose|want|vary|differ|apply|include|contain|result|cause)\b)",
    re.IGNORECASE,
)
# A clause begins at its actor: what follows "the information that you" or "if we" tells no norm of its own.
_BEFORE = re.compile(
    r"(?:[,;:()\u2013\u2014\u2022-]|[\"'*]|\b(?:and|but|or|then|however|therefore|also|otherwise|hereby)"
    r"|\b(?:note|agrees?|acknowledges?|understands?|confirms?|represents?|warrants?|(?<!which )means|states|except|provided|ensure|case) that|\bagrees?"
    r"|\b(?:event|circumstances?|times?)(?: will| shall)?)[\s\"'*(\u2022-]*(?:\w{1,3}[.)]\s*)?$",
    re.IGNORECASE,
)
_BINDING: Final[tuple[Force, ...]] = tuple(force for force in Force if force is not Force.STATES)
_BROKEN = re.compile(r"\s*-+\s*(?:and|or|nor)\b")
_UNABLE = re.compile(r"can(?:not|'t| not)|could not", re.IGNORECASE)
_POINTER = re.compile(
    r" (?:also |always )?(?:click|learn|find|see|read|visit|view|refer|go to|check out|consult|review)\b",
    re.IGNORECASE,
)
_TAIL: Final = 40  # characters before an actor that say whether a clause begins with it
_MARKER = re.compile(r"[\s\"'*(\u2022-]*(?:\(?\w{1,4}(?:\.\d+)*[.)]\s+|\d{1,2}(?:\.\d+)*\s+)?")


@cache
def _file() -> _File:
    return _File.model_validate(read_yaml((DATA / "modality.yaml").read_bytes()))


@cache
def _conditions() -> tuple[tuple[str, str, re.Pattern[str]], ...]:
    return tuple(
        (slug, row.side, re.compile(row.words, re.IGNORECASE)) for slug, row in _file().conditions.items()
    )


@lru_cache(maxsize=256)
def _patterns(names: tuple[str, ...]) -> tuple[re.Pattern[str], re.Pattern[str]]:
    parties = dict(_file().parties)
    called = "|".join(re.escape(name) for name in names)
    provider = f"(?:{parties[Party.PROVIDER]}|{called})" if called else parties[Party.PROVIDER]
    who = rf"(?P<both>{parties[Party.BOTH]})|(?P<provider>{provider})|(?P<user>{parties[Party.USER]})"
    modals = "|".join(f"(?P<{row.force.value}>{row.words})" for row in _file().modals)
    modal = re.compile(
        rf"(?<![\w'])(?:{who})(?:{_GAP},? (?P<modal>{modals})(?![\w'])|(?P<short>'ll(?: not)?)(?![\w']))",
        re.IGNORECASE,
    )
    states = re.compile(rf"(?<![\w'])(?:{who}){_GAP} {_VERB}\b", re.IGNORECASE)
    return modal, states


@lru_cache(maxsize=256)
def names_of(platform: str, operator: str) -> tuple[str, ...]:
    """Return what a text may call its publisher, the longest first."""
    found = {platform, operator, _SUFFIXES.sub("", operator), operator.split(" ", maxsplit=1)[0].strip(",")}
    return tuple(sorted((name for name in found if len(name) > 2), key=len, reverse=True))  # noqa: PLR2004 - initials


def norms(reader: Reader, whose: Whose) -> tuple[Norm, ...]:
    """Return what each sentence of a passage demands, allows or states, in the order of the text."""
    modal, states = _patterns(names_of(whose.platform, whose.operator))
    is_notice = whose.document_type in _NOTICES
    return tuple(
        _of_user_will(norm, is_notice=is_notice)
        for start, end in reader.sentences()
        for norm in _norms(reader.text, start, end, modal, states)
    )


def _of_user_will(norm: Norm, *, is_notice: bool) -> Norm:
    """Read "you will" as a duty in a contract, and as a description in a notice to people."""
    if norm.party is not Party.USER or norm.force is not Force.WILL:
        return norm
    return replace(norm, force=Force.STATES, act=norm.start) if is_notice else replace(norm, force=Force.MUST)


def _norms(
    text: str, start: int, end: int, modal: re.Pattern[str], states: re.Pattern[str]
) -> Iterator[Norm]:
    """Give what one sentence demands, allows or states: a norm for each actor that begins a clause of it."""
    sentence = text[start:end]
    imperative = _IMPERATIVE.match(sentence)
    if imperative:
        low, high = imperative.span("modal")
        yield Norm(
            Party.USER, "", imperative["modal"].lower(), Force.MUST_NOT, start + low, start + high, end
        )
        return
    found = (
        []
        if sentence.endswith("?")
        else [one for one in modal.finditer(sentence) if _begins(sentence, one.start())]
    )
    ends = [*(start + one.start() for one in found[1:]), end]
    for one, until in zip(found, ends, strict=False):
        yield _of_modal(one, sentence, start, until)
    if found:
        return
    practice = next((one for one in states.finditer(sentence) if _begins(sentence, one.start())), None)
    if practice is not None and not sentence.endswith("?"):
        party = _party(practice)
        at = start + practice.start()
        yield Norm(party, practice[party.value], "", Force.STATES, at, at, end)
        return
    yield Norm(Party.NOBODY, "", "", Force.STATES, start, start, end)


def _begins(sentence: str, at: int) -> bool:
    """Say whether a clause of the sentence begins there."""
    if _MARKER.fullmatch(sentence, 0, at):
        return True
    return bool(_BEFORE.search(sentence[max(at - _TAIL, 0) : at]))


def _of_modal(found: re.Match[str], sentence: str, start: int, end: int) -> Norm:
    party = _party(found)
    written = found["modal"] or found["short"].replace("'ll", "will")
    force: Force = next((one for one in _BINDING if found[one.value]), Force.WILL)
    if found["short"] and written.endswith("not"):
        force = Force.MUST_NOT
    if party is Party.PROVIDER and force is Force.MUST and written.lower() == "shall":
        force = Force.WILL
    if force in {Force.MAY, Force.MUST_NOT} and _is_idle(sentence, found, party):
        force = Force.STATES
    # One says what cannot be had, and binds nobody; of "do not - and will not - sell" the verb comes later.
    if (party is Party.PROVIDER and _UNABLE.match(written)) or _BROKEN.match(sentence, found.end()):
        force = Force.STATES
    at = start + found.start()
    act = at if force is Force.STATES else start + found.end()
    return Norm(party, found[party.value], written, force, at, act, end)


def _is_idle(sentence: str, found: re.Match[str], party: Party) -> bool:
    """Say whether "may" tells what could happen, or only where more can be read."""
    at = found.start("modal") if found["modal"] else found.start("short")
    if _POSSIBLE.match(sentence, at):
        return True
    return party is Party.USER and bool(_POINTER.match(sentence, found.end()))


def _party(found: re.Match[str]) -> Party:
    return next(party for party in (Party.BOTH, Party.PROVIDER, Party.USER) if found[party.value])


def conditions(reader: Reader) -> tuple[Condition, ...]:
    """Return the words of a passage that change how far it goes, each kind once."""
    found = []
    for slug, side, pattern in _conditions():
        match = pattern.search(reader.text)
        if match:
            found.append(Condition(slug, side, reader.stored(*match.span())))
    return tuple(found)


def of_norm(conditions_found: tuple[Condition, ...], slug: str) -> Condition | None:
    """Return the condition of that kind, if it was found."""
    return next((one for one in conditions_found if one.slug == slug), None)


def lead_in(context: tuple[Passage, ...]) -> Passage | None:
    """Return what introduces a clause: the part of its context that ends with a colon."""
    return next((one for one in context if one.quote.rstrip(" *_\n").endswith((":", "\uff1a"))), None)
