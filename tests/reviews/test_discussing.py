"""Comments, whom they name, and the files that come with them."""

from dataclasses import replace
from io import BytesIO
from typing import Any
from zipfile import ZipFile

import pytest
from cryptography.fernet import Fernet, InvalidToken
from django.core.files.storage import storages

from apps.accounts.errors import NotAMemberError, NotPermittedError
from apps.accounts.services.audit_exports import export_workspace
from apps.core import clock
from apps.core.blobs import blob_store, sha256_of
from apps.core.tenancy import in_workspace
from apps.reviews.errors import (
    InvalidAttachmentError,
    InvalidDecisionError,
    InvalidOverlayError,
    NoSuchReviewError,
    ReviewClosedError,
)
from apps.reviews.models import Attachment, Mention
from apps.reviews.selectors.overlays import overlays_in_force, overlays_on
from apps.reviews.selectors.reviews import unseen_mentions
from apps.reviews.services.discussing import (
    MOST_BYTES,
    Upload,
    comment,
    every_attachment,
    opened_attachment,
    see_mentions,
)
from apps.reviews.services.overlaying import OverlayWish, add_overlay, end_overlay
from tests.accounts.cast import make_user, make_workspace
from tests.alerts.cast import NOW
from tests.reviews.cast import (
    DAY,
    TODAY,
    Crew,
    audited,
    clause_changes,
    decided,
    kinds_of,
    make_review,
    touched_clause,
)

pytestmark = pytest.mark.django_db


def named(crew: Crew, who: str) -> int:
    with in_workspace(crew.workspace):
        return unseen_mentions(crew.workspace, getattr(crew, who)).count()


def test_a_comment_names_members_and_nobody_else_until_they_have_seen_it(crew: Crew) -> None:
    review = make_review(crew.workspace, crew.owner)
    text = "@anna, @vera@acme.example. and @stan@umbra.example: see x@paul.example and @olga (me), @nobody."

    comment(workspace=crew.workspace, review_id=review.pk, text=text, actor=crew.by("owner"))

    assert [named(crew, who) for who in ("analyst", "viewer", "procurement", "stranger", "owner")] == [
        1,
        1,
        0,
        0,
        0,
    ]
    assert see_mentions(workspace=crew.workspace, review_id=review.pk, user=crew.analyst) == 1
    assert (named(crew, "analyst"), named(crew, "viewer")) == (0, 1)
    assert audited(crew.workspace)[-1] == "review.commented"


def test_whoever_is_in_the_workspace_may_answer_and_nobody_else(crew: Crew) -> None:
    review = make_review(crew.workspace, crew.owner)
    here: dict[str, Any] = {"workspace": crew.workspace, "review_id": review.pk}

    comment(text="I am asked.", actor=crew.by("viewer"), **here)
    with pytest.raises(NotAMemberError):
        comment(text="I am not.", actor=crew.by("stranger"), **here)
    for text in (" ", "x" * 4_001):
        with pytest.raises(InvalidDecisionError):
            comment(text=text, actor=crew.by("owner"), **here)
    decided(crew, review)
    with pytest.raises(ReviewClosedError):
        comment(text="Too late.", actor=crew.by("owner"), **here)

    assert kinds_of(review) == ["opened", "commented", "decided"]


def test_a_file_is_stored_sealed_and_opened_for_its_workspace_alone(crew: Crew) -> None:
    review = make_review(crew.workspace, crew.owner)
    files = [Upload("../..\\C:\\quote\u202e.pdf", b"%PDF our offer")]

    comment(workspace=crew.workspace, review_id=review.pk, text="", uploads=files, actor=crew.by("analyst"))

    with in_workspace(crew.workspace):
        row = Attachment.objects.for_workspace(crew.workspace).get()
    found, data = opened_attachment(workspace=crew.workspace, attachment_id=row.pk)
    assert (found.name, found.size, found.digest, data) == ("quote.pdf", 14, sha256_of(data), files[0].data)
    assert files[0].data not in blob_store().get(row.blob)
    with pytest.raises(InvalidToken):
        Fernet(Fernet.generate_key()).decrypt(blob_store().get(row.blob))
    with pytest.raises(NoSuchReviewError):
        opened_attachment(workspace=make_workspace(make_user(), "Umbra"), attachment_id=row.pk)


