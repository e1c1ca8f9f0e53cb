"""What a clause settles on its topics: positions and facts, each with the words that prove it.

By written rules alone: a clause that they do not fit takes no position and states no value. Silence is better than a guess,
because what is said here is compared, counted and printed.
"""

import re
from collections.abc import Iterator, Sequence
from typing import Final

from apps.provisions.facts.plain import Plain, plain
from apps.provisions.facts.rules import FactRules, Rule, fact_rules, position_rules
from apps.provisions.facts.types import ClauseRead, FactFound, PositionFound, Value
from apps.provisions.facts.values import READERS
from apps.provisions.segmentation import Span

FACTS_VERSION: Final = "facts/2"

_LONGEST: Final = 6_000  # characters of a clause that are read; a longer one is a table or a book
_MOST_OF_ONE: Final = 3  # values of one fact in one clause: of more, none is the clause's own
_FEWEST_WORDS: Final = 3  # of a sentence that can decide something
_HEADING = re.compile(
    r"^\W*(?:[\d.]+\s+)?(?=[^a-z]*[a-z])(?:(?:[A-Z][\w'/-]*+|of|or|and|the|to|for|in|on|a|&)[\s,]*+){1,7}[.:]?$"
)
# A definition says what a word means, and a question decides nothing.
_DECIDES_NOTHING = re.compile(
    r"^\W*(?:\(?\w{1,3}[.)]\s+|\d[\d.]*\s+)?[\"'][^\"']{2,80}[\"']:?\s*(?:\([^()]{0,80}\)\s*)?,?\s*"
    r"(?:(?:shall |will )?means?|refers? to|ha(?:s|ve) the meaning|is defined|are defined)\b|\?[\"')\s]*$",
    re.IGNORECASE,
)


def read_clause(text: str, span: Span, topics: Sequence[str]) -> ClauseRead:
    """Read the clause at that place of a text, for these topics."""
    read = plain(text, Span(span.start, min(span.end, span.start + _LONGEST)))
    positions = tuple(found for topic in topics for found in _position(read, topic))
    facts = tuple(
        found
        for topic in topics
        for rules in fact_rules().get(topic, ())
        for found in _facts(read, topic, rules)
    )
    return ClauseRead(positions, facts)


def _position(read: Plain, topic: str) -> Iterator[PositionFound]:
    """Give the first position that fits, proved by the sentence that says so."""
    for rule in position_rules().get(topic, ()):
        if not rule.applies(read.text):
            continue
        places = (_sentences(read, *found.span()) for found in rule.matches(read.text))
        deciding = next((place for place in places if _can_decide(read.text[slice(*place)])), None)
        if deciding is not None:
            yield PositionFound(topic, rule.name, read.quote(*deciding))
            return


def _can_decide(sentence: str) -> bool:
    """Say whether a sentence can decide something: no heading, no definition of a word, no question."""
    if len(sentence.split()) < _FEWEST_WORDS or _HEADING.match(sentence):
        return False
    return not _DECIDES_NOTHING.search(sentence)


def _sentences(read: Plain, start: int, end: int) -> tuple[int, int]:
    return read.sentence(start)[0], max(read.sentence(max(end - 1, start))[1], end)


def _facts(read: Plain, topic: str, rules: FactRules) -> Iterator[FactFound]:
    """Give the values of one fact, each once; none where there are too many to belong to the clause."""
    found: dict[str, FactFound] = {}
    for rule in rules.rules:
        if not rule.applies(read.text):
            continue
        for value, start, end in _values(read, rules, rule):
            quote = read.quote(*read.whole_words(start, end))
            found.setdefault(value.text, FactFound(topic, rules.slug, rules.type, value, quote))
        if found:  # the rules of a fact are tried in order
            break
    if len(found) <= _MOST_OF_ONE:
        yield from found.values()


def _values(read: Plain, rules: FactRules, rule: Rule) -> Iterator[tuple[Value, int, int]]:
    if rule.name:
        match = next(rule.matches(read.text), None)
        if match is not None:
            yield Value(rule.name), *match.span()
        return
    taken: set[tuple[int, int]] = set()
    for match in rule.matches(read.text):
        value = READERS[rules.type](match["v"])
        if value is not None and match.span("v") not in taken:
            taken.add(match.span("v"))
            yield value, match.start(), match.end()
