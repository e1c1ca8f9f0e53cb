"""One question until it is answered, a few times and not for long; what it costs is set aside before and settled after."""

import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from apps.analysis.errors import ProviderPending, ProviderRefused, QuestionTooLong
from apps.analysis.language.budget import estimated_tokens
from apps.analysis.language.types import Budget, LanguageModel, Question, Reply, Spending, price

ATTEMPTS: Final = 3
# A longer wait belongs in the database: the row stays as it is and the sweeper comes back.
LONGEST_WAIT: Final = 15.0
_BACKOFF: Final = (1.0, 4.0)
# Of these nothing is known of what the provider worked out and will bill.
_MAY_BE_BILLED: Final = frozenset({"timed_out", "cut_short"})


@dataclass(frozen=True, slots=True)
class Patience:
    """Hold who is asked and who pays; `sleep` is the clock's."""

    model: LanguageModel
    budget: Budget
    sleep: Callable[[float], None] = time.sleep

    def ask(self, question: Question) -> tuple[Reply, Spending]:
        """Return the reply and what it cost; raises what the model raises, and `BudgetSpent`."""
        for wait in _BACKOFF:
            try:
                return self._once(question)
            except ProviderPending as error:
                pause = max(wait, error.retry_after)
                if error.reason == "budget_spent" or pause > LONGEST_WAIT:
                    raise
            self.sleep(pause)
        return self._once(question)

    def _once(self, question: Question) -> tuple[Reply, Spending]:
        estimate = self._estimate(question)
        ticket = self.budget.reserve(estimate)
        spent = estimate  # unless it is known better, also when we are interrupted
        try:
            reply = self.model.ask(question)
            spent = price(
                self.model.config, input_tokens=reply.input_tokens, output_tokens=reply.output_tokens
            )
        except (ProviderRefused, QuestionTooLong):
            spent = Spending()
            raise
        except ProviderPending as error:
            spent = estimate if error.reason in _MAY_BE_BILLED else Spending()
            raise
        finally:
            self.budget.settle(ticket, spent)
        return reply, spent

    def _estimate(self, question: Question) -> Spending:
        schema = str(question.schema)
        tokens = sum(estimated_tokens(text) for text in (question.instructions, question.material, schema))
        return price(self.model.config, input_tokens=tokens, output_tokens=question.answer_tokens)
