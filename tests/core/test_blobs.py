from collections.abc import Iterator
from pathlib import Path
from threading import Barrier, Thread

import boto3
import pytest
from django.core.files.storage import storages
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from moto.server import ThreadedMotoServer
from pytest_django import Settings

from apps.core.blobs import BlobCorruptError, BlobMissingError, BlobStore, blob_store, sha256_of

BUCKET = "conductatlas-test"


@pytest.fixture(scope="module")
def s3_endpoint() -> Iterator[str]:
    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    host, port = server.get_host_and_port()
    yield f"http://{host}:{port}"
    server.stop()


@pytest.fixture(params=["disk", "s3"])
def store(request: pytest.FixtureRequest, settings: Settings, monkeypatch: pytest.MonkeyPatch) -> BlobStore:
    if request.param == "s3":
        endpoint = request.getfixturevalue("s3_endpoint")
        for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
            monkeypatch.setenv(name, "test")
        boto3.client("s3", endpoint_url=endpoint, region_name="us-east-1").create_bucket(Bucket=BUCKET)
        options = {
            "bucket_name": BUCKET,
            "endpoint_url": endpoint,
            "region_name": "us-east-1",
            "file_overwrite": True,
        }
        backend = {"BACKEND": "storages.backends.s3.S3Storage", "OPTIONS": options}
        settings.STORAGES = {**settings.STORAGES, "blobs": backend}
    return blob_store()


def test_it_gives_back_what_was_kept(store: BlobStore) -> None:
    data = b"\x00\xff no encoding, no newline change\r\n" * 1000

    sha256 = store.put(data)

    assert sha256 == sha256_of(data)
    assert store.get(sha256) == data
    assert store.has(sha256)
    assert sha256 in set(store.digests())


def test_it_names_a_blob_that_is_missing(store: BlobStore) -> None:
    with pytest.raises(BlobMissingError, match="is not in the store"):
        store.get("0" * 64)


def test_it_refuses_a_name_that_is_no_digest(store: BlobStore) -> None:
    with pytest.raises(BlobMissingError, match="is not a SHA-256"):
        store.get("../../etc/passwd")


def _file_of(sha256: str) -> Path:
    return Path(storages["blobs"].path(f"{sha256[:2]}/{sha256[2:4]}/{sha256}.zst"))


@pytest.fixture
def disk() -> BlobStore:
    return blob_store()


def test_it_notices_bytes_that_rotted(disk: BlobStore) -> None:
    sha256, other = disk.put(b"true"), disk.put(b"false")
    _file_of(sha256).write_bytes(_file_of(other).read_bytes())

    with pytest.raises(BlobCorruptError, match="does not hash to its name"):
        disk.get(sha256)


def test_it_notices_a_truncated_file(disk: BlobStore) -> None:
    sha256 = disk.put(b"a longer text that is cut" * 100)
    _file_of(sha256).write_bytes(_file_of(sha256).read_bytes()[:20])

    with pytest.raises(BlobCorruptError):
        disk.get(sha256)


def test_keeping_again_writes_nothing(disk: BlobStore) -> None:
    sha256 = disk.put(b"once")
    before = _file_of(sha256).stat().st_mtime_ns

    disk.put(b"once")

    assert _file_of(sha256).stat().st_mtime_ns == before


def test_a_write_that_dies_leaves_no_blob(disk: BlobStore, monkeypatch: pytest.MonkeyPatch) -> None:
    def no_space(_descriptor: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("os.fsync", no_space)
    with pytest.raises(OSError, match="No space left"):
        disk.put(b"half")

    assert not disk.has(sha256_of(b"half"))
    assert list(disk.digests()) == []
    assert list(_file_of(sha256_of(b"half")).parent.iterdir()) == []


def test_many_writers_of_the_same_bytes_agree(disk: BlobStore) -> None:
    barrier, digests = Barrier(8), []

    def write() -> None:
        barrier.wait()
        digests.append(disk.put(b"the same bytes" * 5000))

    writers = [Thread(target=write) for _ in range(8)]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join()

    assert len(set(digests)) == 1
    assert len(digests) == 8
    assert disk.get(digests[0]) == b"the same bytes" * 5000


@given(st.binary(max_size=5000))
@hypothesis_settings(
    max_examples=50, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None
)
def test_it_keeps_any_bytes(disk: BlobStore, data: bytes) -> None:
    assert disk.get(disk.put(data)) == data
