"""Turns at a host: one connection at a time, a gap between them, silence when it is asked for."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Q

from apps.core import clock
from apps.documents.fetching.politeness import ROBOTS_MAX_AGE, Circuit, circuit_after
from apps.documents.fetching.politeness import RobotsFile as RobotsReading
from apps.documents.models import Host, RobotsFile

ALL_HOSTS = "*"
_RETRY_ROBOTS_AFTER = timedelta(hours=1)
_SHORTEST_GAP = timedelta(milliseconds=200)
_FIRST_SERVER_ERROR = 500
_LEASE = timedelta(seconds=150)  # longer than any fetcher's deadline: a dead worker's turn ends by itself


@dataclass(frozen=True, slots=True)
class Turn:
    """Our turn at a host; give it back with `end_turn`."""

    host: str
    until: datetime


@dataclass(frozen=True, slots=True)
class NoTurn:
    """Somebody else's turn, a gap, an open breaker or a pause: come back at `until`."""

    until: datetime
    reason: str


def take_turn(name: str, *, gap: timedelta) -> Turn | NoTurn:
    """Take the host's only connection, by a conditional update that must hit one row.

    Whoever must wait is given a place of their own, a gap behind the one before: a hundred documents of a host come back
    one after another, not all at once.
    """
    now = clock.now()
    paused = Host.objects.filter(name__in=[ALL_HOSTS, name], paused_at__isnull=False).first()
    if paused is not None:
        return NoTurn(now + timedelta(minutes=10), f"fetching is paused: {paused.paused_because}")
    Host.objects.get_or_create(name=name, defaults={"free_at": now, "last_place_at": now})
    free = Q(free_at__lte=now) & (Q(open_until=None) | Q(open_until__lte=now))
    if Host.objects.filter(free, name=name).update(free_at=now + _LEASE) == 1:
        return Turn(name, now + _LEASE)
    return _place_in_line(name, now, gap)


@transaction.atomic
def _place_in_line(name: str, now: datetime, gap: timedelta) -> NoTurn:
    host = Host.objects.select_for_update().get(name=name)
    if host.open_until and host.open_until > now:
        return NoTurn(host.open_until, f"{name} is left alone after {host.failures_in_a_row} failures")
    gap = max(gap, _SHORTEST_GAP)
    # A turn in progress holds a lease far longer than a visit: its end is guessed, and who comes too early waits anew.
    in_progress = host.free_at - now > _LEASE / 2
    host.last_place_at = max(host.last_place_at + gap, now + gap if in_progress else host.free_at)
    host.save(update_fields=["last_place_at"])
    return NoTurn(host.last_place_at, f"{name} is busy or was just visited")


def end_turn(turn: Turn, *, gap: timedelta) -> None:
    """Give the host back after the gap; a turn whose lease ran out is no longer ours to end."""
    Host.objects.filter(name=turn.host, free_at=turn.until).update(free_at=clock.now() + gap)


@transaction.atomic
def record_host_result(*, name: str, has_failed: bool) -> None:
    """Count one more outcome for the host's circuit breaker."""
    host = Host.objects.select_for_update().get(name=name)
    before = Circuit(failures=host.failures_in_a_row, trips=host.trips, open_until=host.open_until)
    after = circuit_after(before, has_failed=has_failed, now=clock.now())
    if after != before:
        host.failures_in_a_row, host.trips, host.open_until = after.failures, after.trips, after.open_until
        host.save(update_fields=["failures_in_a_row", "trips", "open_until"])


def pause_host(*, name: str, reason: str) -> Host:
    """Stop all fetching from a host, or from all with "*"; captures already begun finish."""
    now = clock.now()
    host, _ = Host.objects.get_or_create(name=name, defaults={"free_at": now, "last_place_at": now})
    host.paused_at, host.paused_because = now, reason[:200]
    host.save(update_fields=["paused_at", "paused_because"])
    return host


def resume_host(*, name: str) -> bool:
    """Allow fetching again; return whether it was paused."""
    return bool(
        Host.objects.filter(name=name, paused_at__isnull=False).update(paused_at=None, paused_because="")
    )


def record_robots(*, host: str, url: str, found: RobotsReading) -> RobotsFile:
    """Keep what a host's robots.txt said: it is what we obeyed until it expires."""
    return RobotsFile.objects.create(
        host_id=host,
        url=url[:2000],
        status=found.status,
        text=found.text.replace("\x00", ""),
        fetched_at=found.fetched_at,
        expires_at=found.fetched_at + (ROBOTS_MAX_AGE if is_settled(found) else _RETRY_ROBOTS_AFTER),
    )


def is_settled(found: RobotsReading) -> bool:
    """Say whether an answer about robots.txt may be kept for long: trouble on their side may not."""
    return found.status is not None and found.status < _FIRST_SERVER_ERROR
