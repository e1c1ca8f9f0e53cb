"""Turns at a host: one connection at a time, a gap between them, silence when it is asked for."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Q

from apps.core import clock
from apps.documents.models import Host, RobotsFile

ALL_HOSTS = "*"
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


def take_turn(name: str) -> Turn | NoTurn:
    """Take the host's only connection, by a conditional update that must hit one row."""
    now = clock.now()
    paused = Host.objects.filter(name__in=[ALL_HOSTS, name], paused_at__isnull=False).first()
    if paused is not None:
        return NoTurn(now + timedelta(minutes=10), f"fetching is paused: {paused.paused_because}")
    Host.objects.get_or_create(name=name, defaults={"free_at": now})
    free = Q(free_at__lte=now) & (Q(open_until=None) | Q(open_until__lte=now))
    if Host.objects.filter(free, name=name).update(free_at=now + _LEASE) == 1:
        return Turn(name, now + _LEASE)
    host = Host.objects.get(name=name)
    if host.open_until and host.open_until > now:
        return NoTurn(host.open_until, f"{name} is left alone after {host.failures_in_a_row} failures")
    return NoTurn(max(host.free_at, now + timedelta(milliseconds=200)), f"{name} is busy or was just visited")


def end_turn(turn: Turn, *, gap: timedelta) -> None:
    """Give the host back after the gap; a turn whose lease ran out is no longer ours to end."""
    Host.objects.filter(name=turn.host, free_at=turn.until).update(free_at=clock.now() + gap)


def record_host_result(*, name: str, failures_in_a_row: int, open_until: datetime | None) -> None:
    """Keep what the circuit breaker decided for the host."""
    Host.objects.filter(name=name).update(failures_in_a_row=failures_in_a_row, open_until=open_until)


def pause_host(*, name: str, reason: str) -> Host:
    """Stop all fetching from a host, or from all with "*"; captures already begun finish."""
    now = clock.now()
    host, _ = Host.objects.get_or_create(name=name, defaults={"free_at": now})
    host.paused_at, host.paused_because = now, reason[:200]
    host.save(update_fields=["paused_at", "paused_because"])
    return host


def resume_host(*, name: str) -> bool:
    """Allow fetching again; return whether it was paused."""
    return bool(
        Host.objects.filter(name=name, paused_at__isnull=False).update(paused_at=None, paused_because="")
    )


@dataclass(frozen=True, slots=True)
class RobotsReading:
    """One answer to a request for robots.txt."""

    url: str
    status: int | None
    text: str
    error_code: str
    expires_at: datetime


def record_robots(*, host: str, reading: RobotsReading) -> RobotsFile:
    """Keep what a host's robots.txt said: it is what we obeyed until it expires."""
    return RobotsFile.objects.create(
        host_id=host,
        url=reading.url,
        status=reading.status,
        error_code=reading.error_code,
        text=reading.text.replace("\x00", ""),
        fetched_at=clock.now(),
        expires_at=reading.expires_at,
    )
