"""Give the ledger what was in the archive before it."""

from typing import Any

from django.core.management.base import BaseCommand
from tqdm import tqdm

from apps.evidence.services.sequencing import append_all_pending
from apps.pipeline.stages.ledger import backfill_ledger


class Command(BaseCommand):
    help = "Note every capture, version, change and shown analysis that the ledger does not have, and append them. Safe to run again."

    def handle(self, *args: Any, **options: Any) -> None:
        noted = appended = 0
        for new in tqdm(backfill_ledger(), unit=" portions", disable=None):
            noted += new
            appended += append_all_pending() if new else 0
        self.stdout.write(f"{noted} leaves were missing; {appended + append_all_pending()} were appended.")
