"""Cut versions into provisions by hand: those that wait, or all of them again with today's segmenter and classifier."""

import sys
from time import perf_counter
from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from tqdm import tqdm

from apps.pipeline.management.choosing import chosen_documents
from apps.pipeline.models import Desk
from apps.pipeline.services.backlogs import open_backlogs
from apps.pipeline.stages.provisions import Recut, resegment_document
from apps.pipeline.tasks.desks import nudge_backlogs


class Command(BaseCommand):
    help = (
        "Cut every version of documents with today's segmenter, from the first on, and read every clause with today's "
        "classifier. What was cut or read by them before is left alone; clauses keep their ids. Workers then read the clauses "
        "that say something else."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("documents", nargs="*", help="ids such as CA-D-000001; all when none is given")

    def handle(self, *args: Any, **options: Any) -> None:
        documents = chosen_documents(options["documents"])
        started, total = perf_counter(), Recut()
        bar = tqdm(
            documents.iterator(), total=documents.count(), unit="document", disable=not sys.stderr.isatty()
        )
        for document in bar:
            made = resegment_document(document)
            total += made
            if made.read:
                nudge_backlogs(open_backlogs([document.pk], desk=Desk.ANALYSES))
        seconds = perf_counter() - started
        self.stdout.write(
            f"{total.versions} versions cut into {total.clauses} clauses, {total.minted} of them new provisions; "
            f"{total.read} clauses read, in {seconds:.1f} s ({total.read / max(seconds, 0.001):.0f} a second)."
        )
