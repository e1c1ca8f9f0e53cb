"""kill -9 of a sender in the middle, twice, and everything in Redis lost: counted where letters and webhooks arrive."""

import socket
from collections import Counter
from collections.abc import Iterator
from email import message_from_bytes
from functools import partial

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session
from pytest_django import Settings

from apps.accounts.models import Workspace
from apps.alerts.models import Delivery
from apps.alerts.types import DeliveryState
from apps.pipeline.tasks import find_due_deliveries as beat
from apps.pipeline.tasks import send_deliveries
from apps.subscriptions.types import ChannelKind
from tests.accounts.cast import make_user, make_workspace
from tests.alerts.channels.cast import deliveries_in, make_active, owe
from tests.alerts.channels.sink import Sink, sink
from tests.reliability.broker import forget_everything
from tests.reliability.processes import Workers, environment, eventually

pytestmark = [pytest.mark.reliability, pytest.mark.usefixtures("broker")]

ALERTS = 12
KILLS = 2


class Mailbox:
    """What a real SMTP server took, by Message-ID."""

    def __init__(self) -> None:
        self.taken: list[str] = []

    async def handle_DATA(self, _server: SMTP, _session: Session, envelope: Envelope) -> str:  # noqa: N802 - the library's name
        letter = message_from_bytes(envelope.original_content or b"")
        self.taken.append(str(letter["Message-ID"]).strip("<>").partition("@")[0])
        return "250 OK"


@pytest.fixture
def mailbox() -> Iterator[tuple[Mailbox, int]]:
    box = Mailbox()
    controller = Controller(box, hostname="127.0.0.1", port=_free_port())
    controller.start()
    try:
        yield box, controller.port
    finally:
        controller.stop()


@pytest.fixture
def hook(settings: Settings) -> Iterator[Sink]:
    with sink(silent_for=0.15) as opened:  # so that a sender is in the middle of something when it is killed
        settings.FETCH_ALLOW = frozenset({opened.endpoint})
        yield opened


def owing(hook: Sink) -> Workspace:
    """A workspace that owes a mailbox and a webhook some alerts."""
    owner = make_user()
    workspace = make_workspace(owner, "Acme")
    letters = make_active(workspace, owner, ChannelKind.EMAIL, "legal@acme.example").channel
    posts = make_active(workspace, owner, ChannelKind.WEBHOOK, hook.address).channel
    for _ in range(ALERTS):
        owe(workspace, letters, posts)
    return workspace


def test_a_sender_killed_twice_loses_nothing_and_names_what_comes_twice(
    workers: Workers, transactional_db: None, hook: Sink, mailbox: tuple[Mailbox, int]
) -> None:
    box, port = mailbox
    workspace = owing(hook)
    environ = environment(
        DJANGO_SETTINGS_MODULE="tests.reliability.mailing_settings", SINK_SMTP_PORT=str(port)
    )

    for killed in range(KILLS + 1):
        enough = 2 * ALERTS if killed == KILLS else len(hook.taken) + 3
        worker = workers.start("notify,default", environ)
        is_far = partial(_is_far, workspace, hook, enough)
        assert eventually(is_far, every=0.25), Counter(row.state for row in deliveries_in(workspace))
        worker.kill()
        forget_everything()

    found = deliveries_in(workspace)
    assert {row.state for row in found} == {DeliveryState.SENT}
    letters = Counter(box.taken)
    posts = Counter(taken.headers["webhook-id"] for taken in hook.taken)
    assert set(letters) | set(posts) == {row.message_id for row in found}
    assert (len(letters), len(posts)) == (ALERTS, ALERTS)
    twice = sum((letters + posts).values()) - len(found)
    assert twice <= KILLS  # one in hand at each kill, and it came under the same name


def _is_far(workspace: Workspace, hook: Sink, wanted: int) -> bool:
    """Tick as the beat does, and nudge as a page does; say whether enough came, or at last whether all is sent."""
    beat.delay()
    send_deliveries.delay(workspace_id=workspace.pk)
    return _is_over(workspace) or (wanted < 2 * ALERTS and len(hook.taken) >= wanted)


def _is_over(workspace: Workspace) -> bool:
    with Delivery.objects.across_workspaces(reason="a test") as rows:
        return not rows.filter(workspace=workspace).exclude(state=DeliveryState.SENT).exists()


def _free_port() -> int:
    """Return a port that nobody listens at: the library does not tell which one it was given."""
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])
