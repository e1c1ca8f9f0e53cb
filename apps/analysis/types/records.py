"""Shapes of the JSON columns that are not readings."""

from pydantic import BaseModel, ConfigDict


class FindingRecord(BaseModel):
    """Something in a reading that its brief does not bear out: `grounding.Finding` as it is kept."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    code: str
    where: str
    why: str
