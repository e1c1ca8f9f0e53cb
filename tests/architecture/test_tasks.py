"""Every task has a name of its own, a queue that a worker serves, and keyword-only arguments."""

import inspect

import yaml
from celery import current_app
from django.conf import settings

import apps.pipeline.tasks
from tests.architecture.test_sizes import ROOT

OURS = {name: task for name, task in current_app.tasks.items() if name.startswith("pipeline.")}


def positional_arguments(function: object) -> list[str]:
    """Return parameters that can be passed by position."""
    assert callable(function)
    return [
        name
        for name, parameter in inspect.signature(function).parameters.items()
        if parameter.kind is not inspect.Parameter.KEYWORD_ONLY
    ]


def served_queues() -> set[str]:
    """Return the queues of the workers in docker-compose.yml."""
    services = yaml.safe_load((ROOT / "docker-compose.yml").read_text(encoding="utf-8"))["services"]
    return {name.removeprefix("worker-") for name in services if name.startswith("worker-")}


def test_there_are_tasks_and_all_are_ours() -> None:
    assert set(OURS) == {f"pipeline.{name}" for name in apps.pipeline.tasks.__all__}


def test_tasks_take_keywords_only() -> None:
    assert {name: found for name, task in OURS.items() if (found := positional_arguments(task.run))} == {}


def test_tasks_have_a_queue_that_is_served() -> None:
    routes = settings.CELERY_TASK_ROUTES

    assert set(routes) == set(OURS)
    assert {route["queue"] for route in routes.values()} == served_queues()


def test_the_beat_names_tasks_that_exist() -> None:
    assert {entry["task"] for entry in settings.CELERY_BEAT_SCHEDULE.values()} <= set(OURS)


def test_eager_mode_is_used_nowhere() -> None:
    assert not current_app.conf.task_always_eager


def test_the_guard_sees_a_positional_argument() -> None:
    assert positional_arguments(lambda run_id: run_id) == ["run_id"]
