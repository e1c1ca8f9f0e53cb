"""Print who may open what, or write it into the documentation."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from apps.web.access_listing import as_markdown

BEGIN, END = "<!-- access table -->", "<!-- end of access table -->"


class Command(BaseCommand):
    help = "Print every address with what each kind of visitor gets there; --write puts it into docs/security.md."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--write", action="store_true", help="put it into docs/security.md")

    def handle(self, *args: Any, write: bool, **options: Any) -> None:
        table = as_markdown()
        if not write:
            self.stdout.write(table)
            return
        page = Path(settings.BASE_DIR) / "docs" / "security.md"
        text = page.read_text(encoding="utf-8")
        if BEGIN not in text or END not in text:
            raise CommandError(f"{page} has no place for the table: put the lines {BEGIN} and {END} there.")
        before, _, rest = text.partition(BEGIN)
        after = rest.partition(END)[2]
        page.write_text(f"{before}{BEGIN}\n\n{table}\n\n{END}{after}", encoding="utf-8")
        self.stdout.write(f"Written into {page}.")
