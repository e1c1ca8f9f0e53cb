"""What people fill in about channels. Services check again."""

from datetime import datetime, timedelta
from typing import Final

from django import forms

from apps.subscriptions.models.channel import LONGEST_NAME
from apps.subscriptions.services.channels import Wish
from apps.subscriptions.types import ChannelKind

_BACK: Final = (("1", "The last day"), ("7", "The last 7 days"), ("30", "The last 30 days"))


class ChannelForm(forms.Form):
    kind = forms.ChoiceField(label="Kind", choices=ChannelKind.choices)
    name = forms.CharField(
        label="Name",
        max_length=LONGEST_NAME,
        help_text="How this workspace calls it: Legal, #vendor-changes.",
    )
    address = forms.CharField(
        label="Address",
        max_length=2000,
        help_text="An e-mail address; of a webhook, Slack or Teams the https address that takes messages.",
    )

    @property
    def wish(self) -> Wish:
        return Wish(
            ChannelKind(self.cleaned_data["kind"]), self.cleaned_data["name"], self.cleaned_data["address"]
        )


class CodeForm(forms.Form):
    code = forms.CharField(
        label="Code",
        max_length=20,
        widget=forms.TextInput(attrs={"autocomplete": "one-time-code", "inputmode": "numeric"}),
        help_text="Six digits. They stand in the message that came to the channel.",
    )


class SinceForm(forms.Form):
    days = forms.ChoiceField(label="Not delivered within", choices=_BACK)

    def since(self, now: datetime) -> datetime:
        return now - timedelta(days=int(self.cleaned_data["days"]))
