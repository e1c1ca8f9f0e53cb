"""Beginning to watch an address: named from what it says, declared once."""

from threading import Thread

import pytest
from django.db import connection

from apps.documents.errors import InvalidSourceError, UnknownDocumentTypeError
from apps.documents.models import Document
from apps.pipeline.services.tracking import TrackRequest, guess_type, track_address
from apps.platforms.models import Platform
from tests.factories import make_alias, make_platform
from tests.reliability.obstacles import obstacle
from tests.reliability.processes import eventually


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("/legal/privacy", "privacy-policy"),
        ("/legal/Cookie_Policy", "cookie-policy"),
        ("/legal/subprocessors", "sub-processor-list"),
        ("/legal/sub-processors.html", "sub-processor-list"),
        ("/dpa", "data-processing-addendum"),
        ("/policies/usage-policies", "acceptable-use-policy"),
        ("/developers/terms", "developer-terms"),
        ("/tos", "terms-of-service"),
        ("/", "terms-of-service"),
    ],
)
def test_the_type_is_guessed_from_the_path(path: str, expected: str) -> None:
    assert guess_type(f"https://vendor.example{path}") == expected


@pytest.mark.django_db
def test_platform_and_name_come_from_the_address() -> None:
    document = track_address(TrackRequest("https://www.vendor.example/legal/privacy"))

    assert (document.platform.slug, document.platform.name) == ("vendor-example", "vendor.example")
    assert (document.slug, document.title, document.locale) == ("privacy-policy", "Privacy policy", "en")
    assert document.sources.get().url == "https://www.vendor.example/legal/privacy"


@pytest.mark.django_db
def test_what_the_person_says_goes_before_what_is_guessed() -> None:
    platform = make_platform(slug="vendor")
    request = TrackRequest("https://x.example/a", platform="vendor", type="cookie-policy", locale="de")

    document = track_address(request)

    assert (document.platform, document.type, document.locale) == (platform, "cookie-policy", "de")


@pytest.mark.django_db
def test_a_platform_is_found_behind_its_alias() -> None:
    platform = make_platform()
    make_alias(platform, "old-name")

    document = track_address(TrackRequest("https://x.example/terms", platform="old-name"))

    assert document.platform == platform


@pytest.mark.django_db
def test_an_address_that_is_watched_already_is_the_same_document() -> None:
    first = track_address(TrackRequest("https://vendor.example/terms"))

    again = track_address(
        TrackRequest("https://vendor.example/terms", platform="other", type="cookie-policy")
    )

    assert again == first
    assert Platform.objects.count() == Document.objects.count() == 1


@pytest.mark.django_db
def test_a_second_document_of_a_type_is_named_after_its_address() -> None:
    track_address(TrackRequest("https://vendor.example/terms"))
    second = track_address(TrackRequest("https://vendor.example/business/terms"))

    third = track_address(TrackRequest("https://vendor.example/business-terms"))

    assert (second.slug, second.title) == (
        "terms-of-service-business-terms",
        "Terms of service (/business/terms)",
    )
    assert third.slug == "terms-of-service-business-terms-2"


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("request_", "error"),
    [
        (TrackRequest("ftp://vendor.example/terms"), InvalidSourceError),
        (TrackRequest("vendor.example/terms"), InvalidSourceError),
        (TrackRequest("https://vendor.example/terms", type="love-letter"), UnknownDocumentTypeError),
    ],
)
def test_what_cannot_be_watched_is_refused_and_leaves_nothing(
    request_: TrackRequest, error: type[Exception]
) -> None:
    with pytest.raises(error):
        track_address(request_)

    assert not Platform.objects.exists()
    assert not Document.objects.exists()


def track_at_once(urls: list[str]) -> list[Document]:
    """Track the addresses in threads that all have looked for their platform before any has made it."""
    documents: list[Document] = []

    def work(url: str) -> None:
        documents.append(track_address(TrackRequest(url)))
        connection.close()

    threads = [Thread(target=work, args=(url,)) for url in urls]
    with obstacle() as way:
        way.held.execute("LOCK TABLE platforms_platform IN SHARE MODE")
        for thread in threads:
            thread.start()
        assert eventually(lambda: len(way.stuck()) == len(urls))
        way.held.rollback()
        for thread in threads:
            thread.join()
    return documents


@pytest.mark.django_db(transaction=True)
def test_one_address_tracked_by_many_at_once_is_one_document() -> None:
    documents = track_at_once(["https://vendor.example/terms"] * 4)

    assert len({document.pk for document in documents}) == 1
    assert len(documents) == 4
    assert Document.objects.get().sources.count() == 1


@pytest.mark.django_db(transaction=True)
def test_two_addresses_of_one_type_tracked_at_once_are_two_documents() -> None:
    track_at_once(["https://vendor.example/terms", "https://vendor.example/business/terms"])

    kept = {document.sources.get().url for document in Document.objects.all()}
    assert kept == {"https://vendor.example/terms", "https://vendor.example/business/terms"}
    assert Platform.objects.count() == 1
