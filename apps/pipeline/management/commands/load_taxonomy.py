"""Bring the topics to what the taxonomy's files say."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from apps.core.errors import ConductAtlasError
from apps.provisions.services.taxonomy import load_taxonomy


class Command(BaseCommand):
    help = "Bring the topics to what the shipped taxonomy says. Cutting a version does it too; loading again changes nothing."

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            loaded = load_taxonomy()
        except ConductAtlasError as error:
            raise CommandError(f"{error.code}: {error}") from error
        self.stdout.write(f"Topics: {loaded.new} new, {loaded.changed} changed, {loaded.retired} retired.")
