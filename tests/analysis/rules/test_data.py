"""What is written of topics covers the taxonomy, can be filled, and reads plainly."""

import re

import pytest

from apps.analysis.grounding.names import unborne_names
from apps.analysis.grounding.wording import Wording
from apps.analysis.rules import rubric
from apps.analysis.rules.comparing import courses
from apps.analysis.rules.knowledge import DATA, SaidOfFact, topics
from apps.analysis.rules.printed import rubric_page
from apps.analysis.rules.telling import forces
from apps.analysis.rules.writing import slots_of
from apps.provisions.facts.rules import fact_rules, position_rules
from apps.provisions.taxonomy import read_taxonomy

NAMES = {"V", "Vs", "user", "users", "Users", "document", "words", "value", "topic"}
SECTIONS = ("is_", "matters", "means", "check")


def _lines() -> list[tuple[str, str]]:
    """Return every written sentence, with its place."""
    found = []
    for slug, topic in topics().items():
        found += [(slug, topic.heading), (slug, topic.matters)]
        for name, said in topic.positions.items():
            texts = (*said.title, said.is_, said.matters, said.means, said.risk, said.contract, said.check)
            found += [(f"{slug}.{name}", text) for text in texts if text]
        for name, fact in topic.facts.items():
            found += [(f"{slug}.{name}", text) for text in _of_fact(fact)]
    found += [
        (slug, text) for slug, said in forces().items() for text in (said.matters, said.means, said.check)
    ]
    return found


def _of_fact(fact: SaidOfFact) -> list[str]:
    lines = [getattr(fact, section) for section in SECTIONS]
    return [text for line in lines for text in ([line] if isinstance(line, str) else line.values())]


def test_every_topic_and_position_of_the_taxonomy_is_written_of() -> None:
    taxonomy = {topic.slug: {one.slug for one in topic.positions} for topic in read_taxonomy().topics}

    written = {slug: set(topic.positions) for slug, topic in topics().items()}

    assert written == taxonomy


def test_every_fact_that_can_be_read_is_written_of() -> None:
    readable = {(topic, fact.slug) for topic, facts in fact_rules().items() for fact in facts if fact.rules}

    written = {(slug, fact) for slug, topic in topics().items() for fact in topic.facts}

    assert readable <= written


def test_every_fact_that_is_written_of_has_a_course() -> None:
    written = {f"{slug}.{fact}" for slug, topic in topics().items() for fact in topic.facts}

    assert set(courses().facts) == written


def test_sentences_ask_only_for_names_and_facts_of_their_topic() -> None:
    for slug, topic in topics().items():
        known = NAMES | {fact.slug for fact in read_taxonomy().topic(slug).facts}
        texts = [text for place, text in _lines() if place.split(".")[0] == slug]

        assert {slot for text in texts for slot in slots_of(text)} <= known, slug
        assert topic.positions or not position_rules().get(slug), slug


def test_every_position_has_a_title_that_needs_no_facts() -> None:
    for topic in topics().values():
        for said in topic.positions.values():
            needed = set(slots_of(re.sub(r"\[[^\]]*\]", "", said.title[-1])))

            assert needed <= NAMES - {"words", "value"}, said.title


def test_sentences_are_short_and_plain() -> None:
    for place, text in _lines():
        for sentence in re.split(r"(?<=[.!?]) ", text):
            assert len(sentence.split()) <= 30, (place, sentence)
        assert not re.search(
            r"!|\bsimply\b|\bmerely\b|\bleverag|\bframework\b|\bensure|\butili[sz]e", text
        ), place


def test_sentences_name_no_numbers_or_names_of_their_own() -> None:
    for place, text in _lines():
        bare = re.sub(r"\{[A-Za-z_]+\}", "", text)

        assert not re.search(r"\d", bare), place
        assert not re.search(r"(?<![.“:] )(?<!^)(?<!^\[)\b(?!AI\b)[A-Z]", bare), (place, text)


def test_no_sentence_is_written_twice_of_two_topics() -> None:
    seen: dict[str, set[str]] = {}
    for place, text in _lines():
        if "value" not in slots_of(text):  # a value stands in the same paragraph as the position
            seen.setdefault(text, set()).add(place.split(".")[0])

    assert {text: places for text, places in seen.items() if len(places) > 1} == {}


def test_the_rubric_is_printed_line_by_line() -> None:
    printed = (DATA.parents[3] / "docs" / "rubric.md").read_text("utf-8")

    assert printed == rubric_page()
    for slug in [*rubric().severity.modifiers, *rubric().severity.forces, *rubric().confidence.steps]:
        assert f"| `{slug}` |" in printed


@pytest.mark.parametrize("part", ["severity", "confidence", "exposure", "change"])
def test_levels_of_the_rubric_are_in_order(part: str) -> None:
    rules = getattr(rubric(), part)

    assert rules.high > rules.medium > 0


def test_no_sentence_begins_with_a_word_that_is_taken_for_a_name() -> None:
    taken = {
        (place, name)
        for place, text in _lines()
        for name in unborne_names(Wording(slots_filled(text)), [frozenset({"acme"})], "")
    }

    assert taken == set()


def slots_filled(text: str) -> str:
    return re.sub(r"\{[^}]*\}", "Acme", text)
