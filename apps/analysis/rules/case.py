"""What a clause gives to speak of: its stands in the order in which they are told, its norms, its conditions, its quotes."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache, cached_property, lru_cache
from typing import Final

from pydantic import BaseModel, ConfigDict

from apps.analysis.rules import modality
from apps.analysis.rules.knowledge import DATA, SaidOfPosition, SaidOfTopic, topics
from apps.analysis.rules.quoting import Reader, telling
from apps.analysis.rules.writing import Names, joined
from apps.analysis.types import Citation, Clause, Passage, Stand, Value, Whose
from apps.core.yaml_reading import read_yaml
from apps.provisions.labelling import Basis

MOST_TOLD: Final = 3
_FROM_AROUND: Final = frozenset({Basis.SECTION, Basis.LIKELIEST})
_MARKS: Final = re.compile(r"[*_`#“”\"]+|\[|\]\([^)]*\)")
_NUMBER: Final = re.compile(r"^(?:section |article )?[\dIVX]{1,4}(?:\.\d+)*[.):]?\s+", re.IGNORECASE)
_OTHER_LETTERS = re.compile(r"[\u0400-\u1fff\u3041-\u9fff\uac00-\ud7af]{3}")
_ENGLISH: Final = frozenset(
    re.findall(
        r"\w+",
        "the of and to in or you your we our us is are be as by for with that this any not may will on from it its have has if at an",
    )
)
# Words of languages near to English that English has not: a list of names and codes has as few English words as they do.
_OTHERS: Final = frozenset(
    re.findall(
        r"\w+",
        "le la les des du et une un vous nous votre nos dans pour par que qui est sont ou der die das und nicht sie wir ihre ist mit von zu den "
        "el los las y su sus una por con para es il lo gli di che e non sono o os as um uma não com seus het een van en niet wij uw de",
    )
)
_ENOUGH_WORDS: Final = 12  # judgements, as in the labelling of clauses
_MANY_WORDS: Final = 40
_LEAST_ENGLISH: Final = 0.1
_ENOUGH_LETTERS: Final = 8_000
_FEWEST: Final = 5  # words of a sentence that is told
_MOST_TELLING: Final = 4  # words that count in a sentence
_LONGEST_HEADING: Final = 60
_DEFINED_BY: Final = 2  # sentences: a title may come before the definition
_DEFINITION: Final = re.compile(
    r"\W*?(?:\(?\w{1,3}[.)]\s+|\d[\d.]*\s+)?\"(?P<term>[^\"]{2,80})\":?\s*(?:\([^()]{0,80}\)\s*)?,?\s*(?:(?:shall |will )?means?|refers? to)\b",
    re.IGNORECASE,
)
_FIRM: Final = 0.8  # calibrated confidence from which a topic alone lets one say what follows
_LEAST_SHARE: Final = 0.5  # of the surest stand's confidence, that one with a position needs to lead


class _Doubt(BaseModel):
    """Words in the proof of a position that speak against it."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    topic: str
    position: str
    words: str


@cache
def _doubts() -> Mapping[tuple[str, str], re.Pattern[str]]:
    rows = [_Doubt.model_validate(row) for row in read_yaml((DATA / "doubts.yaml").read_bytes())]
    return {(row.topic, row.position): re.compile(row.words, re.IGNORECASE) for row in rows}


def is_doubtful(stand: Stand) -> bool:
    """Say whether the words that prove a position speak against it as well: then none is told."""
    pattern = _doubts().get((stand.topic, stand.position))
    return pattern is not None and stand.proof is not None and bool(pattern.search(stand.proof.quote))


def _share_of_english(words: list[str]) -> float:
    return sum(word in _ENGLISH for word in words) / len(words)


def _is_foreign(words: list[str]) -> bool:
    """Say whether words are another language's: few are English, and of a short text some are another's."""
    if _share_of_english(words) >= _LEAST_ENGLISH:
        return False
    return len(words) >= _MANY_WORDS or sum(word in _OTHERS for word in words) / len(words) >= _LEAST_ENGLISH


@lru_cache(maxsize=64)
def _is_foreign_text(text: str) -> bool:
    words = text[:_ENOUGH_LETTERS].lower().split()
    return len(words) >= _ENOUGH_WORDS and _share_of_english(words) < _LEAST_ENGLISH


@dataclass(frozen=True)
class Told:
    """A stand together with what is written of its topic, position and facts."""

    stand: Stand
    topic: SaidOfTopic
    names: Names

    @property
    def is_inferred(self) -> bool:
        """Say whether only what stands around the clause names the topic."""
        return self.stand.basis in _FROM_AROUND

    @property
    def is_firm(self) -> bool:
        """Say whether the topic is sure enough to say what follows from it alone."""
        return not self.is_inferred and (self.position is not None or self.stand.confidence >= _FIRM)

    @property
    def position(self) -> SaidOfPosition | None:
        """Return what is written of the position, where one is decided and the proof does not speak against it."""
        if not self.stand.position or self.stand.proof is None or is_doubtful(self.stand):
            return None
        return self.topic.positions.get(self.stand.position)

    @cached_property
    def proof(self) -> Reader | None:
        """Return the sentence that proves the position, to quote from."""
        return Reader(self.stand.proof) if self.stand.proof is not None else None

    @cached_property
    def values(self) -> Mapping[str, tuple[Value, ...]]:
        """Return the values of each fact that can be spoken of."""
        found: dict[str, tuple[Value, ...]] = {}
        if self.topic.values_need_position and self.position is None:
            return found
        for value in self.stand.facts:
            if value.slug in self.topic.facts:
                found[value.slug] = (*found.get(value.slug, ()), value)
        return found

    @cached_property
    def slots(self) -> Mapping[str, str]:
        """Return the names and values that a sentence on this stand can have."""
        return {**self.names.slots, **{slug: joined(values) for slug, values in self.values.items()}}

    def proofs(self, slugs: tuple[str, ...]) -> tuple[Citation, ...]:
        """Return where the values of these facts are stated."""
        return tuple(value.proof.citation for slug in slugs for value in self.values.get(slug, ())[:3])


