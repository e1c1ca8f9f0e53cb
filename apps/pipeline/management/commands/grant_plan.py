"""Give a workspace a plan, or take it back."""

from datetime import UTC, datetime, time
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils.dateparse import parse_date

from apps.accounts.models import Workspace
from apps.accounts.types import Actor, Plan
from apps.billing.errors import BillingError
from apps.billing.services.grants import GrantWish, end_grant, grant_plan
from apps.billing.types import GrantKind

_AT_THE_MACHINE = Actor(user_id=None, name="ConductAtlas, at the machine")


class Command(BaseCommand):
    help = (
        "Give the workspace at this address a plan without payment, in place of what it was granted before; `none` takes it back. "
        "What it pays for stays, and the better of the two holds."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("workspace", help="its address, as in /w/<address>/")
        parser.add_argument("plan", choices=[*Plan.values, "none"])
        parser.add_argument("--seats", type=int, default=0, help="beyond those of the plan")
        parser.add_argument("--until", help="the first day on which it is over, as 2027-01-31")
        parser.add_argument("--reason", default="", help="for the audit log")
        parser.add_argument("--support", action="store_true", help="given by support, to a paying customer")

    def handle(self, *args: Any, **options: Any) -> None:
        workspace = _workspace(options["workspace"])
        if options["plan"] == "none":
            was_granted = end_grant(workspace=workspace, actor=_AT_THE_MACHINE)
            self.stdout.write("The grant is ended." if was_granted else "Nothing was granted.")
            return
        if options["seats"] < 0:
            raise CommandError("--seats is zero or more.")
        wish = GrantWish(
            plan=Plan(options["plan"]),
            kind=GrantKind.SUPPORT if options["support"] else GrantKind.SELF_HOSTED,
            extra_seats=options["seats"],
            until=_until(options["until"]),
            reason=options["reason"],
        )
        try:
            grant = grant_plan(workspace=workspace, wish=wish, actor=_AT_THE_MACHINE)
        except BillingError as error:
            raise CommandError(str(error)) from error
        end = f" until {grant.until:%Y-%m-%d}" if grant.until else ""
        self.stdout.write(f"{workspace.name} has {grant}{end}.")


def _workspace(slug: str) -> Workspace:
    with Workspace.objects.across_workspaces(reason="a plan is granted at the machine") as workspaces:
        found = workspaces.filter(slug=slug).first()
    if found is None:
        raise CommandError(f"There is no workspace at /w/{slug}/.")
    return found


def _until(written: str | None) -> datetime | None:
    if not written:
        return None
    try:
        day = parse_date(written)
    except ValueError:
        day = None
    if day is None:
        raise CommandError(f"{written} is not a day such as 2027-01-31.")
    return datetime.combine(day, time(), tzinfo=UTC)
