"""Asks about a change: whole where it fits into a question, else clause by clause first and then about the notes."""

import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from apps.analysis.errors import QuestionTooLong
from apps.analysis.grounding import Code, Finding
from apps.analysis.language import material, prompts
from apps.analysis.language.asking import TOO_LONG, question, unfinished
from apps.analysis.language.batches import clause_batches
from apps.analysis.language.material import Material
from apps.analysis.language.patience import Patience
from apps.analysis.language.reading import UnreadableError, change_reading, parsed, validated
from apps.analysis.language.said import SaidChange, SaidNotes, SaidStatement
from apps.analysis.language.types import Answer, Budget, LanguageModel, Spending, model_name
from apps.analysis.types import ChangeBrief, ClauseChange, Passage


def analyse_change(
    brief: ChangeBrief,
    *,
    model: LanguageModel,
    budget: Budget,
    sleep: Callable[[float], None] = time.sleep,
) -> Answer:
    """Return the answer for a change; every clause of it is asked about.

    Raises `ProviderPending`, `BudgetSpent` or `ProviderRefused`.
    """
    asked = _Asked(brief, Patience(model, budget, sleep))
    try:
        said, passages = asked.all()
        reading = change_reading(said, passages)
    except UnreadableError as error:
        return asked.answer(error.findings)
    return replace(asked.answer(()), reading=reading)


@dataclass(slots=True)
class _Asked:
    brief: ChangeBrief
    patience: Patience
    raw: str = ""
    spent: Spending = field(default_factory=Spending)

    def all(self) -> tuple[SaidChange, Mapping[str, Passage]]:
        batches = tuple(clause_batches(self.brief.clauses, self.patience.model.config))
        if len(batches) <= 1:
            return self._whole(material.of_change(self.brief, self.brief.clauses))

        notes: list[SaidStatement] = []
        passages: dict[str, Passage] = {}
        for batch in batches:
            given = material.of_change(self.brief, batch)
            notes += self._notes(batch, given)
            passages |= given.passages
        told = [(note.text, {quote.passage: quote.words for quote in note.quotes}) for note in notes]
        said, _ = self._whole(material.of_change(self.brief, (), told))
        return said.model_copy(update={"clauses": tuple(notes)}), passages

    def _whole(self, given: Material) -> tuple[SaidChange, Mapping[str, Passage]]:
        return validated(SaidChange, self._said(prompts.CHANGE, given)), given.passages

    def _notes(self, batch: Sequence[ClauseChange], given: Material) -> Sequence[SaidStatement]:
        notes = validated(SaidNotes, self._said(prompts.CHANGE_PART, given)).clauses
        if len(notes) < len(batch):
            raise UnreadableError((_left_out(len(batch) - len(notes)),))
        return notes

    def _said(self, prompt: str, given: Material) -> object:
        try:
            reply, spent = self.patience.ask(
                question(self.patience.model.config.answer_tokens, prompt, given)
            )
        except QuestionTooLong as error:
            raise UnreadableError((TOO_LONG,)) from error
        self.raw = f"{self.raw}\n{reply.text}".strip()
        self.spent += spent
        cut = unfinished(reply)
        if cut is not None:
            raise UnreadableError((cut,))
        return parsed(reply.text)

    def answer(self, findings: tuple[Finding, ...]) -> Answer:
        name = model_name(self.patience.model.config)
        return Answer(self.brief.public_id, None, findings, self.raw, name, prompts.CHANGE, self.spent)


def _left_out(count: int) -> Finding:
    return Finding(Code.MISSING, "clauses", f"The answer leaves out {count} of the clauses.")
