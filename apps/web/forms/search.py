"""What clauses to look for."""

from collections.abc import Iterator
from functools import cache
from typing import Any, Final

from django import forms

from apps.analysis.types import Level
from apps.platforms.models import Platform
from apps.provisions.taxonomy import FactType, read_taxonomy
from apps.provisions.taxonomy.labels import fact_label
from apps.web.forms.topics import topics_by_family
from apps.web.queries.chosen_platforms import platforms_named
from apps.web.queries.search import Wanted, WantedFact

COMPARISONS: Final = (
    ("lt", "less than"),
    ("lte", "at most"),
    ("exact", "exactly"),
    ("gte", "at least"),
    ("gt", "more than"),
)
UNITS: Final = (
    ("days", "days"),
    ("months", "months"),
    ("years", "years"),
    ("other", "%, money, years of age"),
)
_DAYS: Final = {"days": 1, "months": 30, "years": 365, "other": 1}  # as facts are made comparable
_COUNTED: Final = {FactType.DURATION, FactType.AGE, FactType.MONEY, FactType.PERCENTAGE, FactType.NUMBER}
_UNKNOWN: Final = {"invalid_choice": "There is nothing of this name to choose."}


class SearchForm(forms.Form):
    """Each field may stay empty. What cannot be read says so beside itself, and nothing is looked for."""

    q = forms.CharField(label="Words", required=False, max_length=200)
    topic = forms.ChoiceField(label="Topic", required=False, error_messages=_UNKNOWN)
    position = forms.CharField(label="Position", required=False, max_length=60)
    severity = forms.ChoiceField(
        label="Severity",
        required=False,
        choices=[("", "Any"), *((level.value, level.value.title()) for level in Level)],
        error_messages=_UNKNOWN,
    )
    platform = forms.CharField(
        label="Platform",
        required=False,
        max_length=120,
        widget=forms.TextInput({"list": "platform-names", "autocomplete": "off"}),
    )
    fact = forms.ChoiceField(label="Fact", required=False, error_messages=_UNKNOWN)
    comparison = forms.ChoiceField(label="is", required=False, choices=COMPARISONS, error_messages=_UNKNOWN)
    value = forms.DecimalField(
        label="Value",
        required=False,
        min_value=0,
        max_value=10**9,
        max_digits=13,
        decimal_places=2,
        widget=forms.TextInput({"inputmode": "decimal"}),  # what was typed stays, readable or not
        error_messages={"invalid": "A number, such as 14."},
    )
    unit = forms.ChoiceField(label="in", required=False, choices=UNITS, error_messages=_UNKNOWN)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["topic"].choices = [("", "Any"), *topics_by_family()]  # type: ignore[attr-defined]  # a choice field, declared above
        self.fields["fact"].choices = [("", "Any"), *facts_offered()]  # type: ignore[attr-defined]  # as before

    def clean_platform(self) -> Platform | None:
        name = self.cleaned_data["platform"]
        if not name:
            return None
        found, _ = platforms_named([name])
        if not found:
            raise forms.ValidationError("No platform is called this. Its own page shows its name here.")
        return found[0]

    def clean_position(self) -> str:
        position: str = self.cleaned_data["position"]
        if position and position not in {slug for slug, _ in positions_offered(self.data.get("topic", ""))}:
            raise forms.ValidationError("This topic has no such position.")
        return position

    def clean(self) -> dict[str, Any]:
        given: dict[str, Any] = super().clean() or self.cleaned_data
        if given.get("fact") and given.get("value") is None and "value" not in self.errors:
            self.add_error("value", "A fact is looked for by its value: give a number.")
        if given.get("value") is not None and not given.get("fact") and "fact" not in self.errors:
            self.add_error("fact", "Say which fact has this value.")
        return given

    @property
    def wanted(self) -> Wanted:
        """Return what is asked for; nothing where a field cannot be read."""
        if not self.is_valid():
            return Wanted()
        given = self.cleaned_data
        return Wanted(
            words=given["q"],
            topic=given["topic"],
            position=given["position"],
            severity=given["severity"],
            platform=given["platform"],
            fact=_fact(given),
        )


def _fact(given: dict[str, Any]) -> WantedFact | None:
    if not given["fact"]:
        return None
    topic, _, slug = given["fact"].partition(".")
    number = given["value"] * _DAYS[given["unit"] or "days"]
    return WantedFact(topic, slug, given["comparison"] or "lt", number)


def positions_offered(topic: str) -> tuple[tuple[str, str], ...]:
    """Return slug and label of a topic's positions; none for a topic that does not exist."""
    found = next((one for one in read_taxonomy().topics if one.slug == topic), None)
    return tuple((position.slug, position.label) for position in found.positions) if found else ()


@cache
def facts_offered() -> tuple[tuple[str, str], ...]:
    """Return the facts that have a number, each with the topic it belongs to."""
    return tuple(_facts())


def _facts() -> Iterator[tuple[str, str]]:
    for topic in read_taxonomy().topics:
        for fact in topic.facts:
            if fact.type in _COUNTED:
                yield f"{topic.slug}.{fact.slug}", f"{topic.label}: {fact_label(fact.slug)}"
