"""The kill switch."""

from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from apps.documents.services.hosts import ALL_HOSTS, pause_host


class Command(BaseCommand):
    help = "Stop fetching, from one host or from all. Captures already begun finish; runs wait."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--host", default=ALL_HOSTS, help="a host name; all hosts when left out")
        parser.add_argument("--reason", required=True, help="shown on the status page")

    def handle(self, *args: Any, **options: Any) -> None:
        pause_host(name=options["host"], reason=options["reason"])
        self.stdout.write(
            f"Fetching from {_named(options['host'])} is paused. Resume it with resume_fetching."
        )


def _named(host: str) -> str:
    return "all hosts" if host == ALL_HOSTS else host
