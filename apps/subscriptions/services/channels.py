"""Setting up where a workspace is told: adding an address, proving it, changing its secret, ending it."""

import base64
import hashlib
import hmac
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any, Final

from apps.accounts.encryption import CHANNELS, encrypt
from apps.accounts.models import Workspace
from apps.accounts.services.audit import record_audit
from apps.accounts.services.authority import locked, require
from apps.accounts.types import Actor, Permission
from apps.billing.entitlements import require as require_feature
from apps.core import clock
from apps.subscriptions.actions import Action
from apps.subscriptions.channel_addresses import checked_address, shown_address
from apps.subscriptions.errors import InvalidChannelError, NoSuchChannelError, WrongProofError
from apps.subscriptions.models import Channel
from apps.subscriptions.models.channel import LONGEST_NAME
from apps.subscriptions.selectors.channels import FEATURES, channel_of, channels_of
from apps.subscriptions.types import ChannelKind, ChannelState, Disabled

MOST_CHANNELS: Final = 20  # of one workspace
MOST_TRIES: Final = 5  # at a code; then another is sent
ROTATION: Final = timedelta(hours=24)  # the old secret signs too
_GOOD_FOR: Final = {ChannelKind.EMAIL: timedelta(days=3)}
_GOOD_FOR_OTHERS: Final = timedelta(hours=1)
_CODE: Final = frozenset({ChannelKind.SLACK, ChannelKind.TEAMS})  # a code is typed; else a link, or an answer


@dataclass(frozen=True, slots=True)
class Wish:
    """A channel as it was asked for."""

    kind: ChannelKind
    name: str
    address: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class Secret:
    """A channel, and the signing secret that is shown this once; empty where it has none."""

    channel: Channel
    signing_secret: str = field(default="", repr=False)


def add_channel(*, workspace: Workspace, wish: Wish, actor: Actor) -> Secret:
    """Add an address that is to be proved; nothing else is sent to it before.

    Raises NotPermittedError, NotInPlanError, or InvalidChannelError where the address is none, is there already, or is one too
    many.
    """
    with locked(workspace) as row:
        require(row, actor, Permission.CHANNELS)
        require_feature(row, FEATURES[wish.kind])
        name, address = _checked_name(wish.name), checked_address(wish.kind, wish.address)
        digest = _digest(wish.kind, address)
        present = channels_of(row)
        if present.filter(kind=wish.kind, address_sha256=digest).exists():
            raise InvalidChannelError("This address is a channel of this workspace already.")
        if present.count() >= MOST_CHANNELS:
            raise InvalidChannelError(f"A workspace has {MOST_CHANNELS} channels at most. Remove one first.")
        signing = _new_signing_secret() if wish.kind == ChannelKind.WEBHOOK else ""
        now = clock.now()
        proof = _new_proof(wish.kind)
        channel = Channel.objects.for_workspace(row).create(
            kind=wish.kind,
            name=name,
            since=now,
            shown_address=shown_address(wish.kind, address),
            secret_address=encrypt(address, CHANNELS),
            address_sha256=digest,
            signing_secret=encrypt(signing, CHANNELS) if signing else "",
            added_by_id=actor.user_id,
            added_at=now,
            proof_secret=proof["proof_secret"],
            proof_until=proof["proof_until"],
        )
        _note(channel, actor, Action.CHANNEL_ADDED, {"address": (None, channel.shown_address)})
        return Secret(channel, signing)


def renew_proof(*, workspace: Workspace, channel_id: int, actor: Actor) -> Channel:
    """Make another proof of an address that is not proved; the one before is over.

    Raises NotPermittedError, NoSuchChannelError, or InvalidChannelError for one that needs no proof.
    """
    with locked(workspace) as row:
        require(row, actor, Permission.CHANNELS)
        channel = _found(row, channel_id)
        if channel.state != ChannelState.UNVERIFIED:
            raise InvalidChannelError("This channel needs no confirmation.")
        return _written(channel, **_new_proof(channel.kind), proof_tries=0)


def confirm_channel(*, workspace: Workspace | int, channel_id: int, proof: str, actor: Actor) -> Channel:
    """Begin to use an address that was proved; one that is active already stays so.

    Whoever holds the proof may confirm, so the role of who types a code is the caller's to check. Raises NoSuchChannelError or WrongProofError.
    """
    with locked(workspace) as row:
        channel = _found(row, channel_id)
        if channel.state == ChannelState.ACTIVE:
            return channel
        tried = channel.proof_tries < MOST_TRIES and channel.state == ChannelState.UNVERIFIED
        is_right = (
            tried and channel.proof and hmac.compare_digest(channel.proof.encode(), proof.strip().encode())
        )
        if is_right:
            _written(channel, **_in_state(ChannelState.ACTIVE), **_NO_PROOF, failing_since=None)
            _note(channel, actor, Action.CHANNEL_CONFIRMED)
        else:
            _written(channel, proof_tries=min(channel.proof_tries + 1, MOST_TRIES))
    # Outside: what was tried is counted, and an exception would take it back.
    if not is_right:
        raise WrongProofError(
            "This does not confirm the address, or does so no longer. Have another one sent."
        )
    return channel


