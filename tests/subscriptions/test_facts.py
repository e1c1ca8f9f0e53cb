"""What rules ask of a change, read from the archive."""

from datetime import UTC, datetime

import pytest
from pytest_django import DjangoAssertNumQueries

from apps.analysis.types import Affected, Direction, Level
from apps.documents.models import Cause, Kind
from apps.provisions.models import ProvisionChange, Standing
from apps.provisions.services.segments import segment_version
from apps.subscriptions.selectors import facts_of, facts_of_changes
from apps.subscriptions.types import Interest
from tests.factories import make_change, make_document, make_history, make_version
from tests.provisions.documents import LAW, NOTICE_7, NOTICE_30, cut_all, other_segmenter, terms
from tests.subscriptions.cast import make_dates, make_reworded
from tests.web.clauses import publish_change_reading

pytestmark = pytest.mark.django_db

MAY = datetime(2026, 5, 1, tzinfo=UTC)
JUNE = datetime(2026, 6, 1, tzinfo=UTC)
_QUERIES = 9


def test_facts_of_a_reworded_clause() -> None:
    change = make_reworded(locale="en-GB")
    standing = Standing.objects.get(provision__document=change.document, last_text__ordinal=1)
    topics = set(standing.classification.topics.values_list("topic__slug", flat=True))  # type: ignore[union-attr]  # classified above
    publish_change_reading(change)

    facts = facts_of(change)

    assert (facts.change_id, facts.document_id, facts.locale) == (change.pk, change.document_id, "en-GB")
    assert facts.platform_id == change.document.platform_id
    assert facts.interests == {Interest.WORDING}
    assert (facts.severity, facts.direction) == (Level.HIGH, Direction.WORSE)
    assert facts.affected == (Affected.CONSUMERS,)
    assert facts.provisions == {standing.provision_id}
    assert facts.topics
    assert facts.topics <= topics


def test_what_is_not_read_yet_is_not_known() -> None:
    facts = facts_of(make_reworded())

    assert (facts.severity, facts.direction, facts.affected) == (None, None, ())


@pytest.mark.parametrize(
    ("kind", "interests"),
    [
        (Kind.SUBSTANTIVE, {Interest.WORDING}),
        (Kind.NUMBERS, {Interest.NUMBERS}),
        (Kind.LINKS, {Interest.LINKS}),
        (Kind.REVERTED, {Interest.RETURNS}),
        (Kind.EDITORIAL, set()),
        (Kind.FURNITURE, set()),
        (Kind.VARIANT, set()),
        (Kind.BASELINE, set()),
    ],
)
def test_each_kind_of_change_is_of_its_interest(kind: Kind, interests: set[Interest]) -> None:
    document = make_document()
    versions = make_history(document, ["One.", "Two."], kind=kind)

    assert facts_of(versions[1].change_here).interests == interests


@pytest.mark.parametrize("cause", [Cause.EXTRACTOR, Cause.SOURCE])
def test_what_the_publisher_did_not_do_is_of_no_interest(cause: Cause) -> None:
    document = make_document(type="sub-processor-list")
    versions = make_history(document, ["One.", "Two."], cause=cause)

    assert facts_of(versions[1].change_here).interests == set()


@pytest.mark.parametrize(("kind", "is_list"), [(Kind.SUBSTANTIVE, True), (Kind.LINKS, False)])
def test_a_list_of_sub_processors_is_of_its_own_interest(kind: Kind, *, is_list: bool) -> None:
    document = make_document(type="sub-processor-list")
    versions = make_history(document, ["One.", "Two."], kind=kind)

    assert (Interest.SUB_PROCESSORS in facts_of(versions[1].change_here).interests) is is_list


@pytest.mark.parametrize(
    ("before", "after", "is_new"),
    [(MAY, JUNE, True), (None, JUNE, True), (MAY, MAY, False), (MAY, None, False)],
)
def test_a_date_is_new_where_the_older_text_did_not_state_it(
    before: datetime | None, after: datetime | None, *, is_new: bool
) -> None:
    old, new = make_history(make_document(), ["One.", "Two."])
    make_dates(old, before)
    make_dates(new, after)

    assert (Interest.DATES in facts_of(new.change_here).interests) is is_new


def test_a_clause_that_only_moved_is_not_touched() -> None:
    document = make_document()
    make_history(document, [terms(LAW, NOTICE_30), terms(NOTICE_30, LAW)])
    cut_all(document)
    change = document.changes.get()

    facts = facts_of(change)

    assert ProvisionChange.objects.filter(change=change).exists()
    assert facts.provisions == set()


def test_the_clauses_are_those_of_the_latest_cut() -> None:
    change = make_reworded()
    before = facts_of(change)
    for version in change.document.versions.order_by("number"):
        segment_version(version=version, segmenter=other_segmenter())
    touched = ProvisionChange.objects.filter(change=change, segmenter="segmentation/2")

    after = facts_of(change)

    assert before.provisions
    assert after.provisions == set(touched.values_list("provision", flat=True))


def test_a_hundred_changes_cost_as_many_queries_as_one(
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    changes = [make_reworded() for _ in range(3)]
    with django_assert_num_queries(_QUERIES):
        one = facts_of_changes(changes[:1])
    with django_assert_num_queries(_QUERIES):
        every = facts_of_changes(changes)

    assert list(one) == [changes[0].pk]
    assert set(every) == {change.pk for change in changes}
    assert facts_of_changes([]) == {}


def test_a_number_in_a_clause_changes_that_clause_alone() -> None:
    document = make_document()
    first, second = (
        make_version(document, terms(NOTICE_30, LAW)),
        make_version(document, terms(NOTICE_7, LAW)),
    )
    change = make_change(first, second, kind=Kind.NUMBERS)
    cut_all(document)

    facts = facts_of(change)

    assert facts.interests == {Interest.NUMBERS}
    assert len(facts.provisions) == 1
