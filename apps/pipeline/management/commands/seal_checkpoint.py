"""Seal the ledger now."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from apps.evidence.errors import EvidenceError
from apps.evidence.models import StampState
from apps.evidence.services.sealing import seal
from apps.evidence.services.stamping import stamp_due


class Command(BaseCommand):
    help = "Append what waits, sign the head of the log and have it stamped, now. Beat does so every ten minutes."

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            checkpoint = seal()
        except EvidenceError as error:
            raise CommandError(f"{error.code}: {error}") from error
        stamped = stamp_due()
        if checkpoint is None:
            self.stdout.write(f"Nothing new to seal; {stamped} timestamps came.")
            return
        waiting = checkpoint.timestamps.exclude(state=StampState.STAMPED)
        self.stdout.write(f"{checkpoint}: {stamped} timestamps came, {waiting.count()} are owed.")
        for row in waiting:
            self.stderr.write(f"{row.authority}: {row.error} {row.error_detail}")
