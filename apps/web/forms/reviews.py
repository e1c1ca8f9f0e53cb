"""What people say in a review: what they decide, whose it is, what they mean. Services check again."""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import TYPE_CHECKING, Any, Final

from django import forms

from apps.accounts.models import Membership
from apps.reviews.models.event import LONGEST_COMMENT
from apps.reviews.models.review import LONGEST_REASON
from apps.reviews.services.discussing import MOST_BYTES, MOST_FILES, TYPES, Upload
from apps.reviews.types import State

if TYPE_CHECKING:
    from django.core.files.uploadedfile import UploadedFile

NOBODY: Final = ("", "Nobody")
_WORDS: Final = {
    State.ACCEPTED: "Accept",
    State.ACCEPTED_UNTIL: "Accept until a day",
    State.OBJECTION_SENT: "An objection was sent",
    State.NO_ACTION: "No action needed",
    State.ESCALATED: "Escalate",
}


def day_input() -> forms.DateInput:
    return forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})


def people(members: Iterable[Membership]) -> list[tuple[str, str]]:
    return [(str(row.user_id), f"{row.user} ({row.get_role_display().lower()})") for row in members]


class DecisionForm(forms.Form):
    """A decision among those that one's role may make."""

    turn = forms.IntegerField(widget=forms.HiddenInput)
    state = forms.ChoiceField(
        label="Decision", widget=forms.RadioSelect, error_messages={"required": "Choose a decision."}
    )
    reason = forms.CharField(
        label="Reason",
        max_length=LONGEST_REASON,
        widget=forms.Textarea({"rows": 3}),
        help_text="For whoever asks in a year.",
        error_messages={"required": "Give the reason: whoever asks in a year reads it."},
    )
    until = forms.DateField(
        label="Accepted until",
        required=False,
        widget=day_input(),
        help_text="With “Accept until a day”: its last day. Then the review comes back.",
    )
    to = forms.ChoiceField(
        label="Escalate to",
        required=False,
        help_text="With “Escalate”: whose it is then. Empty: it stays whose it is.",
    )

    def __init__(
        self, *args: Any, states: Sequence[State], members: Iterable[Membership], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields["state"].choices = [(state.value, _WORDS[state]) for state in states]  # type: ignore[attr-defined]  # a choice field, declared above
        if State.ESCALATED in states:
            self.fields["to"].choices = [("", "Nobody else"), *people(members)]  # type: ignore[attr-defined]  # as before
        else:
            del self.fields["to"]

    @property
    def state_chosen(self) -> State:
        return State(self.cleaned_data["state"])

    @property
    def until_chosen(self) -> date | None:
        """Return the last day, where the decision has one: what else stands in the field is left over."""
        found: date | None = self.cleaned_data["until"]
        return found if self.state_chosen == State.ACCEPTED_UNTIL else None

    @property
    def to_chosen(self) -> int | None:
        found = self.cleaned_data.get("to")
        return int(found) if found and self.state_chosen == State.ESCALATED else None


class ReasonForm(forms.Form):
    """A deed that needs no more than a reason."""

    turn = forms.IntegerField(widget=forms.HiddenInput)
    reason = forms.CharField(label="Reason", max_length=LONGEST_REASON, widget=forms.Textarea({"rows": 2}))


class TurnForm(forms.Form):
    turn = forms.IntegerField(widget=forms.HiddenInput)


class AssignForm(forms.Form):
    """Whose a review is, and when it is due."""

    turn = forms.IntegerField(widget=forms.HiddenInput)
    owner = forms.ChoiceField(label="Owner", required=False)
    due_on = forms.DateField(label="Due", widget=day_input())

    def __init__(self, *args: Any, members: Iterable[Membership], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["owner"].choices = [NOBODY, *people(members)]  # type: ignore[attr-defined]  # a choice field, declared above

    @property
    def owner_id(self) -> int | None:
        return int(self.cleaned_data["owner"]) if self.cleaned_data["owner"] else None


class OpenForm(forms.Form):
    """What whoever opens a review wants of it."""

    owner = forms.ChoiceField(label="Owner", required=False)
    needs_signature = forms.BooleanField(
        label="Needs a second signature",
        required=False,
        help_text="Whatever is decided, another member who signs off has to agree.",
    )

    def __init__(self, *args: Any, members: Iterable[Membership], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["owner"].choices = [NOBODY, *people(members)]  # type: ignore[attr-defined]  # a choice field, declared above

    @property
    def owner_id(self) -> int | None:
        return int(self.cleaned_data["owner"]) if self.cleaned_data["owner"] else None


class _Files(forms.ClearableFileInput):
    allow_multiple_selected = True


class _FilesField(forms.FileField):
    """Any number of files."""

    def clean(self, data: Any, initial: Any = None) -> "list[UploadedFile[Any]]":
        given = data if isinstance(data, list | tuple) else [data]
        return [super(_FilesField, self).clean(one, initial) for one in given if one]


class CommentForm(forms.Form):
    text = forms.CharField(
        label="Comment",
        required=False,
        max_length=LONGEST_COMMENT,
        widget=forms.Textarea({"rows": 3}),
        help_text="Name a colleague with @ and their address, or what stands before its @: they find it on their home.",
    )
    attached = _FilesField(
        label="Files",
        required=False,
        widget=_Files({"accept": ",".join(f".{ending}" for ending in TYPES)}),
        help_text=f"Up to {MOST_BYTES // 1_000_000} MB each, {MOST_FILES} a review. They are not scanned for viruses.",
    )

    def clean_attached(self) -> "list[UploadedFile[Any]]":
        given: list[UploadedFile[Any]] = self.cleaned_data["attached"]
        if any((one.size or 0) > MOST_BYTES for one in given):
            raise forms.ValidationError(f"A file is larger than {MOST_BYTES // 1_000_000} MB.")
        if len(given) > MOST_FILES:
            raise forms.ValidationError(f"A review holds {MOST_FILES} files.")
        return given

    @property
    def uploads(self) -> list[Upload]:
        return [Upload(one.name or "", one.read()) for one in self.cleaned_data["attached"]]
