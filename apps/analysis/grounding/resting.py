"""One statement, and what it rests on: the words it cites, the facts, the record and the laws that it names."""

from collections.abc import Iterable, Iterator
from typing import Final

from apps.analysis.grounding import manners
from apps.analysis.grounding.matters import unborne_matters
from apps.analysis.grounding.overlap import has_nothing_in_common
from apps.analysis.grounding.prose import Fault, Rest, of_aside, of_prose
from apps.analysis.grounding.quotes import Quoting, cuts_word, taken_apart
from apps.analysis.grounding.sources import Sources, law_words
from apps.analysis.grounding.types import Code
from apps.analysis.grounding.wording import Wording
from apps.analysis.types import Citation, Statement, StatementBasis

_UNCHANGED: Final = (
    "never changed",
    "not changed",
    "no change",
    "unchanged",
    "never been changed",
    "not been changed",
)


def faults(statement: Statement, sources: Sources, *, is_of_document: bool = False) -> Iterator[Fault]:
    """Give what is wrong with a statement; one of the document as a whole may rest on any words of it."""
    quoting = taken_apart(statement.text)
    cited: list[Wording] = []
    for citation in statement.citations:
        fault = _of_citation(citation, quoting, sources)
        if fault is None:
            cited.append(sources.cited(citation))
        else:
            yield fault
    yield from _of_basis(statement, quoting, sources, has_words=bool(cited) and not is_of_document)

    rest = Rest(
        cited,
        _besides(statement, sources),
        sources,
        is_record=statement.basis is StatementBasis.RECORD,
        is_advice=statement.basis is StatementBasis.METHOD,
    )
    yield from of_prose(quoting, rest)
    if statement.inferred_from:
        yield from of_aside(taken_apart(statement.inferred_from), rest)
    if statement.basis is StatementBasis.TEXT and cited:
        offered = "\n".join(wording.lowered for wording in (*cited, sources.everywhere))
        for matter in unborne_matters(quoting.own.lowered, offered):
            yield Code.UNSUPPORTED, f"It brings up what the cited words do not: {matter}."
    if _is_apart(statement, quoting, cited, sources):
        yield Code.UNSUPPORTED, "It has nothing in common with the words it cites."


def headline_faults(text: str, sources: Sources) -> Iterator[Fault]:
    """Give what is wrong with prose that cites nothing: it may rest on anything that the brief holds."""
    besides = [sources.everywhere, sources.recorded, sources.every_law, *_fact_words(sources, sources.facts)]
    yield from of_prose(taken_apart(text), Rest(sources.clause_words, besides, sources, is_record=True))


def _of_citation(citation: Citation, quoting: Quoting, sources: Sources) -> Fault | None:
    text = sources.texts.get(citation.sha256)
    if text is None:
        return Code.FOREIGN_TEXT, "It cites a text that is not among those it was given."
    if not citation.start < citation.end <= len(text):
        return Code.OFFSETS, "It cites characters that the text does not have."
    if _cuts(text, citation):
        return Code.OFFSETS, "It cites from the middle of a word, or to the middle of one."
    if citation.sha256 not in sources.own_texts and not _compares(citation, quoting, sources):
        return Code.FOREIGN_TEXT, "It cites the text of another document."
    return None


def _cuts(text: str, citation: Citation) -> bool:
    return (citation.start > 0 and cuts_word(text, citation.start)) or (
        citation.end < len(text) and cuts_word(text, citation.end)
    )


def _compares(citation: Citation, quoting: Quoting, sources: Sources) -> bool:
    """Say whether a citation is of a neighbour's clause, and the statement says whose."""
    low = quoting.own.lowered
    return any(
        platform in low and _overlap(citation, words.citation) for platform, words in sources.neighbours
    )


def _overlap(one: Citation, other: Citation) -> bool:
    return one.sha256 == other.sha256 and one.start < other.end and other.start < one.end


def _of_basis(
    statement: Statement, quoting: Quoting, sources: Sources, *, has_words: bool
) -> Iterator[Fault]:
    match statement.basis:
        case StatementBasis.TEXT:
            yield from _of_text(statement, quoting, sources, has_words=has_words)
        case StatementBasis.INFERENCE if manners.is_empty(statement.inferred_from):
            yield Code.INFERENCE, "It infers and does not say from what."
        case StatementBasis.LAW if not statement.laws:
            yield Code.UNCITED, "It speaks of the law and names none."
        case StatementBasis.RECORD if sources.has_changed and _says_unchanged(statement.text):
            yield Code.CONTRADICTION, "It says that nothing changed; the record has changes."
    for key in statement.laws:
        if key not in sources.laws:
            yield Code.NAME, f"It names a law that the clause is not mapped to: {key[:80]}"
    for slug in statement.facts:
        if slug not in sources.facts:
            yield Code.UNCITED, f"It names a fact that the clause does not state: {slug[:60]}"


def _of_text(statement: Statement, quoting: Quoting, sources: Sources, *, has_words: bool) -> Iterator[Fault]:
    if not statement.citations:
        yield Code.UNCITED, "It speaks of the text and cites no words of it."
    elif has_words and not any(map(sources.is_of_the_clause, statement.citations)):
        yield Code.FOREIGN_TEXT, "It cites other words than those of the clause."
    guess = manners.guesses(quoting.own.lowered)
    if guess and not any(guess in wording.lowered for wording in sources.clause_words):
        yield Code.INFERENCE, f"It guesses ({guess}) and says that it rests on the text."


def _says_unchanged(text: str) -> bool:
    low = text.lower()
    return "since" not in low and any(phrase in low for phrase in _UNCHANGED)


def _besides(statement: Statement, sources: Sources) -> list[Wording]:
    besides = [sources.everywhere, *_fact_words(sources, statement.facts)]
    besides += [Wording(law_words(sources.laws[key])) for key in statement.laws if key in sources.laws]
    if statement.basis is StatementBasis.RECORD:
        besides.append(sources.recorded)
    low = statement.text.lower()
    besides += [
        Wording(platform) for platform, _ in sources.neighbours if platform in low and statement.citations
    ]
    return besides


def _fact_words(sources: Sources, slugs: Iterable[str]) -> list[Wording]:
    facts = (fact for slug in slugs for fact in sources.facts.get(slug, ()))
    return [Wording(f"{fact.value} ; {fact.proof.quote}") for fact in facts]


def _is_apart(statement: Statement, quoting: Quoting, cited: list[Wording], sources: Sources) -> bool:
    if statement.basis is not StatementBasis.TEXT or not cited or quoting.quoted:
        return False
    return has_nothing_in_common(quoting.own, (*cited, sources.everywhere), sources.provider_names)
