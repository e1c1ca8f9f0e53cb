"""Make a key with which the ledger signs."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from apps.core import clock
from apps.evidence.keys import local_keys_file, origin
from apps.evidence.notes import make_key, read_key


class Command(BaseCommand):
    help = (
        "Make an Ed25519 key for the ledger's checkpoints. It is written to var/evidence/keys.txt, where development finds it; "
        "with --print it is printed for EVIDENCE_KEYS and kept nowhere."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--print", action="store_true", help="print the private key, keep it nowhere")

    def handle(self, *args: Any, **options: Any) -> None:
        key = f"{make_key(origin())}@{clock.now():%Y-%m-%dT%H:%M:%S}"
        if options["print"]:
            self.stdout.write(key)
            return
        path = local_keys_file()
        if path is None:
            raise CommandError("In production keys are in EVIDENCE_KEYS alone: make one with --print.")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.touch(mode=0o600, exist_ok=True)
        with path.open("a", encoding="utf-8") as file:
            file.write(f"{key}\n")
        self.stdout.write(f"{path}: {read_key(key).verifier} signs from now on.")
