from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from apps.documents.errors import ImportHistoryError
from apps.documents.histories import Series, SeriesName, open_history
from apps.documents.histories.checks import MAX_BYTES, checked_date, checked_name, checked_path, checked_text
from apps.documents.histories.errors import UnknownTermsTypeError
from apps.documents.histories.terms_types import TERMS_TYPES, document_type_of
from apps.platforms.catalogue import read_vocabulary
from tests.documents.history_files import COMMIT, commit, git, row, write_history


def all_series(path: Path) -> list[Series]:
    history = open_history(path)
    try:
        return list(history.series())
    finally:
        history.close()


def only_series(path: Path) -> Series:
    (series,) = all_series(path)
    return series


def test_index_gives_dates_provenance_and_digests(tmp_path: Path) -> None:
    write_history(tmp_path, [row("2024-02-20T18:30:08Z", "one", record_kind="first_record")])

    (record,) = only_series(tmp_path).records

    assert record.recorded_at == datetime(2024, 2, 20, 18, 30, 8, tzinfo=UTC)
    assert record.kind == "first_record"
    assert record.source_urls == ("https://acme.example/terms",)
    assert record.record_url == COMMIT + "5" * 40


def test_records_come_in_order_of_date_whatever_the_index_does(tmp_path: Path) -> None:
    write_history(tmp_path, [row("2024-03-01T00:00:00Z", "two"), row("2024-02-01T00:00:00Z", "one")])

    series = only_series(tmp_path)

    assert [record.recorded_at.month for record in series.records] == [2, 3]


def test_records_of_one_second_keep_their_order_a_microsecond_apart(tmp_path: Path) -> None:
    date = "2024-02-04T00:50:16Z"
    second = row(date, "two", path="Acme/Terms of Service/2024-02-04T00-50-16Z-2.md")
    write_history(tmp_path, [row(date, "one"), second])

    first, other = only_series(tmp_path).records

    assert other.recorded_at - first.recorded_at == datetime.resolution
    assert other.key.endswith("Z-2.md")


def test_file_names_give_the_dates_where_there_is_no_index(tmp_path: Path) -> None:
    date = "2024-02-04T00:50:16Z"
    second = row(date, "two", path="Acme/Terms of Service/2024-02-04T00-50-16Z-2.md")
    write_history(tmp_path, [row(date, "one"), second, row("2024-02-05T00:00:00Z", "three")], index=False)

    series = only_series(tmp_path)

    assert [record.key.rpartition("/")[2] for record in series.records] == [
        "2024-02-04T00-50-16Z.md",
        "2024-02-04T00-50-16Z-2.md",
        "2024-02-05T00-00-00Z.md",
    ]
    assert {record.kind for record in series.records} == {"unstated"}


def test_a_folder_suffix_is_the_vantage_point() -> None:
    name = SeriesName("ChatGPT [genai-eu]", "Terms of Service")

    assert (name.service, name.vantage) == ("ChatGPT", "genai-eu")
    assert SeriesName("ChatGPT", "Terms of Service").vantage == ""
    assert SeriesName("[odd]", "Terms of Service").service == "[odd]"


@pytest.mark.parametrize(
    "path", ["../secret.md", "/etc/passwd", "a/../../b.md", "a\\b.md", "", "Acme/Terms of Service/\n.md"]
)
def test_a_path_that_leaves_the_directory_ends_the_series(tmp_path: Path, path: str) -> None:
    good = row("2024-01-01T00:00:00Z", "one")
    write_history(tmp_path, [good])
    index = tmp_path / "index.jsonl"
    bad = (
        '{"service": "Acme", "terms_type": "Terms of Service", "date": "2024-01-02T00:00:00Z", "path": %s}\n'
    )
    index.write_text(index.read_text() + bad % repr(path).replace("'", '"'), encoding="utf-8")

    series = only_series(tmp_path)

    assert len(series.records) == 1
    assert series.problem is not None
    assert "not a path inside the directory" in str(series.problem)


def test_a_link_out_of_the_directory_is_not_followed(tmp_path: Path) -> None:
    outside = tmp_path / "outside.md"
    outside.write_text("secret")
    root = tmp_path / "history"
    (root / "Acme" / "Terms of Service").mkdir(parents=True)
    (root / "Acme" / "Terms of Service" / "2024-01-01T00-00-00Z.md").symlink_to(outside)
    history = open_history(root)
    (series,) = history.series()

    with pytest.raises(ImportHistoryError, match="leads out of the directory"):
        history.read(series.records[0])


@pytest.mark.parametrize(
    ("fields", "problem"),
    [
        ({"date": "yesterday"}, "'yesterday' is not a date"),
        ({"date": "2024-01-01T00:00:00"}, "has no time zone"),
        ({"commit_url": "javascript:alert(1)"}, "not an http or https address"),
        ({"source_urls": ["file:///etc/passwd"]}, "not an http or https address"),
        ({"source_urls": "https://acme.example"}, "source_urls is not a list"),
    ],
)
def test_a_line_that_cannot_be_trusted_ends_its_series(
    tmp_path: Path, fields: dict[str, object], problem: str
) -> None:
    write_history(
        tmp_path,
        [
            row("2024-01-01T00:00:00Z", "one"),
            row("2024-01-02T00:00:00Z", "two") | fields,
            row("2024-01-01T00:00:00Z", "one", service="Other"),
        ],
    )

    acme, other = all_series(tmp_path)

    assert [len(acme.records), len(other.records)] == [1, 1]
    assert problem in str(acme.problem)
    assert other.problem is None


