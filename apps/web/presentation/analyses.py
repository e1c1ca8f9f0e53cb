"""The paid parts of an analysis: whole for those entitled to them; for others the first line, and nothing more is made."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from apps.analysis.models import Mapping
from apps.analysis.types import Affected, ProvisionReading, Statement, StatementBasis
from apps.analysis.types.readings import Action
from apps.web.presentation.regulations import law_address

# A sentence ends where another begins: not in "Art. 22", nor after a firm's "Inc."
_SENTENCE = re.compile(
    r".+?(?<!\bInc)(?<!\bLtd)(?<!\bNo)(?<!\bU\.S)[.!?][”\")]?(?=\s+[A-Z“\"]|\s*$)", re.DOTALL
)
_FEWEST_WORDS = 5  # a grade alone, such as "High, for developers.", says nothing of what is there
_EVERYBODYS = ("what_it_is", "why_it_matters", "interpretive_note", "what_it_means")
_AFFECTED = {
    Affected.EVERYONE: "everyone",
    Affected.CONSUMERS: "consumers",
    Affected.BUSINESS_CUSTOMERS: "business customers",
    Affected.DEVELOPERS: "developers",
    Affected.END_USERS_OF_CUSTOMERS: "end users of customers",
    Affected.CREATORS: "creators",
    Affected.SELLERS: "sellers",
    Affected.CHILDREN_AND_PARENTS: "children and parents",
    Affected.PEOPLE_IN_EUROPE: "people in Europe",
    Affected.PEOPLE_IN_THE_US: "people in the US",
    Affected.RIGHTS_HOLDERS: "rights holders",
}


@dataclass(frozen=True, slots=True)
class Part:
    """One part of the full analysis; `grade` and `exposed` are of the second one."""

    title: str
    statements: tuple[Statement, ...]
    grade: str = ""
    exposed: str = ""


@dataclass(frozen=True, slots=True)
class LawView:
    """An article, and its place on our page of the law; `strength` and `reason` are empty for those who may read the citation alone."""

    law: str
    article: str
    about: str
    url: str
    strength: str
    reason: str


@dataclass(frozen=True, slots=True)
class FullAnalysis:
    """The five parts, or their first line; the articles, or how many there are."""

    parts: tuple[Part, ...]
    titles: tuple[str, ...]
    preview: str
    laws: tuple[LawView, ...]
    laws_counted: int

    @property
    def is_open(self) -> bool:
        return bool(self.parts)

    @property
    def laws_title(self) -> str:
        return f"{self.laws_counted} article{'' if self.laws_counted == 1 else 's'} of law that it touches"


def full_analysis(
    reading: ProvisionReading,
    mappings: Iterable[Mapping],
    *,
    may_read: bool,
    may_cite: bool,
    may_map: bool,
) -> FullAnalysis | None:
    """Return as much of the full analysis as a visitor is entitled to; none where the reading has none."""
    parts = tuple(part for part in _parts(reading) if part.statements)
    mapped = list(mappings)
    if not parts and not mapped:
        return None
    return FullAnalysis(
        parts=parts if may_read else (),
        titles=tuple(part.title for part in parts),
        preview=_preview(parts, mapped, may_cite=may_cite),
        laws=tuple(_law(mapping, has_reason=may_map) for mapping in mapped) if may_cite else (),
        laws_counted=len(mapped),
    )


def _parts(reading: ProvisionReading) -> Iterable[Part]:
    yield Part("Regulatory landscape", reading.regulatory_landscape)
    yield Part(
        "Governance exposure",
        reading.governance_exposure,
        grade=reading.exposure.value if reading.exposure else "",
        exposed=affected_words(reading.exposed),
    )
    yield Part("Jurisdiction flags", reading.jurisdiction_flags)
    yield Part("Contract and vendor implications", reading.contract_implications)
    yield Part("Compliance considerations", reading.compliance_considerations)


def _preview(parts: Sequence[Part], mappings: Sequence[Mapping], *, may_cite: bool) -> str:
    """Return the first whole sentence of the analysis; for those who may not read citations, the first that names no law."""
    names = [] if may_cite else [name for one in mappings for name in _names(one) if name]
    for part in parts:
        for statement in part.statements:
            sentence = first_sentence(statement.text)
            is_hidden = not may_cite and (cites_law(statement) or any(name in sentence for name in names))
            if not is_hidden and len(sentence.split()) >= _FEWEST_WORDS:
                return sentence
    return ""


def _names(mapping: Mapping) -> tuple[str, str, str]:
    law = mapping.article.regulation
    return law.name, law.title, mapping.article.reference


def cites_law(statement: Statement) -> bool:
    return statement.basis is StatementBasis.LAW or bool(statement.laws)


def without_citations(reading: ProvisionReading) -> ProvisionReading:
    """Leave out of everybody's sections what cites a law: citations are a paid part wherever they stand."""
    return reading.model_copy(
        update={name: _uncited(getattr(reading, name)) for name in _EVERYBODYS}
        | {"actions": tuple(_actions(reading.actions))}
    )


def _uncited(statements: Iterable[Statement]) -> tuple[Statement, ...]:
    return tuple(one for one in statements if not cites_law(one))


def _actions(actions: Iterable[Action]) -> Iterator[Action]:
    for action in actions:
        steps = _uncited(action.steps)
        deadline = action.deadline if action.deadline and not cites_law(action.deadline) else None
        if steps:
            yield action.model_copy(update={"steps": steps, "deadline": deadline})


def _law(mapping: Mapping, *, has_reason: bool) -> LawView:
    article = mapping.article
    return LawView(
        law=article.regulation.name,
        article=article.reference,
        about=article.about,
        url=f"{law_address(article.regulation)}#{article.slug}",
        strength=mapping.get_strength_display() if has_reason else "",
        reason=mapping.reason if has_reason else "",
    )


def affected_words(affected: Iterable[Affected]) -> str:
    return ", ".join(_AFFECTED[one] for one in affected)


def first_sentence(text: str) -> str:
    """Return the first sentence of a text, the whole of it where it has but one."""
    found = _SENTENCE.match(text)
    return found.group() if found else text
