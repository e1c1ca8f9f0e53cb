from argparse import ArgumentParser
from pathlib import Path
from time import perf_counter
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from tqdm import tqdm

from apps.documents.errors import ImportHistoryError
from apps.documents.histories import History, open_history
from apps.documents.services.history import MAX_CHUNK, import_history
from apps.pipeline.stages.provisions import open_forgotten_backlogs
from apps.pipeline.tasks.desks import nudge_backlogs


class Command(BaseCommand):
    help = (
        "Import recorded histories: a directory of dated Markdown files, or an Open Terms Archive repository."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("path", type=Path)
        parser.add_argument(
            "--chunk", type=int, default=MAX_CHUNK, help="versions in one transaction (default %(default)s)"
        )

    def handle(self, *args: Any, path: Path, chunk: int, **options: Any) -> None:
        try:
            history = open_history(path)
        except ImportHistoryError as error:
            raise CommandError(str(error)) from error
        try:
            self._import(history, max(1, chunk))
        finally:
            history.close()

    def _import(self, history: History, chunk: int) -> None:
        started, imported, present, problems = perf_counter(), 0, 0, 0
        with tqdm(total=history.total, unit=" versions", disable=None) as bar:  # None: only on a terminal
            for step in import_history(history=history, chunk=chunk):
                imported, present = imported + step.imported, present + step.present
                bar.update(step.imported + step.present)
                if step.problem:
                    problems += 1
                    bar.write(
                        f"{step.series or history.collection}: {step.problem.code}: {step.problem}",
                        self.stderr,
                    )
        seconds = perf_counter() - started
        self.stdout.write(
            f"Imported {imported} versions in {seconds:.1f} s ({imported / seconds:.0f} a second); "
            f"{present} were there before; {problems} problems."
        )
        nudge_backlogs(
            open_forgotten_backlogs()
        )  # of more documents than it takes at once, the sweeper sees the rest
        if problems:
            raise CommandError(f"{problems} series or records were not imported; they are named above.")
