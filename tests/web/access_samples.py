"""For every address: what it is asked with in the walk, and what is posted there."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from apps.accounts.models import SignOnLink
from apps.accounts.services.invitations import AGAIN_AFTER
from apps.accounts.services.sign_on_domains import claim_domain
from apps.accounts.types import FeedKind
from apps.alerts.mail import stop_url
from apps.alerts.services.marking import dismiss
from apps.analysis.models import Analysis, Regulation
from apps.analysis.services.regulations import load_regulations
from apps.analysis.services.reporting import report_error
from apps.core import clock
from apps.core.tenancy import in_workspace
from apps.evidence.models import Kind
from apps.evidence.services.noting import append
from apps.provisions.models import Provision
from apps.subscriptions.services.addresses import ask_for_address
from tests.accounts.cast import acting, make_feed, make_invitation, make_key, make_sign_on
from tests.accounts.single_sign_on.keys import make_keys
from tests.accounts.single_sign_on.saml_provider import metadata
from tests.alerts.calendar.cast import make_dated
from tests.alerts.cast import make_alert
from tests.analysis.documents import PLAIN, make_vendor_document, read_all
from tests.dossiers.cast import ORDER, make_dossier, make_sealed, sealed_file
from tests.factories import make_capture, make_document, make_history, make_platform
from tests.provisions.documents import cut_all
from tests.subscriptions.cast import follow
from tests.web import channel_samples
from tests.web.teams import Team

TEXTS = ("# Terms\n\nYou may cancel within 30 days.\n", "# Terms\n\nYou may cancel within 7 days.\n")


@dataclass(frozen=True, slots=True)
class Sample:
    """`changes`: posting this, allowed, changes a customer's row; so a denial that changes nothing says something."""

    kwargs: Callable[[Team], dict[str, Any]] = lambda _team: {}
    data: Mapping[str, Any] = field(default_factory=dict)
    changes: bool = False
    prepare: Callable[[Team], object] = lambda _team: None


def _here(team: Team, **more: Any) -> dict[str, Any]:
    return {"workspace_slug": team.workspace.slug, **more}


def _member(team: Team) -> dict[str, Any]:
    return _here(team, member_id=team.membership("viewer").pk)


def _invited(team: Team) -> dict[str, Any]:
    with clock.fixed(clock.now() - AGAIN_AFTER):
        issued = make_invitation(team.workspace, team.people["owner"], "guest@partner.example")
    return _here(team, invitation_id=issued.invitation.pk)


def _domain(team: Team) -> dict[str, Any]:
    return _here(team, domain_id=team.allowed_domain())


def _key(team: Team) -> dict[str, Any]:
    return _here(team, key_id=make_key(team.workspace, team.people["owner"]).key.pk)


def _asked_address(team: Team) -> dict[str, Any]:
    asked = ask_for_address(
        workspace=team.workspace, url="https://asked.example/terms", actor=acting(team.people["owner"])
    )
    return _here(team, request_id=asked.pk)


def _followed(team: Team) -> dict[str, Any]:
    return _here(team, watch_id=follow(team.workspace, team.people["owner"]).pk)


def _told(team: Team) -> dict[str, Any]:
    return _here(team, alert_id=make_alert(team.workspace).pk)


def _dated(team: Team) -> None:
    (change,) = make_dated("We may.", "Effective May 1, 2026.")
    make_alert(team.workspace, change)


def _feed(team: Team) -> dict[str, Any]:
    return _here(team, feed_id=make_feed(team.workspace, team.people["viewer"]).feed.pk)


def _secret(kind: FeedKind) -> Callable[[Team], dict[str, Any]]:
    def kwargs(team: Team) -> dict[str, Any]:
        return {"token": make_feed(team.workspace, team.people["owner"], kind).secret}

    return kwargs


def _told_already(team: Team) -> None:
    make_alert(team.workspace)


def _letter(team: Team) -> dict[str, Any]:
    return {"token": stop_url(team.membership("viewer")).rstrip("/").rpartition("/")[2]}


def _dismissed(team: Team) -> dict[str, Any]:
    told = _told(team)
    actor = acting(team.people["owner"])
    dismiss(workspace=team.workspace, alert_id=told["alert_id"], actor=actor)
    return told


def _to_follow(_team: Team) -> None:
    make_platform(slug="stratus")


def _kept_meter(team: Team) -> dict[str, Any]:
    return _here(team, meter="seats")


def _token(team: Team) -> dict[str, Any]:
    issued = make_invitation(team.workspace, team.people["owner"], "guest@partner.example")
    return {"token": issued.token}


