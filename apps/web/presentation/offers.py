"""What somebody would get who does not have it: one offer, made from what `allows` answers."""

from dataclasses import dataclass

from django.urls import reverse

from apps.accounts.models import Workspace
from apps.billing.types import Answer
from apps.web.presentation.plans import FEATURE_WORDS


@dataclass(frozen=True, slots=True)
class Offer:
    """A part of a plan that is not there. `gets` is what one would get, `plan` the least that holds it, `why` why it is not here."""

    gets: str
    plan: str
    why: str
    url: str
    action: str


def offer_of(answer: Answer, *, workspace: Workspace | None, is_sold: bool, may_change: bool) -> Offer | None:
    """Return the offer for what an answer does not allow; None for what it does.

    It leads whoever may change the plan of one workspace to that, everybody else to the page of all plans.
    """
    if answer.is_allowed:
        return None
    wanted = answer.needed
    if workspace is not None and is_sold and may_change:
        address = reverse("workspace_plan_change", kwargs={"workspace_slug": workspace.slug})
        url, action = f"{address}?plan={wanted.value}&interval=month", f"See what {wanted.label} changes"
    else:
        url, action = f"{reverse('pricing')}#{answer.feature.value}", "See the plans"
    return Offer(
        gets=FEATURE_WORDS[answer.feature],
        plan=wanted.label,
        why=_why(answer, workspace, may_change=may_change, is_sold=is_sold),
        url=url,
        action=action,
    )


def _why(answer: Answer, workspace: Workspace | None, *, may_change: bool, is_sold: bool) -> str:
    if workspace is None:
        return f"Read here is what the {answer.plan.label} plan holds."
    has = f"{workspace.name} has the {answer.plan.label} plan."
    if not is_sold:
        return f"{has} Whoever runs this installation grants another."
    return has if may_change else f"{has} An owner or admin can change it."
