"""Fill an archive and time its pages."""

import statistics
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from time import perf_counter, process_time

from django.core.cache import cache
from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from tqdm import tqdm

from apps.core.database_roles import as_owner
from apps.documents.diffing import redline
from apps.documents.histories import open_history
from apps.documents.models import Document
from apps.documents.services.history import import_history
from benchmarks.archive_texts import agreement, amended, write_history

_REQUESTS = 15


@dataclass(frozen=True, slots=True)
class Timed:
    """One page asked for several times: seconds, of which in this process, and numbers of queries."""

    name: str
    seconds: tuple[float, ...]
    processor: tuple[float, ...]
    queries: tuple[int, ...]

    def __str__(self) -> str:
        milliseconds = [round(1000 * second) for second in self.seconds]
        return (
            f"{self.name:28} median {statistics.median(milliseconds):5.0f} ms, least {min(milliseconds):4}, "
            f"worst {max(milliseconds):5}, processor {1000 * statistics.median(self.processor):4.0f} ms, "
            f"at most {max(self.queries):2} queries"
        )


def fill(*, documents: int, words: int) -> None:
    """Make the histories, import them, and say how fast."""
    with tempfile.TemporaryDirectory(prefix="archive-scale-") as folder:
        started = perf_counter()
        write_history(Path(folder), documents=documents, words=words)
        print(f"wrote {documents} histories in {perf_counter() - started:.0f} s")
        history = open_history(Path(folder))
        started, imported = perf_counter(), 0
        with tqdm(total=history.total, unit=" versions", disable=None) as bar:
            for step in import_history(history=history):
                if step.problem:
                    raise step.problem
                imported += step.imported
                bar.update(step.imported)
        seconds = perf_counter() - started
        print(f"imported {imported} versions in {seconds:.0f} s: {imported / seconds:.0f} a second")


def timed(name: str, addresses: Sequence[str], client: Client | None = None) -> Timed:
    """Ask for each address once, as an anonymous reader unless a client is signed in."""
    client = client or Client(SERVER_NAME="localhost")
    seconds, processor, queries = [], [], []
    for address in addresses:
        with CaptureQueriesContext(connection) as captured:
            started, worked = perf_counter(), process_time()
            response = client.get(address)
            seconds.append(perf_counter() - started)
            processor.append(process_time() - worked)
        if response.status_code != 200:  # noqa: PLR2004 - OK
            raise SystemExit(f"{address} answered {response.status_code}")
        queries.append(len(captured))
    return Timed(name, tuple(seconds), tuple(processor), tuple(queries))


def pages() -> Iterator[Timed]:
    """Time the pages of documents spread over the archive; the redline first computed, then from the cache."""
    total = Document.objects.count()
    step = max(1, total // _REQUESTS)
    ids = list(Document.objects.order_by("pk").values_list("pk", flat=True))[::step][:_REQUESTS]
    documents = list(Document.objects.filter(pk__in=ids).select_related("platform"))
    changes = [document.changes.get() for document in documents]
    redlines = [reverse("redline", args=[d.platform.slug, d.slug, 1, 2]) for d in documents]
    timed("warming up", ["/", documents[0].get_absolute_url(), "/changes/"])
    yield timed("home", ["/"] * _REQUESTS)
    yield timed("platforms", ["/platforms/"] * _REQUESTS)
    yield timed("platform", [document.platform.get_absolute_url() for document in documents])
    yield timed("document", [document.get_absolute_url() for document in documents])
    yield timed("version", [f"{document.get_absolute_url()}versions/2/" for document in documents])
    yield timed("redline, first time", redlines)
    yield timed("redline, again", redlines)
    yield timed("redline, side by side", [f"{address}?view=split" for address in redlines])
    yield timed("change", [change.get_absolute_url() for change in changes])
    yield timed("recent changes", ["/changes/"] * _REQUESTS)
    yield timed("recent changes, 100th page", ["/changes/?page=100"] * _REQUESTS)
    yield timed("status", ["/status/"] * _REQUESTS)


def redline_of(words: int, *, revisions: int) -> str:
    """Time the redline of two versions of so many words, so many revisions apart, a different pair each time."""
    seconds = []
    for seed in range(_REQUESTS):
        old = new = agreement(words, seed)
        for revision in range(revisions):
            new = amended(new, revision)
        texts = "\n\n".join(old), "\n\n".join(new)
        started = perf_counter()
        redline(*texts)
        seconds.append(perf_counter() - started)
    milliseconds = [1000 * second for second in seconds]
    return (
        f"redline of {words:,} words, {revisions:2} revisions apart: median {statistics.median(milliseconds):.0f} ms, "
        f"worst {max(milliseconds):.0f} ms"
    )


def run(*, documents: int, words: int, pages_only: bool) -> None:
    """Import so many documents into the empty database, unless an earlier run did, and print every figure."""
    call_command("migrate", verbosity=0)
    if not pages_only:
        if Document.objects.exists():
            raise SystemExit("DATABASE_URL names a database that holds documents; name an empty one.")
        fill(documents=documents, words=words)
        # As the owner: tables of others are left out, with no more than a warning.
        with as_owner(), connection.cursor() as cursor:
            cursor.execute("ANALYZE")  # as autovacuum would within minutes
    cache.clear()
    for line in pages():
        print(line)
    for revisions in (1, 30):
        print(redline_of(10_000, revisions=revisions))
