"""Rows of channels, mail, addresses and dossiers whose every word can be found again, for `planting.plant`.

Nothing planted here is left to be sent: the samples of the walk take whatever is due next.
"""

from datetime import timedelta
from zoneinfo import ZoneInfo

from apps.accounts.models import User, Workspace
from apps.alerts.channels.base import Outcome, Result
from apps.alerts.models import Digest, LetterState, Reminder
from apps.alerts.schedules import Rhythm, WorkingHours
from apps.alerts.services.delivering import claim_next
from apps.alerts.services.delivering import settle as settle_delivery
from apps.alerts.services.digesting import open_due_digests
from apps.alerts.services.mail_choices import MailWish, choose_mail, set_work_hours
from apps.alerts.services.outbox import claim_letter, give_up
from apps.core import clock
from apps.core.tenancy import in_workspace
from apps.dossiers.types import Outline, Template
from apps.subscriptions.models import AddressRequest, Channel
from apps.subscriptions.services.addresses import ask_for_address, claim_look, note_found, note_refused
from apps.subscriptions.types import ChannelKind, FoundRecord
from tests import factories
from tests.accounts.cast import acting
from tests.alerts.channels.cast import make_active, owe
from tests.dossiers.cast import make_sealed, order

_TEN_DAYS = timedelta(days=10)  # a weekly digest is due in between


def plant_more(workspace: Workspace, owner: User, mark: str) -> None:
    """Leave addresses that were looked at, channels with what was sent, a digest, a reminder, hours, and dossiers."""
    _ask(workspace, owner, mark)
    _send(workspace, owner, mark)
    _write(workspace, owner, mark)
    _file(workspace, mark)


def _ask(workspace: Workspace, owner: User, mark: str) -> None:
    """Leave an address that was found, and one that was refused."""
    found = FoundRecord(
        final_url=f"https://found-{mark}.example/terms",
        title=f"Terms of {mark}",
        opening=f"Between {mark} and you.",
        words=900,
        language="en",
        type="terms_of_service",
        fetcher="http",
    )
    assert note_found(_looked_at(workspace, owner, f"https://{mark}.example/terms"), found)
    refused = _looked_at(workspace, owner, f"https://{mark}.example/nowhere")
    assert note_refused(refused, problem="not_found", told=f"There is no {mark}.")


def _looked_at(workspace: Workspace, owner: User, url: str) -> AddressRequest:
    asked = ask_for_address(workspace=workspace, url=url, actor=acting(owner))
    claimed = claim_look(workspace_id=workspace.pk, request_id=asked.pk)
    assert claimed is not None
    return claimed


def _send(workspace: Workspace, owner: User, mark: str) -> None:
    """Leave a webhook that took a message, and a mail address that refused it."""
    hook = make_active(workspace, owner, ChannelKind.WEBHOOK, f"https://{mark}.example/in").channel
    mail = make_active(workspace, owner, ChannelKind.EMAIL, f"legal@{mark}.example").channel
    with in_workspace(workspace):
        Channel.objects.for_workspace(workspace).update(name=f"Legal {mark}")
    owe(workspace, hook, mail)
    for outcome in (
        Outcome(Result.DELIVERED, status=200, answer=f"Thanks, {mark}"),
        Outcome(Result.PERMANENT, "refused", status=550, answer=f"No {mark} here"),
    ):
        claimed = claim_next(workspace.pk)
        assert claimed is not None
        settle_delivery(claimed, outcome, shown=f"What was said to {mark}", body=b"As it was sent.")
    assert claim_next(workspace.pk) is None


def _write(workspace: Workspace, owner: User, mark: str) -> None:
    """Leave working hours, a choice of mail, and a digest that could not be sent."""
    hours = WorkingHours(ZoneInfo("Europe/Berlin"))
    set_work_hours(workspace=workspace, wanted=hours, actor=acting(owner))
    with clock.fixed(clock.now() - _TEN_DAYS):
        choose_mail(workspace=workspace, wish=MailWish(Rhythm.WEEKLY), actor=acting(owner))
    open_due_digests()
    with in_workspace(workspace):
        opened = Digest.objects.for_workspace(workspace).get()
    claimed = claim_letter(Digest.objects, workspace.pk, opened.pk)
    assert claimed is not None
    give_up(claimed, code=f"refused_{mark}")
    _remind(workspace, owner, mark)


def _remind(workspace: Workspace, owner: User, mark: str) -> None:
    """Leave a reminder that could not be sent."""
    now = clock.now()
    with in_workspace(workspace):
        Reminder.objects.for_workspace(workspace).create(
            reader=owner,
            after=now.date() - timedelta(days=1),
            day=now.date(),
            opened_at=now,
            next_attempt_at=now,
            done_at=now,
            state=LetterState.FAILED,
            error=f"refused_{mark}",
        )


def _file(workspace: Workspace, mark: str) -> None:
    """Leave a dossier that waits, and an edition of another."""
    wanted = Outline(template=Template.VENDOR, platforms=(factories.make_platform().pk,))
    order(workspace, wanted, title=f"On file of {mark}")
    make_sealed(workspace, f"%PDF-1.7 as good as sealed for {mark}".encode())
