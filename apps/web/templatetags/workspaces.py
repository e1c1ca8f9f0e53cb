"""What the frame of a workspace's pages asks."""

from typing import Final

from django import template
from django.conf import settings

from apps.accounts.models import Action
from apps.accounts.types import Permission
from apps.alerts.actions import Action as AlertAction
from apps.billing.actions import Action as BillingAction
from apps.billing.selectors import standing_of
from apps.dossiers.actions import Action as DossierAction
from apps.reviews.actions import Action as ReviewAction
from apps.subscriptions.actions import Action as WatchAction
from apps.web.places import Place
from apps.web.presentation.plan_state import TroubleView, trouble_view
from apps.web.presentation.workspaces import TABS, Tab
from apps.web.queries.inbox import unread_shown

register = template.Library()
_LABELS: Final[dict[str, str]] = dict(
    (
        *Action.choices,
        *BillingAction.choices,
        *WatchAction.choices,
        *ReviewAction.choices,
        *AlertAction.choices,
        *DossierAction.choices,
    )
)


@register.filter
def tabs(place: Place) -> list[Tab]:
    """Return the pages of the workspace that the member's role opens."""
    return [tab for tab in TABS if tab.is_for(place)]


@register.filter
def unread(place: Place) -> int:
    """Return how many alerts wait to be read, as the navigation tells."""
    return unread_shown(place.workspace)


@register.filter
def action_label(action: str) -> str:
    """Return what people call an action of the audit log; the word itself for one that is not ours."""
    return _LABELS.get(action, action)


@register.filter
def payment_trouble(place: Place) -> TroubleView | None:
    """Return what is wrong with the payments, for whoever can put it right."""
    if settings.STRIPE is None or not place.may(Permission.BILLING):
        return None
    return trouble_view(standing_of(place.workspace))


@register.filter
def holds(tab: Tab, current: str | None) -> bool:
    """Tell whether the page being shown is the tab's, or one under it."""
    return tab.holds(current or "")
