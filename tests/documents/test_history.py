from collections.abc import Iterable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from apps.core.blobs import blob_store
from apps.documents.histories import open_history
from apps.documents.models import (
    Capture,
    Cause,
    Change,
    Collection,
    Document,
    Fetcher,
    HealthState,
    ImportedRecord,
    Kind,
    Origin,
    Source,
    Version,
)
from apps.documents.selectors import text_of
from apps.documents.services.history import Step, import_history
from apps.documents.services.sources import DocumentFacts, SourceFacts, declare_document
from apps.platforms.models import Platform
from apps.platforms.services.registration import PlatformFacts, register_platform
from tests.documents.history_files import COMMIT, TERMS, row, text, write_history

pytestmark = pytest.mark.django_db

URL = "https://acme.example/terms"
FRANCE = "Open Terms Archive with contributions from UFC-Que Choisir and Office of the French Ambassador for Digital Affairs"


def run(path: Path, chunk: int = 100) -> list[Step]:
    return list(import_history(history=open_history(path), chunk=chunk))


def codes(steps: Iterable[Step]) -> list[str]:
    return [step.problem.code for step in steps if step.problem]


def history(root: Path, *bodies: str, kinds: dict[int, str] | None = None, **fields: Any) -> Path:
    """Write a series with a record a day from 1 January 2024."""
    rows = [
        row(f"2024-01-{day:02}T06:00:00Z", body, record_kind=(kinds or {}).get(day, "update"), **fields)
        for day, body in enumerate(bodies, start=1)
    ]
    return write_history(root, rows)


def test_each_record_becomes_a_version_with_its_date_and_bytes(tmp_path: Path) -> None:
    bodies = [text("Fees are 5 euros."), text("Fees are 6 euros.") + "\r\n"]
    history(tmp_path, *bodies)

    run(tmp_path)

    versions = list(Version.objects.order_by("number"))
    assert [version.number for version in versions] == [1, 2]
    assert [version.captured_at for version in versions] == [
        datetime(2024, 1, day, 6, tzinfo=UTC) for day in (1, 2)
    ]
    assert [blob_store().get(version.text_sha256) for version in versions] == [
        body.encode() for body in bodies
    ]
    assert {(version.origin, version.extractor, version.extractor_version) for version in versions} == {
        (Origin.IMPORTED, "open-terms-archive", "1")
    }


def test_a_record_is_a_capture_of_the_third_party(tmp_path: Path) -> None:
    history(tmp_path, text("One."))

    run(tmp_path)

    capture = Capture.objects.get()
    assert capture.fetcher == Fetcher.IMPORTED
    assert capture.fetcher_version == "genai-contrib-versions"
    assert (capture.score, capture.gate_version) == (None, "")
    assert capture.requested_url == URL
    assert capture.snapshot is not None
    assert capture.snapshot.content_type == "text/markdown"
    assert capture.version_parts.get().version == Version.objects.get()


def test_a_record_keeps_its_collection_with_licence_and_attribution(tmp_path: Path) -> None:
    france = COMMIT.replace("genai-contrib", "france") + "6" * 40
    write_history(
        tmp_path,
        [
            row("2024-01-01T00:00:00Z", "one"),
            row("2024-01-01T00:00:00Z", "two", service="B", commit_url=france),
            row("2024-01-01T00:00:00Z", "three", service="C", commit_url=""),
        ],
    )

    run(tmp_path)

    stated = {c.slug: (c.licence, c.attribution) for c in Collection.objects.all()}
    assert stated == {
        "genai-contrib-versions": ("ODC-BY 1.0", "Open Terms Archive contributors"),
        "france-versions": (
            "ODC-BY 1.0",
            FRANCE,
        ),
        tmp_path.name: ("not stated", tmp_path.name),
    }
    assert ImportedRecord.objects.get(series__service="Acme").record_url == COMMIT + "5" * 40


def test_a_second_import_records_nothing(tmp_path: Path) -> None:
    history(tmp_path, text("One."), text("Two."), text("Three."))
    run(tmp_path)

    steps = run(tmp_path)

    assert [(step.imported, step.present) for step in steps] == [(0, 3)]
    assert Version.objects.count() == 3
    assert Capture.objects.count() == 3
    assert Change.objects.count() == 2


def test_later_records_continue_the_numbers(tmp_path: Path) -> None:
    bodies = [text(f"Clause {number}.") for number in range(5)]
    history(tmp_path, *bodies[:2])
    run(tmp_path)
    history(tmp_path, *bodies)

    run(tmp_path, chunk=2)

    assert list(Version.objects.values_list("number", flat=True)) == [1, 2, 3, 4, 5]
    pairs = Change.objects.order_by("pk").values_list("from_version__number", "to_version__number")
    assert list(pairs) == [(1, 2), (2, 3), (3, 4), (4, 5)]


