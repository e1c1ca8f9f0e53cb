"""Work the schedule by hand."""

import sys
from collections import Counter
from datetime import timedelta
from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from tqdm import tqdm

from apps.pipeline.errors import MustWaitError
from apps.pipeline.models import Run
from apps.pipeline.stages.driving import drive_backlog, drive_run
from apps.pipeline.stages.scheduling import open_due_runs

_PATIENCE = timedelta(minutes=5)


class Command(BaseCommand):
    help = "Open a run for every document whose time has come and work them here, without workers."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--limit", type=int, default=200, help="sources claimed at most (200)")

    def handle(self, *args: Any, **options: Any) -> None:
        runs = open_due_runs(limit=options["limit"])
        outcomes = Counter(
            self._work(run) for run in tqdm(runs, unit="document", disable=not sys.stderr.isatty())
        )
        self.stdout.write(f"{len(runs)} documents were due.")
        for outcome, count in outcomes.most_common():
            self.stdout.write(f"  {count:>5} {outcome}")

    def _work(self, run: Run) -> str:
        try:
            outcome = drive_run(run, patience=_PATIENCE).get_outcome_display()
            drive_backlog(run.document)
        except MustWaitError:
            return "left for the workers: the host asks to wait"
        return outcome
