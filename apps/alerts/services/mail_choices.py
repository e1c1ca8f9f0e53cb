"""When members get mail: what they chose, what their plan gives, and when the next is due, reckoned again when either changes."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Final
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db.models import Case, CharField, Exists, F, OuterRef, Q, QuerySet, Value, When

from apps.accounts.models import Membership, Workspace
from apps.accounts.plans import plan_of
from apps.accounts.services.audit import record_audit
from apps.accounts.services.authority import locked, person, require
from apps.accounts.time_zones import zones
from apps.accounts.types import Actor, Permission, Plan
from apps.alerts.actions import Action
from apps.alerts.errors import NoSuchTimeError
from apps.alerts.models import MailChoice, WorkHours
from apps.alerts.schedules import Rhythm, Timetable, WorkingHours, last_window, next_due
from apps.alerts.services.delivering import wait_for_other_hours
from apps.billing.entitlements import plan_allows
from apps.billing.types import Feature
from apps.core import clock
from apps.core.tenancy import in_workspace

_PAID: Final = (Rhythm.SAME_DAY, Rhythm.DAILY)


@dataclass(frozen=True, slots=True)
class MailWish:
    """What a member wants. An empty rhythm: what the plan gives."""

    rhythm: str = ""
    hour: int = 8
    weekday: int = 0
    all_quiet: bool = False
    reminds: bool = True


def rhythm_under(plan: Plan, rhythm: str) -> Rhythm:
    """Return how often a plan lets mail come to whoever wants this: a plan without same-day alerts has weekly digests."""
    is_paid = bool(plan_allows(plan, Feature.SAME_DAY_ALERTS))
    if not rhythm:
        return Rhythm.SAME_DAY if is_paid else Rhythm.WEEKLY
    return Rhythm.WEEKLY if rhythm in _PAID and not is_paid else Rhythm(rhythm)


def timetable_of(choice: MailChoice) -> Timetable | None:
    """Return when the member's digests come; None for mail of the same day, and for none."""
    if choice.given not in {Rhythm.DAILY, Rhythm.WEEKLY}:
        return None
    return Timetable(ZoneInfo(choice.reckoned_zone), Rhythm(choice.given), choice.hour, choice.weekday)


def reminder_timetable(choice: MailChoice) -> Timetable:
    """Return when the member's reminders come: every day at the hour of their digests."""
    return Timetable(ZoneInfo(choice.reckoned_zone), Rhythm.DAILY, choice.hour)


def give_choices(*, limit: int = 500) -> int:
    """Give members who have none the choice of all, so that their first mail is due; return how many got one."""
    with MailChoice.objects.across_workspaces(reason="members without a choice of mail") as choices:
        has_one = Exists(choices.filter(workspace_id=OuterRef("workspace_id"), membership_id=OuterRef("pk")))
        with Membership.objects.across_workspaces(reason="members without a choice of mail") as rows:
            found = list(
                rows.filter(~has_one).select_related("workspace", "user").order_by("workspace", "pk")[:limit]
            )
    by_workspace: dict[int, list[Membership]] = defaultdict(list)
    for membership in found:
        by_workspace[membership.workspace_id].append(membership)
    now = clock.now()
    for workspace_id, members in by_workspace.items():
        with in_workspace(workspace_id):
            there = Membership.objects.for_workspace(workspace_id).select_for_update(no_key=True)
            left = set(there.filter(pk__in=[row.pk for row in members]).values_list("pk", flat=True))
            fresh = [_new(row, now) for row in members if row.pk in left]
            MailChoice.objects.for_workspace(workspace_id).bulk_create(fresh, ignore_conflicts=True)
    return len(found)


def reckon_stale(*, limit: int = 500) -> int:
    """Reckon anew when mail is due of those whose time zone or plan is another by now; return how many."""
    plan_now = Case(
        When(workspace__plan="", then=Value(settings.WORKSPACE_PLAN)),
        default=F("workspace__plan"),
        output_field=CharField(),
    )
    with MailChoice.objects.across_workspaces(reason="time zones and plans that changed") as rows:
        is_stale = ~Q(reckoned_zone=F("membership__user__time_zone")) | ~Q(reckoned_plan=plan_now)
        is_stale |= ~Q(given=Rhythm.OFF) & Q(
            reminds=True, next_reminder_at=None
        )  # chosen before there were any
        found = list(rows.filter(is_stale).order_by("pk").values_list("workspace_id", "pk")[:limit])
    for workspace_id, number in found:
        with in_workspace(workspace_id):
            row = _held(workspace_id).filter(pk=number).first()
            if row is not None:
                _reckon(row, clock.now())
                row.save(update_fields=_RECKONED)
    return len(found)


def choose_mail(*, workspace: Workspace, wish: MailWish, actor: Actor) -> MailChoice:
    """Write down when the acting member wants mail. Raises NotPermittedError, NotAMemberError or NoSuchTimeError."""
    _checked(wish)
    with locked(workspace) as row:
        require(row, actor, Permission.READ)
        membership = Membership.objects.for_workspace(row).select_related("workspace", "user")
        choice = _choice(membership.get(user=person(actor)))
        _change(choice, wish)
    return choice


