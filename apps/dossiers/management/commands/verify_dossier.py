"""Check a dossier's file: by itself, then against the record of this installation and its ledger."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from apps.core.blobs import sha256_of
from apps.dossiers.records import findings_of_record
from apps.dossiers.verification import verify


class Command(BaseCommand):
    help = "Say what a dossier's file proves: signature, attachments, quotes, pages, and whether it was sealed here."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file")
        parser.add_argument("--offline", action="store_true", help="ask no database: the file alone")

    def handle(self, *args: Any, **options: Any) -> None:
        body = self._read(Path(options["file"]))
        self.stdout.write(f"SHA-256 {sha256_of(body)}")
        findings = verify(body)
        if not options["offline"]:
            findings += findings_of_record(body)
        for finding in findings:
            self.stdout.write(
                f"{'proved    ' if finding.holds else 'NOT PROVED'}  {finding.code}: {finding.told}"
            )
        self.stdout.write(_LIMITS)
        wrong = [one.code for one in findings if not one.holds and one.code not in _MAY_LACK]
        if wrong:
            raise CommandError(f"This file does not prove what it says: {', '.join(wrong)}.")

    def _read(self, path: Path) -> bytes:
        try:
            return path.read_bytes()
        except OSError as error:
            raise CommandError(f"{path} cannot be read: {error.strerror}.") from error


# Installations without a key or an authority seal unsigned files.
_MAY_LACK = frozenset({"signature_missing", "timestamp_missing", "superseded", "ledger_waiting"})
_LIMITS = "Not proved by any of this: that a vendor's page said the same to everybody, or that a reading of a clause is right."
