"""Start Python processes as forks of one that has imported what no setting changes: a start costs half of its time.

From there on each is what `python …` would be: the same words, an environment and a group of its own, and the settings and
models read anew. Only the project's pure packages and other people's are imported before the fork.
"""

import os
import runpy
import sys
from collections.abc import Mapping, Sequence
from importlib import import_module
from multiprocessing import get_context
from multiprocessing.connection import Connection
from multiprocessing.context import ForkServerProcess
from pathlib import Path

IMPORTED_BEFORE = (
    "apps.alerts.schedules",
    "apps.analysis.grounding",
    "apps.analysis.regulations",
    "apps.analysis.rules",
    "apps.documents.diffing",
    "apps.documents.extraction",
    "apps.documents.gating",
    "apps.documents.publishing",
    "apps.evidence.merkle",
    "apps.platforms.catalogue",
    "apps.provisions.classification",
    "apps.provisions.facts",
    "apps.provisions.labelling",
    "apps.provisions.matching",
    "apps.provisions.taxonomy",
    "celery.apps.worker",
    "celery.bin.celery",
    "celery.concurrency.prefork",
    "celery.fixups.django",
    "celery.worker.consumer",
    "cryptography.x509",
    "django.contrib.auth.hashers",
    "django.contrib.postgres.search",
    "django.contrib.sitemaps",
    "django.core.mail",
    "django.core.management",
    "django.db.backends.postgresql.base",
    "django.db.migrations.executor",
    "django.forms",
    "django.http",
    "django.template",
    "django.test",
    "django.urls",
    "httpcore",
    "kombu.transport.redis",
    "prompt_toolkit",
    "psycopg",
    "rfc3161_client",
    "stripe",
    "structlog",
)

_server = get_context("forkserver")
_server.set_forkserver_preload(list(IMPORTED_BEFORE))


def launch(words: Sequence[str], environ: Mapping[str, str], log: Path) -> ForkServerProcess:
    """Start `python` with these words; what it says goes into the log. Returns once it has a process group of its own.

    Raises EOFError if it dies before.
    """
    log.touch()
    hearing, telling = _server.Pipe(duplex=False)
    process = _server.Process(target=_become, args=(tuple(words), dict(environ), str(log), telling))
    process.start()
    telling.close()
    with hearing:
        hearing.recv()
    return process


def _become(words: tuple[str, ...], environ: dict[str, str], log: str, telling: Connection) -> None:
    """Be, in this fork, the process that these words start."""
    os.setsid()
    with telling:
        telling.send("a group of its own")
    os.environ.clear()
    os.environ.update(environ)
    written = os.open(log, os.O_WRONLY | os.O_APPEND)
    for standard in (1, 2):
        os.dup2(written, standard)
    for name in IMPORTED_BEFORE:
        import_module(name)  # costs nothing, unless the server passed over a name that is wrong by now

    match words:
        case ("-m", module, *rest):
            sys.argv = [module, *rest]
            runpy.run_module(module, run_name="__main__", alter_sys=True)
        case ("-c", code, *rest):
            sys.argv = ["-c", *rest]
            exec(code, {"__name__": "__main__"})  # noqa: S102 - a test's own code, as `python -c` runs it
        case (script, *rest):
            sys.argv = [script, *rest]
            runpy.run_path(script, run_name="__main__")
