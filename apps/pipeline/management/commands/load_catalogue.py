"""Declare every platform and document of the catalogue."""

import sys
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from tqdm import tqdm

from apps.core.errors import ConductAtlasError
from apps.documents.services.catalogue import LoadReport, load_catalogue
from apps.platforms.catalogue import read_catalogue


class Command(BaseCommand):
    help = "Declare every platform and document of the shipped catalogue, or of another directory of the same form."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--path", type=Path, help="a directory of sector files; by default the shipped one"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            catalogue = read_catalogue(options["path"])
            with tqdm(
                total=len(catalogue.platforms), unit="platform", disable=not sys.stderr.isatty()
            ) as bar:
                report = load_catalogue(catalogue, on_platform=lambda _: bar.update())
        except ConductAtlasError as error:
            raise CommandError(f"{error.code}: {error}") from error
        self._print(report)

    def _print(self, report: LoadReport) -> None:
        for note in report.notes:
            self.stdout.write(f"  {note}")
        self.stdout.write(
            f"Platforms: {report.platforms_new} new, {report.platforms_changed} changed, {report.platforms_same} as before."
        )
        self.stdout.write(
            f"Documents: {report.documents_new} new, {report.documents_changed} changed, {report.documents_same} as before."
        )