def _record(_team: Team) -> dict[str, Any]:
    document = make_document()
    make_history(document, TEXTS)
    return {"platform_slug": document.platform.slug, "document_slug": document.slug}


def _version(team: Team) -> dict[str, Any]:
    return _record(team) | {"number": 1}


def _redline(team: Team) -> dict[str, Any]:
    return _record(team) | {"old": 1, "new": 2}


def _document_id(_team: Team) -> dict[str, Any]:
    return {"public_id": make_document().public_id}


def _regulation(_team: Team) -> dict[str, Any]:
    return {"regulation_slug": _law().slug}


def _change_id(_team: Team) -> dict[str, Any]:
    document = make_document()
    make_history(document, TEXTS)
    return {"public_id": document.changes.get().public_id}


def _snapshot(_team: Team) -> dict[str, Any]:
    document = make_document()
    make_history(document, TEXTS)
    return {"sha256": document.sources.get().captures.latest("pk").snapshot_id}


def _entry(_team: Team) -> dict[str, Any]:
    return {"index": append(kind=Kind.CAPTURE, subject="capture/1", facts={}).index}


def _capture(_team: Team) -> dict[str, Any]:
    return {"number": make_capture(make_document().sources.get()).pk}


def _provision_id(_team: Team) -> dict[str, Any]:
    document = make_document()
    make_history(document, TEXTS)
    cut_all(document)
    return {"public_id": document.provisions.earliest("pk").public_id}


def _provision(team: Team) -> dict[str, Any]:
    found = _provision_id(team)
    document = Provision.objects.latest("pk").document
    return found | {"platform_slug": document.platform.slug, "document_slug": document.slug}


def _link(team: Team) -> SignOnLink:
    with in_workspace(team.workspace):
        known = SignOnLink.objects.for_workspace(team.workspace).first()
    return known or make_sign_on(team.workspace, team.people["owner"])


def _linked(team: Team) -> None:
    _link(team)


def _sign_on_domain(team: Team) -> dict[str, Any]:
    claimed = claim_domain(
        workspace=team.workspace, domain="acme.example", actor=acting(team.people["owner"])
    )
    return _here(team, domain_id=claimed.pk)


def make_read() -> None:
    """Store the laws, and a document whose clauses were read: dear, and only looked at by most."""
    load_regulations()
    read_all(make_vendor_document())


def _analysis(_team: Team) -> dict[str, Any]:
    read = Analysis.objects.filter(version=PLAIN.version, provision__isnull=False).order_by("pk")
    if not read.exists():
        make_read()
    return {"analysis_id": read[0].pk}


def _field(team: Team) -> dict[str, Any]:
    return _analysis(team) | {"name": "title"}


def _report(_team: Team) -> dict[str, Any]:
    return {"report_id": report_error(subject=_law(), words="It is wrong.").pk}


def _law() -> Regulation:
    laws = Regulation.objects.filter(slug="eu-gdpr")
    if not laws.exists():
        load_regulations()
    return laws.get()


def _reportable(_team: Team) -> dict[str, Any]:
    return {"name": _law().slug}


def _closing(team: Team) -> None:
    team.close()