@dataclass(frozen=True)
class Case:
    """Hold a clause and whose it is, with everything that is read in it once."""

    clause: Clause
    whose: Whose
    texts: Mapping[str, str] = field(default_factory=dict)

    @cached_property
    def names(self) -> Names:
        return Names(self.whose)

    @cached_property
    def reader(self) -> Reader:
        return Reader(self.clause.words)

    @cached_property
    def told(self) -> tuple[Told, ...]:
        """Return the stands that are told, the leading one first: with it those that have a position or facts."""
        known = [
            Told(stand, topics()[stand.topic], self.names)
            for stand in self.clause.stands
            if stand.topic in topics()
        ]
        if not known:
            return ()
        first = known[0]
        if first.position is None:
            rivals = (one for one in known[1:] if one.position is not None)
            least = first.stand.confidence * _LEAST_SHARE
            first = next((one for one in rivals if first.is_inferred or one.stand.confidence >= least), first)
        rest = [one for one in known if one is not first and (one.position or one.values)]
        return (first, *rest[: MOST_TOLD - 1])

    @property
    def lead(self) -> Told | None:
        """Return the stand that the reading is about; None where nothing is known of the clause."""
        return self.told[0] if self.told else None

    @property
    def is_inferred(self) -> bool:
        """Say whether what the clause is about is taken from what stands around it."""
        return self.lead is None or self.lead.is_inferred

    @cached_property
    def norms(self) -> tuple[modality.Norm, ...]:
        return modality.norms(self.reader, self.whose)

    @cached_property
    def conditions(self) -> tuple[modality.Condition, ...]:
        return modality.conditions(self.reader)

    @cached_property
    def is_foreign(self) -> bool:
        """Say whether the clause is in another language than English, by its letters and its commonest words."""
        if _OTHER_LETTERS.search(self.reader.text):
            return True
        words = self.reader.text.lower().split()
        if len(words) < _ENOUGH_WORDS:  # too few to tell: the document does
            return _is_foreign_text(self.texts.get(self.whole.sha256, ""))
        return _is_foreign(words)

    @cached_property
    def term(self) -> str:
        """Return the word that the clause defines and that is all it does; empty where it does more."""
        if (self.lead is not None and self.lead.position is not None) or self.is_foreign:
            return ""
        for start, end in list(self.reader.sentences())[:_DEFINED_BY]:
            found = _DEFINITION.match(self.reader.text, start, end)
            if found:
                is_all = all(one.force is modality.Force.STATES or one.start < end for one in self.norms)
                return found["term"] if is_all else ""
        return ""

    @cached_property
    def lead_in(self) -> Passage | None:
        """Return what introduces the clause, such as "You must not:"."""
        return modality.lead_in(self.clause.context)

    @cached_property
    def introduced(self) -> modality.Norm | None:
        """Return what the lead-in demands or allows of what the clause lists."""
        if self.lead_in is None:
            return None
        found = modality.norms(Reader(self.lead_in), self.whose)
        last = found[-1] if found else None
        return last if last is not None and last.force is not modality.Force.STATES else None

    @cached_property
    def main_norm(self) -> modality.Norm | None:
        """Return the norm that says most of the clause: that of its lead-in, else the first that binds or frees."""
        return self.introduced or next(iter(self.ranked_norms), None)

    @cached_property
    def ranked_norms(self) -> tuple[modality.Norm, ...]:
        """Return the norms by their weight: what binds or frees before what states, and of two such the more telling."""
        sayable = [
            norm for norm in self.norms if len(self.reader.text[norm.act : norm.end].split()) >= _FEWEST
        ]
        return tuple(sorted(sayable or self.norms, key=lambda norm: -self._weight(norm)))

    def _weight(self, norm: modality.Norm) -> float:
        is_the_providers = norm.party is modality.Party.PROVIDER
        binding = 3.0 if norm.force is not modality.Force.STATES else 1.0 if is_the_providers else 0.5
        return binding + min(telling(self.reader.text[norm.start : norm.end]), _MOST_TELLING) / 2

    @property
    def heading(self) -> str:
        """Return the innermost heading that the clause stands under, without its number and marks; empty where it is long."""
        title = _MARKS.sub("", self.clause.path[-1]) if self.clause.path else ""
        title = _NUMBER.sub("", title).strip(" *_#:.-\u2013\u2014")
        return title if len(title) <= _LONGEST_HEADING else ""

    @cached_property
    def whole(self) -> Citation:
        return self.clause.words.citation
