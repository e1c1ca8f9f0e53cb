"""Own contracts that override a vendor's clause: noted and ended."""

from dataclasses import dataclass
from datetime import date
from typing import Final

from apps.accounts.models import Workspace
from apps.accounts.services.audit import record_audit
from apps.accounts.services.authority import locked, require
from apps.accounts.types import Actor, Permission
from apps.core import clock
from apps.platforms.models import Platform
from apps.provisions.models import Provision, Topic
from apps.reviews.actions import Action
from apps.reviews.errors import InvalidOverlayError, NoSuchReviewError
from apps.reviews.models import Overlay

_LONGEST: Final = {"contract": 120, "section": 60, "note": 600}


@dataclass(frozen=True, slots=True)
class PlatformTopic:
    """Everything that a platform writes on a topic."""

    platform: Platform
    topic: Topic


@dataclass(frozen=True, slots=True)
class OverlayWish:
    """What the contract is called, where in it, since when and through which day."""

    contract: str
    signed_on: date | None = None
    section: str = ""
    note: str = ""
    until: date | None = None


def add_overlay(
    *, workspace: Workspace, subject: Provision | PlatformTopic, wish: OverlayWish, actor: Actor
) -> Overlay:
    """Note that a contract of the workspace's own overrides a clause, or a platform's clauses on a topic.

    Raises NotPermittedError, NotAMemberError or InvalidOverlayError.
    """
    words = {name: " ".join(getattr(wish, name).split()) for name in _LONGEST}
    _require_sensible(wish, words)
    provision = subject if isinstance(subject, Provision) else None
    wide = subject if isinstance(subject, PlatformTopic) else None
    with locked(workspace) as row:
        require(row, actor, Permission.REVIEW)
        overlay = Overlay.objects.for_workspace(row).create(
            contract=words["contract"],
            section=words["section"],
            note=words["note"],
            signed_on=wish.signed_on,
            until=wish.until,
            provision=provision,
            platform=wide.platform if wide else None,
            topic=wide.topic if wide else None,
            added_by_id=actor.user_id,
            added_at=clock.now(),
        )
        about = f"{wide.platform}: {wide.topic}" if wide else str(provision)
        changes = {"overrides": (None, about), "until": (None, wish.until)}
        record_audit(
            workspace_id=row.pk, actor=actor, action=Action.OVERLAY_ADDED, subject=overlay, changes=changes
        )
        return overlay


def end_overlay(*, workspace: Workspace, overlay_id: int, actor: Actor) -> Overlay:
    """Say that it overrides no longer; one that was ended stays as it is.

    Raises NotPermittedError, NotAMemberError or NoSuchReviewError.
    """
    with locked(workspace) as row:
        require(row, actor, Permission.REVIEW)
        overlay = Overlay.objects.for_workspace(row).filter(pk=overlay_id).first()
        if overlay is None:
            raise NoSuchReviewError("There is no such note in this workspace.")
        if overlay.ended_at is None:
            overlay.ended_at = clock.now()
            overlay.save(update_fields=["ended_at"])
            record_audit(workspace_id=row.pk, actor=actor, action=Action.OVERLAY_ENDED, subject=overlay)
        return overlay


def _require_sensible(wish: OverlayWish, words: dict[str, str]) -> None:
    if not words["contract"]:
        raise InvalidOverlayError("Say which contract it is, such as MSA.")
    for name, most in _LONGEST.items():
        if len(words[name]) > most:
            raise InvalidOverlayError(f"Give the {name} in at most {most} characters.")
    today = clock.now().date()
    if wish.signed_on is not None and wish.signed_on > today:
        raise InvalidOverlayError("A contract that is not signed yet overrides nothing.")
    if wish.until is not None and wish.until < today:
        raise InvalidOverlayError("Choose a last day that is not over yet, or none.")
