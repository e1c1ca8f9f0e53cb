"""Let people judge analyses, or take that from them."""

from typing import Any, Final

from django.core.management.base import BaseCommand, CommandError, CommandParser

from apps.accounts.models import User
from apps.accounts.services.people import appoint_editor, dismiss_editor

_PERMISSIONS: Final = {"grants": "billing.add_grant", "prices": "billing.add_price"}


class Command(BaseCommand):
    help = "Let the person with this address accept, edit and reject analyses at /editing/; with --dismiss, no more."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("email")
        parser.add_argument(
            "--dismiss", action="store_true", help="take it from them; what they decided stays"
        )

        parser.add_argument(
            "--grants", action="store_true", help="may give workspaces plans, at /billing/plans/"
        )
        parser.add_argument("--prices", action="store_true", help="may ask other prices, at /billing/prices/")

    def handle(self, *args: Any, **options: Any) -> None:
        user = User.objects.filter(email__iexact=options["email"], is_active=True).first()
        if user is None:
            raise CommandError(f"Nobody has the address {options['email']}.")
        if options["dismiss"]:
            dismiss_editor(user=user)
            self.stdout.write(f"{user} is no editor any more.")
        else:
            wanted = [permission for option, permission in _PERMISSIONS.items() if options[option]]
            appoint_editor(user=user, permissions=wanted)
            self.stdout.write(f"{user} is an editor.")
