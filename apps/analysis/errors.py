"""What can keep an analysis from being made."""

from typing import ClassVar

from apps.core.errors import ConductAtlasError


class AnalysisError(ConductAtlasError):
    """Base of the errors of this app."""

    code: ClassVar[str] = "analysis_error"


class ProviderPending(AnalysisError):  # noqa: N818 - it names what happened, as it is told to people
    """The language model's provider did not answer in full; the same question may be answered later.

    `reason` is stable: timed_out, unreachable, rate_limited, overloaded, server_error, cut_short. `retry_after` is in seconds:
    what the provider asked for, or zero where it asked for nothing.
    """

    code: ClassVar[str] = "provider_pending"
    retryable: ClassVar[bool] = True

    def __init__(self, message: str, *, reason: str, retry_after: float = 0.0) -> None:
        super().__init__(message)
        self.reason = reason
        self.retry_after = retry_after


class BudgetSpent(ProviderPending):
    """What may be spent on language models today is spent; `retry_after` leads to the next day."""

    code: ClassVar[str] = "budget_spent"

    def __init__(self, message: str, *, retry_after: float) -> None:
        super().__init__(message, reason="budget_spent", retry_after=retry_after)


class ProviderRefused(AnalysisError):  # noqa: N818 - same
    """The provider will not answer until somebody changes a setting: key, model, address, or how it is asked."""

    code: ClassVar[str] = "provider_refused"


class QuestionTooLong(AnalysisError):  # noqa: N818 - it names what happened, as it is told to people
    """The question does not fit into the model's window. Raised to whoever divides questions; no row keeps it."""

    code: ClassVar[str] = "question_too_long"


class EditingError(AnalysisError):
    """A person's decision that cannot be carried out; the message is for them."""

    code: ClassVar[str] = "not_decided"


class DecidedMeanwhile(EditingError):  # noqa: N818 - it names what happened
    """Somebody else decided after what the person saw."""

    code: ClassVar[str] = "decided_meanwhile"


class NothingToDecide(EditingError):  # noqa: N818 - same
    """The analysis holds no reading that could be shown or edited."""

    code: ClassVar[str] = "nothing_to_decide"


class EditRefused(EditingError):  # noqa: N818 - same
    """The field cannot say that: it is no value for it, changes nothing, or is not borne out by the text."""

    code: ClassVar[str] = "edit_refused"


class SettledMeanwhile(EditingError):  # noqa: N818 - same
    """Somebody else settled the report first."""

    code: ClassVar[str] = "settled_meanwhile"
