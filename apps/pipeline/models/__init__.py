from apps.pipeline.models.run import Run, RunOutcome, Stage, State, Trigger

__all__ = ["Run", "RunOutcome", "Stage", "State", "Trigger"]
