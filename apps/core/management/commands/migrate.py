"""Django's migrate, as the owner of the tables; the application gets its grants afterwards."""

from typing import Any

from django.core.management.base import CommandError
from django.core.management.commands import migrate

from apps.core.database_roles import (
    RoleMissingError,
    application_role,
    as_owner,
    create_application_role,
    grant_rows,
    owns_tables,
)

_ONE_ROLE = (
    "The site will log in as the role that migrates, because DATABASE_OWNER_URL names no other: grants do not bind it, "
    "nor does row-level security if it is a superuser. See docs/operations.md."
)


class Command(migrate.Command):
    def execute(self, *args: Any, **options: Any) -> Any:
        """Check, too, as the owner: some checks ask the server, which does not know the application's role yet."""
        with as_owner(options["database"]):
            return super().execute(*args, **options)

    def handle(self, *args: Any, **options: Any) -> None:
        alias = options["database"]
        if options["check_unapplied"] or options["plan"]:
            super().handle(*args, **options)
            return
        if application_role():
            self._create_role(alias)
        super().handle(*args, **options)
        if application_role():
            grant_rows(alias)
        elif options["verbosity"] and owns_tables(alias):
            self.stderr.write(_ONE_ROLE)

    def _create_role(self, alias: str) -> None:
        try:
            create_application_role(alias)
        except RoleMissingError as error:
            raise CommandError(str(error)) from error
