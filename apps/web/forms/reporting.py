"""What readers report, and how editors settle it."""

from typing import Any, Final

from django import forms

from apps.analysis.models import Outcome
from apps.analysis.services.reporting import LawCorrected

_FEWEST: Final = 10
_NOT_CHOSEN: Final = ("", "Choose")
_OF_READINGS: Final = [
    _NOT_CHOSEN,
    *((one.value, one.label) for one in Outcome if one is not Outcome.CORRECTED),
]


class ReaderReportForm(forms.Form):
    """What is wrong, in a reader's words. `homepage` is not shown: what fills it in is no reader."""

    words = forms.CharField(
        label="What is wrong",
        min_length=_FEWEST,
        max_length=2000,
        widget=forms.Textarea({"rows": 6}),
        help_text="Quote the sentence you mean, and say what it should say and how one can tell.",
        error_messages={
            "required": "Say what is wrong: nothing was sent.",
            "min_length": "A little more, so that an editor can find it: nothing was sent.",
        },
    )
    homepage = forms.CharField(
        label="Leave this empty",
        required=False,
        widget=forms.TextInput({"tabindex": "-1", "autocomplete": "off"}),
    )

    @property
    def is_from_a_reader(self) -> bool:
        return not self.cleaned_data["homepage"]


class SettleForm(forms.Form):
    """How a report on a clause or a change ends that leads to no edit."""

    outcome = forms.ChoiceField(label="It is", choices=_OF_READINGS)
    note = forms.CharField(
        label="Note for editors", max_length=1000, required=False, widget=forms.Textarea({"rows": 2})
    )

    @property
    def corrected(self) -> LawCorrected | None:
        return None


class SettleLawForm(SettleForm):
    """How a report on a law ends; where it was corrected, what the public is told."""

    field = forms.CharField(
        label="What was corrected", max_length=40, required=False, help_text="Such as: Penalties."
    )
    said = forms.CharField(label="Said", required=False, max_length=2000, widget=forms.Textarea({"rows": 2}))
    says = forms.CharField(
        label="Says now", required=False, max_length=2000, widget=forms.Textarea({"rows": 2})
    )
    field_order = ("outcome", "field", "said", "says", "note")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["outcome"].choices = [_NOT_CHOSEN, *Outcome.choices]  # type: ignore[attr-defined]  # a choice field, declared above
        self.fields["note"].label = "Reason"
        self.fields["note"].help_text = "Published with a correction."

    def clean(self) -> dict[str, Any]:
        given: dict[str, Any] = super().clean() or self.cleaned_data
        if given.get("outcome") == Outcome.CORRECTED:
            for name in ("field", "said", "says", "note"):
                if not given.get(name) and name not in self.errors:
                    self.add_error(name, "A correction is public and needs this.")
        return given

    @property
    def corrected(self) -> LawCorrected | None:
        given = self.cleaned_data
        if given["outcome"] != Outcome.CORRECTED:
            return None
        return LawCorrected(given["field"], given["said"], given["says"])
