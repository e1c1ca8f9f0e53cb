"""Accept a quarantined page as the document."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from apps.core.errors import ConductAtlasError
from apps.documents.models import Capture
from apps.documents.services.review import accept_capture


class Command(BaseCommand):
    help = "Say that a page in quarantine is the document after all; what it says is recorded at once."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("capture", type=int, help="the capture's number, as `review` lists it")
        parser.add_argument("--by", required=True, help="who says so")
        parser.add_argument("--note", default="", help="why, in a sentence")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            capture = Capture.objects.select_related("source", "snapshot").get(pk=options["capture"])
            recorded = accept_capture(capture=capture, by=options["by"], note=options["note"])
        except Capture.DoesNotExist as error:
            raise CommandError(f"There is no capture {options['capture']}.") from error
        except ConductAtlasError as error:
            raise CommandError(f"{error.code}: {error}") from error
        change = f", {recorded.change.public_id} {recorded.change.kind}" if recorded.change else ""
        self.stdout.write(f"accepted: {recorded.outcome}, version {recorded.version.number}{change}")
