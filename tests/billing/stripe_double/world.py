"""Everything the double knows: objects by number, clocks, events, keys that were used."""

import itertools
import json
from collections.abc import Callable, Iterator
from copy import deepcopy
from dataclasses import dataclass, field
from threading import RLock
from time import time
from typing import Any

from tests.billing.stripe_double.refusals import Refusal, missing

Json = dict[str, Any]
API_VERSION = "2026-10-28.endive"


@dataclass
class World:
    """One account at Stripe, in test mode."""

    objects: dict[str, dict[str, Json]] = field(default_factory=dict)
    events: list[Json] = field(default_factory=list)
    keys: dict[str, tuple[str, int, Json]] = field(default_factory=dict)
    lock: RLock = field(default_factory=RLock)
    frozen: int | None = None  # the time of those that are on no test clock; None: the real one
    dunning_ends_in: str = "canceled"
    tax_percent: int = 20
    requests: list[tuple[str, str, Json]] = field(default_factory=list)
    failing: Callable[[str, str], int | None] = lambda _method, _path: None
    _numbers: Iterator[int] = field(default_factory=lambda: itertools.count(1))

    def new_id(self, prefix: str) -> str:
        return f"{prefix}_{next(self._numbers):06}"

    def put(self, kind: str, made: Json) -> Json:
        """Keep a new object."""
        self.objects.setdefault(kind, {})[made["id"]] = made
        return made

    def get(self, kind: str, number: str) -> Json:
        """Return an object; refuses what is not there."""
        found = self.objects.get(kind, {}).get(number)
        if found is None:
            raise missing(kind, number)
        return found

    def all(self, kind: str, **wanted: Any) -> list[Json]:
        """Return objects, the newest first, as Stripe lists them."""
        found = [
            each
            for each in self.objects.get(kind, {}).values()
            if all(each.get(name) == value for name, value in wanted.items())
        ]
        return sorted(found, key=lambda each: (each["created"], each["id"]), reverse=True)

    def now(self, customer: Json | None = None) -> int:
        """Return the time of a customer: that of their test clock, if they have one."""
        if customer is not None and customer.get("test_clock"):
            return int(self.get("test_clock", customer["test_clock"])["frozen_time"])
        return int(time()) if self.frozen is None else self.frozen

    def tell(self, kind: str, about: Json, *, at: int | None = None) -> Json:
        """Write an event down; it is sent when the test says so."""
        made = {
            "id": self.new_id("evt"),
            "object": "event",
            "api_version": API_VERSION,
            "created": self.now() if at is None else at,
            "data": {"object": deepcopy(about)},
            "livemode": False,
            "pending_webhooks": 1,
            "request": {"id": None, "idempotency_key": None},
            "type": kind,
        }
        self.events.append(made)
        return made

    def once(self, key: str | None, request: str, deed: Callable[[], Json]) -> tuple[int, Json]:
        """Do it, or repeat what was answered under this key; refuses the key with another request."""
        if key is None:
            return 200, deed()
        if key in self.keys:
            before, status, answer = self.keys[key]
            if before != request:
                raise Refusal(
                    "Keys for idempotent requests can only be used with the same parameters they were first used with.",
                    type="idempotency_error",
                )
            return status, deepcopy(answer)
        try:
            answer = deed()
        except Refusal as refusal:
            self.keys[key] = (request, refusal.status, {"error": refusal.error})
            raise
        self.keys[key] = (request, 200, json.loads(json.dumps(answer)))
        return 200, answer


def listed(found: list[Json], url: str, given: Json) -> Json:
    """Return a page of a list."""
    if after := given.get("starting_after"):
        numbers = [each["id"] for each in found]
        found = found[numbers.index(after) + 1 :]
    limit = int(given.get("limit", 10))
    return {"object": "list", "data": found[:limit], "has_more": len(found) > limit, "url": url}