def test_lines_of_no_series_are_strays(tmp_path: Path) -> None:
    write_history(tmp_path, [row("2024-01-01T00:00:00Z", "one")])
    with (tmp_path / "index.jsonl").open("a", encoding="utf-8") as index:
        index.write('not json\n[1]\n{"service": "..", "terms_type": "x"}\n')

    history = open_history(tmp_path)

    assert [str(stray).partition(":")[0] for stray in history.strays] == [
        "index.jsonl line 2",
        "index.jsonl line 3",
        "index.jsonl line 4",
    ]
    assert history.total == 1


@pytest.mark.parametrize(
    ("data", "problem"),
    [
        (b"caf\xe9", "not UTF-8 at byte 3"),
        (b"a\x00b", "holds a NUL byte"),
        (b"x" * (MAX_BYTES + 1), "larger than 20 MB"),
    ],
)
def test_bytes_that_are_no_text_are_refused(data: bytes, problem: str) -> None:
    with pytest.raises(ImportHistoryError, match=problem):
        checked_text(data, where="a.md")


def test_bytes_that_the_index_does_not_know_are_refused() -> None:
    with pytest.raises(ImportHistoryError, match=r"a\.md: its SHA-256 is not the one in the index"):
        checked_text(b"text", where="a.md", sha256="0" * 64)


@given(st.datetimes(min_value=datetime(1990, 1, 1), max_value=datetime(2100, 1, 1)))  # noqa: DTZ001 - made aware below
def test_a_date_reads_the_same_with_colons_or_hyphens(moment: datetime) -> None:
    aware = moment.replace(microsecond=0, tzinfo=UTC)

    assert checked_date(f"{aware:%Y-%m-%dT%H:%M:%SZ}", where="") == aware
    assert checked_date(f"{aware:%Y-%m-%dT%H-%M-%SZ}", where="") == aware


@given(st.text(max_size=30))
def test_a_checked_path_stays_below_any_root(text: str) -> None:
    try:
        path = checked_path(text, where="")
    except ImportHistoryError:
        return

    assert (Path("/root/history") / path).resolve().is_relative_to("/root/history")


@given(st.text(max_size=20), st.text(max_size=20))
def test_a_checked_name_is_two_plain_folders(folder: str, terms_type: str) -> None:
    try:
        name = checked_name(folder, terms_type, where="")
    except ImportHistoryError:
        return

    assert len(Path(f"{name.folder}/{name.terms_type}").parts) == 2


def test_every_known_terms_type_is_filed_under_a_type_of_the_controlled_list() -> None:
    known = {kind.slug for kind in read_vocabulary().types}

    assert set(TERMS_TYPES.values()) <= known


def test_unknown_terms_say_where_to_add_them() -> None:
    with pytest.raises(
        UnknownTermsTypeError, match=r"'Tea Policy' has no document type: add it to .*terms_types\.py"
    ):
        document_type_of("Tea Policy")


def test_a_repository_gives_the_same_series_as_a_directory(tmp_path: Path) -> None:
    git(tmp_path, "init", "-q")
    git(
        tmp_path,
        "remote",
        "add",
        "origin",
        "https://bot:secret@github.com/OpenTermsArchive/genai-contrib-versions.git",
    )
    path = "Acmé/Terms of Service.md"
    commit(tmp_path, path, "one", "First record of Acmé Terms of Service", date="2024-01-01T10:00:00Z")
    commit(tmp_path, "README.md", "about", "Update readme", date="2024-01-02T00:00:00Z")
    commit(
        tmp_path, path, "two", "Record new changes of Acmé Terms of Service", date="2024-02-01T10:00:00+02:00"
    )
    commit(
        tmp_path, path, "three", "Apply technical or declaration upgrade on Acmé", date="2024-03-01T00:00:00Z"
    )
    git(tmp_path, "rm", "-q", path)
    git(tmp_path, "commit", "-m", "Remove", date="2024-04-01T00:00:00Z")
    history = open_history(tmp_path)

    (series,) = history.series()
    texts = [history.read(record) for record in series.records]
    history.close()

    assert series.name == SeriesName("Acmé", "Terms of Service")
    assert [record.kind for record in series.records] == ["first_record", "update", "technical_upgrade"]
    assert series.records[1].recorded_at == datetime(2024, 2, 1, 8, 0, tzinfo=UTC)
    assert texts == [b"one", b"two", b"three"]
    assert series.records[0].record_url.startswith(COMMIT)
    assert history.collection == "genai-contrib-versions"
    assert history.total == 3


def test_an_empty_repository_is_an_error_with_a_name(tmp_path: Path) -> None:
    git(tmp_path, "init", "-q")

    with pytest.raises(ImportHistoryError, match="git log ended with 128"):
        open_history(tmp_path)


def test_a_missing_directory_is_an_error_with_a_name(tmp_path: Path) -> None:
    with pytest.raises(ImportHistoryError, match="is not a directory"):
        open_history(tmp_path / "nowhere")
