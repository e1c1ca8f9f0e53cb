"""What a clause is, why it matters and what it means, by its position and facts, or by its words where none is decided."""

import re
from collections.abc import Iterator
from typing import Final

from apps.analysis.rules.case import Case, Told
from apps.analysis.rules.modality import Force, Norm
from apps.analysis.rules.quoting import MOST_WORDS, Reader
from apps.analysis.rules.telling import (
    acting_words,
    actor,
    force_of,
    forces,
    items,
    modal,
    short_words,
    tell,
    tell_item,
    tell_you,
)
from apps.analysis.rules.writing import can_fill, capitalised, distinct, filled, used_slots
from apps.analysis.types import Citation, Passage, Statement, StatementBasis
from apps.provisions.facts.rules import position_rules
from apps.provisions.labelling import Basis
from apps.provisions.taxonomy import FactType

MOST_NORMS: Final = 2
_LETTER = re.compile(r"[^\W\d_]{2}")
_MIDDLE: Final = 16  # words of a quote that proves a flag
_SHORT: Final = 9  # words of a quote in a title
_LONGEST_TITLE: Final = 120
_NAMES: Final = frozenset({"V", "Vs", "user", "users", "Users", "document", "words"})


def title(case: Case) -> str:
    """Return the topic and what the clause decides on it, in a few words."""
    lead = case.lead
    if case.term:
        return f"What “{case.term}” means"
    if case.is_foreign:
        return f"{lead.topic.heading if lead else 'A clause'}, not in English"
    if lead is not None and lead.position is not None:
        slots = {**lead.slots, "words": short_proof(lead)}
        slots = {key: value for key, value in slots.items() if value}
        fits = (filled(one, slots) for one in lead.position.title if can_fill(one, slots))
        return next((one for one in fits if len(one) <= _LONGEST_TITLE), lead.topic.heading)
    subject = lead.topic.heading if lead is not None and lead.is_firm else case.heading
    norm, words = case.main_norm, short_words(case)
    if norm is None or not norm.who or not acting_words(case):
        return _fitting(subject, words, case)
    who, is_one = actor(case, norm)
    return _fitting(f"{subject}: {who} {modal(norm, is_one=is_one)}", words, case, separator=" ")


def _fitting(before: str, words: str, case: Case, separator: str = ": ") -> str:
    subject = before.partition(":")[0]
    if len(subject.split()) < 2 or not _LETTER.search(words or subject):  # noqa: PLR2004 - a single word says nothing
        subject = (
            f"{subject}: a clause of {case.whose.document}"
            if subject
            else f"A clause of {case.whose.document}"
        )
    if not _LETTER.search(words):
        return subject
    whole = f"{before}{separator}“{words}”".lstrip(": ") if before else f"“{words}”"
    return capitalised(whole) if len(whole) <= _LONGEST_TITLE else subject


def what_it_is(case: Case) -> tuple[Statement, ...]:
    """Say what the clause says."""
    lead = case.lead
    if case.term:
        return tuple(_by_definition(case))
    if lead is None or lead.position is None:
        said = [*_by_words(case)]
        said += [one for told in case.told[:1] for one in _values(told, ())]
    else:
        said = [*_by_position(case, lead)]
    said += [one for told in case.told[1:] for one in _also(case, told)]
    return distinct(said) or (_nothing_quotable(case),)


def _by_definition(case: Case) -> Iterator[Statement]:
    """Tell what a clause that defines a word says of it."""
    at = case.reader.text.index(case.term)
    end = case.reader.plain.sentence(at)[1]
    behind = at + len(case.term)
    quote = case.reader.opening(case.reader.text.index('"', behind) + 1, end) or case.reader.best(behind, end)
    if quote is None:
        yield _nothing_quotable(case)
        return
    place = case.reader.stored(at, end).citation
    yield Statement(
        text=f"{case.whose.platform} says what it means by “{case.term}”: “{quote.quote}”.",
        basis=StatementBasis.TEXT,
        citations=(place,),
    )


def _by_words(case: Case) -> Iterator[Statement]:
    item = tell_item(case)
    if item is not None:
        yield item
        return
    found = 0
    for norm in _in_order(case):
        statement = tell(case, norm)
        if statement is not None:
            yield statement
            found += 1
        if found == MOST_NORMS:
            return


