"""Tell a change now."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from apps.alerts.models import FanOutState
from apps.alerts.services.opening import open_fan_out
from apps.core.errors import ConductAtlasError
from apps.core.ids import PublicIdKind, parse_public_id
from apps.documents.models import Change
from apps.pipeline.stages.alerts import run_alerts


class Command(BaseCommand):
    help = (
        "Tell a change to every workspace that follows what it touches, now, without waiting for a reading of it. A workspace "
        "that was told already is not told again."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("change", help="its id, such as CA-C-000001")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            number = parse_public_id(PublicIdKind.CHANGE, options["change"])
            change = Change.objects.get(pk=number)
            fan_out = open_fan_out(change=change)
            if fan_out.state == FanOutState.HISTORY:
                self.stdout.write(f"{change} is history: nobody is told.")
                return
            if fan_out.state == FanOutState.DONE:
                self.stdout.write(f"{change} was told before, to {fan_out.told} workspaces.")
                return
            fan_out = run_alerts(number)
            while fan_out.state == FanOutState.WAITING:
                fan_out = run_alerts(number)
        except Change.DoesNotExist as error:
            raise CommandError(f"There is no change {options['change']}.") from error
        except ConductAtlasError as error:
            raise CommandError(f"{error.code}: {error}") from error
        self.stdout.write(f"{change}: {fan_out.told} workspaces were told.")
