"""What people fill in about a plan. What can be bought is decided below; here a field says what is wrong with it."""

from datetime import datetime
from typing import Any, Final

from django import forms
from django.core import signing

from apps.accounts.models import Workspace
from apps.accounts.types import Plan
from apps.billing.catalogue import plans_data
from apps.billing.types import BillingDetails, ChangePreview, Division, Interval, PlanChoice

MOST_SEATS: Final = 1000
SEEN_FOR: Final = 3600  # seconds for which a sum that was shown can be agreed to
_SALT: Final = "conductatlas.plan-change"
# Stripe's words for the numbers that companies of these places have; more are taken on Stripe's own page.
_TAX_ID_TYPES: Final = (
    ("", "None"),
    ("eu_vat", "European Union VAT number"),
    ("gb_vat", "United Kingdom VAT number"),
    ("ch_vat", "Switzerland VAT number"),
    ("no_vat", "Norway VAT number"),
    ("us_ein", "United States EIN"),
    ("ca_bn", "Canada BN"),
    ("au_abn", "Australia ABN"),
    ("nz_gst", "New Zealand GST number"),
    ("in_gst", "India GST number"),
    ("jp_trn", "Japan registration number"),
    ("sg_gst", "Singapore GST number"),
    ("br_cnpj", "Brazil CNPJ"),
    ("za_vat", "South Africa VAT number"),
)


class PlanChoiceForm(forms.Form):
    """Plan, interval and seats, as they are sold."""

    plan = forms.ChoiceField(
        label="Plan", choices=[(plan.value, plan.label) for plan in Plan if plans_data().plans[plan].prices]
    )
    interval = forms.ChoiceField(label="Paid", choices=Interval.choices)
    extra_seats = forms.IntegerField(
        label="Further seats",
        min_value=0,
        max_value=MOST_SEATS,
        required=False,
        help_text="Beyond those that the plan gives. Sold in Professional.",
    )

    def clean(self) -> dict[str, Any] | None:
        given = super().clean() or self.cleaned_data
        plan, seats = given.get("plan"), given.get("extra_seats") or 0
        if plan and seats and not plans_data().plans[Plan(plan)].seat_prices:
            self.add_error("extra_seats", f"The {Plan(plan).label} plan has no further seats.")
        return given

    @property
    def choice(self) -> PlanChoice:
        given = self.cleaned_data
        return PlanChoice(Plan(given["plan"]), Interval(given["interval"]), given["extra_seats"] or 0)


class DetailsForm(forms.Form):
    """Who invoices are made out to. Stripe checks the tax number."""

    name = forms.CharField(label="Name", max_length=150, help_text="As on the invoice.")
    email = forms.EmailField(label="Invoices go to", max_length=254)
    line1 = forms.CharField(label="Street and number", max_length=200)
    line2 = forms.CharField(label="Second line", max_length=200, required=False)
    postal_code = forms.CharField(label="Postal code", max_length=20, required=False)
    city = forms.CharField(label="City", max_length=100)
    state = forms.CharField(label="State or province", max_length=100, required=False)
    country = forms.RegexField(
        r"(?i)^[a-z]{2}$",
        label="Country",
        max_length=2,
        help_text="Its two letters, such as DE or US.",
        error_messages={"invalid": "Two letters, such as DE."},
    )
    tax_id_type = forms.ChoiceField(label="Kind of tax number", choices=_TAX_ID_TYPES, required=False)
    tax_id = forms.CharField(label="Tax number", max_length=40, required=False)

    def clean_country(self) -> str:
        return str(self.cleaned_data["country"]).upper()

    def clean(self) -> dict[str, Any] | None:
        given = super().clean() or self.cleaned_data
        if bool(given.get("tax_id")) != bool(given.get("tax_id_type")):
            self.add_error("tax_id", "A tax number goes with its kind: give both, or neither.")
        return given

    @property
    def details(self) -> BillingDetails:
        return BillingDetails(**self.cleaned_data)


class CancelForm(forms.Form):
    comment = forms.CharField(
        label="What was missing?",
        max_length=500,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="If you like. It is read by people.",
    )


class CodeForm(forms.Form):
    code = forms.CharField(label="Promotion code", max_length=60)


class KeepForm(forms.Form):
    """What stays active where there is more than the plan gives."""

    kept = forms.TypedMultipleChoiceField(
        label="Stay active", coerce=int, required=False, widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, *args: Any, division: Division, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        every = (*division.active, *division.paused)
        self.fields["kept"].choices = [(item.id, item.name) for item in every]  # type: ignore[attr-defined]  # a choice field, declared above
        kept = every[: division.limit] if division.limit is not None else every
        self.fields["kept"].initial = [item.id for item in kept]


def agreed_to(workspace: Workspace, preview: ChangePreview) -> str:
    """Return what a person agrees to by pressing the button, so that nobody can move the moment or the sum."""
    seen = preview.after
    return signing.dumps(
        [workspace.pk, seen.plan.value, seen.interval.value, seen.extra_seats, preview.at.isoformat()],
        salt=_SALT,
    )


def read_agreed(workspace: Workspace, token: str) -> tuple[PlanChoice, datetime] | None:
    """Return what was agreed to and the moment it was reckoned for; None if it was made up, is another's, or was seen long ago."""
    try:
        number, plan, interval, seats, at = signing.loads(token, salt=_SALT, max_age=SEEN_FOR)
    except signing.BadSignature:
        return None
    if number != workspace.pk:
        return None
    return PlanChoice(Plan(plan), Interval(interval), seats), datetime.fromisoformat(at)
