"""What those who pay are told: once, from the rows, whatever happens in between."""

from datetime import UTC, datetime, timedelta
from smtplib import SMTPServerDisconnected

import pytest
from django.core.mail import EmailMessage, EmailMultiAlternatives
from pytest_django import Settings

from apps.accounts.models import User, Workspace
from apps.accounts.types import SYSTEM, Plan, Role
from apps.billing.models import Customer, Notice, NoticeState
from apps.billing.services import noticing
from apps.billing.services.grants import GrantWish, grant_plan
from apps.billing.types import GrantKind
from apps.core import clock
from apps.core.tenancy import in_workspace
from apps.pipeline.stages.notices import send_notices
from tests.accounts.cast import make_member, make_user, make_workspace
from tests.billing.cast import make_customer, make_invoice, make_subscription

AT_STRIPE = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
DAY = timedelta(days=1)


@pytest.fixture
def workspace(db: None, settings: Settings) -> Workspace:
    """Return a workspace with an owner, an admin and a viewer, where nothing is to be told yet."""
    settings.WORKSPACE_PLAN = "free"
    made = make_workspace(make_user("olive"))
    make_member(made, make_user("adam"), Role.ADMIN)
    make_member(made, make_user("vera"), Role.VIEWER)
    return made


@pytest.fixture
def customer(workspace: Workspace) -> Customer:
    return make_customer(workspace, mirrored_at=AT_STRIPE)


def send() -> list[str]:
    return [outcome for _, outcome in send_notices()]


def states(workspace: Workspace) -> list[str]:
    with in_workspace(workspace):
        return list(Notice.objects.for_workspace(workspace).order_by("pk").values_list("state", flat=True))


def test_a_trial_is_told_of_three_days_before_by_stripes_clock(
    customer: Customer, mailoutbox: list[EmailMultiAlternatives]
) -> None:
    make_subscription(customer, status="trialing", trial_ends_at=AT_STRIPE + 3 * DAY + timedelta(seconds=1))
    early = send()
    with in_workspace(customer.workspace_id):
        Customer.objects.for_workspace(customer.workspace_id).update(
            mirrored_at=AT_STRIPE + timedelta(seconds=1)
        )

    in_time, again = send(), send()

    assert (early, in_time, again) == ([], ["sent"], [])
    (message,) = mailoutbox
    assert message.subject == "[ConductAtlas] The trial of Acme ends on 5 Mar 2026"
    assert message.to == ["adam@acme.example", "olive@acme.example"]
    assert "goes back to the Free plan" in str(message.body)
    html = str(message.alternatives[0][0])
    assert "There is no payment method" in html
    assert "/w/acme/plan/" in html


def test_a_trial_that_was_cancelled_is_not_told_of(customer: Customer) -> None:
    make_subscription(customer, status="trialing", trial_ends_at=AT_STRIPE + DAY, cancels_at_period_end=True)

    assert send() == []


def test_each_failed_attempt_is_told_once(
    customer: Customer, mailoutbox: list[EmailMultiAlternatives]
) -> None:
    invoice = make_invoice(
        customer,
        number="CA-7",
        status="open",
        attempts=1,
        amount_due=19900,
        made_at=AT_STRIPE,
        next_attempt_at=AT_STRIPE + 3 * DAY,
    )
    first, again = send(), send()
    with in_workspace(customer.workspace_id):
        invoice.attempts, invoice.next_attempt_at = 2, None
        invoice.save(update_fields=["attempts", "next_attempt_at"])

    assert (first, again, send()) == (["sent"], [], ["sent"])
    assert "tried again on 5 Mar 2026" in mailoutbox[0].body
    assert "not tried again by itself" in mailoutbox[1].body
    assert "199.00 USD" in mailoutbox[0].subject + str(mailoutbox[0].body)


def test_a_paid_invoice_is_told_of_and_history_is_not(
    customer: Customer, mailoutbox: list[EmailMultiAlternatives]
) -> None:
    make_invoice(
        customer, number="CA-8", amount_paid=19900, made_at=AT_STRIPE, pdf_url="https://pay.example/8"
    )
    make_invoice(customer, number="CA-1", amount_paid=19900, made_at=AT_STRIPE - 8 * DAY)
    make_invoice(customer, number="CA-9", amount_paid=0, total=0, made_at=AT_STRIPE)

    assert send() == ["sent"]
    assert "Invoice CA-8 of 2 Mar 2026" in str(mailoutbox[0].body)
    assert "https://pay.example/8" in str(mailoutbox[0].alternatives[0][0])


def test_a_plan_that_changed_is_told_of_with_its_grace(
    workspace: Workspace, mailoutbox: list[EmailMultiAlternatives]
) -> None:
    with clock.fixed(AT_STRIPE):
        for plan in (Plan.PROFESSIONAL, Plan.WATCHER, Plan.WATCHER):
            grant_plan(workspace=workspace, wish=GrantWish(plan, GrantKind.SUPPORT), actor=SYSTEM)

    assert send() == ["sent", "sent"]
    up, down = mailoutbox
    assert "All that it gives can be used at once." in up.body
    assert "goes on until 2 Apr 2026" in down.body


def test_mail_that_cannot_be_sent_waits_and_is_sent_once(
    workspace: Workspace, mailoutbox: list[EmailMultiAlternatives], monkeypatch: pytest.MonkeyPatch
) -> None:
    grant_plan(workspace=workspace, wish=GrantWish(Plan.WATCHER, GrantKind.SUPPORT), actor=SYSTEM)

    def refuse(*_args: object, **_options: object) -> int:
        raise SMTPServerDisconnected

    with monkeypatch.context() as away:
        away.setattr(EmailMessage, "send", refuse)
        assert send() == ["mail_unavailable"]
    too_early = send()
    with clock.fixed(clock.now() + timedelta(minutes=2)):
        assert send() == ["sent"]

    assert too_early == []
    assert len(mailoutbox) == 1


def test_two_workers_send_it_once_and_a_dead_ones_is_taken_up(workspace: Workspace) -> None:
    grant_plan(workspace=workspace, wish=GrantWish(Plan.WATCHER, GrantKind.SUPPORT), actor=SYSTEM)
    ((workspace_id, notice_id),) = noticing.due_notices()

    mine = noticing.claim_notice(workspace_id, notice_id)
    theirs = noticing.claim_notice(workspace_id, notice_id)

    assert mine is not None
    assert theirs is None
    assert send() == []
    with clock.fixed(clock.now() + noticing.LEASE + timedelta(seconds=1)):
        assert send() == ["sent"]
    noticing.settle_notice(mine)
    assert states(workspace) == [NoticeState.SENT]


def test_nobody_to_tell_is_given_up(workspace: Workspace, mailoutbox: list[EmailMultiAlternatives]) -> None:
    grant_plan(workspace=workspace, wish=GrantWish(Plan.WATCHER, GrantKind.SUPPORT), actor=SYSTEM)
    User.objects.filter(email__in=["adam@acme.example", "olive@acme.example"]).update(is_active=False)

    assert send() == ["nothing_to_tell"]
    assert states(workspace) == [NoticeState.GIVEN_UP]
    assert mailoutbox == []
