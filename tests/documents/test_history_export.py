import json
from pathlib import Path
from typing import Any

import pytest

from apps.documents.histories import open_history
from apps.documents.models import Version
from apps.documents.services.history import import_history
from apps.documents.services.history_export import ExportTargetError, export_history
from tests.documents.history_files import row, text, write_history
from tests.factories import make_document, make_history, make_platform

pytestmark = pytest.mark.django_db

DATE = "2024-02-04T00:50:16Z"


def files(root: Path) -> dict[str, bytes]:
    return {file.relative_to(root).as_posix(): file.read_bytes() for file in root.rglob("*.md")}


def index(root: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in (root / "index.jsonl").read_text(encoding="utf-8").splitlines()]


def imported(root: Path) -> Path:
    rows = [
        row("2024-01-01T00:00:00Z", text("One."), record_kind="first_record"),
        row(DATE, text("Two.") + "\r\n"),
        row(DATE, text("Three."), path="Acme/Terms of Service/2024-02-04T00-50-16Z-2.md"),
        row(
            DATE,
            text("Zwei."),
            service="Acme [eu]",
            source_urls=["https://a.example/1", "https://a.example/2"],
        ),
    ]
    write_history(root, rows)
    list(import_history(history=open_history(root)))
    return root


def test_files_come_back_byte_for_byte(tmp_path: Path) -> None:
    source = imported(tmp_path / "in")

    list(export_history(root=tmp_path / "out"))

    assert files(tmp_path / "out") == files(source)


def test_the_index_tells_what_the_first_one_told(tmp_path: Path) -> None:
    source = imported(tmp_path / "in")

    list(export_history(root=tmp_path / "out"))

    told = [
        {key: new[key] for key in old}
        for old, new in zip(index(source), index(tmp_path / "out"), strict=True)
    ]
    assert told == index(source)


def test_an_export_imports_again_as_the_same_records(tmp_path: Path) -> None:
    imported(tmp_path / "in")
    list(export_history(root=tmp_path / "out"))

    steps = list(import_history(history=open_history(tmp_path / "out")))

    assert sum(step.imported for step in steps) == 0
    assert sum(step.present for step in steps) == Version.objects.count() == 4


def test_observed_documents_go_under_platform_and_title(tmp_path: Path) -> None:
    document = make_document(platform=make_platform(name="A/B: <Test>"), title="../Terms")
    make_history(document, ["one", "two"])

    list(export_history(root=tmp_path / "out"))

    assert sorted(files(tmp_path / "out")) == [
        "A-B- -Test-/-Terms/2026-03-02T09-00-00Z.md",
        "A-B- -Test-/-Terms/2026-03-03T09-00-00Z.md",
    ]
    assert [entry["record_kind"] for entry in index(tmp_path / "out")] == ["first_record", "update"]


def test_two_documents_of_one_name_do_not_share_a_folder(tmp_path: Path) -> None:
    platform = make_platform(name="Acme")
    documents = [make_document(platform=platform, title="Terms") for _ in range(2)]
    for document in documents:
        make_history(document, ["one"])

    list(export_history(root=tmp_path / "out"))

    folders = {entry["terms_type"] for entry in index(tmp_path / "out")}
    assert folders == {"Terms", f"Terms {documents[1].public_id}"}


def test_one_platform_alone_can_be_exported(tmp_path: Path) -> None:
    wanted, other = make_document(), make_document()
    make_history(wanted, ["one"])
    make_history(other, ["one"])

    exported = list(export_history(root=tmp_path / "out", platform=wanted.platform.slug))

    assert [(entry.document, entry.versions) for entry in exported] == [(wanted, 1)]


def test_a_directory_in_use_is_refused_untouched(tmp_path: Path) -> None:
    (tmp_path / "thesis.md").write_text("mine")

    with pytest.raises(ExportTargetError, match="is not empty and holds no former export"):
        list(export_history(root=tmp_path))

    assert [file.name for file in tmp_path.iterdir()] == ["thesis.md"]


def test_a_former_export_is_brought_up_to_date(tmp_path: Path) -> None:
    document = make_document()
    make_history(document, ["one"])
    list(export_history(root=tmp_path / "out"))
    make_history(make_document(), ["two"])

    list(export_history(root=tmp_path / "out"))

    assert len(index(tmp_path / "out")) == len(files(tmp_path / "out")) == 2


def test_a_former_export_of_other_documents_is_refused(tmp_path: Path) -> None:
    document = make_document()
    make_history(document, ["one"])
    list(export_history(root=tmp_path / "out"))

    with pytest.raises(ExportTargetError, match="holds an export of other documents"):
        list(export_history(root=tmp_path / "out", platform=document.platform.slug))


def test_an_export_names_whose_records_it_holds(tmp_path: Path) -> None:
    imported(tmp_path / "in")

    list(export_history(root=tmp_path / "out"))

    note = json.loads((tmp_path / "out" / "export.json").read_text(encoding="utf-8"))
    assert note["collections"] == [
        {
            "name": "Open Terms Archive, genai-contrib",
            "url": "https://github.com/OpenTermsArchive/genai-contrib-versions",
            "licence": "ODC-BY 1.0",
            "attribution": "Open Terms Archive contributors",
        }
    ]
