"""Begin to watch an address."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from apps.core import clock
from apps.core.errors import ConductAtlasError
from apps.pipeline.journal import drive_and_print
from apps.pipeline.models import Trigger
from apps.pipeline.services.runs import open_run
from apps.pipeline.services.tracking import TrackRequest, track_address


class Command(BaseCommand):
    help = "Begin to watch an address: declare its document, capture it at once, and print what happens at each stage."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("url")
        parser.add_argument("--platform", default="", help="slug or name; by default made from the host")
        parser.add_argument("--type", default="", help="a document type; by default guessed from the address")
        parser.add_argument("--locale", default="en", help="BCP 47")

    def handle(self, *args: Any, **options: Any) -> None:
        request = TrackRequest(
            url=options["url"], platform=options["platform"], type=options["type"], locale=options["locale"]
        )
        try:
            document = track_address(request)
            run = open_run(document=document, scheduled_for=clock.now(), trigger=Trigger.PERSON)
            drive_and_print(run, self.stdout)
        except ConductAtlasError as error:
            raise CommandError(f"{error.code}: {error}") from error
