"""Rows of every customer model whose every word can be found again: what a leak walk looks for."""

from dataclasses import dataclass

from apps.accounts.inventory import customer_models
from apps.accounts.models import User, Workspace
from apps.accounts.services.api_keys import KeyWish, issue_api_key
from apps.accounts.services.feed_tokens import issue_feed
from apps.accounts.services.workspaces import WorkspaceSettings, allow_domain, change_settings
from apps.accounts.types import FeedKind, Role, Scope
from apps.billing.models import Customer, Grant, Invoice, PlanSubscription
from apps.core.tenancy import in_workspace
from apps.subscriptions.services.requesting import request_platform
from tests import factories
from tests.accounts.cast import acting, make_invitation, make_member, make_sign_on, make_user, make_workspace
from tests.alerts.cast import NOW, follow, make_alert
from tests.billing.cast import make_full_billing
from tests.reviews.cast import make_full_reviews
from tests.web.planting_more import plant_more
from tests.web.teams import Team

MEMBERS = INVITATIONS = KEYS = RENAMINGS = 12


@dataclass(frozen=True, slots=True)
class Planted:
    """A workspace in whose rows the mark stands everywhere but in the names of its address."""

    team: Team
    mark: str
    rows: int


def plant(name: str, mark: str, *, domain: str) -> Planted:
    """Fill a workspace. The mark is in every person, invitation, key, domain, invoice and audit entry."""
    owner = make_user(f"owner-{mark}", domain=domain)
    workspace = make_workspace(owner, name)
    people = {"owner": owner}
    for role in list(Role)[1:]:
        people[role.value] = make_user(f"{role.value}-{mark}", domain=domain)
        make_member(workspace, people[role.value], role)
    people["staff"] = make_user(f"staff-{mark}", domain=domain)  # in no workspace, as in teams.make_team
    for number in range(MEMBERS):
        make_member(workspace, make_user(f"member-{number}-{mark}", domain=domain))
    for number in range(INVITATIONS):
        make_invitation(workspace, owner, f"guest-{number}-{mark}@partner.example")
    for number in range(KEYS):
        wish = KeyWish(name=f"Key {number} {mark}", scopes=(Scope.READ,))
        issue_api_key(workspace=workspace, wish=wish, actor=acting(owner))
    issue_feed(workspace=workspace, kind=FeedKind.ATOM, name=f"Reader {mark}", actor=acting(owner))
    _rename(workspace, owner, name, mark)
    allow_domain(workspace=workspace, domain=domain, actor=acting(owner))
    make_sign_on(workspace, owner, mark)
    _pay(workspace, mark)
    _watch(workspace, owner, mark)
    plant_more(workspace, owner, mark)
    return Planted(Team(workspace, people, workspace), mark, _rows(workspace))


def _rename(workspace: Workspace, owner: User, name: str, mark: str) -> None:
    """Leave a trail in the audit log, and the name as it was."""
    for number in range(RENAMINGS):
        wanted = WorkspaceSettings(name=f"{name} {number} {mark}")
        change_settings(workspace=workspace, wanted=wanted, actor=acting(owner))
    change_settings(workspace=workspace, wanted=WorkspaceSettings(name=name), actor=acting(owner))


def _pay(workspace: Workspace, mark: str) -> None:
    """Leave a customer of Stripe's with a subscription and an invoice, a grant, a choice and a message."""
    customer = make_full_billing(workspace)
    with in_workspace(workspace):
        Customer.objects.for_workspace(workspace).filter(pk=customer.pk).update(
            name=f"Payer {mark}", email=f"invoices@{mark}.example", tax_ids=f"DE-{mark}"
        )
        PlanSubscription.objects.for_workspace(workspace).update(discount=f"Code {mark}")
        Invoice.objects.for_workspace(workspace).update(
            number=f"No-{mark}", page_url=f"https://pay.example/{mark}"
        )
        Grant.objects.for_workspace(workspace).update(reason=f"Because {mark}")


def _watch(workspace: Workspace, owner: User, mark: str) -> None:
    """Leave a watch, a platform that was asked for, and an alert."""
    follow(workspace, owner, factories.make_platform())
    request_platform(workspace=workspace, name=f"Nowhere {mark}", website="", actor=acting(owner))
    _review(workspace, owner, mark)
    make_alert(
        workspace, title=f"A vendor changed {mark}", dismissed_at=NOW, dismissed_reason=f"Because {mark}"
    )


def _review(workspace: Workspace, owner: User, mark: str) -> None:
    """Leave a review with words, a file and a decision, a rule and an own contract."""
    review = make_full_reviews(workspace, owner, mark)
    assert mark in review.reason


def _rows(workspace: Workspace) -> int:
    """Count the rows of all customer models; each must have some, or the walk would not look for them."""
    with in_workspace(workspace):
        counts = {
            model.__name__: model.objects.for_workspace(workspace).count() for model in customer_models()
        }
    empty = sorted(name for name, count in counts.items() if not count)
    assert not empty, f"Nothing is planted of {empty}: plant() has to."
    return sum(counts.values())