def stop_mail(*, workspace_id: int, membership_id: int, only_reminders: bool = False) -> bool:
    """Send a member no more mail of a workspace, or no more reminders. Whoever has a mail of theirs may ask.

    Return whether they are still in it.
    """
    with in_workspace(workspace_id):
        members = Membership.objects.for_workspace(workspace_id).select_related("workspace", "user")
        membership = members.filter(pk=membership_id).select_for_update(of=("self",), no_key=True).first()
        if membership is None:
            return False
        choice = _choice(membership)
        rhythm, reminds = (choice.rhythm, False) if only_reminders else (Rhythm.OFF, choice.reminds)
        _change(choice, MailWish(rhythm, choice.hour, choice.weekday, choice.all_quiet, reminds))
        return True


def set_work_hours(*, workspace: Workspace, wanted: WorkingHours, actor: Actor) -> WorkHours:
    """Say when people of the workspace read. Raises NotPermittedError, NotAMemberError or NoSuchTimeError."""
    if wanted.zone.key not in zones():
        raise NoSuchTimeError("There is no such time zone.")
    values = {
        "zone": wanted.zone.key,
        "opens": wanted.opens,
        "closes": wanted.closes,
        "days": sorted(wanted.days),
    }
    with locked(workspace) as row:
        require(row, actor, Permission.SETTINGS)
        before = WorkHours.objects.for_workspace(row).first()
        hours, _ = WorkHours.objects.for_workspace(row).update_or_create(
            workspace=row, defaults=values, create_defaults=values
        )
        old = {name: getattr(before, name) if before else None for name in values}
        changes = {name: (old[name], value) for name, value in values.items() if old[name] != value}
        if changes:
            wait_for_other_hours(row, wanted, now=clock.now())
            record_audit(
                workspace_id=row.pk, actor=actor, action=Action.HOURS_SET, subject=row, changes=changes
            )
    return hours


def choice_of(membership: Membership) -> MailChoice:
    """Return a member's choice, as it will be where they have made none. Inside `in_workspace`; writes nothing."""
    found = MailChoice.objects.for_workspace(membership.workspace_id).filter(membership=membership).first()
    return found or _new(membership, clock.now())


def hours_of(workspace: Workspace | int) -> WorkingHours | None:
    """Return the workspace's working hours; None where it has not said. Inside `in_workspace`."""
    row = WorkHours.objects.for_workspace(workspace).first()
    return row.hours if row else None


def hours_of_all(workspaces: Iterable[int]) -> dict[int, WorkingHours]:
    """Return the working hours of many workspaces, of those that have said, in one query. Outside of any workspace."""
    with WorkHours.objects.across_workspaces(reason="when these workspaces read") as rows:
        return {row.workspace_id: row.hours for row in rows.filter(workspace__in=list(workspaces))}


_RECKONED: Final = (
    *("given", "reckoned_zone", "reckoned_plan", "covered_until", "next_due_at"),
    *("reminded_on", "next_reminder_at"),
)
_CHOSEN: Final = ("rhythm", "hour", "weekday", "all_quiet", "reminds", *_RECKONED)


def _held(workspace_id: int) -> QuerySet[MailChoice]:
    rows = MailChoice.objects.for_workspace(workspace_id).select_related("membership__user", "workspace")
    return rows.select_for_update(of=("self",))


def _choice(membership: Membership) -> MailChoice:
    """Return the member's choice, held, made where there is none."""
    rows = MailChoice.objects.for_workspace(membership.workspace_id)
    rows.bulk_create([_new(membership, clock.now())], ignore_conflicts=True)
    return _held(membership.workspace_id).get(membership=membership)


def _new(membership: Membership, now: datetime) -> MailChoice:
    choice = MailChoice(workspace_id=membership.workspace_id, membership=membership, given=Rhythm.OFF.value)
    choice.workspace = membership.workspace
    _reckon(choice, now)
    return choice


def _change(choice: MailChoice, wish: MailWish) -> None:
    choice.rhythm, choice.hour, choice.weekday = wish.rhythm, wish.hour, wish.weekday
    choice.all_quiet, choice.reminds = wish.all_quiet, wish.reminds
    _reckon(choice, clock.now())
    choice.save(update_fields=_CHOSEN)


def _reckon(choice: MailChoice, now: datetime) -> None:
    """Set what follows from choice, plan and zone. Whoever got mail goes on where they were; who got none begins anew."""
    was_off = choice.given == Rhythm.OFF
    plan = plan_of(choice.workspace)
    choice.reckoned_zone, choice.reckoned_plan = choice.membership.user.time_zone, plan.value
    choice.given = rhythm_under(plan, choice.rhythm).value
    timetable = timetable_of(choice)
    if was_off:
        choice.covered_until = last_window(timetable, now).end if timetable else now
    if choice.given == Rhythm.OFF:
        choice.next_due_at = None
    elif (
        was_off or choice.next_due_at is None or choice.next_due_at > now
    ):  # what is due already is opened first
        choice.next_due_at = next_due(timetable, now) if timetable else now
    _reckon_reminders(choice, now)


def _reckon_reminders(choice: MailChoice, now: datetime) -> None:
    """Set when the next reminders are due: now, where the last day's are owed. Whoever got none begins with the next day."""
    if choice.given == Rhythm.OFF or not choice.reminds:
        choice.next_reminder_at = None
        return
    timetable = reminder_timetable(choice)
    last = last_window(timetable, now).day
    if choice.next_reminder_at is None or choice.reminded_on is None:
        choice.reminded_on = max(last, choice.reminded_on or last)
    choice.next_reminder_at = next_due(timetable, now) if last <= choice.reminded_on else now


def _checked(wish: MailWish) -> None:
    if wish.rhythm not in {"", *Rhythm} or wish.hour not in range(24) or wish.weekday not in range(7):
        raise NoSuchTimeError("Choose how often, an hour and a day of the week.")