def test_files_are_taken_along_with_the_workspace_and_a_lost_one_is_named(crew: Crew) -> None:
    review = make_review(crew.workspace, crew.owner)
    files = [Upload("quote.pdf", b"%PDF our offer"), Upload("notes.txt", b"Ask again.")]
    comment(workspace=crew.workspace, review_id=review.pk, text="", uploads=files, actor=crew.by("analyst"))
    with in_workspace(crew.workspace):
        kept, lost = Attachment.objects.for_workspace(crew.workspace).order_by("pk")
    storages["blobs"].delete(f"{lost.blob[:2]}/{lost.blob[2:4]}/{lost.blob}.zst")
    taken = BytesIO()

    with in_workspace(crew.workspace):
        uploads = every_attachment(crew.workspace)
        export_workspace(workspace=crew.workspace, file=taken, actor=crew.by("owner"), uploads=uploads)

    with ZipFile(taken) as archive:
        held = {name: archive.read(name) for name in archive.namelist() if name.startswith("files/")}
    assert held.pop(f"files/{kept.pk}/quote.pdf") == b"%PDF our offer"
    assert [name for name, told in held.items() if told.startswith(b"blob_missing: ")] == [
        f"files/{lost.pk}/notes.txt.unreadable.txt"
    ]
    assert len(held) == 1


@pytest.mark.parametrize(
    ("files", "said"),
    [
        ([Upload("run.exe", b"MZ")], "of a type"),
        ([Upload("page.html", b"<script>")], "of a type"),
        ([Upload("", b"x")], "of a type"),
        ([Upload("a.txt", b"")], "is empty"),
        ([Upload("a.txt", b"x" * (MOST_BYTES + 1))], "larger than 10 MB"),
        ([Upload("a.txt", b"x"), Upload("a.txt", b"y")], "same name"),
        ([Upload(f"{number}.txt", b"x") for number in range(21)], "holds 20 files"),
    ],
)
def test_files_have_their_limits(crew: Crew, files: list[Upload], said: str) -> None:
    review = make_review(crew.workspace, crew.owner)

    with pytest.raises(InvalidAttachmentError, match=said):
        comment(workspace=crew.workspace, review_id=review.pk, text="", uploads=files, actor=crew.by("owner"))

    with in_workspace(crew.workspace):
        assert not Attachment.objects.for_workspace(crew.workspace).exists()
        assert not Mention.objects.for_workspace(crew.workspace).exists()


def test_an_own_contract_overrides_a_clause_until_its_last_day_or_until_it_is_ended(crew: Crew) -> None:
    (first, *_) = clause_changes()
    clause = touched_clause(first)
    wish = OverlayWish("MSA", signed_on=TODAY, section="§ 9", until=TODAY + DAY)
    with clock.fixed(NOW):
        added = add_overlay(workspace=crew.workspace, subject=clause, wish=wish, actor=crew.by("analyst"))
    assert str(added) == f"MSA of {TODAY:%-d %b %Y}, § 9"

    for days, holds in ((1, True), (2, False)):
        with clock.fixed(NOW + days * DAY), in_workspace(crew.workspace):
            assert bool(overlays_on(crew.workspace, [clause.pk])) is holds
    end_overlay(workspace=crew.workspace, overlay_id=added.pk, actor=crew.by("analyst"))
    with clock.fixed(NOW), in_workspace(crew.workspace):
        assert not overlays_in_force(crew.workspace).exists()
    assert audited(crew.workspace) == ["overlay.added", "overlay.ended"]


def test_an_own_contract_that_makes_no_sense_is_not_noted(crew: Crew) -> None:
    clause = touched_clause(clause_changes()[0])
    wish = OverlayWish("MSA")
    wrong = [
        replace(wish, contract=" "),
        replace(wish, note="x" * 601),
        replace(wish, signed_on=TODAY + DAY),
        replace(wish, until=TODAY - DAY),
    ]

    for one in wrong:
        with clock.fixed(NOW), pytest.raises(InvalidOverlayError):
            add_overlay(workspace=crew.workspace, subject=clause, wish=one, actor=crew.by("analyst"))
    with pytest.raises(NotPermittedError):
        add_overlay(workspace=crew.workspace, subject=clause, wish=wish, actor=crew.by("viewer"))

    assert audited(crew.workspace) == []
