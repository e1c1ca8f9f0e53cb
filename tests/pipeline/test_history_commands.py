import io
import os
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext

from apps.documents.models import Change, ImportedRecord, Version
from tests.documents.history_files import COMMIT, commit, git, row, text, write_history

DAYS = [f"2024-{month:02}-{day:02}T00:00:00Z" for month in range(1, 13) for day in range(1, 21)]


def run(name: str, *arguments: object) -> str:
    out = io.StringIO()
    call_command(name, *map(str, arguments), stdout=out, stderr=io.StringIO())
    return out.getvalue()


def long_history(root: Path, count: int) -> Path:
    rows = [
        row(date, text(f"The fee is {number} euros a month.")) for number, date in enumerate(DAYS[:count])
    ]
    return write_history(root, rows)


@pytest.mark.django_db
def test_import_tells_what_it_did_and_the_second_time_that_nothing_was_new(tmp_path: Path) -> None:
    long_history(tmp_path, 3)

    first, second = run("import_history", tmp_path), run("import_history", tmp_path)

    assert first.startswith("Imported 3 versions in ")
    assert second.startswith("Imported 0 versions in ")
    assert "3 were there before; 0 problems." in second


@pytest.mark.django_db
def test_import_goes_on_after_a_bad_series_and_fails_at_the_end(tmp_path: Path) -> None:
    write_history(
        tmp_path,
        [row("2024-01-01T00:00:00Z", b"\xff"), row("2024-01-01T00:00:00Z", "one", service="Other")],
    )
    err = io.StringIO()

    with pytest.raises(CommandError, match="1 series or records were not imported"):
        call_command("import_history", str(tmp_path), stdout=io.StringIO(), stderr=err)

    assert (
        "Acme / Terms of Service: import_invalid: Acme/Terms of Service/2024-01-01T00-00-00Z.md: not UTF-8"
        in (err.getvalue())
    )
    assert Version.objects.count() == 1


@pytest.mark.django_db
def test_import_of_nothing_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="is not a directory"):
        run("import_history", tmp_path / "nowhere")


@pytest.mark.django_db
def test_a_repository_is_imported_like_a_directory(tmp_path: Path) -> None:
    git(tmp_path, "init", "-q")
    for number, date in enumerate(DAYS[:3]):
        commit(
            tmp_path,
            "Acme/Terms of Service.md",
            text(f"Clause {number}."),
            "Record new changes of Acme",
            date=date,
        )

    run("import_history", tmp_path)

    assert list(Version.objects.values_list("number", "captured_at__day")) == [(1, 1), (2, 2), (3, 3)]


@pytest.mark.django_db
def test_import_asks_the_database_no_more_for_a_longer_stretch(tmp_path: Path) -> None:
    for service, count in (("Short", 10), ("Long", 40)):
        write_history(
            tmp_path / service.lower(),
            [
                row(date, text(f"The fee is {date}."), service=service, commit_url=f"{COMMIT}{number:040x}")
                for number, date in enumerate(DAYS[:count])
            ],
        )
    with CaptureQueriesContext(connection) as short:
        run("import_history", tmp_path / "short")

    with CaptureQueriesContext(connection) as long:
        run("import_history", tmp_path / "long")

    assert len(long) <= len(short)


@pytest.mark.django_db
def test_what_was_imported_is_exported_and_the_archive_is_whole(tmp_path: Path) -> None:
    long_history(tmp_path / "in", 5)
    run("import_history", tmp_path / "in")

    told = run("export_history", tmp_path / "out", "--platform", "acme")

    assert told == f"Exported 5 versions of 1 documents to {tmp_path / 'out'}.\n"
    assert run("verify_archive", "--all").endswith("The archive is whole.\n")


@pytest.mark.django_db
def test_export_of_an_unknown_platform_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="There is no platform 'nobody'"):
        run("export_history", tmp_path / "out", "--platform", "nobody")