def rotate_signing_secret(*, workspace: Workspace, channel_id: int, actor: Actor) -> Secret:
    """Give a webhook another secret; messages are signed with both for a day. Raises NotPermittedError, NoSuchChannelError or InvalidChannelError."""
    with locked(workspace) as row:
        require(row, actor, Permission.CHANNELS)
        channel = _found(row, channel_id)
        if channel.kind != ChannelKind.WEBHOOK:
            raise InvalidChannelError("Only webhooks are signed.")
        secret = _new_signing_secret()
        _written(
            channel,
            old_signing_secret=channel.signing_secret,
            old_signing_secret_until=clock.now() + ROTATION,
            signing_secret=encrypt(secret, CHANNELS),
        )
        _note(channel, actor, Action.CHANNEL_ROTATED)
        return Secret(channel, secret)


def disable_channel(
    *, workspace: Workspace | int, channel_id: int, actor: Actor, because: Disabled = Disabled.BY_HAND
) -> Channel:
    """Send nothing there any more; one that is not active stays as it is.

    Those who set channels up are told, unless one of them did it by hand. Raises NotPermittedError or NoSuchChannelError.
    """
    with locked(workspace) as row:
        is_by_hand = because == Disabled.BY_HAND
        if is_by_hand:
            require(row, actor, Permission.CHANNELS)
        channel = _found(row, channel_id)
        if channel.state != ChannelState.ACTIVE:
            return channel
        now = clock.now()
        _written(
            channel,
            **_in_state(ChannelState.DISABLED, because),
            **_NO_PROOF,
            notice_due_at=None if is_by_hand else now,
        )
        _note(channel, actor, Action.CHANNEL_DISABLED, {"because": ("", because.value)})
        return channel


def enable_channel(*, workspace: Workspace, channel_id: int, actor: Actor) -> Channel:
    """Use a channel again that was disabled; one whose reader unsubscribed, or that refused, must be proved again.

    Raises NotPermittedError, NotInPlanError, NoSuchChannelError or InvalidChannelError.
    """
    with locked(workspace) as row:
        require(row, actor, Permission.CHANNELS)
        channel = _found(row, channel_id)
        require_feature(row, FEATURES[ChannelKind(channel.kind)])
        if channel.state != ChannelState.DISABLED:
            raise InvalidChannelError("This channel is not disabled.")
        if channel.disabled_because in _STILL_PROVED:
            state, proof = ChannelState.ACTIVE, {}
        else:
            state, proof = ChannelState.UNVERIFIED, _new_proof(channel.kind)
        _written(channel, **_in_state(state), **proof, failing_since=None, notice_due_at=None)
        _note(channel, actor, Action.CHANNEL_ENABLED)
        return channel


def remove_channel(*, workspace: Workspace, channel_id: int, actor: Actor) -> Channel:
    """Forget the address and its secrets; what was sent there stays in the log. Raises NotPermittedError or NoSuchChannelError."""
    with locked(workspace) as row:
        require(row, actor, Permission.CHANNELS)
        channel = _found(row, channel_id)
        _written(
            channel,
            **_in_state(ChannelState.DISABLED, Disabled.BY_HAND),
            **_NO_PROOF,
            removed_at=clock.now(),
            secret_address="",
            signing_secret="",
            old_signing_secret="",
            old_signing_secret_until=None,
            notice_due_at=None,
        )
        _note(channel, actor, Action.CHANNEL_REMOVED)
        return channel


_STILL_PROVED: Final = frozenset({Disabled.BY_HAND, Disabled.FAILING})
_NO_PROOF: Final[dict[str, Any]] = {"proof_secret": "", "proof_until": None, "proof_tries": 0}


def _in_state(state: ChannelState, because: str = "") -> dict[str, Any]:
    return {"state": state, "since": clock.now(), "disabled_because": because}


def _new_proof(kind: str) -> dict[str, Any]:
    proof = f"{secrets.randbelow(10**6):06d}" if kind in _CODE else secrets.token_urlsafe(24)
    good_for = _GOOD_FOR.get(ChannelKind(kind), _GOOD_FOR_OTHERS)
    return {"proof_secret": encrypt(proof, CHANNELS), "proof_until": clock.now() + good_for}


def _new_signing_secret() -> str:
    return f"whsec_{base64.b64encode(secrets.token_bytes(32)).decode()}"


def _digest(kind: str, address: str) -> str:
    same = address.casefold() if kind == ChannelKind.EMAIL else address
    return hashlib.sha256(same.encode()).hexdigest()


def _checked_name(name: str) -> str:
    name = " ".join(name.split())
    if not name or len(name) > LONGEST_NAME:
        raise InvalidChannelError(f"Give the channel a name, in at most {LONGEST_NAME} characters.")
    return name


def _found(row: Workspace, channel_id: int) -> Channel:
    channel = channel_of(row, channel_id)
    if channel is None:
        raise NoSuchChannelError("There is no such channel in this workspace.")
    return channel


def _written(channel: Channel, **values: object) -> Channel:
    for name, value in values.items():
        setattr(channel, name, value)
    channel.save(update_fields=list(values))
    return channel


def _note(
    channel: Channel, actor: Actor, action: Action, changes: Mapping[str, tuple[object, object]] | None = None
) -> None:
    record_audit(
        workspace_id=channel.workspace_id, actor=actor, action=action, subject=channel, changes=changes
    )
