"""Shapes of the pipeline's JSON columns."""

from datetime import datetime

from pydantic import BaseModel, ConfigDict


class StepRecord(BaseModel):
    """One line of a run's journal."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    at: datetime
    stage: str
    event: str
    detail: str = ""
