"""Make a key to sign dossiers with while developing."""

import secrets
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from apps.core import clock
from apps.dossiers.signing import development_key


class Command(BaseCommand):
    help = "Make a signing key with a certificate of its own (PKCS#12), for development: nobody trusts it."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", help="where to write it, such as var/dossiers.p12")

    def handle(self, *args: Any, **options: Any) -> None:
        path = Path(options["file"])
        if path.exists():
            raise CommandError(f"{path} is there already; a key is never overwritten.")
        password = secrets.token_urlsafe(24)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.touch(mode=0o600)
        path.write_bytes(
            development_key(
                password, name=f"ConductAtlas development, {settings.SITE_URL}"[:64], now=clock.now()
            )
        )
        self.stdout.write(f"DOSSIER_KEY_FILE={path.resolve()}\nDOSSIER_KEY_PASSWORD={password}")
