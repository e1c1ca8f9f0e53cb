"""What the workspace made of the changes: the log of its reviews."""

from collections.abc import Iterator, Sequence

from apps.accounts.models import User, Workspace
from apps.documents.models import Change
from apps.dossiers.types.content import Gap, Review
from apps.reviews.models import Review as ReviewRow


def reviews_of(workspace: Workspace, changes: Sequence[Change]) -> tuple[Review, ...]:
    """Return the reviews of these changes, in the order of the changes. Call it inside the workspace."""
    numbers = {change.pk: change for change in changes}
    rows = ReviewRow.objects.for_workspace(workspace).filter(change__in=numbers)
    found = {row.change_id: row for row in rows.select_related("owner", "decided_by", "signed_by")}
    return tuple(_review(found[number], change) for number, change in numbers.items() if number in found)


def gaps_of_reviews(reviews: Sequence[Review]) -> Iterator[Gap]:
    """Yield the reviews that nobody has closed yet."""
    for review in reviews:
        if not review.is_closed:
            yield Gap(
                "review_open",
                review.change,
                f"The workspace's review of it is not closed: {review.state.lower()}.",
            )


def _review(row: ReviewRow, change: Change) -> Review:
    signed = f"signed by {_named(row.signed_by)}" if row.signed_by else ""
    return Review(
        change=change.public_id,
        subject=row.title,
        state=row.get_state_display(),
        is_closed=row.is_closed,
        owner=_named(row.owner),
        decision=row.get_decision_display() if row.decision else "",
        reason=row.reason,
        due_on=row.due_on,
        expires_on=row.expires_on,
        decided_by=_named(row.decided_by),
        decided_at=row.decided_at,
        signed_by=signed,
    )


def _named(person: User | None) -> str:
    return person.email if person else ""
