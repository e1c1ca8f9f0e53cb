"""Capture a document now."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from apps.core import clock
from apps.core.errors import ConductAtlasError
from apps.core.ids import PublicIdKind, parse_public_id
from apps.documents.models import Document
from apps.pipeline.journal import drive_and_print
from apps.pipeline.models import Trigger
from apps.pipeline.services.runs import open_run


class Command(BaseCommand):
    help = "Capture a document now and print what happens at each stage."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("document", help="its id, such as CA-D-000001")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            number = parse_public_id(PublicIdKind.DOCUMENT, options["document"])
            document = Document.objects.select_related("platform").get(pk=number)
            run = open_run(document=document, scheduled_for=clock.now(), trigger=Trigger.PERSON)
            drive_and_print(run, self.stdout)
        except Document.DoesNotExist as error:
            raise CommandError(f"There is no document {options['document']}.") from error
        except ConductAtlasError as error:
            raise CommandError(f"{error.code}: {error}") from error
