"""Prepare a PostgreSQL server of one's own for the two roles."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from apps.core.database_roles import (
    RoleMissingError,
    application_role,
    as_owner,
    create_application_role,
    grant_rows,
)


class Command(BaseCommand):
    help = (
        "Create the role of DATABASE_URL, as the role of DATABASE_OWNER_URL, and grant it the rows of every table there is. "
        "Safe to run again; migrate does the same."
    )
    requires_system_checks = ()

    def handle(self, *args: Any, **options: Any) -> None:
        role = application_role()
        if not role:
            raise CommandError(
                "DATABASE_URL and DATABASE_OWNER_URL name one role: there is nothing to create."
            )
        try:
            with as_owner():
                is_new = create_application_role()
                tables = grant_rows()
        except RoleMissingError as error:
            raise CommandError(str(error)) from error
        self.stdout.write(f"{role}: {'created' if is_new else 'there already'}, may use {tables} tables.")
