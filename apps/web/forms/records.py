"""What people fill in about keys, the audit log and their own account. Services check again."""

from datetime import datetime, time, timedelta
from typing import Any, Final

from django import forms
from django.utils.timezone import make_aware

from apps.accounts import rules
from apps.accounts.models import Action, User
from apps.accounts.selectors import AuditFilter
from apps.accounts.time_zones import grouped_zones
from apps.accounts.types import Scope
from apps.alerts.actions import Action as AlertAction
from apps.billing.actions import Action as BillingAction
from apps.subscriptions.actions import Action as WatchAction

DAYS: Final = (("30", "30 days"), ("90", "90 days"), ("365", "One year"), ("", "Never"))
OVERLAPS: Final = (
    ("0", "At once"),
    ("3600", "In an hour"),
    ("86400", "In a day"),
    ("604800", "In a week"),
)


class AuditForm(forms.Form):
    """What part of the audit log to show. Days are those of UTC, as the times on the page are."""

    q = forms.CharField(label="Search", required=False, max_length=100)
    actor = forms.TypedChoiceField(
        label="Person",
        required=False,
        coerce=int,
        empty_value=None,
        error_messages={"invalid_choice": "Nobody here has this number."},
    )
    action = forms.ChoiceField(
        label="Action",
        required=False,
        choices=[
            ("", "All"),
            *Action.choices,
            *BillingAction.choices,
            *WatchAction.choices,
            *AlertAction.choices,
        ],
        error_messages={"invalid_choice": "There is no such action."},
    )
    since = forms.DateField(label="From", required=False, widget=forms.DateInput({"type": "date"}))
    until = forms.DateField(label="To", required=False, widget=forms.DateInput({"type": "date"}))

    def __init__(self, *args: Any, people: dict[int, str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["actor"].choices = [("", "Everybody"), *people.items()]  # type: ignore[attr-defined]  # a choice field, declared above

    @property
    def wanted(self) -> AuditFilter:
        """Return what is asked for; a field that cannot be read filters nothing, and says so beside itself."""
        given = self.cleaned_data if self.is_bound else {}
        since, until = given.get("since"), given.get("until")
        return AuditFilter(
            action=given.get("action", ""),
            actor_id=given.get("actor"),
            search=given.get("q", ""),
            since=make_aware(datetime.combine(since, time.min)) if since else None,
            until=make_aware(datetime.combine(until + timedelta(days=1), time.min)) if until else None,
        )


class KeyForm(forms.Form):
    """A key is good for what its maker may do, and no more."""

    name = forms.CharField(label="Name", max_length=80, help_text="What uses it, such as “Nightly export”.")
    scopes = forms.MultipleChoiceField(label="Good for", widget=forms.CheckboxSelectMultiple)
    days = forms.ChoiceField(label="Ends after", choices=DAYS, required=False, initial="90")

    def __init__(self, *args: Any, role: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        held = rules.scopes_within(role, Scope.values)
        self.fields["scopes"].choices = [(scope.value, scope.label) for scope in Scope if scope in held]  # type: ignore[attr-defined]  # a choice field, declared above

    @property
    def wanted_scopes(self) -> list[Scope]:
        return [Scope(scope) for scope in self.cleaned_data["scopes"]]

    def ends_at(self, now: datetime) -> datetime | None:
        days = self.cleaned_data["days"]
        return now + timedelta(days=int(days)) if days else None


class RotateForm(forms.Form):
    overlap = forms.ChoiceField(label="The old key ends", choices=OVERLAPS, initial="86400")

    @property
    def wanted(self) -> timedelta:
        return timedelta(seconds=int(self.cleaned_data["overlap"]))


class ProfileForm(forms.Form):
    first_name = forms.CharField(
        label="Given name",
        required=False,
        max_length=80,
        widget=forms.TextInput({"autocomplete": "given-name"}),
    )
    last_name = forms.CharField(
        label="Family name",
        required=False,
        max_length=80,
        widget=forms.TextInput({"autocomplete": "family-name"}),
    )
    time_zone = forms.ChoiceField(
        label="Time zone",
        help_text="Mail that comes once a day or once a week comes at your morning.",
        choices=grouped_zones,
    )


class TypedAddressForm(forms.Form):
    """Asks for one's own address before something that cannot be undone."""

    email = forms.CharField(label="Type your e-mail address", max_length=254, widget=forms.EmailInput())

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._user = user
        self.fields["email"].help_text = f"It is {user.email}."

    def clean_email(self) -> str:
        typed = str(self.cleaned_data["email"]).strip()
        if typed.lower() != self._user.email.lower():
            raise forms.ValidationError("This is not your address. Nothing was done.")
        return typed
