"""Divides what is to be asked into questions. Nothing is cut: a unit that is longer than a question is one by itself."""

from collections.abc import Callable, Iterator, Sequence
from typing import Final, TypeVar

from apps.analysis.language.budget import estimated_tokens
from apps.analysis.language.types import ModelConfig
from apps.analysis.types import Clause, ClauseChange, ProvisionBrief

ANSWER_PER_PROVISION: Final = 1_800  # tokens that a full reading comes to at most, as JSON
ANSWER_PER_CLAUSE: Final = 250

Unit = TypeVar("Unit")


def provision_batches(
    briefs: Sequence[ProvisionBrief], config: ModelConfig
) -> Iterator[tuple[ProvisionBrief, ...]]:
    """Divide provisions, in their order."""
    return _batched(
        briefs, _of_provision, config.question_tokens, config.answer_tokens // ANSWER_PER_PROVISION
    )


def clause_batches(
    clauses: Sequence[ClauseChange], config: ModelConfig
) -> Iterator[tuple[ClauseChange, ...]]:
    """Divide the clauses of a change, in their order."""
    # Half the answer is for the clauses, half for the whole.
    return _batched(
        clauses, _of_clause_change, config.question_tokens, config.answer_tokens // 2 // ANSWER_PER_CLAUSE
    )


def _batched(
    units: Sequence[Unit], size: Callable[[Unit], int], tokens_at_most: int, units_at_most: int
) -> Iterator[tuple[Unit, ...]]:
    batch: list[Unit] = []
    tokens = 0
    for unit in units:
        more = size(unit)
        if batch and (tokens + more > tokens_at_most or len(batch) >= max(1, units_at_most)):
            yield tuple(batch)
            batch, tokens = [], 0
        batch.append(unit)
        tokens += more
    if batch:
        yield tuple(batch)


def _of_provision(brief: ProvisionBrief) -> int:
    neighbours = sum(estimated_tokens(neighbour.words.quote) for neighbour in brief.neighbours)
    laws = sum(estimated_tokens(f"{law.name}{law.about}{law.reason}") for law in brief.laws)
    return _of_clause(brief.clause) + neighbours + laws


def _of_clause_change(change: ClauseChange) -> int:
    return sum(_of_clause(clause) for clause in (change.before, change.after) if clause is not None)


def _of_clause(clause: Clause) -> int:
    passages = (clause.words, *clause.context)
    return sum(estimated_tokens(passage.quote) for passage in passages)
