"""What editors fill in about an analysis: a decision with its reason, or one field of the reading."""

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

from django import forms

from apps.analysis.types import (
    Action,
    Affected,
    ChangeBrief,
    Citation,
    Direction,
    Evidence,
    Level,
    ProvisionBrief,
    Statement,
    StatementBasis,
)

BASES: Final = (
    (StatementBasis.TEXT.value, "The cited words"),
    (StatementBasis.INFERENCE.value, "Inferred from context"),
    (StatementBasis.RECORD.value, "Our record"),
    (StatementBasis.LAW.value, "A law"),
    (StatementBasis.METHOD.value, "Advice"),
)
GRADES: Final = {"severity", "confidence"}
CHOSEN: Final = {
    "evidence": [
        (Evidence.EXPLICIT.value, "Explicit document language"),
        (Evidence.INFERRED.value, "Inferred from context"),
    ],
    "exposure": [("", "None"), *((level.value, level.value.title()) for level in Level)],
    "direction": [(one.value, one.value.title()) for one in Direction],
}
SEVERAL: Final = {"affected", "exposed"}
AFFECTED: Final = [(one.value, one.value.replace("_", " ").capitalize()) for one in Affected]


class DecisionForm(forms.Form):
    """Why, and the last decision that its author saw."""

    reason = forms.CharField(
        label="Reason",
        max_length=1000,
        widget=forms.Textarea({"rows": 2}),
        help_text="Published with the correction.",
    )
    seen = forms.IntegerField(widget=forms.HiddenInput, min_value=0)


class ReportForm(forms.Form):
    """What a reader wrote to us."""

    words = forms.CharField(
        label="What a reader reports",
        max_length=2000,
        widget=forms.Textarea({"rows": 2}),
        help_text="Without their name. Shown to editors until one of them decides.",
    )


class AcceptForm(forms.Form):
    seen = forms.IntegerField(widget=forms.HiddenInput, min_value=0)


class TitleForm(DecisionForm):
    title = forms.CharField(label="Title", min_length=3, max_length=120)
    field_order = ("title", "reason", "seen")

    @property
    def value(self) -> Any:
        return self.cleaned_data["title"]


class GradeForm(DecisionForm):
    """A level and what speaks for it; the reasons of the rubric are replaced."""

    level = forms.ChoiceField(label="Level", choices=[(level.value, level.value.title()) for level in Level])
    because = forms.CharField(
        label="What speaks for it", max_length=300, help_text="One sentence, shown beside the grade."
    )
    field_order = ("level", "because", "reason", "seen")

    @property
    def value(self) -> Any:
        reason = {"rule": "editor", "points": 0, "text": self.cleaned_data["because"]}
        return {"level": self.cleaned_data["level"], "reasons": [reason]}


