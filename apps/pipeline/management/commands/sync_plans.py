"""Bring the prices of plans and Stripe together."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from apps.billing.errors import BillingError
from apps.billing.gateway.client import is_on
from apps.billing.services.pricing import sync_plans


class Command(BaseCommand):
    help = (
        "Make rows of the shipped prices where there are none, and tell Stripe of products and prices it does not have. A price "
        "is never edited: a new one takes the lookup key over, and subscribers keep theirs. Safe to repeat."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--shipped", action="store_true", help="go back to the shipped amounts where staff had set others"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            done = sync_plans(replace=options["shipped"])
        except BillingError as error:
            raise CommandError(str(error)) from error
        told = (
            f"Stripe was told of {done.told}"
            if is_on()
            else "nothing is sold here, so Stripe was told of none"
        )
        self.stdout.write(f"{done.made} prices made; {told}.")