_WATCH = {"min_severity": "high", "interests": ["wording"], "step": "save"}
_KEY = Sample(lambda _team: {"pk": 1})
_PROVIDER = Sample(lambda _team: {"public_id": "1-unknown"})
SAMPLES: dict[str, Sample] = {
    "feed_alerts": Sample(_secret(FeedKind.ATOM)),
    "feed_calendar": Sample(_secret(FeedKind.ICAL)),
    "platform_feed": Sample(lambda _team: {"platform_slug": make_document().platform.slug}),
    "document_feed": Sample(_record),
    "platform": Sample(lambda _team: {"platform_slug": make_document().platform.slug}),
    "document": Sample(_record),
    "compare": Sample(_record),
    "version": Sample(_version),
    "version_text": Sample(_version),
    "redline": Sample(_redline),
    "redline_text": Sample(_redline),
    "redline_file": Sample(_redline),
    "change": Sample(_change_id),
    "provision": Sample(_provision),
    "topic": Sample(lambda _team: {"topic_slug": "arbitration"}),
    "regulation": Sample(_regulation),
    "report": Sample(_reportable, {"words": "The fine is higher."}),
    "report_sent": Sample(_reportable),
    "snapshot": Sample(_snapshot),
    "evidence_entry": Sample(_entry),
    "evidence_entry_json": Sample(_entry),
    "evidence_checkpoint_at": Sample(lambda _team: {"size": 1}),
    "evidence_stamp": Sample(lambda _team: {"size": 1, "number": 1}),
    "evidence_consistency": Sample(lambda _team: {"old": 0, "new": 0}),
    "evidence_entries": Sample(lambda _team: {"place": "000.p/1"}),
    "evidence_tile": Sample(lambda _team: {"level": 0, "place": "000.p/1"}),
    "capture_bundle": Sample(_capture),
    "change_bundle": Sample(_change_id),
    "version_bundle": Sample(_version),
    "editing_item": Sample(_analysis),
    "editing_accept": Sample(_analysis, {"seen": "0"}),
    "editing_reject": Sample(_analysis, {"reject-reason": "It is wrong.", "reject-seen": "0"}),
    "editing_report": Sample(_analysis, {"report-words": "It is wrong."}),
    "editing_report_settle": Sample(_report, {"outcome": "right"}),
    "editing_topics": Sample(_analysis, {"topics": ["arbitration"], "reason": "It is.", "seen": "0"}),
    "editing_field": Sample(_field, {"title": "Another title", "reason": "It is wrong.", "seen": "0"}),
    "prices": Sample(data={"plan": "watcher", "item": "plan", "interval": "month", "amount": "31"}),
    "granting_grant": Sample(data={"workspace": "acme", "plan": "watcher"}),
    "granting_end": Sample(data={"workspace": "acme"}),
    "permanent_document": Sample(_document_id),
    "permanent_change": Sample(_change_id),
    "permanent_provision": Sample(_provision_id),
    "permanent_dossier": Sample(lambda _team: {"public_id": "CA-X-000001"}),
    "verify_record": Sample(lambda _team: {"public_id": "CA-X-000001"}),
    "sign_on_metadata": _PROVIDER,
    "sign_on_finish": _PROVIDER,
    "sign_on_callback": _PROVIDER,
    "sign_on_acs": _PROVIDER,
    "sitemap": Sample(lambda _team: {"section": "pages"}),
    "mfa_edit_webauthn": _KEY,
    "mfa_remove_webauthn": _KEY,
    "invitation": Sample(_token),
    "invitation_accept": Sample(_token),
    "workspace_new": Sample(data={"name": "Beta"}, changes=True),
    "workspace": Sample(_here),
    "follow": Sample(),
    "workspace_inbox": Sample(_here),
    "workspace_inbox_read": Sample(
        _here, {"until": "2100-01-01T00:00:00+00:00"}, changes=True, prepare=_told_already
    ),
    "workspace_inbox_count": Sample(_here, prepare=_told_already),
    "workspace_calendar": Sample(_here, prepare=_dated),
    "workspace_feeds": Sample(_here),
    "workspace_feed_new": Sample(_here, {"kind": "ical", "name": "Outlook"}, changes=True),
    "workspace_feed_revoke": Sample(_feed, changes=True),
    "channel_confirm": Sample(channel_samples.proof_token),
    "channel_unsubscribe": Sample(channel_samples.end_token),
    "workspace_channels": Sample(_here),
    "workspace_channel": Sample(channel_samples.active),
    "workspace_channel_new": Sample(
        _here, {"kind": "email", "name": "Legal", "address": "legal@team.example"}, changes=True
    ),
    "workspace_channel_confirm": Sample(channel_samples.unproved, {"code": "12"}, changes=True),
    "workspace_channel_prove": Sample(channel_samples.unproved, changes=True),
    "workspace_channel_test": Sample(channel_samples.active, changes=True),
    "workspace_channel_rotate": Sample(channel_samples.active, changes=True),
    "workspace_channel_disable": Sample(channel_samples.active, changes=True),
    "workspace_channel_enable": Sample(channel_samples.disabled, changes=True),
    "workspace_channel_remove": Sample(channel_samples.active, changes=True),
    "workspace_channel_replay": Sample(channel_samples.missed, {"days": "1"}, changes=True),
    "workspace_deliveries": Sample(_here, prepare=channel_samples.sent),
    "workspace_delivery": Sample(channel_samples.sent),
    "workspace_delivery_again": Sample(channel_samples.sent, changes=True),
    "workspace_alert": Sample(_told),
    "workspace_digest": Sample(_here, {"rhythm": "off", "hour": "7", "weekday": "0"}, changes=True),
    "workspace_digest_hours": Sample(
        _here, {"zone": "UTC", "opens": "09:00", "closes": "17:00", "days": ["0"]}, changes=True
    ),
    "mail_stop": Sample(_letter),
    "workspace_alert_read": Sample(_told, changes=True),
    "workspace_alert_dismiss": Sample(_told, changes=True),
    "workspace_alert_restore": Sample(_dismissed, changes=True),
    "workspace_watches": Sample(_here),
    "workspace_watch": Sample(_followed),
    "workspace_watch_new": Sample(_here, _WATCH | {"platform": "stratus"}, changes=True, prepare=_to_follow),
    "workspace_watch_list": Sample(_here, {"step": "open", "line-0": "ask:Nowhere"}, changes=True),
    "workspace_address_new": Sample(_here, {"url": "https://stratus.example/terms"}, changes=True),
    "workspace_address": Sample(_asked_address, {"step": "drop"}, changes=True),
    "workspace_watch_rules": Sample(_followed, _WATCH, changes=True),
    "workspace_watch_close": Sample(_followed, changes=True),
    "workspace_dossiers": Sample(_here),
    "workspace_dossier": Sample(lambda team: _here(team, dossier_id=make_dossier(team.workspace).pk)),
    "workspace_dossier_new": Sample(_here, ORDER, changes=True, prepare=_to_follow),
    "workspace_dossier_repeat": Sample(
        lambda team: _here(team, dossier_id=make_sealed(team.workspace).dossier_id), changes=True
    ),
    "workspace_dossier_file": Sample(lambda team: _here(team, **sealed_file(team.workspace)), changes=True),
    "workspace_members": Sample(_here),
    "workspace_roles": Sample(_here),
    "workspace_leave": Sample(_here, changes=True),
    "workspace_member_role": Sample(_member, {"role": "analyst"}, changes=True),
    "workspace_member_remove": Sample(_member, changes=True),
    "workspace_member_transfer": Sample(_member, changes=True),
    "workspace_invite": Sample(_here, {"email": "new@partner.example", "role": "viewer"}, changes=True),
    "workspace_invitation_resend": Sample(_invited, changes=True),
    "workspace_invitation_revoke": Sample(_invited, changes=True),
    "workspace_audit": Sample(_here),
    "workspace_audit_export": Sample(_here, {"format": "csv"}, changes=True),
    "workspace_keys": Sample(_here),
    "workspace_key_new": Sample(_here, {"name": "Nightly", "scopes": "read", "days": "90"}, changes=True),
    "workspace_key_rotate": Sample(_key, {"overlap": "3600"}, changes=True),
    "workspace_key_revoke": Sample(_key, changes=True),
    "workspace_plan": Sample(_here),
    # Nothing is sold in tests: what asks Stripe says so, and changes nothing (tests/web/billing).
    "workspace_plan_back": Sample(_here),
    "workspace_plan_invoices": Sample(_here),
    "workspace_plan_keep": Sample(_kept_meter),
    "workspace_plan_try": Sample(_here, {"plan": "watcher"}),
    "workspace_plan_change": Sample(_here),
    "workspace_plan_begin": Sample(_here, {"plan": "watcher", "interval": "month"}),
    "workspace_plan_cancel": Sample(_here),
    "workspace_plan_resume": Sample(_here),
    "workspace_plan_payment": Sample(_here),
    "workspace_plan_details": Sample(_here),
    "workspace_plan_code": Sample(_here, {"code": "HALF"}),
    "workspace_security": Sample(_here),
    "workspace_two_factor": Sample(_here, {"required": "yes"}, changes=True),
    "workspace_domain_add": Sample(_here, {"domain": "acme.example", "join_role": "viewer"}, changes=True),
    "workspace_domain_remove": Sample(_domain, changes=True),
    "workspace_sign_on": Sample(_here),
    "workspace_sign_on_domain_add": Sample(_here, {"domain": "acme.example"}, changes=True),
    "workspace_sign_on_domain_prove": Sample(lambda team: _here(team, domain_id=1)),
    "workspace_sign_on_domain_release": Sample(_sign_on_domain, changes=True),
    "workspace_sign_on_provider": Sample(
        lambda team: _here(team, protocol="saml"),
        {"metadata": metadata(make_keys("idp.acme.example").certificate)},
        changes=True,
    ),
    "workspace_sign_on_rules": Sample(_here, {"admits_foreign_sign_on": "on"}, changes=True),
    "workspace_sign_on_forget": Sample(lambda team: _here(team, link_id=_link(team).pk), changes=True),
    "workspace_sign_on_remove": Sample(_here, changes=True, prepare=_linked),
    "workspace_settings": Sample(_here, {"name": "Acme Legal"}, changes=True),
    "workspace_export": Sample(_here),  # proves first who asks: posting it at once changes nothing
    "workspace_delete": Sample(_here, {"name": "Acme"}, changes=True),
    "workspace_delete_cancel": Sample(_here, changes=True, prepare=_closing),
}