class ChoiceForm(DecisionForm):
    value_chosen = forms.ChoiceField(label="Says", required=False)
    field_order = ("value_chosen", "reason", "seen")

    def __init__(self, *args: Any, choices: Sequence[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["value_chosen"].choices = choices  # type: ignore[attr-defined]  # a choice field, declared above

    @property
    def value(self) -> Any:
        return self.cleaned_data["value_chosen"] or None


class SeveralForm(DecisionForm):
    values = forms.MultipleChoiceField(
        label="Whom it concerns", choices=AFFECTED, required=False, widget=forms.CheckboxSelectMultiple
    )
    field_order = ("values", "reason", "seen")

    @property
    def value(self) -> Any:
        return self.cleaned_data["values"]


class StatementForm(forms.Form):
    """One statement. Without text it is left out."""

    text = forms.CharField(label="Says", max_length=1200, required=False, widget=forms.Textarea({"rows": 3}))
    basis = forms.ChoiceField(label="Rests on", choices=BASES)
    quotes = forms.CharField(
        label="Words it cites, one quote a line",
        required=False,
        widget=forms.Textarea({"rows": 2}),
        help_text="Exactly as the document has them.",
    )
    inferred_from = forms.CharField(label="Inferred from", required=False, max_length=300)

    def __init__(self, *args: Any, brief: ProvisionBrief | ChangeBrief, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._brief = brief

    def clean_quotes(self) -> tuple[Citation, ...]:
        lines = [line.strip() for line in str(self.cleaned_data["quotes"]).splitlines() if line.strip()]
        return tuple(self._located(line) for line in lines)

    def _located(self, quote: str) -> Citation:
        found = located(quote, self._brief)
        if found is None:
            raise forms.ValidationError(f"“{quote[:80]}” does not stand in the document.")
        return found

    def statement(self, before: Statement | None) -> Statement | None:
        """Return what is stated; the facts and laws that the statement named before stay with it."""
        said = self.cleaned_data
        if not said.get("text"):
            return None
        return Statement(
            text=said["text"],
            basis=StatementBasis(said["basis"]),
            citations=said["quotes"],
            facts=before.facts if before else (),
            laws=before.laws if before else (),
            inferred_from=said["inferred_from"],
        )


class BaseStatements(forms.BaseFormSet):  # type: ignore[type-arg]  # generic in the stubs alone
    """The statements of one section, and room for one more."""

    def values(self, before: Sequence[Statement]) -> list[Any]:
        """Return the section as the reading holds it."""
        given = [
            form.statement(before[place] if place < len(before) else None)
            for place, form in enumerate(self.forms)
        ]
        return [one.model_dump(mode="json") for one in given if one is not None]


StatementSet = forms.formset_factory(StatementForm, formset=BaseStatements, extra=1, max_num=20)


class ActionForm(forms.Form):
    """One thing people can do. Without steps it is left out; a deadline stays with it."""

    title = forms.CharField(label="Action", min_length=3, max_length=90, required=False)
    steps = forms.CharField(
        label="Steps, one a line", required=False, max_length=3000, widget=forms.Textarea({"rows": 4})
    )

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        if said.get("steps") and not said.get("title"):
            self.add_error("title", "An action has a title.")
        return said

    def action(self, before: Action | None) -> Action | None:
        """Return the action; a step in the words it had keeps what it cites, a new one is advice."""
        known = {step.text: step for step in before.steps} if before else {}
        steps = [
            line.strip() for line in str(self.cleaned_data.get("steps", "")).splitlines() if line.strip()
        ]
        if not steps:
            return None
        return Action(
            title=self.cleaned_data["title"],
            steps=tuple(
                known.get(step) or Statement(text=step, basis=StatementBasis.METHOD) for step in steps
            ),
            deadline=before.deadline if before else None,
        )


class BaseActions(forms.BaseFormSet):  # type: ignore[type-arg]  # same
    """The actions of a reading, and room for one more."""

    def values(self, before: Sequence[Action]) -> list[Any]:
        """Return the actions as the reading holds them."""
        given = [
            form.action(before[place] if place < len(before) else None)
            for place, form in enumerate(self.forms)
        ]
        return [one.model_dump(mode="json") for one in given if one is not None]


ActionSet = forms.formset_factory(ActionForm, formset=BaseActions, extra=1, max_num=10)


def actions_as_given(actions: Sequence[Action]) -> list[dict[str, str]]:
    """Return actions as the form shows them."""
    return [{"title": one.title, "steps": "\n".join(step.text for step in one.steps)} for one in actions]


def located(quote: str, brief: ProvisionBrief | ChangeBrief) -> Citation | None:
    """Find a quote where the brief's clauses have it, else in the rest of the texts; blanks and line breaks are alike."""
    pattern = re.compile(r"\s+".join(map(re.escape, quote.split())))
    for span in _clauses(brief):
        found = pattern.search(brief.texts[span.sha256], span.start, span.end)
        if found is not None:
            return Citation(sha256=span.sha256, start=found.start(), end=found.end())
    for sha256, text in brief.texts.items():
        found = pattern.search(text)
        if found is not None:
            return Citation(sha256=sha256, start=found.start(), end=found.end())
    return None


def quoted(statement: Statement, texts: Mapping[str, str]) -> list[str]:
    """Return the words that a statement cites."""
    return [texts[one.sha256][one.start : one.end] for one in statement.citations if one.sha256 in texts]


def statements_as_given(statements: Sequence[Statement], texts: Mapping[str, str]) -> list[dict[str, str]]:
    """Return a section as the form shows it."""
    return [
        {
            "text": one.text,
            "basis": one.basis.value,
            "quotes": "\n".join(" ".join(quote.split()) for quote in quoted(one, texts)),
            "inferred_from": one.inferred_from,
        }
        for one in statements
    ]


def _clauses(brief: ProvisionBrief | ChangeBrief) -> Iterator[Citation]:
    if isinstance(brief, ProvisionBrief):
        yield brief.clause.words.citation
        return
    for change in brief.clauses:
        for clause in (change.after, change.before):
            if clause is not None:
                yield clause.words.citation
