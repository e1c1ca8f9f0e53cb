"""A complete site with history, from nothing."""

import logging
import os
import secrets
import socket
import sys
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError, CommandParser
from tqdm import tqdm

from apps.documents.models import Change, Document, Version
from apps.pipeline.samples.site import SampleServer, serving
from apps.pipeline.stages.sample_alerts import tell_samples
from apps.pipeline.stages.sample_dossier import order_sample_dossier
from apps.pipeline.stages.sample_history import DEFAULT_PORT, capture_sample, declared_port, missing_visits
from apps.pipeline.stages.sample_reviews import review_samples
from apps.pipeline.stages.sample_team import EDITOR, PEOPLE, gather_sample_team
from apps.pipeline.supervision import run_together, web_programs

_HOST = "127.0.0.1"


class Command(BaseCommand):
    help = (
        "Make a site with history and serve it: the sample vendors are captured on each date of their history through "
        "the real path; with --real, recorded histories are imported instead."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--port", type=int, default=8000)
        parser.add_argument(
            "--real", type=Path, help="a directory in the layout of export_history, or a git repository"
        )
        parser.add_argument("--no-serve", action="store_true", help="make the history, then stop")

    def handle(self, *args: Any, **options: Any) -> None:
        _need_port(options["port"], instead="Choose another: make demo PORT=8010")
        # Every reading across workspaces is logged; here nobody but the demo's own team is read.
        logging.getLogger("apps.core.tenancy").setLevel(logging.WARNING)
        self.stdout.write("Bringing the database up to date…")
        call_command("migrate", verbosity=0, interactive=False)
        call_command("load_regulations")
        if options["real"]:
            call_command("import_history", str(options["real"]))
            self._serve(options, environment=_plan_switch())
            return
        with serving(_HOST, _sample_port()) as site:
            self._capture_samples(site)
            self._serve(options, environment=_sample_environment(site, options["port"]))

    def _capture_samples(self, server: SampleServer) -> None:
        settings.FETCH_ALLOW = frozenset({server.server_address[:2]})
        settings.FETCH_HOST_GAP_SECONDS = 0
        visits = missing_visits(server.url)
        for visit in tqdm(
            visits, desc="Capturing sample history", unit="capture", disable=not sys.stderr.isatty()
        ):
            capture_sample(visit, server.site)
        server.site.at(None)

    def _serve(self, options: dict[str, Any], environment: dict[str, str]) -> None:
        self.stdout.write(_what_to_look_at(options["port"], environment))
        if options["no_serve"]:
            return
        programs = web_programs(host=_HOST, port=options["port"], environment=environment)
        sys.exit(run_together(programs))


def _sample_environment(server: SampleServer, port: int) -> dict[str, str]:
    """Let the workers visit the sample site, which is on loopback, and nothing else that is not public."""
    host, sample = server.server_address[:2]
    return {
        "FETCH_ALLOW": f"{host!s}:{sample}",
        "FETCH_HOST_GAP_SECONDS": "1",
        "SITE_URL": os.environ.get("SITE_URL", f"http://{_HOST}:{port}"),
        **_plan_switch(),
    }


def _plan_switch() -> dict[str, str]:
    """Let every plan be tried out, on a page of the workspace; a site in production refuses to start so."""
    return {} if settings.IS_PRODUCTION else {"PLAN_SWITCH": "true"}


def _what_to_look_at(port: int, environment: dict[str, str]) -> str:
    base = f"http://{_HOST}:{port}"
    change = Change.objects.material().for_pages().first()
    lines = [
        "",
        f"  {base}/",
        f"  {Document.objects.count()} documents, {Version.objects.count()} versions, {Change.objects.count()} changes",
        "",
        f"  Recent changes      {base}/changes/",
        f"  A redline           {base}{change.get_absolute_url()}" if change else "",
        f"  How it is made      {base}/methodology/",
        f"  State of the archive {base}/status/",
    ]
    if "FETCH_ALLOW" in environment:
        site = f"http://{environment['FETCH_ALLOW']}"
        lines += [
            "",
            "  In another terminal, in this directory:",
            f"    export FETCH_ALLOW={environment['FETCH_ALLOW']} SITE_URL={base}",
            f"    .venv/bin/python manage.py track {site}/halvorine/legal/terms",
            f"    .venv/bin/python manage.py track {site}/captcha/halvorine/legal/terms --platform halvorine",
        ]
    return "\n".join([*lines, *_how_to_sign_in(port), "", "  Ctrl-C stops everything."])


def _how_to_sign_in(port: int) -> list[str]:
    """Let a team in with a password that is new each time; on a site in production nobody is let in."""
    if settings.IS_PRODUCTION:
        return []
    password = secrets.token_urlsafe(12)
    workspace = gather_sample_team(password)
    tell_samples(workspace)
    review_samples(workspace)
    order_sample_dossier(workspace)
    owner, *others = PEOPLE
    return [
        "",
        f"  Sign in             http://localhost:{port}/account/login/ (passkeys need a name, so not {_HOST})",
        f"    {owner.email} ({owner.role.label.lower()} of {workspace.name}), password {password}",
        f"    with the same password, one of each role: {', '.join(other.email for other in others)}",
        f"    and {EDITOR}, who judges what is said of clauses at /editing/",
        f"  What it was told    http://localhost:{port}/w/{workspace.slug}/inbox/",
        f"  What it decided     http://localhost:{port}/w/{workspace.slug}/reviews/",
        f"  A file on a vendor  http://localhost:{port}/w/{workspace.slug}/dossiers/",
        f"  Try each plan       http://localhost:{port}/w/{workspace.slug}/plan/",
        f"  Mail, such as the code of a new account, is written into {settings.EMAIL_FILE_PATH}",
    ]


def _sample_port() -> int:
    """Return where to serve the sample vendors: at the address their documents have, or in a new archive any that is free."""
    port = declared_port()
    if port is None:
        return next(port for port in range(DEFAULT_PORT, DEFAULT_PORT + 100) if _refusal_of(port) is None)
    _need_port(
        port, instead="The sample vendors of this archive live there: stop what listens, such as another demo"
    )
    return port


def _need_port(port: int, *, instead: str) -> None:
    refusal = _refusal_of(port)
    if refusal:
        raise CommandError(f"Port {port} is taken: {refusal.strerror}. {instead}") from refusal


def _refusal_of(port: int) -> OSError | None:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((_HOST, port))
        except OSError as error:
            return error
    return None
