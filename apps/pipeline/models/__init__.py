from apps.pipeline.models.backlog import Backlog, Desk
from apps.pipeline.models.run import Run, RunOutcome, Stage, State, Trigger

__all__ = ["Backlog", "Desk", "Run", "RunOutcome", "Stage", "State", "Trigger"]
