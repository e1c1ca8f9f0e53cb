"""What an analyser may say, in the shape in which it is kept. Each statement names what it rests on."""

from enum import StrEnum

from pydantic import BaseModel, ConfigDict, Field

from apps.analysis.types.briefs import Citation


class _Said(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Level(StrEnum):
    HIGH = "high"
    MEDIUM = "medium"
    LOW = "low"


class Evidence(StrEnum):
    EXPLICIT = "explicit"  # Explicit document language
    INFERRED = "inferred"  # Inferred from context: caps the severity at medium


class StatementBasis(StrEnum):
    """Say what a statement rests on."""

    TEXT = "text"  # the cited words
    INFERENCE = "inference"  # more than the cited words say; `inferred_from` names from what
    RECORD = "record"  # our own record: dates of capture, counts
    LAW = "law"  # the knowledge base of regulations
    METHOD = "method"  # advice that follows from the rest, true of every clause of the kind


class Statement(_Said):
    """Hold one or two sentences and what they rest on. Numbers, dates and names in it occur in what it cites, or in the record."""

    text: str = Field(min_length=1, max_length=1200)
    basis: StatementBasis
    citations: tuple[Citation, ...] = ()
    facts: tuple[str, ...] = ()  # slugs of the facts whose values it names
    laws: tuple[str, ...] = ()  # "slug article" of the laws that it names
    inferred_from: str = ""


class Reason(_Said):
    """One step of the rubric: what was found, and by how much it counts."""

    rule: str  # slug of the rubric's line
    points: int
    text: str


class Graded(_Said):
    level: Level
    reasons: tuple[Reason, ...] = Field(min_length=1)


class Action(_Said):
    """Something people can do: its steps, and until when where the text says so."""

    title: str = Field(min_length=3, max_length=90)
    steps: tuple[Statement, ...] = Field(min_length=1)
    deadline: Statement | None = None


class ProvisionReading(_Said):
    """Everything said of a provision, section by section, as on its page. An empty section is not shown."""

    title: str = Field(min_length=3, max_length=120)
    severity: Graded
    confidence: Graded
    evidence: Evidence
    what_it_is: tuple[Statement, ...] = Field(min_length=1)
    why_it_matters: tuple[Statement, ...] = ()
    interpretive_note: tuple[Statement, ...] = ()
    what_it_means: tuple[Statement, ...] = ()
    actions: tuple[Action, ...] = ()
    regulatory_landscape: tuple[Statement, ...] = ()
    governance_exposure: tuple[Statement, ...] = ()
    exposure: Level | None = None
    exposed: tuple["Affected", ...] = ()
    jurisdiction_flags: tuple[Statement, ...] = ()
    contract_implications: tuple[Statement, ...] = ()
    compliance_considerations: tuple[Statement, ...] = ()


class Direction(StrEnum):
    """Say for whom a change is better, seen from those who are bound by the document."""

    BETTER = "better"
    WORSE = "worse"
    MIXED = "mixed"
    NEUTRAL = "neutral"
    UNCLEAR = "unclear"


class Affected(StrEnum):
    """The controlled list of those whom a clause or a change concerns."""

    EVERYONE = "everyone"
    CONSUMERS = "consumers"
    BUSINESS_CUSTOMERS = "business_customers"
    DEVELOPERS = "developers"
    END_USERS_OF_CUSTOMERS = "end_users_of_customers"
    CREATORS = "creators"
    SELLERS = "sellers"
    CHILDREN_AND_PARENTS = "children_and_parents"
    PEOPLE_IN_EUROPE = "people_in_europe"
    PEOPLE_IN_THE_US = "people_in_the_us"
    RIGHTS_HOLDERS = "rights_holders"


class ChangeReading(_Said):
    """Everything said of a change, as on its page."""

    title: str = Field(min_length=3, max_length=120)
    severity: Graded
    confidence: Graded
    evidence: Evidence
    direction: Direction
    affected: tuple[Affected, ...]
    summary: tuple[Statement, ...] = Field(min_length=1)
    clauses: tuple[Statement, ...] = ()  # one for each clause affected, with the facts before and after
    dates: tuple[Statement, ...] = ()
    actions: tuple[Action, ...] = ()
    if_no_action: tuple[Statement, ...] = ()
    pattern: tuple[Statement, ...] = ()
