"""Everything an analyser may know of a clause or a change. What is not here, it cannot say."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from enum import StrEnum

from pydantic import BaseModel, ConfigDict, Field

from apps.provisions.basis import Basis  # not from the labelling: models are loaded without its engine
from apps.provisions.taxonomy import FactType, Favours


class Citation(BaseModel):
    """Name characters (code points) of a stored text: the blob of that digest, decoded as UTF-8."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    sha256: str = Field(pattern=r"^[0-9a-f]{64}$")
    start: int = Field(ge=0)
    end: int = Field(gt=0)


@dataclass(frozen=True, slots=True)
class Passage:
    """Hold words together with where they stand: `quote` is exactly what the citation names."""

    citation: Citation
    quote: str


@dataclass(frozen=True, slots=True)
class Value:
    """A fact that a clause states: notice of 30 days. `number` compares within one slug; see the taxonomy for units."""

    slug: str
    type: FactType
    value: str
    number: Decimal | None
    unit: str
    proof: Passage


@dataclass(frozen=True, slots=True)
class Stand:
    """A topic of a clause, how it was recognised, the position it takes, and the facts it states on it.

    `proof`, `favours` and `position_label` are there exactly where there is a position.
    """

    topic: str
    topic_label: str
    family: str
    confidence: float
    basis: Basis
    position: str = ""
    position_label: str = ""
    favours: Favours | None = None
    proof: Passage | None = None
    facts: tuple[Value, ...] = ()


@dataclass(frozen=True, slots=True)
class Clause:
    """A provision as it stands in one version; `context` is its lead-in and the definitions it needs."""

    public_id: str
    words: Passage
    number: str
    path: tuple[str, ...]
    context: tuple[Passage, ...]
    stands: tuple[Stand, ...]  # the surest first


@dataclass(frozen=True, slots=True)
class Whose:
    """Say whose document it is, and which version of it is read."""

    platform: str
    platform_slug: str
    operator: str  # empty where the catalogue names none
    jurisdiction: str  # of the operator, ISO 3166 such as US or US-CA; empty where not known
    category: str
    document: str  # its title
    document_type: str
    locale: str
    version: int
    captured_on: date


@dataclass(frozen=True, slots=True)
class Neighbour:
    """Hold a clause of another platform on the same topic and position."""

    platform: str
    document: str
    public_id: str
    words: Passage
    difference: str  # one sentence from facts and positions; empty where none is known


class Strength(StrEnum):
    DIRECT = "direct"  # the article speaks of just this
    ARGUABLE = "arguable"
    CONTEXT = "context"


@dataclass(frozen=True, slots=True)
class Law:
    """An article that a clause was mapped to by rule, and why."""

    regulation: str  # slug
    name: str  # short title
    article: str  # as cited: Art. 22(1)
    about: str  # what the article says, in a few words
    jurisdiction: str
    authority: str
    reason: str  # one sentence that names what in the clause triggers it
    strength: Strength
    in_force_on: date | None
    url: str
    verified_on: date | None


@dataclass(frozen=True, slots=True)
class Commonness:
    """How many platforms, of how many that could, take this topic and position. `grade` as in `provisions.prevalence`."""

    count: int
    of: int
    grade: str  # empty where too few are known


@dataclass(frozen=True, slots=True)
class History:
    """What our own record says of a clause."""

    first_seen_on: date
    last_verified_on: date | None
    versions: int  # in which it stood
    changed_on: tuple[date, ...]  # days on which the publisher changed its words, oldest first
    ended_on: date | None = None


@dataclass(frozen=True, slots=True)
class ProvisionBrief:
    """All there is to read a provision by. `texts` are the stored texts that may be cited, by their digest."""

    clause: Clause
    whose: Whose
    history: History
    neighbours: tuple[Neighbour, ...] = ()
    laws: tuple[Law, ...] = ()
    commonness: Commonness | None = None
    texts: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class DateGiven:
    """A date that a text gives of itself; `kind` as in `documents`: effective, last_updated, announced."""

    kind: str
    day: date
    proof: Passage


@dataclass(frozen=True, slots=True)
class ClauseChange:
    """What a change did to one clause: one of `before` and `after` is missing where it was added or removed.

    `status` as in `provisions.ChangeStatus`. `changed_on` are the days of the clause's earlier changes, oldest first.
    """

    status: str
    is_edited: bool
    before: Clause | None
    after: Clause | None
    changed_on: tuple[date, ...] = ()
    laws: tuple[Law, ...] = ()


@dataclass(frozen=True, slots=True)
class ChangeBrief:
    """All there is to read a change of a document by; `whose` names the newer version."""

    public_id: str
    whose: Whose
    kind: str  # as in documents.Change
    materiality: int
    detected_on: date
    words_added: int
    words_removed: int
    words_moved: int
    sentences_changed: int
    dates: tuple[DateGiven, ...]
    clauses: tuple[ClauseChange, ...]  # in the order of the text
    document_changed_on: tuple[
        date, ...
    ] = ()  # earlier changes of the document by its publisher, oldest first
    texts: Mapping[str, str] = field(default_factory=dict)
