"""The beat: what is nudged how often. Data only; settings read it before apps are loaded."""

BEAT_SCHEDULE: dict[str, dict[str, object]] = {
    "open due runs": {"task": "pipeline.open_due_runs", "schedule": 20.0, "options": {"expires": 20}},
    "sweep runs": {"task": "pipeline.sweep_runs", "schedule": 30.0, "options": {"expires": 30}},
}
