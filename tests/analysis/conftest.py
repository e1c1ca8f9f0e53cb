"""What the tests of analyses share."""

from collections.abc import Iterator

import pytest
from pytest_django import DjangoDbBlocker

from apps.analysis.services.regulations import load_regulations
from apps.documents.models import Document
from apps.provisions.services.taxonomy import load_taxonomy
from tests.analysis.documents import make_vendor_document, read_all
from tests.shared_rows import kept_for_the_module


@pytest.fixture(scope="module")
def kept_laws(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """Load the laws and the topics once for the module: the first clause that is read would load them in each test."""
    with kept_for_the_module(django_db_blocker):
        load_taxonomy()
        load_regulations()
        yield


@pytest.fixture(scope="module")
def kept_document(
    django_db_setup: None, django_db_blocker: DjangoDbBlocker, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Document]:
    """Store a vendor's document that was read, once for the module; it leaves `_blobs_of_this_test` to that."""
    with kept_for_the_module(django_db_blocker, blobs=tmp_path_factory.mktemp("blobs")):
        document = make_vendor_document()
        read_all(document)
        yield document
