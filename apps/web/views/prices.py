"""The page on which staff ask another price. No price is ever edited: who pays an old one keeps it."""

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from apps.billing.errors import GatewayError, InvalidChoiceError
from apps.billing.models import Price
from apps.billing.selectors import price_history
from apps.billing.services.pricing import set_price, sync_plans
from apps.web.forms.prices import PriceForm
from apps.web.places import actor_of
from apps.web.staff import for_staff


@for_staff
def prices(request: HttpRequest) -> HttpResponse:
    """Show what is asked and what was asked before; ask another price."""
    form = PriceForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            made = set_price(wish=form.wish, actor=actor_of(request))
        except InvalidChoiceError as error:
            form.add_error(None, str(error))
        else:
            _tell_stripe(request, made)
            return redirect("prices")
    context = {"form": form, "rows": price_history(), "is_sold": settings.STRIPE is not None}
    return render(request, "web/prices.html", context, status=422 if form.is_bound else 200)


def _tell_stripe(request: HttpRequest, made: Price) -> None:
    try:
        sync_plans()
    except GatewayError as error:
        messages.error(
            request, f"Kept, but Stripe does not know it yet: {error} Try manage.py sync_plans later."
        )
    else:
        messages.success(request, f"Asked of new subscribers from now on: {made}.")
