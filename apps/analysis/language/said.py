"""What a model is asked to say: as a reading, with quotes in the place of offsets, which only we compute."""

from pydantic import BaseModel, ConfigDict

from apps.analysis.types import Affected, Direction, Evidence, Level, StatementBasis


class _Said(BaseModel):
    # Providers that enforce a schema want every property required; of others we take an empty one for a missing one.
    model_config = ConfigDict(frozen=True, extra="forbid", json_schema_serialization_defaults_required=True)


class SaidQuote(_Said):
    """Words copied from a passage, character by character; `passage` is its name in the material."""

    passage: str
    words: str


class SaidStatement(_Said):
    """One or two sentences, and what they rest on."""

    text: str
    basis: StatementBasis
    quotes: tuple[SaidQuote, ...] = ()
    facts: tuple[str, ...] = ()
    laws: tuple[str, ...] = ()
    inferred_from: str = ""


class SaidAction(_Said):
    """Something people can do, and until when where the text says so."""

    title: str
    steps: tuple[SaidStatement, ...]
    deadline: SaidStatement | None = None


class SaidGrade(_Said):
    """A grade and why, each reason a sentence."""

    level: Level
    reasons: tuple[str, ...]


class SaidProvision(_Said):
    """The reading of one provision; `id` is the one in the material."""

    id: str
    title: str
    severity: SaidGrade
    confidence: SaidGrade
    evidence: Evidence
    what_it_is: tuple[SaidStatement, ...]
    why_it_matters: tuple[SaidStatement, ...] = ()
    interpretive_note: tuple[SaidStatement, ...] = ()
    what_it_means: tuple[SaidStatement, ...] = ()
    actions: tuple[SaidAction, ...] = ()
    regulatory_landscape: tuple[SaidStatement, ...] = ()
    governance_exposure: tuple[SaidStatement, ...] = ()
    exposure: Level | None = None
    exposed: tuple[Affected, ...] = ()
    jurisdiction_flags: tuple[SaidStatement, ...] = ()
    contract_implications: tuple[SaidStatement, ...] = ()
    compliance_considerations: tuple[SaidStatement, ...] = ()


class SaidProvisions(_Said):
    """The whole answer to a question about provisions: one reading for each."""

    readings: tuple[SaidProvision, ...]


class SaidNotes(_Said):
    """The answer to a question about a part of a long change: one statement for each clause."""

    clauses: tuple[SaidStatement, ...]


class SaidChange(_Said):
    """The whole answer to a question about a change."""

    title: str
    severity: SaidGrade
    confidence: SaidGrade
    evidence: Evidence
    direction: Direction
    affected: tuple[Affected, ...]
    summary: tuple[SaidStatement, ...]
    clauses: tuple[SaidStatement, ...] = ()
    dates: tuple[SaidStatement, ...] = ()
    actions: tuple[SaidAction, ...] = ()
    if_no_action: tuple[SaidStatement, ...] = ()
    pattern: tuple[SaidStatement, ...] = ()
