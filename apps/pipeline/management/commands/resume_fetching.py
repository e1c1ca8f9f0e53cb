"""Undo the kill switch."""

from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from apps.documents.services.hosts import ALL_HOSTS, resume_host


class Command(BaseCommand):
    help = "Fetch again, from one host or from all that were paused together."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--host", default=ALL_HOSTS, help="a host name; the switch for all hosts when left out"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        was_paused = resume_host(name=options["host"])
        self.stdout.write("Fetching goes on." if was_paused else "It was not paused; nothing changed.")
