"""What people say of a feed that they make."""

from django import forms

from apps.accounts.services.feed_tokens import LONGEST_NAME
from apps.accounts.types import FeedKind


class FeedForm(forms.Form):
    kind = forms.ChoiceField(
        label="What it gives",
        choices=FeedKind.choices,
        error_messages={"invalid_choice": "Choose one of the two."},
    )
    name = forms.CharField(
        label="Where it is read",
        max_length=LONGEST_NAME,
        help_text="Such as “Outlook” or “news reader”: so that you know later which one to end.",
    )

    @property
    def wanted(self) -> FeedKind:
        return FeedKind(self.cleaned_data["kind"])
