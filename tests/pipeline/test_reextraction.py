"""Whole histories read again by a better extractor, twice: once something differs, the second time nothing does.

Recorded histories are Markdown without the pages it was made from. There is nothing to extract again in them: re-extraction
leaves their texts alone and reads the dates they state.
"""

import json
import shutil
from collections import Counter
from datetime import timedelta
from io import StringIO
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import call_command

from apps.documents.extraction import Extract, Hints, Page
from apps.documents.histories import open_history
from apps.documents.models import Cause, Change, DateReading, Document, Origin, Version
from apps.documents.parsing import read_page
from apps.documents.services import readings, versions
from apps.documents.services.history import import_history
from apps.documents.services.readings import read_captures
from apps.documents.services.versions import record_version
from tests.documents.history_files import row, text, write_history
from tests.factories import START, make_capture, make_document
from tests.pipeline.sites import CLAUSES, legal_page

pytestmark = pytest.mark.django_db

RECORDED = settings.BASE_DIR.parent / "shared" / "data" / "history"
MOST_SERIES = 8  # of the recorded ones, those with the fewest records first
PAGES: list[list[tuple[str, ...]]] = [
    [(), ("We may train models on what you send.",)],
    [("You pay 10 euros.",), ("You pay 12 euros.",), ("You pay 12 euros.", "Updated: 3 May 2026.")],
    [()],
]


def reextract() -> str:
    said = StringIO()
    call_command("reextract", apply=True, stdout=said, stderr=said)
    return said.getvalue()


def archive() -> tuple[set[object], ...]:
    """Return all that re-extraction may add to, row by row."""
    return tuple(
        set(model._default_manager.values_list("pk", flat=True)) for model in (Version, Change, DateReading)
    )


def observe() -> None:
    """Capture documents of our own, each page in turn."""
    for pages in PAGES:
        document = make_document()
        for day, extra in enumerate(pages):
            at = START + timedelta(days=day)
            capture = make_capture(
                document.sources.get(), body=legal_page(*extra), started_at=at, scheduled_for=at
            )
            latest = document.versions.order_by("-number").first()
            record_version(document=document, reading=read_captures([capture], anchor=latest))


@pytest.fixture
def upgrade(monkeypatch: pytest.MonkeyPatch) -> None:
    """Capture pages and take records over, then bring an extractor that reads every page otherwise."""
    observe()

    def read_better(seen: Page, hints: Hints) -> Extract:
        found = read_page(seen, hints)
        better = found.text.replace(CLAUSES[0], f"{CLAUSES[0]} What an older extractor had missed.")
        return Extract(better, found.title, found.language, found.coverage, found.words + 6, None)

    monkeypatch.setattr(readings, "read_page", read_better)
    monkeypatch.setattr(versions, "EXTRACTOR_VERSION", "next")


def few_series(root: Path) -> Path:
    """Set the shortest recorded series apart, as an archive of their own."""
    records = [json.loads(line) for line in (RECORDED / "index.jsonl").read_text().splitlines()]
    counted = Counter((record["service"], record["terms_type"]) for record in records)
    chosen = {series for series, _ in counted.most_common()[: -MOST_SERIES - 1 : -1]}
    kept = [record for record in records if (record["service"], record["terms_type"]) in chosen]
    for record in kept:
        file = root / record["path"]
        file.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(RECORDED / record["path"], file)
    (root / "index.jsonl").write_text("".join(json.dumps(record) + "\n" for record in kept))
    return root


@pytest.mark.usefixtures("upgrade")
def test_second_pass_changes_nothing_and_no_pass_alerts_anybody(tmp_path: Path) -> None:
    rows = [
        row(f"2024-01-0{day}T06:00:00Z", text(f"Fees are {day} euros. Effective 1 May 2024."))
        for day in (1, 2)
    ]
    list(import_history(history=open_history(write_history(tmp_path / "history", rows))))
    published = set(Change.objects.by_publisher().values_list("pk", flat=True))
    before = archive()

    first = reextract()
    once = archive()
    second = reextract()

    assert first.count("by our extraction") == len(PAGES)
    assert len(once[0]) == len(before[0]) + len(PAGES)
    assert archive() == once
    assert "by our extraction" not in second
    assert set(Change.objects.by_publisher().values_list("pk", flat=True)) == published
    ours = Change.objects.exclude(pk__in=before[1])  # type: ignore[misc]  # keys of any model
    assert {(change.cause, change.materiality) for change in ours} == {(Cause.EXTRACTOR, 0)}


@pytest.mark.skipif(not RECORDED.is_dir(), reason="the recorded histories are not here")
def test_recorded_histories_are_left_as_they_were_recorded(tmp_path: Path) -> None:
    list(import_history(history=open_history(few_series(tmp_path / "few"))))
    texts = list(Version.objects.order_by("pk").values_list("document_id", "number", "text_sha256"))
    before = archive()

    said = [reextract(), reextract()]

    documents = Document.objects.count()
    assert said == [f"Read again: {documents} nothing to read again; 0 could not be read.\n"] * 2
    assert list(Version.objects.order_by("pk").values_list("document_id", "number", "text_sha256")) == texts
    assert archive() == before
    assert len(before[2]) == len(texts) > 0
    assert set(Version.objects.values_list("origin", flat=True)) == {Origin.IMPORTED}
