"""What staff fill in to give a workspace a plan."""

from datetime import UTC, datetime, time

from django import forms
from django.conf import settings

from apps.accounts.types import Plan
from apps.billing.services.grants import GrantWish
from apps.billing.types import GrantKind
from apps.web.forms.billing import MOST_SEATS
from apps.web.queries.granting import workspace_at


class GrantForm(forms.Form):
    workspace = forms.SlugField(
        label="Workspace", max_length=60, help_text="Its address, as in /w/<address>/."
    )
    plan = forms.ChoiceField(label="Plan", choices=Plan.choices, initial=Plan.PROFESSIONAL)
    extra_seats = forms.IntegerField(
        label="Further seats", min_value=0, max_value=MOST_SEATS, required=False, help_text="In Professional."
    )
    until = forms.DateField(
        label="Until",
        required=False,
        help_text="The first day on which it is over, in UTC. Empty: until it is taken back.",
        widget=forms.DateInput(attrs={"type": "date"}),
    )
    reason = forms.CharField(
        label="Reason", max_length=300, required=False, help_text="For the workspace's audit log."
    )

    workspace_id: int

    def clean_workspace(self) -> str:
        slug = str(self.cleaned_data["workspace"])
        found = workspace_at(slug)
        if found is None:
            raise forms.ValidationError(f"There is no workspace at /w/{slug}/.")
        self.workspace_id = found
        return slug

    @property
    def wish(self) -> GrantWish:
        given = self.cleaned_data
        until = given["until"]
        return GrantWish(
            plan=Plan(given["plan"]),
            kind=GrantKind.SELF_HOSTED if settings.STRIPE is None else GrantKind.SUPPORT,
            extra_seats=given["extra_seats"] or 0,
            until=datetime.combine(until, time(), tzinfo=UTC) if until else None,
            reason=given["reason"],
        )
