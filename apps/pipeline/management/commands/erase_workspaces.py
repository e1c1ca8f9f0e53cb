"""Erase the workspaces whose grace period is over."""

from typing import Any

from django.core.management.base import BaseCommand

from apps.accounts.selectors import workspaces_to_erase
from apps.accounts.services.erasure import erase_due_workspaces
from apps.billing.services.closing import still_paying
from apps.core.database_roles import as_owner


class Command(BaseCommand):
    help = (
        "Erase the workspaces whose owners asked for it thirty days ago. The owner worker does it every hour. "
        "It needs the owner of the tables, since the application may not delete from the audit log."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        with as_owner():
            paying = still_paying()
            for erased in erase_due_workspaces(besides=paying):
                self.stdout.write(f"Erased {erased}: {erased.total} rows.")
            for number in sorted(paying & set(workspaces_to_erase())):
                self.stderr.write(
                    f"Workspace {number} stays: Stripe still collects of it. End its subscription there, then reconcile_billing."
                )
