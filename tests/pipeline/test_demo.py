"""Where the demo serves its sample vendors, and what it says when it cannot."""

import socket
from collections.abc import Iterator

import pytest
from django.core.management.base import CommandError

from apps.pipeline.management.commands.demo import _sample_port
from apps.pipeline.samples.catalogue import sample_documents
from apps.pipeline.stages.sample_history import DEFAULT_PORT, declare_sample


@pytest.fixture
def taken_port() -> Iterator[int]:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen()
        yield listener.getsockname()[1]


@pytest.mark.django_db
def test_new_archive_takes_another_port_beside_another_demo(
    taken_port: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("apps.pipeline.management.commands.demo.DEFAULT_PORT", taken_port)

    assert taken_port < _sample_port() < taken_port + 100


@pytest.mark.django_db
def test_archive_goes_on_at_the_address_of_its_documents(taken_port: int) -> None:
    declare_sample(sample_documents(f"http://127.0.0.1:{taken_port}")[0])

    with pytest.raises(
        CommandError, match=rf"Port {taken_port} is taken: .*\. The sample vendors of this archive"
    ):
        _sample_port()


@pytest.mark.django_db
def test_new_archive_prefers_the_usual_port() -> None:
    assert DEFAULT_PORT <= _sample_port() < DEFAULT_PORT + 100
