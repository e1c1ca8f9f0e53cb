"""Taking down what a person says a clause is about."""

from collections.abc import Sequence

from django.db import transaction

from apps.core import clock
from apps.provisions.errors import UnknownTopicError
from apps.provisions.models import Assignment, Classification, Standing
from apps.provisions.services.classifying import classify_assigned
from apps.provisions.taxonomy import read_taxonomy


@transaction.atomic
def assign_topics(*, standing: Standing, topics: Sequence[str], author: str) -> Classification:
    """Say what a clause is about, as long as its words stay; return how it is read now. What was said before is kept.

    Runs under the document's lock. Load `last_text__version`. Raises UnknownTopicError for a topic that the taxonomy does not have.
    """
    known = {topic.slug for topic in read_taxonomy().topics}
    chosen = list(dict.fromkeys(topics))
    if not chosen or not known.issuperset(chosen):
        raise UnknownTopicError(
            f"Of {', '.join(chosen) or 'nothing'}, the taxonomy does not have every topic."
        )
    assignment = Assignment.objects.create(
        provision_id=standing.provision_id,
        words_sha256=standing.last_text.sha256,
        topics=chosen,
        author=author,
        created_at=clock.now(),
    )
    return classify_assigned(text=standing.last_text, assignment=assignment)
