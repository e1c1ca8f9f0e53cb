"""What a brief offers to rest on: its texts by where they may be cited, the record, the facts, the laws."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import Final

from apps.analysis.grounding.claims import Claim, claims_of
from apps.analysis.grounding.manners import is_addressed_to_machines
from apps.analysis.grounding.quotes import split
from apps.analysis.grounding.wording import Wording
from apps.analysis.types import (
    ChangeBrief,
    Citation,
    Clause,
    ClauseChange,
    Commonness,
    History,
    Law,
    Passage,
    ProvisionBrief,
    Stand,
    Value,
    Whose,
)

_NEWS: Final = frozenset({"added", "removed", "resumed"})
_SUFFIXES: Final = frozenset(
    [
        "inc",
        "llc",
        "ltd",
        "limited",
        "corp",
        "corporation",
        "gmbh",
        "co",
        "plc",
        "bv",
        "ag",
        "sa",
        "sas",
        "the",
        "of",
        "and",
        "group",
        "holdings",
    ]
)
_STATES: Final = {
    "us": "united states u.s usa america american",
    "gb": "united kingdom uk",
    "ie": "ireland",
    "de": "germany",
    "ca": "california",
}


@dataclass(frozen=True)
class Sources:
    """Hold what a reading may rest on, taken out of its brief once."""

    whose: Whose
    clauses: tuple[Clause, ...]
    own: tuple[Passage, ...]  # clauses, contexts, proofs: a statement on the text cites one of these
    neighbours: tuple[tuple[str, Passage], ...]  # the platform's name in small letters, and its words
    facts: dict[str, list[Value]]
    laws: dict[str, Law]
    record: str
    texts: Mapping[str, str]
    has_changed: bool = False  # the clause, by its publisher
    sides: Mapping[str, str] = field(default_factory=dict)  # of a change, by digest: before, after
    _words: dict[Citation, Wording] = field(default_factory=dict)
    _claims: dict[Wording, list[Claim]] = field(default_factory=dict)
    _places: dict[Wording, Citation] = field(default_factory=dict)
    _orders: dict[Wording, bool] = field(default_factory=dict)

    @property
    def is_change(self) -> bool:
        """Say whether a change is read."""
        return bool(self.sides)

    @cached_property
    def document_text(self) -> str:
        """Return the text of the document, the newer of a change."""
        return self.texts.get(self.clauses[-1].words.citation.sha256, "") if self.clauses else ""

    @cached_property
    def own_texts(self) -> frozenset[str]:
        """Return the digests of the document's own texts."""
        return frozenset(passage.citation.sha256 for passage in self.own)

    @cached_property
    def stands(self) -> tuple[Stand, ...]:
        """Return the topics and positions of all clauses."""
        return tuple(stand for clause in self.clauses for stand in clause.stands)

    @cached_property
    def provider_names(self) -> frozenset[str]:
        """Return words for whose document it is: its name and operator, where they are one word or the first of it."""
        names = {self.whose.platform.lower(), self.whose.platform.lower().split()[0]}
        if self.whose.operator:
            names.add(self.whose.operator.lower().split()[0].strip(",."))
        return frozenset(name for name in names if len(name) > 2)  # noqa: PLR2004 - X and the like are letters

    @cached_property
    def everywhere(self) -> Wording:
        """Return what any statement may name: whose document it is, its place in it, and what the clause is about."""
        whose = self.whose
        parts = [whose.platform, whose.operator, whose.document, whose.document_type, whose.category]
        parts += [_places(whose.jurisdiction), whose.platform_slug]
        for clause in self.clauses:
            parts += [*clause.path, clause.number]
        for stand in self.stands:
            parts += [stand.topic_label, stand.position_label, stand.topic, stand.position.replace("_", " ")]
        return Wording(" ; ".join(parts))

    @cached_property
    def recorded(self) -> Wording:
        """Return what our own record says."""
        return Wording(self.record)

    @cached_property
    def every_law(self) -> Wording:
        """Return what the mapped laws say of themselves."""
        return Wording(" ; ".join(law_words(law) for law in self.laws.values()))

    @cached_property
    def clause_words(self) -> list[Wording]:
        """Return the words of the clauses and of their contexts."""
        return [
            self.cited(passage.citation)
            for clause in self.clauses
            for passage in (clause.words, *clause.context)
        ]

    def cited(self, citation: Citation) -> Wording:
        """Return the words of a citation, read once."""
        found = self._words.get(citation)
        if found is None:
            found = Wording(self.texts[citation.sha256][citation.start : citation.end])
            self._words[citation] = found
            self._places[found] = citation
        return found

    def claims(self, cited: Iterable[Wording]) -> list[Claim]:
        """Return what cited words say of who does what, read once; what they quote, such as a button, is not their own."""
        found: list[Claim] = []
        for wording in cited:
            if wording not in self._claims:
                self._claims[wording] = claims_of(split(wording.lowered)[0], self.provider_names)
            found += self._claims[wording]
        return found

    def speaks_to_machines(self, wording: Wording) -> bool:
        """Say whether cited words tell machines what to say, looked at once."""
        found = self._orders.get(wording)
        if found is None:
            found = self._orders[wording] = is_addressed_to_machines(wording.text)
        return found

    def side_of(self, wording: Wording) -> str:
        """Return on which side of a change cited words stand."""
        place = self._places.get(wording)
        return self.sides.get(place.sha256, "") if place is not None else ""

    def is_neighbours(self, wording: Wording) -> bool:
        """Say whether cited words are of another document."""
        place = self._places.get(wording)
        return place is not None and place.sha256 not in self.own_texts

    def is_of_the_clause(self, citation: Citation) -> bool:
        """Say whether a citation touches the clause, what it needs to be read, or a neighbour's clause."""
        return any(
            passage.citation.sha256 == citation.sha256
            and passage.citation.start < citation.end
            and citation.start < passage.citation.end
            for passage in (*self.own, *(words for _, words in self.neighbours))
        )


