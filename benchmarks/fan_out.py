"""How fast a change is told: python -m benchmarks.fan_out --workspaces 10000.

Fills the database that DATABASE_URL names, which must hold no workspace and let its user create roles: so many workspaces that follow
one platform. Then one change of it is told to all of them by one worker, as the application.
"""

import argparse
import os
import resource
from datetime import timedelta
from time import perf_counter, process_time
from typing import TYPE_CHECKING

import django
from django.db import connection

from conductatlas import embedded

if TYPE_CHECKING:
    from apps.platforms.models import Platform

_KILOBYTES = 1024  # of `ru_maxrss` in a megabyte


def main() -> None:
    """Make Django ready for the database that the environment names, then measure."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--workspaces", type=int, default=10_000)
    options = parser.parse_args()
    if "DATABASE_URL" not in os.environ:
        raise SystemExit("Set DATABASE_URL to an empty database: this fills it.")
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "conductatlas.settings.dev")
    embedded.start()
    django.setup()
    run(options.workspaces)


def run(workspaces: int) -> None:
    """Fill, tell, and print how many alerts a second, and the memory at its peak before and after."""
    from django.core.management import call_command  # noqa: PLC0415 - app ready

    from apps.alerts.models import FanOutState  # noqa: PLC0415 - app ready
    from apps.alerts.services.opening import open_fan_out  # noqa: PLC0415 - app ready
    from apps.alerts.services.raising import raise_alerts  # noqa: PLC0415 - app ready
    from apps.documents.models import Change  # noqa: PLC0415 - app ready

    call_command("migrate", verbosity=0)
    first, change_id = fill(workspaces)
    before = _peak()
    for size, number in (
        (1, first),
        (workspaces, change_id),
    ):  # one alone first: what is loaded once is loaded then
        fan_out = open_fan_out(change=Change.objects.get(pk=number))
        turns, started, used = 0, perf_counter(), process_time()
        while fan_out.state == FanOutState.WAITING:
            fan_out, turns = raise_alerts(change_id=number), turns + 1
        seconds, busy = perf_counter() - started, process_time() - used
        if fan_out.told != size:
            raise SystemExit(f"{fan_out.told} of {size} workspaces were told.")
        print(
            f"{fan_out.told} alerts in {seconds:.1f} s, {fan_out.told / seconds:.0f} a second, in {turns} turns; "
            f"{1000 * busy / fan_out.told:.2f} ms of processor each, without the database's"
        )
    print(f"memory at its peak: {before:.0f} MB before, {_peak():.0f} MB after")


def fill(workspaces: int) -> tuple[int, int]:
    """Make the followers; return a change that one of them is to be told, and one that all are."""
    from apps.accounts.models import User  # noqa: PLC0415 - app ready
    from apps.accounts.services.workspaces import create_workspace  # noqa: PLC0415 - app ready
    from apps.accounts.types import SYSTEM  # noqa: PLC0415 - app ready
    from apps.core.database_roles import log_in  # noqa: PLC0415 - app ready
    from apps.subscriptions.services.watching import open_watch  # noqa: PLC0415 - app ready
    from apps.subscriptions.types import Rules  # noqa: PLC0415 - app ready
    from benchmarks.crowds import repeat_follower  # noqa: PLC0415 - app ready

    owner = User.objects.create_user("owner@scale.example")
    watches = []
    for name in ("alone", "crowd"):
        workspace = create_workspace(name=name, owner=owner, actor=SYSTEM)
        platform = _platform(name)
        opened = open_watch(workspace=workspace, subject=platform, rules=Rules(), actor=SYSTEM)
        watches.append((workspace, opened.watch, platform))
    log_in("owner")
    with connection.cursor() as cursor:
        repeat_follower(cursor.execute, *watches[1][:2], times=workspaces - 1)
        cursor.execute("VACUUM ANALYZE")
    log_in("application")
    alone, crowd = (_change(platform) for _, _, platform in watches)
    return alone, crowd


def _platform(name: str) -> "Platform":
    from apps.core import clock  # noqa: PLC0415 - app ready
    from apps.platforms.models import Platform  # noqa: PLC0415 - app ready

    return Platform.objects.create(slug=name, name=name.title(), created_at=clock.now())


def _change(platform: "Platform") -> int:
    """Record a change of wording, found now; its texts are not read."""
    from apps.core import clock  # noqa: PLC0415 - app ready
    from apps.documents.models import Change, Document, Version  # noqa: PLC0415 - app ready

    now = clock.now()
    document = Document.objects.create(
        platform=platform, slug="terms", title="Terms of Service", type="terms-of-service", created_at=now
    )
    old, new = (
        Version.objects.create(
            document=document,
            number=number,
            text_sha256=str(number) * 64,
            text_size=1,
            words=1,
            extractor="conductatlas",
            extractor_version="1",
            first_seen_at=at,
            captured_at=at,
            created_at=at,
        )
        for number, at in ((1, now - timedelta(days=1)), (2, now))
    )
    return Change.objects.create(
        document=document,
        from_version=old,
        to_version=new,
        cause="publisher",
        kind="substantive",
        materiality=50,
        words_added=1,
        words_removed=1,
        words_moved=0,
        sentences_added=0,
        sentences_removed=0,
        sentences_modified=1,
        engine="diffing",
        detected_at=now,
        created_at=now,
    ).pk


def _peak() -> float:
    """Return the most memory this process has held, in megabytes."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / _KILOBYTES


if __name__ == "__main__":
    main()
