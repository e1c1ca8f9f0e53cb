"""Bring the laws and their articles to what the files say."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from apps.analysis.services.regulations import Counted, load_regulations
from apps.core.errors import ConductAtlasError


class Command(BaseCommand):
    help = "Bring the laws and their articles to what the shipped files say. Loading again changes nothing."

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            loaded = load_regulations()
        except ConductAtlasError as error:
            raise CommandError(f"{error.code}: {error}") from error
        self.stdout.write(f"Laws: {_told(loaded.regulations)}. Articles: {_told(loaded.articles)}.")


def _told(counted: Counted) -> str:
    return f"{counted.new} new, {counted.changed} changed, {counted.retired} retired"