def sources_of(brief: ProvisionBrief | ChangeBrief) -> Sources:
    """Return what a brief offers."""
    return _of_provision(brief) if isinstance(brief, ProvisionBrief) else _of_change(brief)


def law_words(law: Law) -> str:
    """Return what may be said of a law."""
    dates = "; ".join(_day(day) for day in (law.in_force_on, law.verified_on) if day is not None)
    return f"{law.name}; {law.article}; {law.about}; {law.jurisdiction} {_places(law.jurisdiction)}; {law.authority}; {law.reason}; {law.regulation.replace('-', ' ').replace('_', ' ')}; {law.strength}; {dates}"


def _of_provision(brief: ProvisionBrief) -> Sources:
    return Sources(
        whose=brief.whose,
        clauses=(brief.clause,),
        own=tuple(_passages(brief.clause)),
        neighbours=tuple((neighbour.platform.lower(), neighbour.words) for neighbour in brief.neighbours),
        facts=_facts((brief.clause,)),
        laws={f"{law.regulation} {law.article}": law for law in brief.laws},
        record=_provision_record(brief),
        texts=brief.texts,
        has_changed=bool(brief.history.changed_on),
    )


def _of_change(brief: ChangeBrief) -> Sources:
    clauses = tuple(
        clause for change in brief.clauses for clause in (change.before, change.after) if clause is not None
    )
    own = [passage for clause in clauses for passage in _passages(clause)]
    laws = (law for change in brief.clauses for law in change.laws)
    return Sources(
        whose=brief.whose,
        clauses=clauses,
        own=(*own, *(given.proof for given in brief.dates)),
        neighbours=(),
        facts=_facts(clauses),
        laws={f"{law.regulation} {law.article}": law for law in laws},
        record=_change_record(brief),
        texts=brief.texts,
        sides=_sides(brief),
    )


def _sides(brief: ChangeBrief) -> dict[str, str]:
    sides = {change.before.words.citation.sha256: "before" for change in brief.clauses if change.before}
    return sides | {
        change.after.words.citation.sha256: "after" for change in brief.clauses if change.after
    } or {"": ""}


def _passages(clause: Clause) -> Iterator[Passage]:
    yield clause.words
    yield from clause.context
    for stand in clause.stands:
        if stand.proof is not None:
            yield stand.proof
        yield from (fact.proof for fact in stand.facts)


def _facts(clauses: Iterable[Clause]) -> dict[str, list[Value]]:
    found: dict[str, list[Value]] = {}
    for clause in clauses:
        for stand in clause.stands:
            for fact in stand.facts:
                found.setdefault(fact.slug, []).append(fact)
    return found


def _provision_record(brief: ProvisionBrief) -> str:
    history = brief.history
    parts = [
        brief.clause.public_id,
        *_whose_record(brief.whose),
        *_history(history),
        *_commonness(brief.commonness),
    ]
    parts += [
        f"{neighbour.platform} {neighbour.document} {neighbour.public_id} {neighbour.difference}"
        for neighbour in brief.neighbours
    ]
    parts.append(str(len(brief.neighbours)))
    return " ; ".join(parts)


def _history(history: History) -> Iterator[str]:
    days = (history.first_seen_on, history.last_verified_on, history.ended_on, *history.changed_on)
    yield from (_day(day) for day in days if day is not None)
    yield f"{history.versions} versions"
    yield from _counts(len(history.changed_on))


def _commonness(commonness: Commonness | None) -> Iterator[str]:
    if commonness is not None:
        yield f"{commonness.count} of {commonness.of} {commonness.grade} {commonness.of - commonness.count}"


def _change_record(brief: ChangeBrief) -> str:
    parts = [
        brief.public_id,
        *_whose_record(brief.whose),
        _day(brief.detected_on),
        str(brief.whose.version - 1),
    ]
    counts = (
        brief.words_added,
        brief.words_removed,
        brief.words_moved,
        brief.sentences_changed,
        brief.materiality,
    )
    parts += [str(count) for count in (*counts, len(brief.clauses))]
    parts += [_day(day) for day in brief.document_changed_on]
    parts += _counts(len(brief.document_changed_on))
    statuses = [change.status for change in brief.clauses]
    parts += [str(statuses.count(status)) for status in set(statuses)]
    parts += _counts_of_news(brief.clauses)
    for change in brief.clauses:
        parts += [_day(day) for day in change.changed_on]
        parts += _counts(len(change.changed_on))
        parts += [clause.public_id for clause in (change.before, change.after) if clause is not None]
    parts += [_day(given.day) for given in brief.dates]
    return " ; ".join(parts)


def _counts_of_news(changes: Iterable[ClauseChange]) -> Iterator[str]:
    """Give how many clauses are news, and how many of them were added, removed and edited."""
    news = [change for change in changes if change.is_edited or change.status in _NEWS]
    added = sum(change.before is None for change in news)
    removed = sum(change.after is None for change in news)
    yield from map(str, (len(news), added, removed, len(news) - added - removed))


def _whose_record(whose: Whose) -> Iterator[str]:
    yield f"version {whose.version}"
    yield _day(whose.captured_on)
    yield whose.locale


def _counts(changes: int) -> Iterator[str]:
    # This one makes one more; those within a window are fewer.
    yield from (str(number) for number in range(changes + 2))


def _day(day: date) -> str:
    return day.isoformat()


def _places(jurisdiction: str) -> str:
    parts = jurisdiction.lower().replace("-", " ").split()
    return " ".join((*parts, *(_STATES.get(part, "") for part in parts)))
