"""Shapes of the archive's JSON columns."""

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