def _in_order(case: Case) -> list[Norm]:
    """Return the norms to tell, the weightiest few, in the order of the text."""
    return sorted(case.ranked_norms[:MOST_NORMS], key=lambda norm: norm.start)


def _by_position(case: Case, told: Told) -> Iterator[Statement]:
    position, proof = told.position, told.stand.proof
    assert position is not None  # noqa: S101 - for the type checker; the callers look
    used = tuple(slot for slot in used_slots(position.is_, told.slots) if slot not in _NAMES)
    text = filled(position.is_, told.slots)
    citations: tuple[Citation, ...] = told.proofs(used)
    if proof is not None:
        citations = (proof.citation, *citations)
        quote = quote_of(told)
        if quote is not None and not _is_told(case, told):
            listed = items(case.reader, case.reader.plain_end(quote), len(case.reader.text))
            text = f"{text} In its words: “{quote.quote}”{listed}."
            citations = (case.whole, *citations) if listed else citations
    yield Statement(text=text, basis=StatementBasis.TEXT, citations=citations, facts=used)
    yield from _values(told, used)


def _is_told(case: Case, told: Told) -> bool:
    """Say whether the words that prove a position were quoted for one told before."""
    quote = quote_of(told)
    before = case.told[: case.told.index(told)]
    return any(quote == quote_of(one) for one in before if one.position is not None)


def quote_of(told: Told, most: int = MOST_WORDS) -> Passage | None:
    """Quote the words that prove a position: where its rule finds them, else the part of the proof that says most."""
    reader = told.proof
    if reader is None:
        return None
    rules = (rule for rule in position_rules().get(told.stand.topic, ()) if rule.name == told.stand.position)
    found = next((match for rule in rules for match in rule.matches(reader.text)), None)
    if found is None or found.end() == found.start():
        return reader.best(0, len(reader.text), most)
    return reader.around(found.start(), found.end(), most)


def short_proof(told: Told) -> str:
    """Return a few words of what proves a position, for a title; empty where there are none."""
    quote = quote_of(told, _SHORT)
    return quote.quote if quote else ""


def _also(case: Case, told: Told) -> Iterator[Statement]:
    if told.position is not None:
        yield from _by_position(case, told)
    else:
        yield from _values(told, ())


def _values(told: Told, but: tuple[str, ...]) -> Iterator[Statement]:
    """Say the values that the clause states, those left out that were said."""
    lines = {slug: line for slug in told.values if slug not in but and (line := fact_line(told, slug, "is_"))}
    if lines:
        yield Statement(
            text=" ".join(_with_proof(told, slug, line) for slug, line in lines.items()),
            basis=StatementBasis.TEXT,
            citations=told.proofs(tuple(lines)),
            facts=tuple(lines),
        )


def _with_proof(told: Told, slug: str, line: str) -> str:
    """Add the words that prove a flag, whose line has no value in it."""
    value = told.values[slug][0]
    if value.type is not FactType.FLAG:
        return line
    reader = Reader(value.proof)
    quote = reader.best(0, len(reader.text), _MIDDLE)
    return f"{line} In its words: “{quote.quote}”." if quote else line


def fact_line(told: Told, slug: str, section: str) -> str | None:
    """Return the sentence on a value for a section, filled."""
    values = told.values[slug]
    template = told.topic.facts[slug].line(section, values[0].value)
    return filled(template, {**told.slots, "value": told.slots[slug]}) if template else None


def _nothing_quotable(case: Case) -> Statement:
    heading = "a point that could not be named"
    if case.lead is not None and case.lead.is_firm:
        heading = case.lead.topic.heading.lower()
    elif case.heading:
        heading = f"what stands under the heading {case.heading}"
    return Statement(
        text=f"{case.whose.platform} speaks here of {heading}. The words cannot be quoted without their markup.",
        basis=StatementBasis.INFERENCE,
        citations=(case.whole,),
        inferred_from="the topic of the clause",
    )


def why_it_matters(case: Case) -> tuple[Statement, ...]:
    """Say what follows for whoever answers for compliance and governance; nothing where the words do not tell."""
    if case.term:
        return (
            _of_definition(case, f"What “{case.term}” covers decides how far the clauses that use it reach."),
        )
    return tuple(one for told in case.told if (one := _consequence(case, told, "matters")) is not None)


