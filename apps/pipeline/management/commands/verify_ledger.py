"""Check the ledger: against itself, the archive, what was signed, stamped, and published before."""

import re
from collections import Counter
from itertools import chain
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from apps.evidence.selectors import latest_checkpoint, ledger_size
from apps.evidence.services.monitoring import check_checkpoints, check_log, check_past, check_timestamps
from apps.pipeline.stages.ledger import check_rows

_NOTE = re.compile(r"(?:.+\n)+\n(?:— .+\n)+")


class Command(BaseCommand):
    help = (
        "Hash every leaf again, compute the roots of all checkpoints anew, verify signatures and timestamps, and compare the rows "
        "of the archive with what the log has of them. With --past, compare with checkpoints that were kept elsewhere."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--past", type=Path, help="a file of published checkpoints, one after the other")
        parser.add_argument(
            "--remember", type=Path, help="add the newest checkpoint to this file if all is well"
        )
        parser.add_argument("--log-only", action="store_true", help="do not compare the rows of the archive")

    def handle(self, *args: Any, **options: Any) -> None:
        past = _NOTE.findall(options["past"].read_text(encoding="utf-8")) if options["past"] else []
        rows = () if options["log_only"] else check_rows()
        faults: Counter[str] = Counter()
        for finding in chain(check_log(), check_checkpoints(), check_timestamps(), check_past(past), rows):
            faults[finding.fault] += 1
            self.stderr.write(f"{finding.fault}: {finding.subject}: {finding.detail}")
        self.stdout.write(f"{ledger_size()} entries, {len(past)} published checkpoints compared.")
        if faults:
            told = ", ".join(f"{count} {fault}" for fault, count in sorted(faults.items()))
            raise CommandError(f"The ledger does not hold: {told}.")
        newest = latest_checkpoint()
        if options["remember"] and newest and newest.note not in past:
            with options["remember"].open("a", encoding="utf-8") as file:
                file.write(newest.note)
        self.stdout.write("The ledger holds.")
