"""What members choose about their mail, and admins about working hours."""

from datetime import time
from typing import Any, Final
from zoneinfo import ZoneInfo

from django import forms

from apps.accounts.time_zones import grouped_zones
from apps.accounts.types import Plan
from apps.alerts.models.mailing import RHYTHMS
from apps.alerts.schedules import Rhythm, WorkingHours
from apps.alerts.services.mail_choices import MailWish, rhythm_under
from apps.billing.entitlements import plan_allows
from apps.billing.types import Feature

DAYS: Final = tuple(enumerate(("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")))
_PAID: Final = (Rhythm.SAME_DAY, Rhythm.DAILY)
_LAST_MINUTE: Final = 24 * 60


class MailForm(forms.Form):
    rhythm = forms.ChoiceField(label="How often", required=False)
    hour = forms.TypedChoiceField(
        label="Hour of digests and reminders",
        coerce=int,
        choices=[(hour, f"{hour:02}:00") for hour in range(24)],
    )
    weekday = forms.TypedChoiceField(label="Day of a weekly digest", coerce=int, choices=DAYS)
    all_quiet = forms.BooleanField(
        label="Write also when nothing was told",
        required=False,
        help_text="With how many documents were watched, how often they were read, and which cannot be read: evidence that somebody looked.",
    )

    reminds = forms.BooleanField(
        label="Remind me of dates",
        required=False,
        help_text="By one mail a day, 30, 14, 7 days and 1 before dates in the calendar to act on. Reviews are reminded of to their owner.",
    )

    def __init__(self, *args: Any, plan: Plan, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        usual = dict(RHYTHMS)[rhythm_under(plan, "").value].lower()
        is_paid = plan_allows(plan, Feature.SAME_DAY_ALERTS)
        offered = [(value, label) for value, label in RHYTHMS if is_paid or value not in _PAID]
        self.fields["rhythm"].choices = [("", f"As the plan has it: {usual}"), *offered]  # type: ignore[attr-defined]  # a choice field, declared above

    @property
    def wish(self) -> MailWish:
        return MailWish(**self.cleaned_data)


class HoursForm(forms.Form):
    zone = forms.ChoiceField(label="Time zone", choices=grouped_zones)
    opens = forms.TimeField(label="From", widget=forms.TimeInput({"type": "time"}, format="%H:%M"))
    closes = forms.TimeField(
        label="Until",
        help_text="00:00 is the end of the day.",
        widget=forms.TimeInput({"type": "time"}, format="%H:%M"),
    )
    days = forms.TypedMultipleChoiceField(
        label="Days", coerce=int, choices=DAYS, widget=forms.CheckboxSelectMultiple
    )

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        if {"opens", "closes"} <= given.keys() and _minutes(given["opens"]) >= _end(given["closes"]):
            self.add_error("closes", "It ends after it begins.")
        return given

    @property
    def wanted(self) -> WorkingHours:
        given = self.cleaned_data
        return WorkingHours(
            ZoneInfo(given["zone"]), _minutes(given["opens"]), _end(given["closes"]), frozenset(given["days"])
        )


def said_hours(hours: WorkingHours) -> dict[str, Any]:
    """Return what the form begins with."""
    return {
        "zone": hours.zone.key,
        "opens": _clock(hours.opens),
        "closes": _clock(hours.closes),
        "days": sorted(hours.days),
    }


def _minutes(said: time) -> int:
    return said.hour * 60 + said.minute


def _end(said: time) -> int:
    return _minutes(said) or _LAST_MINUTE


def _clock(minutes: int) -> time:
    return time(minutes // 60 % 24, minutes % 60)
