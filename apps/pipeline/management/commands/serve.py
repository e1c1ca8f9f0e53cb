"""Run the site, the workers and the beat together."""

import sys
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from apps.pipeline.supervision import run_together, web_programs


class Command(BaseCommand):
    help = "Run the site, the workers and the beat together, until Ctrl-C."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--host", default="127.0.0.1")
        parser.add_argument("--port", type=int, default=8000)

    def handle(self, *args: Any, **options: Any) -> None:
        self.stdout.write(f"http://{options['host']}:{options['port']}/  (Ctrl-C stops everything)")
        sys.exit(run_together(web_programs(host=options["host"], port=options["port"], environment={})))
