"""What the two locks between workspaces cost: python -m benchmarks.tenancy --workspaces 1000 --rows 1000.

Fills the database that DATABASE_URL names, which must hold no workspace and let its user create roles. Then the same lists are
asked for side by side: behind both locks, and by a superuser with no claim, no policy and the plain manager.
"""

import argparse
import os
import statistics
from collections.abc import Callable, Sequence
from http import HTTPStatus
from time import perf_counter
from unittest.mock import patch

import django
from django.db import connection, transaction
from django.db.models import QuerySet
from django.test.utils import CaptureQueriesContext

from conductatlas import embedded

_ROUNDS, _A_ROUND = 20, 25
_FILL = """
INSERT INTO accounts_auditentry (workspace_id, at, action, actor_name, session, user_agent, subject_type, subject, changes)
SELECT %s, now() - n * interval '1 minute', 'member.joined', 'a@b.example', '', '', 'membership', 'somebody ' || n, '{}'
  FROM generate_series(1, %s) AS n
"""
_JOIN = """
INSERT INTO accounts_membership (workspace_id, user_id, role, created_at) VALUES (%s, %s, 'viewer', now())
"""
_MEMBERS = 20


def main() -> None:
    """Make Django ready for the database that the environment names, then measure."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--workspaces", type=int, default=1_000)
    parser.add_argument("--rows", type=int, default=1_000)
    options = parser.parse_args()
    if "DATABASE_URL" not in os.environ:
        raise SystemExit("Set DATABASE_URL to an empty database: this fills it.")
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "conductatlas.settings.dev")
    embedded.start()
    django.setup()
    run(options.workspaces, options.rows)


def run(workspaces: int, rows: int) -> None:
    """Fill, then print the ratio of medians of each list, its queries and its plan."""
    from django.core.management import call_command  # noqa: PLC0415 - app ready

    call_command("migrate", verbosity=0)
    numbers = fill(workspaces, rows)
    for name, scoped, plain in (*lists(), *pages(numbers)):
        print(compare(name, numbers, scoped, plain))
    print("\n".join(plan(numbers[len(numbers) // 2])))


def fill(workspaces: int, rows: int) -> list[int]:
    """Make the workspaces, each with so many audit entries; return their numbers."""
    from apps.accounts.models import User  # noqa: PLC0415 - app ready
    from apps.accounts.services.workspaces import create_workspace  # noqa: PLC0415 - app ready
    from apps.accounts.types import SYSTEM  # noqa: PLC0415 - app ready
    from apps.core.tenancy import in_workspace  # noqa: PLC0415 - app ready

    started, numbers = perf_counter(), []
    colleagues = [User.objects.create_user(f"member-{number}@scale.example") for number in range(_MEMBERS)]
    for number in range(workspaces):
        owner = User.objects.create_user(f"owner-{number}@scale.example")
        workspace = create_workspace(name=f"Team {number}", owner=owner, actor=SYSTEM)
        with in_workspace(workspace), connection.cursor() as cursor:
            cursor.execute(_FILL, [workspace.pk, rows])
            for colleague in colleagues:
                cursor.execute(_JOIN, [workspace.pk, colleague.pk])
        numbers.append(workspace.pk)
    print(f"{workspaces} workspaces with {rows} entries each in {perf_counter() - started:.0f} s")
    with _as("owner"), connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")
    return numbers


Ask = Callable[[int], Sequence[object]]


def lists() -> list[tuple[str, Ask, Ask]]:
    """Return what is asked for: the name, the list behind both locks, and the same without any."""
    from apps.accounts.models import AuditEntry, Membership  # noqa: PLC0415 - app ready
    from apps.accounts.selectors import audit_entries, members_of  # noqa: PLC0415 - app ready
    from apps.core.tenancy import in_workspace  # noqa: PLC0415 - app ready

    def scoped_log(number: int) -> Sequence[object]:
        with in_workspace(number):
            return list(audit_entries(number)[:50])

    def plain_log(number: int) -> Sequence[object]:
        with transaction.atomic():
            entries: QuerySet[AuditEntry] = QuerySet(AuditEntry)
            found = entries.select_related("api_key").order_by("-at", "-pk")
            return list(found.filter(workspace_id=number)[:50])

    def scoped_members(number: int) -> Sequence[object]:
        with in_workspace(number):
            return list(members_of(number))

    def plain_members(number: int) -> Sequence[object]:
        with transaction.atomic():
            members: QuerySet[Membership] = QuerySet(Membership)
            found = members.select_related("user").order_by("created_at", "pk")
            return list(found.filter(workspace_id=number))

    return [("audit log, first page", scoped_log, plain_log), ("members", scoped_members, plain_members)]


def pages(numbers: Sequence[int]) -> list[tuple[str, Ask, Ask]]:
    """Return the pages that list a workspace's rows, each as its owner sees it: behind both locks, and without claims."""
    from django.test import Client  # noqa: PLC0415 - app ready
    from django.urls import reverse  # noqa: PLC0415 - app ready

    from apps.accounts.models import Membership, User  # noqa: PLC0415 - app ready
    from apps.core import tenancy  # noqa: PLC0415 - app ready

    clients: dict[int, tuple[Client, str]] = {}
    for number in chosen_of(numbers):
        with tenancy.in_workspace(number):
            owner = Membership.objects.for_workspace(number).select_related("workspace").get(role="owner")
            slug = owner.workspace.slug
        client = Client(SERVER_NAME="localhost")
        client.force_login(User.objects.get(pk=owner.user_id))
        clients[number] = client, slug

    def opener(page: str) -> Ask:
        def open_it(number: int) -> Sequence[object]:
            client, slug = clients[number]
            response = client.get(reverse(page, kwargs={"workspace_slug": slug}))
            if response.status_code != HTTPStatus.OK:
                raise SystemExit(f"{page}: {response.status_code}")
            return [response]

        return open_it

    def unclaimed(ask: Ask) -> Ask:
        def open_it(number: int) -> Sequence[object]:
            with patch.object(tenancy, "_tell", lambda *_: None):
                return ask(number)

        return open_it

    return [
        (f"page {page}", opener(page), unclaimed(opener(page)))
        for page in ("workspace", "workspace_members", "workspace_audit")
    ]