def test_other_bytes_for_a_known_date_are_a_conflict(tmp_path: Path) -> None:
    history(tmp_path, text("One."), text("Two."))
    run(tmp_path)
    history(tmp_path, text("One."), text("Another two."), text("Three."))

    steps = run(tmp_path)

    assert codes(steps) == ["import_conflict"]
    assert "2024-01-02T06-00-00Z.md" in str(steps[-1].problem)
    assert Version.objects.count() == 2


def test_a_record_older_than_the_last_version_is_refused(tmp_path: Path) -> None:
    first, second = row("2024-01-01T00:00:00Z", "one"), row("2024-01-02T00:00:00Z", "two")
    write_history(tmp_path, [second])
    run(tmp_path)
    write_history(tmp_path, [first, second])

    steps = run(tmp_path)

    assert codes(steps) == ["import_out_of_order"]
    assert Version.objects.count() == 1


def test_a_bad_record_ends_its_series_and_no_other(tmp_path: Path) -> None:
    write_history(
        tmp_path,
        [
            row("2024-01-01T00:00:00Z", "one"),
            row("2024-01-02T00:00:00Z", b"caf\xe9"),
            row("2024-01-03T00:00:00Z", "three"),
            row("2024-01-01T00:00:00Z", "one", service="Other"),
        ],
    )

    steps = run(tmp_path)

    assert codes(steps) == ["import_invalid"]
    assert "2024-01-02T00-00-00Z.md: not UTF-8" in str(steps[1].problem)
    counts = {record.series.service for record in ImportedRecord.objects.select_related("series")}
    assert counts == {"Acme", "Other"}
    assert Version.objects.count() == 2


def test_unknown_terms_leave_nothing_behind(tmp_path: Path) -> None:
    write_history(tmp_path, [row("2024-01-01T00:00:00Z", "one", terms_type="Tea Policy")])

    steps = run(tmp_path)

    assert codes(steps) == ["import_unknown_terms_type"]
    assert Document.objects.count() == Platform.objects.count() == Version.objects.count() == 0


def test_a_series_whose_first_record_is_bad_leaves_nothing_behind(tmp_path: Path) -> None:
    write_history(tmp_path, [row("2024-01-01T00:00:00Z", b"\xff")])

    run(tmp_path)

    assert Document.objects.count() == Platform.objects.count() == 0


def test_two_records_of_one_second_are_two_versions(tmp_path: Path) -> None:
    date = "2024-02-04T00:50:16Z"
    write_history(
        tmp_path, [row(date, "one"), row(date, "two", path="Acme/Terms of Service/2024-02-04T00-50-16Z-2.md")]
    )

    run(tmp_path)
    again = run(tmp_path)

    assert [text_of(version) for version in Version.objects.order_by("number")] == ["one", "two"]
    assert [(step.imported, step.present) for step in again] == [(0, 2)]


def test_an_ordinary_record_is_the_publishers_change(tmp_path: Path) -> None:
    history(tmp_path, text("We will not sell your data."), text("We will sell your data."))

    run(tmp_path)

    change = Change.objects.get()
    assert (change.cause, change.kind) == (Cause.PUBLISHER, Kind.SUBSTANTIVE)
    assert change.materiality > 0
    assert change.detected_at == datetime(2024, 1, 2, 6, tzinfo=UTC)


def test_a_technical_upgrade_is_nobodys_news_but_tells_of_words_it_may_hide(tmp_path: Path) -> None:
    history(
        tmp_path,
        text("We will not sell your data."),
        text("We will sell your data to anybody who pays."),
        kinds={2: "technical_upgrade"},
    )

    run(tmp_path)

    change = Change.objects.get()
    assert (change.cause, change.kind, change.materiality) == (Cause.EXTRACTOR, Kind.BASELINE, 0)
    assert change.words_added > 0
    assert change.reasons == [
        "the archive that recorded it names an upgrade of its own extraction",
        "words or numbers changed with it: a change by the publisher may be hidden here",
    ]


def test_a_technical_upgrade_of_layout_alone_hides_nothing(tmp_path: Path) -> None:
    history(
        tmp_path, text("See [our page](/a)."), text("See [our page](/b)."), kinds={2: "technical_upgrade"}
    )

    run(tmp_path)

    assert Change.objects.get().reasons == [
        "the archive that recorded it names an upgrade of its own extraction"
    ]


@pytest.mark.parametrize("chunk", [1, 2, 100])
def test_an_exact_return_to_an_earlier_text_is_a_return(tmp_path: Path, chunk: int) -> None:
    one, two = text("One thing is promised."), text("Another thing is promised.")
    history(tmp_path, one, two, one, two)

    run(tmp_path, chunk=chunk)

    kinds = Change.objects.order_by("to_version__number").values_list("kind", flat=True)
    assert list(kinds) == [Kind.SUBSTANTIVE, Kind.REVERTED, Kind.REVERTED]


