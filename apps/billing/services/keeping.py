"""Choosing what stays active where there is more than a smaller plan gives."""

from collections.abc import Iterable

from apps.accounts.models import Membership, Workspace
from apps.accounts.services.audit import record_audit
from apps.accounts.services.authority import locked, require
from apps.accounts.types import Actor, Permission, Role
from apps.billing import metering
from apps.billing.actions import Action
from apps.billing.entitlements import limit_of
from apps.billing.errors import InvalidChoiceError, LimitReachedError
from apps.billing.models import KeptActive
from apps.billing.types import Meter


def choose_active(*, workspace: Workspace, meter: Meter, ids: Iterable[int], actor: Actor) -> None:
    """Keep these active, in place of what was chosen before; what is left of the limit goes to what was there first.

    Raises NotPermittedError, LimitReachedError for more than the plan gives, or InvalidChoiceError for what is not there.
    """
    wanted = frozenset(ids)
    with locked(workspace) as row:
        require(row, actor, Permission.BILLING)
        there = {item.id for item in metering.items(row, meter)}
        if not wanted <= there:
            raise InvalidChoiceError("Something of this is not there any more. Choose again.")
        most = limit_of(row, meter)
        if most is not None and len(wanted) > most:
            raise LimitReachedError(f"Your plan gives {most}: choose no more than that.")
        if meter == Meter.SEATS and most == len(wanted):
            _require_owner(row, wanted)
        rows = KeptActive.objects.for_workspace(row).filter(meter=meter)
        before = set(rows.values_list("item_id", flat=True))
        if before == wanted:
            return
        rows.exclude(item_id__in=wanted).delete()
        KeptActive.objects.for_workspace(row).bulk_create(
            KeptActive(meter=meter, item_id=number) for number in sorted(wanted - before)
        )
        record_audit(
            workspace_id=row.pk,
            actor=actor,
            action=Action.KEPT_CHOSEN,
            subject=row,
            changes={meter.value: (sorted(before), sorted(wanted))},
        )


def _require_owner(row: Workspace, wanted: frozenset[int]) -> None:
    """Raises InvalidChoiceError when all seats would go to others than owners: nobody could change it back."""
    owners = Membership.objects.for_workspace(row).filter(role=Role.OWNER)
    if not owners.filter(pk__in=wanted).exists():
        raise InvalidChoiceError("Keep an owner active: somebody must be able to change this again.")
