"""Read clauses and changes by hand: those that wait, or all of them again with today's rules."""

import sys
from time import perf_counter
from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from tqdm import tqdm

from apps.analysis.services.analysing import Analysed
from apps.pipeline.management.choosing import chosen_documents
from apps.pipeline.stages.analyses import reanalyse_document


class Command(BaseCommand):
    help = (
        "Read every clause that stands and every change by its publisher that today's rules have not read. What was said "
        "before stays; what is said anew is shown where the text bears it out."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--document", action="append", default=[], help="an id such as CA-D-000001; may be given again"
        )
        parser.add_argument(
            "--all",
            action="store_true",
            help="look at everything again, clauses that ended too; the same input makes no new analysis",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        documents = chosen_documents(options["document"])
        started, total = perf_counter(), Analysed()
        bar = tqdm(
            documents.iterator(), total=documents.count(), unit="document", disable=not sys.stderr.isatty()
        )
        for document in bar:
            total += reanalyse_document(document, is_all=options["all"])
        seconds = perf_counter() - started
        self.stdout.write(
            f"{total.looked_at} clauses and changes looked at, {total.read} read anew, {total.withheld} of them withheld, "
            f"in {seconds:.1f} s ({total.looked_at / max(seconds, 0.001):.0f} a second)."
        )
