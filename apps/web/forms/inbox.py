"""What people say of an alert."""

from django import forms

from apps.alerts.models.alert import LONGEST_REASON


class DismissForm(forms.Form):
    reason = forms.CharField(
        label="Why it is not relevant",
        required=False,
        max_length=LONGEST_REASON,
        help_text="For your colleagues, and for whoever asks in a year. You may leave it empty.",
        widget=forms.Textarea({"rows": 2}),
    )
