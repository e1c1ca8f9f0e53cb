"""Erase the accounts whose grace period is over."""

from typing import Any

from django.core.management.base import BaseCommand

from apps.pipeline.tasks.upkeep import erase_accounts


class Command(BaseCommand):
    help = "Erase the accounts whose owners asked for it two weeks ago, and send each the certificate. A worker does it every hour."

    def handle(self, *args: Any, **options: Any) -> None:
        erase_accounts()
