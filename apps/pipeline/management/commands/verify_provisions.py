"""Check every clause and quote against the stored texts."""

from argparse import ArgumentParser
from collections import Counter
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from tqdm import tqdm

from apps.documents.models import Version
from apps.provisions.services.verification import (
    Failure,
    standings_astray,
    verify_version,
    wordings_astray,
)


class Command(BaseCommand):
    help = (
        "Check that every clause, and every quote that proves a position or a fact, is exactly what stands at its offset in "
        "the text named by its version's digest, and that no clauses overlap."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--document", type=int, help="only the document of this number")

    def handle(self, *args: Any, document: int | None, **options: Any) -> None:
        versions = Version.objects.filter(segmentations__isnull=False).distinct().order_by("pk")
        if document is not None:
            versions = versions.filter(document=document)
        self._failures = 0
        counts: Counter[str] = Counter()
        bar = tqdm(versions.iterator(), total=versions.count(), unit=" versions", disable=None)
        for version in bar:
            verified = verify_version(version)
            counts += verified.counts
            for failure in verified.failures:
                self._fail(failure)
        for failure in (*standings_astray(), *wordings_astray()):
            self._fail(failure)
        self.stdout.write(
            f"{versions.count()} versions: {counts['clauses']} clauses and {counts['quotes']} quotes checked, "
            f"{self._failures} failures."
        )
        if self._failures:
            raise CommandError(f"{self._failures} failures; they are named above.")

    def _fail(self, failure: Failure) -> None:
        self._failures += 1
        self.stderr.write(f"{failure.subject}: {failure.problem}")
