"""Check everything that is said of clauses and changes against the stored texts."""

import sys
from collections import Counter
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from tqdm import tqdm

from apps.analysis.services.verification import verify_document
from apps.pipeline.management.choosing import chosen_documents


class Command(BaseCommand):
    help = (
        "Check that every statement that is shown, people's edits included, is borne out by what it cites, that every quote "
        "is exactly what stands at its offset in the text named by its digest, and that lists say what pages say."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--document", action="append", default=[], help="an id such as CA-D-000001; may be given again"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        documents = chosen_documents(options["document"])
        counts: Counter[str] = Counter()
        failures = 0
        bar = tqdm(
            documents.iterator(), total=documents.count(), unit="document", disable=not sys.stderr.isatty()
        )
        for document in bar:
            verified = verify_document(document)
            counts += verified.counts
            failures += len(verified.failures)
            for failure in verified.failures:
                self.stderr.write(f"{failure.subject}: {failure.problem}")
        self.stdout.write(
            f"{counts['readings']} readings: {counts['statements']} statements and {counts['quotes']} quotes checked, "
            f"{failures} failures."
        )
        if failures:
            raise CommandError(f"{failures} failures; they are named above.")
