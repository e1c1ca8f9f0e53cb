from argparse import ArgumentParser
from collections.abc import Iterator
from itertools import chain
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from tqdm import tqdm

from apps.documents.services.verification import (
    Check,
    Finding,
    check_bytes,
    check_changes,
    check_numbers,
    check_texts,
    count_blobs,
    nameless_blobs,
)


class Command(BaseCommand):
    help = "Hash every blob again, check numbers and changes, and make a sample of the texts again."

    def add_arguments(self, parser: ArgumentParser) -> None:
        size = parser.add_mutually_exclusive_group()
        size.add_argument(
            "--sample",
            type=int,
            default=50,
            help="texts to make again, chosen at random (default %(default)s)",
        )
        size.add_argument("--all", action="store_true", help="make every text again")

    def handle(self, *args: Any, sample: int, all: bool, **options: Any) -> None:  # noqa: A002 - the option's name
        looked_at = dict.fromkeys(Check, 0)
        problems = 0
        with tqdm(total=count_blobs(), unit=" blobs", disable=None) as bar:  # None: only on a terminal
            for finding in _findings(None if all else sample):
                looked_at[finding.check] += 1
                bar.update(finding.check == Check.BYTES)
                if finding.problem:
                    problems += 1
                    bar.write(f"{finding.check}: {finding.subject}: {finding.problem}", self.stderr)
        nameless = sum(1 for _ in nameless_blobs())
        self.stdout.write(
            f"{looked_at[Check.BYTES]} blobs hashed, {looked_at[Check.TEXTS]} texts made again, numbers and changes of "
            f"every document checked. {nameless} blobs are named by no row (harmless)."
        )
        if problems:
            raise CommandError(f"The archive has {problems} problems; they are named above.")
        self.stdout.write("The archive is whole.")


def _findings(sample: int | None) -> Iterator[Finding]:
    return chain(check_bytes(), check_numbers(), check_changes(), check_texts(sample=sample))
