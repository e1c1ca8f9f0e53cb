"""Asking, where a page is made, for the offer in place of a part that the visitor's plan does not hold."""

from django import template
from django.conf import settings
from django.template import RequestContext

from apps.accounts import rules
from apps.accounts.types import Permission
from apps.billing.entitlements import allows
from apps.billing.types import Feature
from apps.web.entitlements import answer_for, best_membership
from apps.web.places import Place
from apps.web.presentation.offers import Offer, offer_of

register = template.Library()


@register.simple_tag(takes_context=True)
def offer_for(context: RequestContext, feature: str) -> Offer | None:
    """Return the offer of a feature to whoever asks for the page; None to whom it is in the plan."""
    membership = best_membership(context.request)
    return offer_of(
        answer_for(context.request, Feature(feature)),
        workspace=membership.workspace if membership else None,
        is_sold=settings.STRIPE is not None,
        may_change=membership is not None and rules.can(membership.role, Permission.BILLING),
    )


@register.simple_tag
def offer_in(place: Place, feature: str) -> Offer | None:
    """Return the offer of a feature inside a workspace; None where its plan holds it."""
    return offer_of(
        allows(place.workspace, Feature(feature)),
        workspace=place.workspace,
        is_sold=settings.STRIPE is not None,
        may_change=place.may(Permission.BILLING),
    )
