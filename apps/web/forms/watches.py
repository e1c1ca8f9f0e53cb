"""What people say of a watch: which changes it tells of, and whom else to follow."""

from collections.abc import Sequence
from typing import Any, Final

from django import forms
from django.http import QueryDict

from apps.analysis.types import Direction, Level
from apps.subscriptions.collection_list import MOST_BYTES as MOST_BYTES_OF_COLLECTION
from apps.subscriptions.collection_list import is_collection, read_collection
from apps.subscriptions.types import Interest, Rules
from apps.subscriptions.vendor_list import Known, Line, match_named, match_vendors
from apps.web.forms.topics import topics_by_family

MOST_BYTES: Final = 200_000
_ENCODINGS: Final = ("utf-8-sig", "cp1252")  # the second is what spreadsheets write in Western Europe
SEVERITIES: Final = (
    (Level.LOW.value, "Any severity"),
    (Level.MEDIUM.value, "Medium and high"),
    (Level.HIGH.value, "High only"),
)
DIRECTIONS: Final = (
    (Direction.WORSE.value, "Worse"),
    (Direction.BETTER.value, "Better"),
    (Direction.MIXED.value, "Better and worse"),
    (Direction.NEUTRAL.value, "Neither"),
    (Direction.UNCLEAR.value, "Not clear"),
)


class RulesForm(forms.Form):
    """The rules of a watch. What is not asked for, by topic or by language, stays as it is."""

    interests = forms.MultipleChoiceField(
        label="Tell of changes to",
        choices=Interest.choices,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "Choose at least one kind of change."},
    )
    min_severity = forms.ChoiceField(
        label="Of which severity",
        choices=SEVERITIES,
        help_text="A change that nobody has graded yet is told whatever you choose.",
    )
    directions = forms.MultipleChoiceField(
        label="For those bound by it, the change is",
        choices=DIRECTIONS,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="Choose none to be told of any.",
    )
    topics = forms.MultipleChoiceField(
        label="Only clauses on these topics",
        required=False,
        widget=forms.SelectMultiple(attrs={"size": 8}),
        help_text="Choose none to be told of all. Hold Control or Command to choose several.",
    )
    locale = forms.RegexField(
        r"^[A-Za-z]{2,3}(-[A-Za-z0-9]{1,8})*$",
        label="Only documents in this language",
        max_length=35,
        required=False,
        help_text="Its tag, such as en, de or pt-BR. Leave it empty for all.",
        error_messages={"invalid": "A language tag looks like en or pt-BR."},
    )

    def __init__(self, data: QueryDict | None, *, rules: Rules, has_topics: bool, has_locale: bool) -> None:
        super().__init__(data, initial=_initial(rules))
        self._before = rules
        if has_topics:
            self.fields["topics"].choices = topics_by_family()  # type: ignore[attr-defined]  # a choice field, declared above
        else:
            del self.fields["topics"]
        if not has_locale:
            del self.fields["locale"]

    @property
    def rules(self) -> Rules:
        given = self.cleaned_data
        return Rules(
            min_severity=Level(given["min_severity"]),
            interests=tuple(Interest(value) for value in given["interests"]),
            topics=tuple(given["topics"]) if "topics" in self.fields else self._before.topics,
            directions=tuple(Direction(value) for value in given["directions"]),
            locale=given["locale"] if "locale" in self.fields else self._before.locale,
        )


class AddressForm(forms.Form):
    """A public address. Whether it can be read is the service's to say."""

    url = forms.CharField(
        label="Address",
        max_length=2000,
        widget=forms.TextInput(attrs={"inputmode": "url", "autocomplete": "off", "spellcheck": "false"}),
        help_text="As it stands in a browser: https://example.com/terms",
        error_messages={"required": "Give the address of the page or PDF."},
    )


class VendorListForm(forms.Form):
    """A list of vendors, pasted or uploaded. What was uploaded counts where both are there."""

    text = forms.CharField(
        label="Paste the list",
        required=False,
        strip=False,
        max_length=MOST_BYTES,
        widget=forms.Textarea(attrs={"rows": 10}),
        help_text="One vendor in a line, by name or website; a table with a column named Vendor; or declarations of an Open "
        "Terms Archive collection, as JSON.",
    )
    file = forms.FileField(
        label="Or upload it",
        required=False,
        widget=forms.FileInput(attrs={"accept": ".csv,.txt,.json,.zip,text/csv,text/plain"}),
        help_text="CSV or plain text of at most 200 kB; or the declarations of a collection, JSON or a zip of at most 5 MB.",
    )

    _collection: bytes = b""

    def clean_file(self) -> str:
        found = self.cleaned_data["file"]
        if found is None:
            return ""
        if found.size > MOST_BYTES_OF_COLLECTION:
            raise forms.ValidationError(
                "This file is larger than 5 MB. Leave out what is no list of vendors."
            )
        body: bytes = found.read()
        if is_collection(body):
            self._collection = body
            return ""
        if found.size > MOST_BYTES:
            raise forms.ValidationError("This file is larger than 200 kB. Leave out the other columns.")
        for encoding in _ENCODINGS:
            try:
                return body.decode(encoding)
            except UnicodeDecodeError:
                continue
        raise forms.ValidationError("This is no text. Export the list as CSV, or paste the names.")

    def clean(self) -> dict[str, Any]:
        given: dict[str, Any] = super().clean() or self.cleaned_data
        text = given.get("text", "")
        if not given.get("file", "").strip() and not self._collection and is_collection(text.encode()):
            self._collection = text.encode()
        if not self.errors and not (text.strip() or given.get("file", "").strip() or self._collection):
            raise forms.ValidationError("Paste a list or upload one: nothing was given.")
        return given

    @property
    def list_of_vendors(self) -> str:
        return str(self.cleaned_data["file"] or self.cleaned_data["text"])

    def lines(self, known: Sequence[Known]) -> list[Line]:
        """Return the vendors with the platforms they are. Raises UnreadableListError."""
        if self._collection:
            return match_named(read_collection(self._collection), known)
        return match_vendors(self.list_of_vendors, known)


def _initial(rules: Rules) -> dict[str, Any]:
    return {
        "min_severity": Level(rules.min_severity).value,
        "interests": [interest.value for interest in rules.interests],
        "directions": [direction.value for direction in rules.directions],
        "topics": list(rules.topics),
        "locale": rules.locale,
    }
