"""What people say of review rules, and of their own contracts."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.http import QueryDict

from apps.accounts.models import Membership
from apps.analysis.types import Level
from apps.platforms.models import Platform
from apps.reviews.models.rule import MOST_DEFAULT_DAYS, MOST_LEAD_DAYS
from apps.reviews.services.overlaying import OverlayWish
from apps.reviews.services.ruling import RuleWish
from apps.reviews.types import Assignment
from apps.subscriptions.models import Watch
from apps.web.forms.reviews import day_input, people
from apps.web.forms.topics import topics_by_family
from apps.web.forms.watches import SEVERITIES


class RuleForm(forms.Form):
    """Which changes open a review, whose it is, and when it is due."""

    name = forms.CharField(
        label="Name", max_length=80, help_text="As it stands in each review that it opens."
    )
    min_severity = forms.ChoiceField(
        label="Of which severity",
        choices=SEVERITIES,
        help_text="A change that nobody has graded yet opens a review whatever you choose.",
    )
    watch = forms.ChoiceField(label="Told by", required=False)
    platforms = forms.MultipleChoiceField(
        label="Only these platforms",
        required=False,
        widget=forms.SelectMultiple(attrs={"size": 6}),
        help_text="Choose none for all. Hold Control or Command to choose several.",
    )
    topics = forms.MultipleChoiceField(
        label="Only clauses on these topics",
        required=False,
        widget=forms.SelectMultiple(attrs={"size": 6}),
        help_text="Choose none for all.",
    )
    ignores_overlaid = forms.BooleanField(
        label="Leave out clauses that an own contract overrides", required=False
    )
    assignment = forms.ChoiceField(label="Reviews go to", choices=Assignment.choices)
    people = forms.MultipleChoiceField(
        label="In turns among",
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="By platform, too: for those that have nobody of their own.",
    )
    lead_days = forms.IntegerField(
        label="Days before the day that counts",
        min_value=0,
        max_value=MOST_LEAD_DAYS,
        help_text="The end of the time to object, or the date of effect, where the text states one.",
    )
    default_days = forms.IntegerField(
        label="Days, where the text states none", min_value=1, max_value=MOST_DEFAULT_DAYS
    )
    needs_signature = forms.BooleanField(
        label="A second member has to sign", required=False, help_text="Whatever is decided."
    )

    def __init__(
        self,
        data: QueryDict | None,
        *,
        wish: RuleWish,
        watches: Iterable[Watch],
        platforms: Iterable[Platform],
        members: Iterable[Membership],
    ) -> None:
        super().__init__(data, initial=_initial(wish))
        members = list(members)
        named = list(platforms)
        self.fields["topics"].choices = topics_by_family()  # type: ignore[attr-defined]  # choice fields, declared above
        self.fields["watch"].choices = [("", "Any watch"), *((str(row.pk), row.name) for row in watches)]  # type: ignore[attr-defined]  # as before
        self.fields["platforms"].choices = [(str(row.pk), row.name) for row in named]  # type: ignore[attr-defined]  # as before
        self.fields["people"].choices = people(members)  # type: ignore[attr-defined]  # as before
        self._owned = [row for row in named if row.pk in wish.platforms]
        for row in self._owned:
            self.fields[f"owner-{row.pk}"] = forms.ChoiceField(
                label=f"{row.name} goes to",
                required=False,
                initial=str(wish.platforms[row.pk] or ""),
                choices=[("", "Nobody of its own"), *people(members)],
            )

    @property
    def wish(self) -> RuleWish:
        given = self.cleaned_data
        platforms = {int(number): self._owner(number) for number in given["platforms"]}
        return RuleWish(
            name=given["name"],
            min_severity=Level(given["min_severity"]),
            topics=tuple(given["topics"]),
            watch_id=int(given["watch"]) if given["watch"] else None,
            ignores_overlaid=given["ignores_overlaid"],
            assignment=Assignment(given["assignment"]),
            lead_days=given["lead_days"],
            default_days=given["default_days"],
            needs_signature=given["needs_signature"],
            platforms=platforms,
            people=[int(number) for number in given["people"]],
        )

    def _owner(self, platform: str) -> int | None:
        chosen = self.cleaned_data.get(f"owner-{platform}")
        return int(chosen) if chosen else None


class OverlayForm(forms.Form):
    contract = forms.CharField(label="Contract", max_length=120, help_text="Such as MSA, or Order form 12.")
    signed_on = forms.DateField(label="Signed on", required=False, widget=day_input())
    section = forms.CharField(label="Section", max_length=60, required=False, help_text="Such as § 9.")
    until = forms.DateField(
        label="Holds until",
        required=False,
        widget=day_input(),
        help_text="Its last day; empty: until you end it.",
    )
    note = forms.CharField(
        label="What it says instead", max_length=600, required=False, widget=forms.Textarea({"rows": 3})
    )

    @property
    def wish(self) -> OverlayWish:
        given = self.cleaned_data
        return OverlayWish(
            contract=given["contract"],
            signed_on=given["signed_on"],
            section=given["section"],
            note=given["note"],
            until=given["until"],
        )


def _initial(wish: RuleWish) -> dict[str, Any]:
    return {
        "name": wish.name,
        "min_severity": wish.min_severity.value,
        "watch": str(wish.watch_id or ""),
        "platforms": [str(number) for number in wish.platforms],
        "topics": list(wish.topics),
        "ignores_overlaid": wish.ignores_overlaid,
        "assignment": wish.assignment.value,
        "people": [str(number) for number in wish.people],
        "lead_days": wish.lead_days,
        "default_days": wish.default_days,
        "needs_signature": wish.needs_signature,
    }
