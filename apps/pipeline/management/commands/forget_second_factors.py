"""Help a person who is locked out."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from apps.accounts.models import User
from apps.accounts.services.people import forget_second_factors


class Command(BaseCommand):
    help = (
        "Take the passkeys, authenticator app, recovery codes and sessions from a person who has lost them. First make sure, "
        "not by e-mail alone, that it is they who ask: afterwards a password or a code opens the account."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("email")

    def handle(self, *args: Any, **options: Any) -> None:
        user = User.objects.filter(email__iexact=options["email"]).first()
        if user is None:
            raise CommandError(f"Nobody has the address {options['email']}.")
        forgotten = forget_second_factors(user=user)
        self.stdout.write(f"{forgotten} taken from {user}, every session ended; they are told by e-mail.")
