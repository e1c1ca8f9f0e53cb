"""Doing what a person asked for, and telling them what came of it."""

from collections.abc import Callable

from django.contrib import messages
from django.http import HttpRequest

from apps.accounts.errors import AccountsError
from apps.alerts.errors import AlertsError
from apps.billing.errors import BillingError
from apps.reviews.errors import ReviewsError
from apps.subscriptions.errors import SubscriptionsError


def done(request: HttpRequest, act: Callable[[], object], told: str) -> bool:
    """Call `act` and tell the person `told`; an error of ours that people cause is told in its own words. Return whether it was done."""
    try:
        act()
    except (AccountsError, BillingError, SubscriptionsError, AlertsError, ReviewsError) as error:
        messages.error(request, str(error))
        return False
    messages.success(request, told)
    return True
