"""What an editor says a clause is about."""

from collections.abc import Sequence
from functools import cache
from typing import Any

from django import forms

from apps.provisions.taxonomy import read_taxonomy
from apps.web.forms.editing import DecisionForm

_UNKNOWN = {"invalid_choice": "The taxonomy has no such topic."}


class TopicsForm(DecisionForm):
    """One topic or several, which of them comes first, and why."""

    topics = forms.MultipleChoiceField(
        label="Topics",
        error_messages=_UNKNOWN | {"required": "Choose at least one topic."},
        widget=forms.CheckboxSelectMultiple,
    )
    foremost = forms.ChoiceField(
        label="Foremost",
        required=False,
        error_messages=_UNKNOWN,
        help_text="Where there are several: the one that names the clause.",
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        labels = [(topic.slug, topic.label) for topic in read_taxonomy().topics]
        self.fields["topics"].choices = labels  # type: ignore[attr-defined]  # a choice field, declared above
        self.fields["foremost"].choices = [("", "As they stand in the list"), *topics_by_family()]  # type: ignore[attr-defined]  # as before
        self.fields["reason"].help_text = "Published where the public saw another topic."

    def clean(self) -> dict[str, Any]:
        given: dict[str, Any] = super().clean() or self.cleaned_data
        foremost = given.get("foremost")
        if foremost and foremost not in given.get("topics", ()):
            self.add_error("foremost", "It is not among the topics chosen.")
        return given

    @property
    def chosen(self) -> Sequence[str]:
        """Return the topics, the foremost one first."""
        given, first = self.cleaned_data["topics"], self.cleaned_data["foremost"]
        return [first, *(slug for slug in given if slug != first)] if first else given


@cache
def topics_by_family() -> tuple[tuple[str, list[tuple[str, str]]], ...]:
    """Return the topics under their families, as a select shows them."""
    taxonomy = read_taxonomy()
    return tuple(
        (
            family.label,
            [(topic.slug, topic.label) for topic in taxonomy.topics if topic.family == family.slug],
        )
        for family in taxonomy.families
    )
