"""Asks about every clause: in batches, then one by one where a batch was not answered in full."""

import json
import time
from collections import Counter, deque
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from apps.analysis.errors import QuestionTooLong
from apps.analysis.grounding import Code, Finding
from apps.analysis.language import material, prompts
from apps.analysis.language.batches import provision_batches
from apps.analysis.language.material import Material
from apps.analysis.language.patience import Patience
from apps.analysis.language.reading import UnreadableError, parsed, provision_reading, validated
from apps.analysis.language.said import SaidProvision
from apps.analysis.language.types import (
    Answer,
    Budget,
    Finish,
    LanguageModel,
    Question,
    Reply,
    Spending,
    model_name,
)
from apps.analysis.types import ProvisionBrief

Batch = tuple[ProvisionBrief, ...]

TOO_LONG = Finding(Code.TOO_LONG, "", "The clause does not fit into the model's window.")
_UNFINISHED = {
    Finish.LENGTH: Finding(Code.TRUNCATED, "", "The answer ends where its allowance did."),
    Finish.DECLINED: Finding(Code.EMPTY, "", "The model declined to answer."),
}


def analyse_provisions(
    briefs: Sequence[ProvisionBrief],
    *,
    model: LanguageModel,
    budget: Budget,
    sleep: Callable[[float], None] = time.sleep,
) -> Iterator[Answer]:
    """Give an answer for each provision as soon as its batch is answered; every one is asked about.

    Raises `ProviderPending`, `BudgetSpent` or `ProviderRefused` with the rest unasked: what was given before stands.
    """
    asking = _Asking(Patience(model, budget, sleep))
    waiting = deque(provision_batches(briefs, model.config))
    while waiting:
        batch = waiting.popleft()
        answers, unanswered = asking.about(batch)
        yield from answers
        waiting.extendleft((brief,) for brief in reversed(unanswered))


def question(config_tokens: int, prompt: str, given: Material) -> Question:
    """Return the question that a prompt makes of some material."""
    return Question(prompt, prompts.instructions(prompt), given.text, prompts.schema(prompt), config_tokens)


def unfinished(reply: Reply) -> Finding | None:
    """Return what to say of a reply that did not come to its end."""
    return _UNFINISHED.get(reply.finish)


@dataclass(frozen=True, slots=True)
class _Asking:
    patience: Patience

    def about(self, batch: Batch) -> tuple[list[Answer], list[ProvisionBrief]]:
        """Return the answers to a batch, and of more than one provision those to be asked about alone."""
        given = material.of_provisions(batch)
        config = self.patience.model.config
        try:
            reply, spent = self.patience.ask(question(config.answer_tokens, prompts.PROVISION, given))
        except QuestionTooLong:
            if len(batch) > 1:
                return [], list(batch)
            return [self._refused(batch[0], (TOO_LONG,), "", Spending())], []

        cut = unfinished(reply)
        if cut is not None:
            return self._alone(batch, cut, reply, spent)
        try:
            said = _by_id(parsed(reply.text))
        except UnreadableError as error:
            return self._alone(batch, error.findings[0], reply, spent)
        return self._read(batch, said, given, spent.share(len(batch)))

    def _read(
        self, batch: Batch, said: dict[str, Any], given: Material, share: Spending
    ) -> tuple[list[Answer], list[ProvisionBrief]]:
        answers, unanswered = [], []
        for brief in batch:
            found = said.get(brief.clause.public_id)
            if found is None and len(batch) > 1:
                unanswered.append(brief)
            elif found is None:
                missing = Finding(Code.MISSING, "", "The answer leaves the provision out, or gives it twice.")
                answers.append(self._refused(brief, (missing,), json.dumps(said), share))
            else:
                answers.append(self._answer(brief, found, given, share))
        return answers, unanswered

    def _answer(self, brief: ProvisionBrief, found: Any, given: Material, share: Spending) -> Answer:
        raw = json.dumps(found, ensure_ascii=False)
        own = {
            name: passage
            for name, passage in given.passages.items()
            if name.startswith(f"{brief.clause.public_id} ")
        }
        try:
            reading = provision_reading(validated(SaidProvision, found), own)
        except UnreadableError as error:
            return self._refused(brief, error.findings, raw, share)
        config = self.patience.model.config
        return Answer(brief.clause.public_id, reading, (), raw, model_name(config), prompts.PROVISION, share)

    def _alone(
        self, batch: Batch, why: Finding, reply: Reply, spent: Spending
    ) -> tuple[list[Answer], list[ProvisionBrief]]:
        if len(batch) > 1:
            return [], list(batch)
        return [self._refused(batch[0], (why,), reply.text, spent)], []

    def _refused(
        self, brief: ProvisionBrief, findings: tuple[Finding, ...], raw: str, spent: Spending
    ) -> Answer:
        name = model_name(self.patience.model.config)
        return Answer(brief.clause.public_id, None, findings, raw, name, prompts.PROVISION, spent)


def _by_id(answer: dict[str, Any]) -> dict[str, Any]:
    """Return the readings by the provision they are of; one that is given twice is none."""
    readings = answer.get("readings")
    if not isinstance(readings, list) or set(answer) != {"readings"}:
        raise UnreadableError((Finding(Code.MALFORMED, "", "The answer has not the shape asked for."),))
    ids = [reading.get("id") if isinstance(reading, dict) else None for reading in readings]
    times = Counter(name for name in ids if isinstance(name, str))
    return {
        name: reading
        for name, reading in zip(ids, readings, strict=True)
        if isinstance(name, str) and times[name] == 1
    }
