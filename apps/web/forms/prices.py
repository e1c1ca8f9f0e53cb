"""What staff fill in to ask another price."""

from decimal import Decimal
from typing import Any

from django import forms

from apps.accounts.types import Plan
from apps.billing.catalogue import plans_data
from apps.billing.services.pricing import PriceWish
from apps.billing.types import Interval, Item, Money

_MOST = Decimal(1_000_000)


class PriceForm(forms.Form):
    """An amount as people write it, in the currency of the plans."""

    plan = forms.ChoiceField(
        label="Plan", choices=[(plan.value, plan.label) for plan in Plan if plans_data().plans[plan].prices]
    )
    item = forms.ChoiceField(label="For", choices=Item.choices)
    interval = forms.ChoiceField(label="Paid", choices=Interval.choices)
    amount = forms.DecimalField(label="Price", min_value=Decimal(0), max_value=_MOST)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._none = Money(0, plans_data().currency)
        self.fields["amount"].help_text = f"In {self._none.currency.upper()}, without tax, for one interval."

    def clean_amount(self) -> int:
        """Return minor units; refuse more digits than the currency has."""
        minor = Decimal(self.cleaned_data["amount"]) * 10**self._none.digits
        if minor != minor.to_integral_value():
            raise forms.ValidationError(f"At most {self._none.digits} digits after the point.")
        return int(minor)

    @property
    def wish(self) -> PriceWish:
        given = self.cleaned_data
        return PriceWish(
            Plan(given["plan"]), Item(given["item"]), Interval(given["interval"]), given["amount"]
        )
