"""Delete what plans keep no longer of the audit log."""

from typing import Any

from django.core.management.base import BaseCommand

from apps.accounts.services.erasure import forget_expired_audit_entries
from apps.core.database_roles import as_owner


class Command(BaseCommand):
    help = (
        "Delete the entries of the audit log that each workspace's plan keeps no longer. The owner worker does it every six "
        "hours. It needs the owner of the tables, since the application may not delete from the audit log."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        with as_owner():
            forgotten = forget_expired_audit_entries()
        self.stdout.write(f"{forgotten} entries deleted.")
