"""What people say a clause is about: it is then read again, and what the public saw is corrected in public."""

from collections.abc import Sequence

from django.db import transaction

from apps.analysis.errors import EditRefused
from apps.analysis.models import Analysis, Correction, Decision, Ruling
from apps.analysis.services.analysing import analyse_provision
from apps.analysis.services.editing import Byline, decided, not_decided_since
from apps.analysis.services.publishing import lock_document
from apps.provisions.models import Classification, Standing
from apps.provisions.services.assigning import assign_topics


@transaction.atomic
def choose_topics(*, analysis: Analysis, topics: Sequence[str], by: Byline) -> Decision:
    """Put a clause under these topics, the first one foremost, and read it again by them.

    Load the analysis' provision. Raises DecidedMeanwhile when somebody else decided after what was seen, EditRefused for a clause
    that is gone, that says something else by now, or that has these topics already.
    """
    provision = analysis.provision
    if provision is None:
        raise EditRefused("A change has the topics of its clauses: choose them there.")
    lock_document(provision.document_id)
    latest = not_decided_since(analysis, by)
    standing = Standing.objects.select_related("last_text__version", "classification__assignment").get(
        pk=provision.pk
    )
    if standing.ended_in_id is not None or standing.last_text.sha256 != analysis.words_sha256:
        raise EditRefused("The clause is gone, or says something else by now.")
    before = _topics(standing.classification)
    if list(before) == list(topics) and _is_by_a_person(standing.classification):
        if latest is not None and (latest.author, latest.reason) == (by.author, by.reason):
            return latest  # sent twice
        raise EditRefused("These are its topics already.")
    row = assign_topics(standing=standing, topics=topics, author=by.author)
    decision = decided(analysis, Ruling.EDITED, by)
    standing.refresh_from_db()
    analyse_provision(standing=standing)
    if before and list(before.values()) != list(_topics(row).values()):
        Correction.objects.create(
            decision=decision,
            analysis=analysis,
            field="topics",
            said=", ".join(before.values()),
            says=", ".join(_topics(row).values()),
            created_at=decision.created_at,
        )
    return decision


def _topics(row: Classification | None) -> dict[str, str]:
    """Return slug and label of the topics, the surest first."""
    if row is None:
        return {}
    return dict(row.topics.order_by("rank").values_list("topic__slug", "topic__label"))


def _is_by_a_person(row: Classification | None) -> bool:
    return row is not None and row.assignment_id is not None
