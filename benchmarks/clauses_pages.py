"""Fill an archive with clauses and time the pages that show them."""

import json
import tempfile
from collections import defaultdict
from collections.abc import Iterator, Sequence
from pathlib import Path
from shutil import copyfile
from time import perf_counter
from typing import Any

from django.core.cache import cache
from django.core.management import call_command
from django.db import connection
from django.db.models import QuerySet
from django.test import Client
from django.urls import reverse

from apps.accounts.models import User
from apps.analysis.models import Publication, Regulation
from apps.analysis.selectors.queue import Waiting
from apps.core.database_roles import as_owner
from apps.documents.models import Change, Document, Version
from apps.platforms.models import Platform
from apps.provisions.models import Provision, Standing
from apps.provisions.prevalence import prevalences
from apps.web.forms.search import facts_offered
from apps.web.sitemaps import ProvisionSitemap
from benchmarks.archive_pages import Timed, timed
from benchmarks.repeated_rows import repeat_rows

_REQUESTS = 15
_VERSIONS = 2  # of each document, the last ones
_EDITOR = "scale@conductatlas.example"


def run(history: str, *, clauses: int, pages_only: bool) -> None:
    """Fill the empty database, unless an earlier run did, and print every figure."""
    call_command("migrate", verbosity=0)
    if not pages_only:
        if Document.objects.exists():
            raise SystemExit("DATABASE_URL names a database that holds documents; name an empty one.")
        fill(Path(history), clauses)
    print(
        f"{Version.objects.count():,} versions, {Provision.objects.count():,} clauses, of which "
        f"{Standing.objects.filter(ended_in=None).count():,} stand; {Platform.objects.count():,} platforms"
    )
    cache.clear()
    for line in pages():
        print(line, flush=True)
    cache.clear()
    started = perf_counter()
    prevalences()
    print(f"prevalence counted again: {1000 * (perf_counter() - started):.0f} ms")


