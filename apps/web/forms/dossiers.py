"""What a person wants in a dossier."""

from typing import Any, Final

from django import forms
from pydantic import ValidationError

from apps.analysis.types import Level
from apps.dossiers.types import Outline, Paper, Section, Template
from apps.dossiers.types.outline import MOST_PLATFORMS
from apps.dossiers.wording import SECTION_WORDS, TEMPLATE_WORDS
from apps.provisions.models import Topic
from apps.web.queries.chosen_platforms import platforms_named

_LEVELS: Final = [
    (Level.HIGH.value, "High severity alone"),
    (Level.MEDIUM.value, "Medium and high severity"),
    (Level.LOW.value, "All clauses"),
]
_LONGEST: Final = 120


class DossierForm(forms.Form):
    title = forms.CharField(label="Title", max_length=200, help_text="Printed on the cover.")
    template = forms.ChoiceField(
        label="Kind", choices=[(one.value, words) for one, words in TEMPLATE_WORDS.items()]
    )
    platforms = forms.CharField(
        label="Vendors",
        max_length=_LONGEST * MOST_PLATFORMS,
        help_text=f"Names as they stand here, separated by commas; {MOST_PLATFORMS} at most.",
        widget=forms.TextInput({"list": "platform-names", "autocomplete": "off"}),
    )
    since = forms.DateField(
        label="Changes from",
        required=False,
        widget=forms.DateInput({"type": "date"}),
        help_text="Empty: from the first capture.",
    )
    until = forms.DateField(
        label="Changes until",
        required=False,
        widget=forms.DateInput({"type": "date"}),
        help_text="Empty: until today.",
    )
    least = forms.ChoiceField(label="Clauses printed", choices=_LEVELS, initial=Level.MEDIUM.value)
    topics = forms.MultipleChoiceField(
        label="Topics",
        required=False,
        help_text="None chosen: all; in an AI addendum, those of the family on AI.",
    )
    sections = forms.MultipleChoiceField(
        label="Sections",
        required=False,
        choices=[(one.value, words) for one, words in SECTION_WORDS.items()],
        widget=forms.CheckboxSelectMultiple,
        help_text="None chosen: all that belong to the kind. Cover, evidence, method and disclaimer are always there.",
    )
    paper = forms.ChoiceField(label="Paper", choices=[(Paper.A4.value, "A4"), (Paper.LETTER.value, "Letter")])
    bates = forms.RegexField(
        r"^[A-Z0-9-]{0,12}$",
        label="Bates prefix",
        required=False,
        help_text="Capitals, digits and hyphens, such as ACME-. Each page is then numbered with it.",
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        rows = Topic.objects.filter(is_retired=False).order_by("position")
        topics = self.fields["topics"]
        assert isinstance(topics, forms.MultipleChoiceField)  # noqa: S101 - declared above
        topics.choices = list(rows.values_list("slug", "label"))

    def clean_platforms(self) -> tuple[int, ...]:
        names = self.cleaned_data["platforms"].replace("\x00", "").split(",")
        found, unknown = platforms_named(names)
        if unknown:
            raise forms.ValidationError(
                f"There is no platform named “{unknown[0][:60]}”. Its page shows what it is called here."
            )
        if not found or len(found) > MOST_PLATFORMS:
            raise forms.ValidationError(f"Name one vendor, or up to {MOST_PLATFORMS}.")
        return tuple(row.pk for row in found)

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        if not self.errors:
            self._outline(data)
        return data

    @property
    def outline(self) -> Outline:
        """Return what was asked for; the form is valid."""
        found: Outline = self.cleaned_data["outline"]
        return found

    def _outline(self, data: dict[str, Any]) -> None:
        try:
            data["outline"] = Outline(
                template=Template(data["template"]),
                platforms=data["platforms"],
                topics=tuple(data["topics"]),
                least=Level(data["least"]),
                since=data["since"],
                until=data["until"],
                sections=tuple(Section(one) for one in data["sections"]),
                paper=Paper(data["paper"]),
                bates=data["bates"],
            )
        except ValidationError as error:
            for problem in error.errors():
                self.add_error(None, str(problem["msg"]).removeprefix("Value error, "))
