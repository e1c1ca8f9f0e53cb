"""The form for each field of a reading: which one, what it shows at first, and the value it makes."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from apps.analysis.types import ChangeBrief, ChangeReading, ProvisionBrief, ProvisionReading
from apps.web.forms.editing import (
    CHOSEN,
    GRADES,
    SEVERAL,
    ActionSet,
    ChoiceForm,
    DecisionForm,
    GradeForm,
    SeveralForm,
    StatementSet,
    TitleForm,
    actions_as_given,
    statements_as_given,
)

Reading = ProvisionReading | ChangeReading
Brief = ProvisionBrief | ChangeBrief


@dataclass(frozen=True)
class FieldEditor:
    """Hold the form with the reason, and the set of parts where the field has several."""

    form: DecisionForm
    parts: Any = None
    before: Sequence[Any] = ()

    def is_valid(self) -> bool:
        """Say whether all that was filled in can be read; both are asked, so that both can say what is wrong."""
        return all([self.form.is_valid(), self.parts is None or self.parts.is_valid()])

    @property
    def reason(self) -> str:
        return str(self.form.cleaned_data["reason"])

    @property
    def seen(self) -> int:
        return int(self.form.cleaned_data["seen"])

    @property
    def value(self) -> Any:
        """Return what the field shall hold, as a reading is stored."""
        return self.form.value if self.parts is None else self.parts.values(self.before)  # type: ignore[attr-defined]  # each form of one value has it


def field_editor(name: str, reading: Reading, brief: Brief, data: Any, *, seen: int) -> FieldEditor:
    """Return what edits a field of a reading, filled with what it says now, or with what was typed."""
    held = getattr(reading, name)
    if name == "actions":
        actions = ActionSet(data, initial=actions_as_given(held), prefix="parts")
        return FieldEditor(DecisionForm(data, initial={"seen": seen}), actions, held)
    if name in {"title", *GRADES, *CHOSEN, *SEVERAL}:
        return FieldEditor(_single(name, held, data, seen))
    parts = StatementSet(
        data, initial=statements_as_given(held, brief.texts), prefix="parts", form_kwargs={"brief": brief}
    )
    return FieldEditor(DecisionForm(data, initial={"seen": seen}), parts, held)


def _single(name: str, held: Any, data: Any, seen: int) -> DecisionForm:
    if name == "title":
        return TitleForm(data, initial={"title": held, "seen": seen})
    if name in GRADES:
        because = " ".join(reason.text for reason in held.reasons)[:300]
        return GradeForm(data, initial={"level": held.level.value, "because": because, "seen": seen})
    if name in SEVERAL:
        return SeveralForm(data, initial={"values": [one.value for one in held], "seen": seen})
    chosen = held.value if held is not None else ""
    return ChoiceForm(data, initial={"value_chosen": chosen, "seen": seen}, choices=CHOSEN[name])