def chosen_of(numbers: Sequence[int]) -> list[int]:
    """Return the workspaces that are looked at, spread over all of them."""
    return [numbers[step * len(numbers) // _A_ROUND] for step in range(_A_ROUND)]


def compare(name: str, numbers: Sequence[int], scoped: Ask, plain: Ask) -> str:
    """Ask in turns, a round of one role and a round of the other, and compare the medians."""
    seconds: dict[str, list[float]] = {"application": [], "owner": []}
    queries = {}
    chosen = chosen_of(numbers)
    for _ in range(_ROUNDS):
        for role, ask in (("application", scoped), ("owner", plain)):
            with _as(role):
                with CaptureQueriesContext(connection) as captured:
                    if not ask(chosen[0]):  # asked first, since a new connection is not the cost of a lock
                        raise SystemExit(f"{name}: the {role} sees nothing")
                queries[role] = sum(query["sql"].startswith('SELECT "') for query in captured)
                for number in chosen:
                    started = perf_counter()
                    ask(number)
                    seconds[role].append(perf_counter() - started)
    locked, unlocked = (statistics.median(seconds[role]) * 1000 for role in ("application", "owner"))
    return (
        f"{name:24} both locks {locked:6.2f} ms, none {unlocked:6.2f} ms: {locked / unlocked:.2f}x; "
        f"queries {queries['application']} and {queries['owner']}, beside one that claims the workspace"
    )


def plan(number: int) -> list[str]:
    """Return how the application's audit log is found: by the workspace's index, the policy checked on what it finds."""
    from apps.accounts.selectors import audit_entries  # noqa: PLC0415 - app ready
    from apps.core.tenancy import in_workspace  # noqa: PLC0415 - app ready

    with in_workspace(number):
        return audit_entries(number)[:50].explain(analyze=True).splitlines()


class _as:  # noqa: N801 - reads as a word
    """Log in as a role for the length of a block."""

    def __init__(self, role: str) -> None:
        self._role = role

    def __enter__(self) -> None:
        from apps.core.database_roles import log_in  # noqa: PLC0415 - app ready

        log_in(self._role)

    def __exit__(self, *_: object) -> None:
        from apps.core.database_roles import log_in  # noqa: PLC0415 - app ready

        log_in("application")


if __name__ == "__main__":
    main()
