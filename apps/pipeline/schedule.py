"""The beat and the queues: what is nudged how often, what runs where. Data only; settings read it before apps are loaded."""

TASK_ROUTES: dict[str, dict[str, str]] = {
    "pipeline.capture": {"queue": "fetch"},
    "pipeline.capture_in_browser": {"queue": "browser"},
    "pipeline.extract": {"queue": "cpu"},
    "pipeline.open_due_runs": {"queue": "default"},
    "pipeline.sweep_runs": {"queue": "default"},
    "pipeline.forget_expired_sessions": {"queue": "default"},
}

BEAT_SCHEDULE: dict[str, dict[str, object]] = {
    "open due runs": {"task": "pipeline.open_due_runs", "schedule": 20.0, "options": {"expires": 20}},
    "forget expired sessions": {"task": "pipeline.forget_expired_sessions", "schedule": 3600.0},
    "sweep runs": {"task": "pipeline.sweep_runs", "schedule": 15.0, "options": {"expires": 15}},
}
