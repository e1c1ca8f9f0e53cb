"""Talking in a review: comments that name members, and files that come with them."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import Final

from cryptography.fernet import Fernet

from apps.accounts.encryption import decrypt, encrypt
from apps.accounts.models import Membership, User, Workspace
from apps.accounts.selectors import members_of
from apps.accounts.services.authority import locked, person, require
from apps.accounts.types import Actor, Permission
from apps.core import clock
from apps.core.blobs import BlobError, blob_store, sha256_of
from apps.core.tenancy import in_workspace
from apps.reviews.actions import Action
from apps.reviews.errors import (
    InvalidAttachmentError,
    InvalidDecisionError,
    NoSuchReviewError,
    ReviewClosedError,
)
from apps.reviews.models import Attachment, Mention, Review, ReviewEvent
from apps.reviews.models.event import LONGEST_COMMENT
from apps.reviews.services.history import Said, audit, held_review, note
from apps.reviews.types import EventKind

MOST_BYTES: Final = 10_000_000
MOST_FILES: Final = 20  # of one review
TYPES: Final = ("pdf", "docx", "xlsx", "pptx", "odt", "ods", "txt", "md", "csv", "eml", "msg", "png", "jpg", "jpeg")  # fmt: skip
_SEALED: Final = b"conductatlas attachments"
_NAMED: Final = re.compile(r"(?<![\w@.+-])@([\w+-][\w.+-]*(?:@[\w-]+(?:\.[\w-]+)+)?)")
_ODD: Final = re.compile(r"[\x00-\x1f\x7f\u200e\u200f\u202a-\u202e\u2066-\u2069]")
_LONGEST_NAME: Final = 200


@dataclass(frozen=True, slots=True)
class Upload:
    name: str
    data: bytes


@dataclass(frozen=True, slots=True)
class _File:
    """The columns of a file that is stored."""

    name: str
    size: int
    digest: str
    blob: str
    secret: str


def comment(
    *, workspace: Workspace, review_id: int, text: str, uploads: Sequence[Upload] = (), actor: Actor
) -> ReviewEvent:
    """Say something in an open review, with files; members named with @ find it on their home.

    Everybody in the workspace may: whoever is asked can answer. Raises NotAMemberError, NoSuchReviewError, ReviewClosedError,
    InvalidDecisionError for too many words or none, or InvalidAttachmentError.
    """
    text = text.strip()
    if not text and not uploads:
        raise InvalidDecisionError("Say something, or attach a file.")
    if len(text) > LONGEST_COMMENT:
        raise InvalidDecisionError(f"Say it in at most {LONGEST_COMMENT:,} characters.")
    files = [_sealed(_sensible(upload)) for upload in uploads]
    with locked(workspace) as row:
        require(row, actor, Permission.READ)
        person(actor)
        review = held_review(row, review_id)
        if review.is_closed:
            raise ReviewClosedError("This review is closed. Reopen it to say more.")
        _require_room(row, review, files)
        event = note(review, EventKind.COMMENTED, actor, Said(text))
        attachments = Attachment.objects.for_workspace(row)
        for file in files:
            attachments.create(
                event=event,
                name=file.name,
                size=file.size,
                digest=file.digest,
                blob=file.blob,
                secret=file.secret,
            )
        named = _mention(row, event, actor)
        audit(
            review,
            Action.COMMENTED,
            actor,
            {"named": ([], named), "files": ([], [one.name for one in files])},
        )
        return event


def see_mentions(*, workspace: Workspace, review_id: int, user: User) -> int:
    """Note that a person has seen where a review names them; return how often it did."""
    with in_workspace(workspace):
        mine = Mention.objects.for_workspace(workspace).filter(
            person=user, seen_at=None, event__review=review_id
        )
        return mine.update(seen_at=clock.now())


def opened_attachment(*, workspace: Workspace, attachment_id: int) -> tuple[Attachment, bytes]:
    """Return a file of the workspace with its bytes. Raises NoSuchReviewError for another workspace's."""
    with in_workspace(workspace):
        found = Attachment.objects.for_workspace(workspace).filter(pk=attachment_id).first()
    if found is None:
        raise NoSuchReviewError("There is no such file in this workspace.")
    return found, _opened(found)


def every_attachment(workspace: Workspace) -> Iterator[tuple[str, bytes]]:
    """Yield the files of the workspace, each under the number of its row and its name. Inside `in_workspace`.

    Of one whose bytes are lost or spoilt, a note with the reason stands in its place: the others are given all the same.
    """
    for found in Attachment.objects.for_workspace(workspace).order_by("pk").iterator(chunk_size=100):
        path = f"files/{found.pk}/{found.name}"
        try:
            yield path, _opened(found)
        except BlobError as error:
            yield f"{path}.unreadable.txt", f"{error.code}: {error}\n".encode()


def people_named(text: str, members: Sequence[Membership]) -> list[User]:
    """Return the members whom a text names: by their address, or by what stands before its @ if that is one member's alone."""
    by_name: dict[str, set[int]] = {}
    people = {member.user_id: member.user for member in members}
    for number, user in people.items():
        for name in (user.email.lower(), user.email.lower().partition("@")[0]):
            by_name.setdefault(name, set()).add(number)
    named = {match.rstrip(".").lower() for match in _NAMED.findall(text)}
    found = {number for name in named for number in by_name.get(name, ()) if len(by_name[name]) == 1}
    return [people[number] for number in sorted(found)]


def _opened(found: Attachment) -> bytes:
    key = decrypt(found.secret, _SEALED)
    return Fernet(key.encode()).decrypt(blob_store().get(found.blob))


def _mention(row: Workspace, event: ReviewEvent, actor: Actor) -> list[str]:
    named = [user for user in people_named(event.text, list(members_of(row))) if user.pk != actor.user_id]
    mentions = [Mention(workspace=row, event=event, person=user) for user in named]
    Mention.objects.for_workspace(row).bulk_create(mentions)
    return [user.email for user in named]


def _sensible(upload: Upload) -> Upload:
    """Return the file under a name that is a name; raises InvalidAttachmentError."""
    name = _ODD.sub("", PurePosixPath(upload.name.replace("\\", "/")).name).strip()[-_LONGEST_NAME:]
    if not name or name.rpartition(".")[2].lower() not in TYPES:
        raise InvalidAttachmentError(
            f"“{name}” is of a type that is not taken. Those that are: {', '.join(TYPES)}."
        )
    if not upload.data:
        raise InvalidAttachmentError(f"“{name}” is empty.")
    if len(upload.data) > MOST_BYTES:
        raise InvalidAttachmentError(f"“{name}” is larger than {MOST_BYTES // 1_000_000} MB.")
    return Upload(name, upload.data)


def _require_room(row: Workspace, review: Review, files: Sequence[_File]) -> None:
    if len({file.name for file in files}) < len(files):
        raise InvalidAttachmentError("Two of the files have the same name.")
    there = Attachment.objects.for_workspace(row).filter(event__review=review).count()
    if there + len(files) > MOST_FILES:
        raise InvalidAttachmentError(f"A review holds {MOST_FILES} files; this one has {there}.")


def _sealed(upload: Upload) -> _File:
    """Store the file sealed, with a key of its own: a blob cannot be deleted, but its key goes with the row.

    Before anything is held: what is refused afterwards is a blob that nobody can open.
    """
    key = Fernet.generate_key()
    return _File(
        name=upload.name,
        size=len(upload.data),
        digest=sha256_of(upload.data),
        blob=blob_store().put(Fernet(key).encrypt(upload.data)),
        secret=encrypt(key.decode(), _SEALED),
    )
