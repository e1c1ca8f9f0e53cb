"""Shapes of the archive's JSON columns."""

from datetime import date
from typing import Literal

from pydantic import BaseModel, ConfigDict


class HopRecord(BaseModel):
    """One answer on the way to the final address."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    url: str
    status: int
    location: str | None = None
    remote_address: str | None = None


class ReasonRecord(BaseModel):
    """One reason of the gate."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    code: str
    detail: str
    weight: float


class StatedDateRecord(BaseModel):
    """A date that a text gives of itself; `on` is null where it can mean several days, which `readings` then holds."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    on: date | None
    quote: str
    offset: int
    readings: tuple[date, ...]


class StatedDeadlineRecord(StatedDateRecord):
    """A day until which one can object, or on which something renews: extraction.Deadline."""

    kind: Literal["objection", "renewal"]
