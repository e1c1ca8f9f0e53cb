"""Run the site, the workers and the beat together."""

import sys
from typing import Any

from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError, CommandParser

from apps.pipeline.supervision import run_together, web_programs


class Command(BaseCommand):
    help = "Run the site, the workers and the beat together, until Ctrl-C."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--host", default="127.0.0.1")
        parser.add_argument("--port", type=int, default=8000)

    def handle(self, *args: Any, **options: Any) -> None:
        _refuse_old_database()
        self.stdout.write(f"http://{options['host']}:{options['port']}/  (Ctrl-C stops everything)")
        sys.exit(run_together(web_programs(host=options["host"], port=options["port"], environment={})))


def _refuse_old_database() -> None:
    try:
        call_command("migrate", check_unapplied=True, verbosity=0)
    except SystemExit as error:
        raise CommandError(
            "The database is older than the code. Bring it up to date: manage.py migrate"
        ) from error