@pytest.mark.django_db
def test_verify_names_what_is_wrong_and_fails(tmp_path: Path) -> None:
    long_history(tmp_path / "in", 1)
    run("import_history", tmp_path / "in")
    sha256 = Version.objects.get().text_sha256
    (tmp_path / "blobs" / sha256[:2] / sha256[2:4] / f"{sha256}.zst").unlink()
    err = io.StringIO()

    with pytest.raises(CommandError, match="The archive has 1 problems"):
        call_command("verify_archive", stdout=io.StringIO(), stderr=err)

    assert f"bytes: {sha256}: blob_missing" in err.getvalue()


@pytest.mark.django_db(transaction=True)
def test_two_imports_at_once_record_everything_once(tmp_path: Path) -> None:
    long_history(tmp_path / "in", 60)
    failures: list[BaseException] = []

    def work() -> None:
        try:
            run("import_history", tmp_path / "in", "--chunk", "5")
        except BaseException as error:  # noqa: BLE001 - handed to the test's own thread
            failures.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=work) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert failures == []
    assert list(Version.objects.values_list("number", flat=True)) == list(range(1, 61))
    assert Change.objects.count() == 59


@pytest.mark.reliability
@pytest.mark.django_db(transaction=True)
def test_an_import_killed_in_the_middle_is_completed_by_the_next(tmp_path: Path) -> None:
    long_history(tmp_path / "in", 240)
    with subprocess.Popen(  # noqa: S603 - this very interpreter
        _import_command(tmp_path / "in"), env=_environment(tmp_path / "blobs"), stderr=subprocess.DEVNULL
    ) as child:
        _wait_for_versions(child, at_least=10)
        child.kill()
    survived = Version.objects.count()

    run("import_history", tmp_path / "in")

    assert 10 <= survived < 240
    assert survived % 10 == 0
    assert list(Version.objects.values_list("number", flat=True)) == list(range(1, 241))
    assert ImportedRecord.objects.count() == 240
    assert run("verify_archive").endswith("The archive is whole.\n")


def _import_command(path: Path) -> list[str]:
    return [sys.executable, "-m", "django", "import_history", str(path), "--chunk", "10"]


def _environment(blobs: Path) -> dict[str, str]:
    """Return what makes a child process use this test's database and blobs."""
    database = connection.settings_dict
    facts = {
        "host": database["HOST"],
        "port": str(database["PORT"] or ""),
        "user": database["USER"],
        "password": database["PASSWORD"],
    }
    query = "&".join(f"{key}={value}" for key, value in facts.items() if value)
    mine: dict[str, str] = {
        "DATABASE_URL": f"postgresql:///{database['NAME']}?{query}",
        "BLOB_DIR": str(blobs),
        "DJANGO_SETTINGS_MODULE": "conductatlas.settings.test",
    }
    return os.environ | mine


def _wait_for_versions(child: subprocess.Popen[bytes], *, at_least: int) -> None:
    deadline = time.monotonic() + 60
    while Version.objects.count() < at_least:
        assert child.poll() is None, "the import ended before it could be killed"
        assert time.monotonic() < deadline, "the import recorded nothing"
        time.sleep(0.01)


@pytest.mark.shared
@pytest.mark.django_db
def test_a_real_history_comes_back_byte_for_byte(tmp_path: Path) -> None:
    shared = Path(settings.BASE_DIR).parent / "shared" / "data" / "history"
    if not shared.is_dir():
        pytest.skip("the recorded histories are not beside this checkout")
    lines = [
        line
        for line in (shared / "index.jsonl").read_text("utf-8").splitlines()
        if '"service": "OpenAI"' in line
    ]
    source = tmp_path / "in"
    source.mkdir()
    (source / "index.jsonl").write_text("\n".join(lines) + "\n", encoding="utf-8")
    (source / "OpenAI").mkdir()
    for folder in (shared / "OpenAI").iterdir():
        target = source / "OpenAI" / folder.name
        target.mkdir()
        for file in folder.glob("*.md"):
            (target / file.name).write_bytes(file.read_bytes())

    run("import_history", source)
    run("export_history", tmp_path / "out")

    expected = {file.relative_to(source): file.read_bytes() for file in source.rglob("*.md")}
    assert {
        file.relative_to(tmp_path / "out"): file.read_bytes() for file in (tmp_path / "out").rglob("*.md")
    } == expected
    assert Version.objects.count() == len(lines)
