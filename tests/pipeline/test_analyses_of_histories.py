"""A real history, where it is beside this checkout, through the stages: everything is read, and what is shown is proved."""

import io
import shutil
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import call_command

from apps.analysis.models import Analysis, Publication
from apps.analysis.selectors.counting import severity_counts
from apps.analysis.selectors.waiting import unread_changes, unread_standings
from apps.documents.models import Document
from apps.pipeline.stages.driving import drive_backlog
from apps.provisions.models import Standing

SERVICE = "OpenAI"
MOST_WITHHELD = 0.02  # of what is said of clauses; editors see each


@pytest.fixture
def recorded(tmp_path: Path) -> Path:
    shared = Path(settings.BASE_DIR).parent / "shared" / "data" / "history"
    if not shared.is_dir():
        pytest.skip("the recorded histories are not beside this checkout")
    lines = (shared / "index.jsonl").read_text("utf-8").splitlines()
    chosen = [line for line in lines if f'"service": "{SERVICE}"' in line]
    (tmp_path / "index.jsonl").write_text("\n".join(chosen) + "\n", encoding="utf-8")
    shutil.copytree(shared / SERVICE, tmp_path / SERVICE)
    return tmp_path


@pytest.mark.shared
@pytest.mark.django_db
def test_a_real_history_is_read_and_what_is_shown_is_proved(recorded: Path) -> None:
    call_command("import_history", str(recorded), stdout=io.StringIO())
    for document in Document.objects.all():
        drive_backlog(document)
    said = io.StringIO()

    call_command("verify_analyses", stdout=said)

    assert said.getvalue().rstrip().endswith(" 0 failures.")
    assert not unread_standings().exists()
    assert not unread_changes().exists()
    assert severity_counts().total == Standing.objects.filter(ended_in=None).count() > 100
    assert Publication.objects.filter(change__isnull=False).count() > 10
    of_clauses = Analysis.objects.filter(provision__isnull=False)
    assert of_clauses.filter(is_grounded=False).count() <= MOST_WITHHELD * of_clauses.count()