def test_importing_claims_no_observation_of_ours(tmp_path: Path) -> None:
    history(tmp_path, text("One."))

    run(tmp_path)

    document = Document.objects.select_related("health").get()
    assert document.is_tracked is False
    assert (document.health.state, document.health.cause) == (HealthState.PENDING, "")
    assert (document.health.last_verified_at, document.health.next_attempt_at) == (None, None)
    assert [source.next_check_at for source in document.sources.all()] == [None]


def test_addresses_begin_and_end_with_the_records_that_name_them(tmp_path: Path) -> None:
    other = ["https://acme.example/a", "https://acme.example/b"]
    write_history(
        tmp_path,
        [
            row("2024-01-01T00:00:00Z", "one"),
            row("2024-01-02T00:00:00Z", "two"),
            row("2024-01-03T00:00:00Z", "three", source_urls=other),
            row("2024-01-04T00:00:00Z", "four", source_urls=[]),
        ],
    )

    run(tmp_path, chunk=1)

    days = [(source.url, source.position, source.valid_from.day) for source in Source.objects.order_by("pk")]
    assert days == [(URL, 1, 1), (other[0], 1, 3), (other[1], 2, 3), ("", 1, 4)]
    ends = [source.valid_until and source.valid_until.day for source in Source.objects.order_by("pk")]
    assert ends == [3, 4, 4, None]


def test_a_second_vantage_point_is_a_document_of_its_own(tmp_path: Path) -> None:
    write_history(
        tmp_path,
        [row("2024-01-01T00:00:00Z", "one"), row("2024-01-01T00:00:00Z", "eu", service="Acme [genai-eu]")],
    )

    run(tmp_path)

    assert Platform.objects.get().name == "Acme"
    assert list(Document.objects.order_by("pk").values_list("slug", "title")) == [
        ("terms-of-service", "Terms of Service"),
        ("terms-of-service-genai-eu", "Terms of Service (genai-eu record)"),
    ]


def test_a_service_is_the_platform_that_has_its_name(tmp_path: Path) -> None:
    platform = register_platform(PlatformFacts("acme", "Acme", "cloud")).platform
    history(tmp_path, text("One."))

    run(tmp_path)

    assert Document.objects.get().platform == platform


def test_a_product_is_filed_under_the_platform_it_is_an_alias_of(tmp_path: Path) -> None:
    platform = register_platform(PlatformFacts("acme", "Acme", "cloud", aliases=("Acme Chat",))).platform
    history(tmp_path, text("One."), service="Acme Chat")

    run(tmp_path)

    document = Document.objects.get()
    assert document.platform == platform
    assert (document.slug, document.title) == ("acme-chat-terms-of-service", "Acme Chat Terms of Service")


def test_a_service_of_the_shipped_catalogue_is_registered_as_it_stands_there(tmp_path: Path) -> None:
    history(tmp_path, text("One."), service="ChatGPT")

    run(tmp_path)

    platform = Platform.objects.get()
    assert (platform.slug, platform.category) == ("openai", "ai-models")


def test_a_service_nobody_knows_has_no_operator(tmp_path: Path) -> None:
    history(tmp_path, text("One."), service="名前")

    run(tmp_path)

    platform = Platform.objects.get()
    assert platform.slug.startswith("service-")
    assert (platform.name, platform.operator, platform.category) == ("名前", None, "ai-assistants")


def test_history_becomes_the_past_of_the_declared_document_at_its_address(tmp_path: Path) -> None:
    platform = register_platform(PlatformFacts("acme", "Acme", "cloud")).platform
    declared = declare_document(
        platform=platform,
        facts=DocumentFacts("terms-of-use", "Terms of Use", "terms-of-service"),
        sources=SourceFacts((URL,)),
    ).document
    history(tmp_path, text("One."), text("Two."))

    run(tmp_path, chunk=1)

    assert Document.objects.get() == declared
    assert declared.is_tracked
    current = declared.sources.current().get()
    assert current.next_check_at is not None
    past = declared.sources.exclude(pk=current.pk).get()
    assert past.valid_until == current.valid_from


def test_history_of_another_address_is_not_the_declared_documents_past(tmp_path: Path) -> None:
    platform = register_platform(PlatformFacts("acme", "Acme", "cloud")).platform
    declare_document(
        platform=platform,
        facts=DocumentFacts("terms-of-service", TERMS, "terms-of-service"),
        sources=SourceFacts(("https://acme.example/us/terms",)),
    )
    history(tmp_path, text("One."))

    run(tmp_path)

    imported = Document.objects.get(versions__isnull=False)
    assert imported.slug == "terms-of-service-record"


def test_the_language_of_the_first_text_is_the_documents(tmp_path: Path) -> None:
    french = (
        "Les présentes conditions régissent l'utilisation de nos services par vous et par les personnes que vous "
        "autorisez. Vous pouvez résilier le contrat à tout moment dans les conditions de la loi, sans frais pour vous. "
    )
    history(tmp_path, french * 3)

    run(tmp_path)

    assert Document.objects.get().locale == "fr"
    assert Version.objects.get().language == "fr"
