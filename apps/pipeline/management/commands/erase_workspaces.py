"""Erase the workspaces whose grace period is over."""

from typing import Any

from django.core.management.base import BaseCommand

from apps.accounts.selectors import workspaces_to_erase
from apps.accounts.services.erasure import erase_workspace
from apps.core.database_roles import as_owner


class Command(BaseCommand):
    help = (
        "Erase the workspaces whose owners asked for it thirty days ago. Run it daily where migrate runs: "
        "it needs the owner of the tables, since the application may not delete from the audit log."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        with as_owner():
            for number in workspaces_to_erase():
                erased = erase_workspace(workspace=number)
                self.stdout.write(f"Erased {erased}: {erased.total} rows.")