def _of_definition(case: Case, text: str) -> Statement:
    return Statement(
        text=text,
        basis=StatementBasis.INFERENCE,
        citations=(case.whole,),
        inferred_from="the definition that the clause gives",
    )


def what_it_means(case: Case) -> tuple[Statement, ...]:
    """Say what follows for people who use the product."""
    if case.term:
        return (
            _of_definition(
                case, f"Wherever {case.whose.document} says “{case.term}”, it means what is said here."
            ),
        )
    said = [one for told in case.told if (one := _consequence(case, told, "means")) is not None]
    return distinct([*said, *_rest(case)])


def _consequence(case: Case, told: Told, section: str) -> Statement | None:
    """Say what follows from a stand: from its position, else from its topic and who may or must do what."""
    slugs = tuple(told.values)
    facts = [line for slug in slugs if (line := fact_line(told, slug, section))]
    is_lead = told is case.lead
    if told.position is not None:
        text = filled(getattr(told.position, section), told.slots)
        parts = [text if is_lead else f"{text.split('. ')[0].rstrip('.')}."]
        source = f"the position {told.stand.position_label} on {told.topic.heading.lower()}, which the cited words prove"
    else:
        parts = [*_from_words(case, told, section)] if is_lead else []
        source = (
            f"the topic of the words cited, {told.topic.heading.lower()}, and who may or must do what in them"
        )
    if told.is_inferred:
        source = _whence(case, told)
    text = " ".join([*parts, *facts])
    if not text:
        return None
    proof = told.stand.proof.citation if told.position and told.stand.proof else case.whole
    return Statement(
        text=text,
        basis=StatementBasis.INFERENCE,
        citations=tuple(dict.fromkeys((proof, *told.proofs(slugs)))),
        facts=slugs,
        inferred_from=source,
    )


def _from_words(case: Case, told: Told, section: str) -> Iterator[str]:
    if section == "matters" and told.is_firm:
        yield filled(told.topic.matters, told.slots)
    norm = case.main_norm
    force = forces().get(force_of(norm))
    to_you = (
        tell_you(case, norm)
        if norm is not None and norm is not case.introduced and section == "means"
        else ""
    )
    if to_you:
        yield to_you
    elif force is not None and told.is_firm:
        slots = {**told.slots, "topic": told.topic.heading.lower(), "words": short_words(case)}
        if slots["words"]:
            yield filled(getattr(force, section), slots)


def _whence(case: Case, told: Told) -> str:
    if told.stand.basis is Basis.SECTION:
        return f"the heading above the clause, {case.heading or 'which names the topic'}, and the words cited"
    return f"the likeliest topic of the words cited, {told.topic.heading.lower()}"


def _rest(case: Case) -> Iterator[Statement]:
    """Tell what else the clause demands or allows, outside the words that were told."""
    taken = (
        {(norm.start, norm.end) for norm in _in_order(case)}
        if case.lead is None or case.lead.position is None
        else set()
    )
    proofs = [told.stand.proof.citation for told in case.told if told.stand.proof is not None]
    found = 0
    for norm in case.norms:
        if (
            norm.force is Force.STATES
            or (norm.start, norm.end) in taken
            or found == MOST_NORMS
            or case.introduced
        ):
            continue
        place = case.reader.stored(norm.start, norm.end).citation
        if any(proof.start < place.end and place.start < proof.end for proof in proofs):
            continue
        statement = tell(case, norm)
        if statement is not None:
            yield statement.model_copy(update={"text": f"It also says: {_lowered(statement.text, case)}"})
            found += 1


def _lowered(text: str, case: Case) -> str:
    return text if text.startswith(case.whose.platform) else text[:1].lower() + text[1:]


def recorded(case: Case, count: int, of: int, grade: str) -> Statement:
    """Say how many platforms take the position, from our own record."""
    lead = case.lead
    what = "this position" if lead and lead.position else "a clause on this point"
    return Statement(
        text=f"{capitalised(grade) if grade else 'Among those known'}: {count} of {of} platforms have {what}.",
        basis=StatementBasis.RECORD,
    )
