"""docker-compose.yml runs every part apart, gives away no secret, and lets the browser out one way only."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.architecture.test_sizes import ROOT

COMPOSE: dict[str, Any] = yaml.safe_load((ROOT / "docker-compose.yml").read_text(encoding="utf-8"))
SERVICES: dict[str, dict[str, Any]] = COMPOSE["services"]
SECRET = re.compile(r"PASSWORD|SECRET|KEY|TOKEN")


def queues_of(service: dict[str, Any]) -> str:
    """Return the queues that a service's worker takes, as given to Celery."""
    command = service.get("command", [])
    return str(command[command.index("-Q") + 1]) if "worker" in command else ""


def environment_names() -> list[str]:
    """Return the variables that the file asks for and has no default for."""
    text = (ROOT / "docker-compose.yml").read_text(encoding="utf-8")
    return sorted(set(re.findall(r"\$\{(\w+):\?", text)))


def test_each_queue_has_one_worker_named_for_it() -> None:
    workers = {name: queues_of(service) for name, service in SERVICES.items() if queues_of(service)}

    queues = ("fetch", "browser", "cpu", "llm", "pdf", "default", "notify", "owner")
    assert workers == {f"worker-{queue}": queue for queue in queues}


def test_every_part_is_there() -> None:
    parts = {"web", "beat", "postgres", "redis", "store", "mail", "egress"}

    assert parts <= set(SERVICES)
    assert SERVICES["postgres"]["image"].startswith("pgvector/pgvector:")


def test_browser_has_no_way_out_but_the_egress_proxy() -> None:
    browser = SERVICES["worker-browser"]
    beside = [name for name, service in SERVICES.items() if "browser" in service["networks"]]

    assert {name: COMPOSE["networks"][name]["internal"] for name in browser["networks"]} == {
        "data": True,
        "browser": True,
    }
    assert sorted(beside) == ["egress", "worker-browser"]
    assert SERVICES["egress"]["command"][-1].endswith(
        browser["environment"]["EGRESS_PROXY"].rpartition(":")[2]
    )
    assert "data" not in SERVICES["egress"]["networks"]


def test_secrets_come_from_the_environment() -> None:
    given = {
        f"{name}.{variable}": value
        for name, service in SERVICES.items()
        for variable, value in service.get("environment", {}).items()
        if SECRET.search(variable) or "PASSWORD" in str(value)
    }

    # Asked for, or empty where the part it opens is not in use.
    assert given
    assert {name: value for name, value in given.items() if not re.search(r"\$\{\w+:(\?|-\})", value)} == {}


def test_only_the_migration_and_the_eraser_log_in_as_the_owner_of_the_database() -> None:
    owners = {
        name
        for name, service in SERVICES.items()
        if "//conductatlas:" in str(service.get("environment", {})) or "DATABASE_OWNER_URL" in str(service)
    }

    assert owners == {"migrate", "worker-owner"}
    assert SERVICES["web"]["environment"]["DATABASE_URL"].startswith("postgresql://conductatlas_app:")


def test_every_service_that_stays_is_watched() -> None:
    # web takes the image's own probe.
    unwatched = {name for name, service in SERVICES.items() if "healthcheck" not in service}

    assert unwatched == {"web", "buckets"}
    assert "HEALTHCHECK" in (ROOT / "Dockerfile").read_text(encoding="utf-8")


def test_images_of_others_are_pinned() -> None:
    images = {
        service["image"] for service in SERVICES.values() if "build" not in service and "<<" not in service
    }
    theirs = {image for image in images if not image.startswith("conductatlas/")}

    assert len(theirs) == 5
    assert {image for image in theirs if not re.search(r":.*\d", image)} == set()


def test_our_own_processes_cannot_write_to_their_image() -> None:
    ours = {
        name: service for name, service in SERVICES.items() if service["image"].startswith("conductatlas/")
    }

    assert {name for name, service in ours.items() if not service["read_only"]} == set()
    assert {name for name, service in ours.items() if service["cap_drop"] != ["ALL"]} == set()
    assert (
        "USER conductatlas"
        in (ROOT / "Dockerfile").read_text(encoding="utf-8").split("FROM app AS browser")[1]
    )


def test_names_asked_for_are_explained_at_the_top() -> None:
    head = (ROOT / "docker-compose.yml").read_text(encoding="utf-8").split("x-app:")[0]

    assert [name for name in environment_names() if name not in head] == []


def test_image_holds_all_that_production_needs_to_start(tmp_path: Path) -> None:
    copied = re.findall(r"^!(\w[\w./]*)$", (ROOT / ".dockerignore").read_text(encoding="utf-8"), re.MULTILINE)
    for name in copied:
        (tmp_path / name).parent.mkdir(exist_ok=True)
        copy = shutil.copytree if (ROOT / name).is_dir() else shutil.copy
        copy(ROOT / name, tmp_path / name)
    build = (ROOT / "Dockerfile").read_text(encoding="utf-8").split("RUN DJANGO_SETTINGS_MODULE", 1)[1]
    given = dict(re.findall(r"([A-Z_]+)=(\S+)", f"DJANGO_SETTINGS_MODULE{build.split('manage.py')[0]}"))

    done = subprocess.run(
        [sys.executable, "-B", "manage.py", "collectstatic", "--noinput", "--verbosity", "0"],
        cwd=tmp_path,
        env=given,
        check=False,
        capture_output=True,
        text=True,
        timeout=60,
    )

    assert (done.returncode, done.stderr) == (0, "")
    assert (tmp_path / "var" / "static" / "staticfiles.json").is_file()


def test_compose_itself_accepts_the_file(tmp_path: Path) -> None:
    command = compose_client()
    values = tmp_path / "values"
    values.write_text("".join(f"{name}=example8\n" for name in environment_names()), encoding="utf-8")

    done = subprocess.run(  # noqa: S603 - the client found on this machine
        [*command, "--env-file", values, "-f", ROOT / "docker-compose.yml", "config", "-q"],
        env={"PATH": os.environ["PATH"], "HOME": str(tmp_path)},
        check=False,
        capture_output=True,
        text=True,
        timeout=60,
    )

    assert (done.returncode, done.stderr) == (0, "")


def compose_client() -> list[str]:
    """Return the command of Docker Compose version 2 or later; skips where there is none."""
    command = [shutil.which("docker") or "/nonexistent", "compose"]
    if Path(command[0]).exists():
        version = subprocess.run([*command, "version"], check=False, capture_output=True)  # noqa: S603 - as above
        if version.returncode == 0:
            return command
    pytest.skip("this machine has no Docker Compose client")
