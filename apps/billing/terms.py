"""What plans give of what `apps.accounts` guards: seats, the audit log, single sign-on."""

from datetime import timedelta
from typing import Final

from django.conf import settings

from apps.accounts.plans import Terms
from apps.accounts.types import Plan
from apps.billing.catalogue import features_of, plans_data
from apps.billing.types import Feature, Meter

DAY: Final = timedelta(days=1)


def terms_of_plan(plan: Plan) -> Terms:
    """Return the terms of a plan."""
    data, features = plans_data().plans[plan], features_of(plan)
    return Terms(
        seats=limit_of_plan(plan, Meter.SEATS),
        audit_kept_for=data.audit_days * DAY,
        may_export_audit=Feature.AUDIT_EXPORT in features,
        may_sign_on=Feature.SINGLE_SIGN_ON in features,
    )


def limit_of_plan(plan: Plan, meter: Meter) -> int | None:
    """Return how many the plan gives; None without a limit.

    Where nothing is sold, what could be bought more of has no limit: there is nobody to buy from.
    """
    data = plans_data().plans[plan]
    if meter == Meter.SEATS and data.seat_prices and settings.STRIPE is None:
        return None
    given = data.limits[meter]
    if given is None and meter == Meter.PLATFORMS:
        return settings.FAIR_USE_PLATFORMS or None
    return given
