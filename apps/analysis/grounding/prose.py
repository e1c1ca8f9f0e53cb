"""Prose against all that it may rest on: quotations, amounts, names, parties, force, opposites, manners."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from apps.analysis.grounding import manners, opposites
from apps.analysis.grounding.agreement import contradictions
from apps.analysis.grounding.amounts import Amount, counted
from apps.analysis.grounding.belonging import belongs_elsewhere
from apps.analysis.grounding.bounds import from_to, is_other_bound, side
from apps.analysis.grounding.claims import Claim, claims_of, may_speak_of
from apps.analysis.grounding.english import is_foreign
from apps.analysis.grounding.names import unborne_names
from apps.analysis.grounding.quotes import Quoting, is_quoted_from, is_unclosed
from apps.analysis.grounding.sources import Sources
from apps.analysis.grounding.types import Code
from apps.analysis.grounding.wording import Wording

Fault = tuple[Code, str]

_SENTENCES: Final = re.compile(r"(?<=[.!?;])\s+")
_BREAKS: Final = re.compile(r"[;:]\s|(?<=\w)[.!?]\s+|,? (?:and|but|while|whereas) |, ")
_LISTED: Final = re.compile(r",? (?:and|or) |, ")
# Of our record, the window that is looked at is no number of the record.
_WINDOW: Final = re.compile(
    r"\b(?:last|past|previous|preceding|within|in|over|for) (?:the )?(?:last |past )?$"
)


@dataclass(frozen=True, slots=True)
class Rest:
    """Hold what prose may rest on: words of the text, and what else may be named."""

    cited: Sequence[Wording]
    besides: Sequence[Wording]
    sources: Sources
    is_record: bool = False
    is_advice: bool = False  # steps that anybody can take say nothing of what the text allows

    @property
    def all(self) -> tuple[Wording, ...]:
        """Return everything that may be named."""
        return (*self.cited, *self.besides)

    def bears(self, amount: Amount) -> bool:
        """Say whether an amount occurs in it."""
        return any(wording.amounts.bears(amount) for wording in self.all)

    def lowered(self) -> str:
        """Return the cited words as they are read, in small letters."""
        return "\n".join(wording.lowered for wording in self.cited)

    def has(self, words: str) -> bool:
        """Say whether words in small letters stand in it as it is written, addresses of links with it."""
        return any(words in wording.raw for wording in self.all)

    def claims(self) -> list[Claim]:
        """Return what the cited words say of who does what."""
        return self.sources.claims(self.cited)

    def of_side(self, name: str) -> "Rest":
        """Return what is left where only one side of a change may be cited; all, where none of it is cited."""
        chosen = [wording for wording in self.cited if self.sources.side_of(wording) == name]
        return Rest(chosen, self.besides, self.sources, self.is_record) if chosen else self


def of_prose(quoting: Quoting, rest: Rest) -> Iterator[Fault]:
    """Give what is wrong with a statement's prose, or with a headline."""
    prose = quoting.own
    yield from _of_quotations(quoting, rest)
    yield from manners.faults(quoting, rest.has)
    if any(rest.sources.speaks_to_machines(wording) for wording in rest.cited):
        yield Code.INJECTION, "It rests on words that tell machines what to say."

    if is_foreign(prose):
        yield Code.LANGUAGE, "It is not in English."
    yield from _of_names(prose, rest)
    yield from _of_amounts(prose, rest)
    yield from _of_claims(prose, rest)
    yield from _of_stances(prose.lowered, rest)
    if rest.sources.is_change and rest.cited:
        yield from _of_sides(quoting.low, rest)


def of_aside(quoting: Quoting, rest: Rest) -> Iterator[Fault]:
    """Give what is wrong with a few words that say from what something is inferred."""
    yield from _of_quotations(quoting, rest)
    yield from _of_names(quoting.own, rest)
    yield from _of_amounts(quoting.own, rest)


def _of_quotations(quoting: Quoting, rest: Rest) -> Iterator[Fault]:
    for quotation in quoting.quoted:
        if not is_quoted_from(quotation, rest.cited):
            yield Code.QUOTE, f"“{quotation[:80]}” is not in the words it cites."
    if is_unclosed(quoting.own.text):
        yield Code.QUOTE, "A quotation is opened and not closed."