def fill(history: Path, clauses: int) -> None:
    """Import, cut and read the last versions, then repeat the rows until so many clauses stand."""
    with tempfile.TemporaryDirectory(prefix="clauses-scale-") as folder:
        write_latest(history, Path(folder))
        call_command("import_history", folder)
    call_command("load_regulations")
    call_command("resegment")
    call_command("reanalyse")
    standing = Standing.objects.filter(ended_in=None).count()
    repeat_rows(times=max(0, -(-clauses // standing) - 1))
    # As the owner: tables of others are left out, with no more than a warning.
    with as_owner(), connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")  # as autovacuum would within minutes


def write_latest(history: Path, folder: Path) -> None:
    """Copy the last versions of each document, as `import_history` reads them."""
    rows: defaultdict[tuple[str, str], list[Any]] = defaultdict(list)
    for line in (history / "index.jsonl").read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        known = rows[row["service"], row["terms_type"]]
        if not known or known[-1]["sha256"] != row["sha256"]:
            known.append(row)
    with (folder / "index.jsonl").open("w", encoding="utf-8") as index:
        for known in rows.values():
            for row in known[-_VERSIONS:]:
                (folder / row["path"]).parent.mkdir(parents=True, exist_ok=True)
                copyfile(history / row["path"], folder / row["path"])
                index.write(json.dumps(row) + "\n")


def _spread(rows: QuerySet[Any]) -> list[Any]:
    """Return rows spread over all of them."""
    numbers = list(rows.order_by("pk").values_list("pk", flat=True))
    step = max(1, len(numbers) // _REQUESTS)
    return list(rows.filter(pk__in=numbers[step // 2 :: step][:_REQUESTS]).order_by("pk"))


def pages() -> Iterator[Timed]:
    """Time the pages that show clauses: what a reader meets, a search engine fetches and an editor works in."""
    timed("warming up", ["/", "/topics/", "/changes/"])
    yield from _records()
    yield from _lists()
    yield from _sitemaps()
    yield from _editing()


def _records() -> Iterator[Timed]:
    documents = _spread(
        Document.objects.select_related("platform").filter(provisions__isnull=False).distinct()
    )
    provisions = _spread(
        Provision.objects.filter(standing__ended_in=None).select_related("document__platform")
    )
    yield timed("document", [row.get_absolute_url() for row in documents])
    yield timed("platform", [row.platform.get_absolute_url() for row in documents])
    yield timed("version", [f"{row.get_absolute_url()}versions/1/" for row in documents])
    yield timed("provision", [row.get_absolute_url() for row in provisions])
    yield timed("change", [row.get_absolute_url() for row in _spread(Change.objects.material())])
    laws = Regulation.objects.filter(is_retired=False).order_by("pk")[:_REQUESTS]
    yield timed("regulation", [reverse("regulation", args=[row.slug]) for row in laws])


def _lists() -> Iterator[Timed]:
    topics = [row for row in prevalences().values() if row.count]
    of_all = sorted((row for row in topics if not row.position), key=lambda row: -row.count)[:_REQUESTS]
    taken = sorted((row for row in topics if row.position), key=lambda row: -row.count)[:_REQUESTS]
    topic = [reverse("topic", args=[row.topic]) for row in of_all]
    platforms = [
        row.name for row in _spread(Platform.objects.filter(documents__provisions__isnull=False).distinct())
    ]
    yield timed("topics", [reverse("topics")] * _REQUESTS)
    yield timed("topic", topic)
    yield timed(
        "topic, a position", [f"{reverse('topic', args=[r.topic])}?position={r.position}" for r in taken]
    )
    yield timed("regulations", [reverse("regulations")] * _REQUESTS)
    yield timed("compare two platforms", [_compare(platforms, at, 2) for at in range(_REQUESTS)])
    yield timed("compare four platforms", [_compare(platforms, at, 4) for at in range(_REQUESTS)])
    yield timed("timeline", [reverse("timeline")] * _REQUESTS)
    yield timed("corrections", [reverse("corrections")] * _REQUESTS)
    yield timed("methodology", [reverse("methodology")] * _REQUESTS)
    search = reverse("search")
    for name, asked in _searches(of_all, taken).items():
        yield timed(f"search: {name}", [f"{search}?{query}" for query in asked])


def _searches(of_all: Sequence[Any], taken: Sequence[Any]) -> dict[str, list[str]]:
    words = [
        "arbitration",
        "personal+data",
        "refund",
        "30+days",
        "%22governing+law%22",
        "cookies",
        "children",
    ]
    return {
        "words": [f"q={word}" for word in (words * 3)[:_REQUESTS]],
        "topic": [f"topic={row.topic}" for row in of_all],
        "topic, a late page": [f"topic={row.topic}&page=30" for row in of_all],
        "position": [f"topic={row.topic}&position={row.position}" for row in taken],
        "severity": [f"severity={one}" for one in ("high", "medium", "low") * 5],
        "fact": [f"fact={slug}&comparison=lt&value=14&unit=days" for slug, _ in facts_offered()[:_REQUESTS]],
        "words and topic": [f"q=days&topic={row.topic}" for row in of_all],
    }


def _compare(names: Sequence[str], at: int, count: int) -> str:
    chosen = [names[(at + step) % len(names)] for step in range(count)]
    return f"{reverse('compare_platforms')}?{'&'.join(f'platform={name}' for name in chosen)}"


def _sitemaps() -> Iterator[Timed]:
    address = reverse("sitemap", args=["provisions"])
    last: int = ProvisionSitemap().paginator.num_pages
    yield timed("sitemap, index", [reverse("sitemap_index")] * _REQUESTS)
    yield timed("sitemap, first clauses", [address] * _REQUESTS)
    yield timed("sitemap, last clauses", [f"{address}?p={max(1, last - at)}" for at in range(_REQUESTS)])


def _editing() -> Iterator[Timed]:
    editor, _ = User.objects.get_or_create(email=_EDITOR, defaults={"is_staff": True})
    client = Client(SERVER_NAME="localhost")
    client.force_login(editor)
    queue = reverse("editing")
    for why in (Waiting.WITHHELD, Waiting.UNSURE, Waiting.NO_TOPIC):  # reports have a page of their own
        yield timed(f"editing: {why}", [f"{queue}?queue={why}"] * _REQUESTS, client)
    shown = _spread(Publication.objects.filter(shown__isnull=False, provision__isnull=False))
    yield timed("editing, one", [reverse("editing_item", args=[row.latest_id]) for row in shown], client)
