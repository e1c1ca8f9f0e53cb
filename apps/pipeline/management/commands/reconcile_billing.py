"""Compare everything with Stripe."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from apps.billing.errors import BillingError
from apps.billing.services.reconciling import counts_of_events, reconcile_all


class Command(BaseCommand):
    help = (
        "Compare every customer with Stripe and heal what differs, those that Stripe has and we do not included; then count the "
        "events by state and kind. The default worker compares each customer once a day. Safe to repeat."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            found = reconcile_all()
        except BillingError as error:
            raise CommandError(str(error)) from error
        self.stdout.write(
            f"{found.compared} customers compared, {found.healed} healed, {found.failed} failed."
        )
        for (state, kind), number in counts_of_events().items():
            self.stdout.write(f"  {state:<10} {kind:<40} {number}")