def _of_names(prose: Wording, rest: Rest) -> Iterator[Fault]:
    offered = [wording.words for wording in rest.all]
    for name in unborne_names(prose, offered, rest.sources.document_text):
        yield Code.NAME, f"What it rests on has no “{name[:60]}”."


def _of_amounts(prose: Wording, rest: Rest) -> Iterator[Fault]:
    for amount in counted(prose.amounts, prose.words):
        if not rest.bears(amount) and not _is_window(amount, prose, rest) and not _is_count(amount, prose):
            code = Code.DATE if amount.kind == "date" else Code.NUMBER
            written = prose.amounts.figures[amount.start : amount.end]
            yield code, f"What it rests on has no {written.strip()[:60]}."
        elif _is_of_another(amount, prose, rest):
            yield Code.NUMBER, "The cited words state that amount of something else."
        elif is_other_bound(amount, prose.amounts, [wording.amounts for wording in rest.cited]):
            yield Code.NUMBER, "It calls at least what the cited words call at most, or the other way round."


def _is_of_another(amount: Amount, prose: Wording, rest: Rest) -> bool:
    if amount.kind == "number" or any(wording.amounts.bears(amount) for wording in rest.besides):
        return False
    figures = prose.amounts.figures
    parts = [part for part in _BREAKS.split(figures) if figures[amount.start : amount.end].strip() in part]
    return len(parts) == 1 and belongs_elsewhere(amount, Wording(parts[0]), rest.cited)


def _is_window(amount: Amount, prose: Wording, rest: Rest) -> bool:
    if not rest.is_record or amount.kind != "duration":
        return False
    return _WINDOW.search(prose.amounts.figures[max(0, amount.start - 24) : amount.start]) is not None


def _is_count(amount: Amount, prose: Wording) -> bool:
    """Say whether a number counts what the sentence itself lists: three fields are named: work, credit and housing."""
    if amount.kind != "number":
        return False
    rest_of_sentence = prose.amounts.figures[amount.end :].partition(". ")[0]
    _, colon, listed = rest_of_sentence.partition(": ")
    items = [item for item in _LISTED.split(listed.rstrip(".")) if item.strip()]
    return bool(colon) and len(items) == amount.number


def _of_claims(prose: Wording, rest: Rest) -> Iterator[Fault]:
    cited = [] if rest.is_advice else rest.claims()
    if not cited or not may_speak_of(prose.low_tokens, cited):
        return
    if any(rest.sources.is_neighbours(wording) for wording in rest.cited):
        return  # two platforms in one sentence: who is we cannot be told
    yield from contradictions(claims_of(prose.lowered, rest.sources.provider_names), cited)


def _of_stances(said: str, rest: Rest) -> Iterator[Fault]:
    if not rest.cited or not opposites.may_take_a_side(said):
        return
    cited = rest.lowered()
    yield from (
        (Code.CONTRADICTION, f"It takes the other side of the cited words: {name}.")
        for name in (*opposites.opposed(said, cited), *opposites.without_what_is_cited(said, cited))
    )
    if rest.sources.is_change:
        return
    yield from (
        (Code.CONTRADICTION, why)
        for why in (
            *opposites.against_position(said, cited, rest.sources.stands),
            *opposites.unborne_way_out(said, cited, rest.sources.stands),
        )
    )


def _of_sides(said: str, rest: Rest) -> Iterator[Fault]:
    """Give amounts and claims that a change has on its other side."""
    for sentence in _SENTENCES.split(said):
        pair = from_to(sentence)
        if pair is not None:
            for words, name in zip(pair, ("before", "after"), strict=True):
                yield from _on_side(words, rest.of_side(name), name)
        elif name := side(sentence):
            yield from _on_side(sentence, rest.of_side(name), name)


def _on_side(words: str, rest: Rest, name: str) -> Iterator[Fault]:
    prose = Wording(words)
    for amount in counted(prose.amounts, prose.words):
        if not rest.bears(amount):
            yield Code.NUMBER, f"The text {name} the change has no {words[:60].strip()}."
    yield from contradictions(claims_of(prose.lowered, rest.sources.provider_names), rest.claims())
