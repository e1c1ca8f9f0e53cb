"""Saved searches: what they ask of a clause, which changes they are told of, and how they are kept."""

from decimal import Decimal
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from pydantic import ValidationError

from apps.accounts.types import Plan
from apps.analysis.types import Level
from apps.billing.errors import NotInPlanError
from apps.core.tenancy import in_workspace
from apps.provisions.models import Topic
from apps.provisions.services.taxonomy import load_taxonomy
from apps.subscriptions.errors import InvalidRulesError
from apps.subscriptions.models import Watch
from apps.subscriptions.models.watch import SavedSearch
from apps.subscriptions.searches import Criteria, FactCriterion, called, found_check, is_touched
from apps.subscriptions.selectors import facts_of, matches_of, preview
from apps.subscriptions.services.watching import open_watch
from apps.subscriptions.types import Said, Touched, WatchKind
from tests.accounts.cast import acting
from tests.accounts.conftest import Cast
from tests.factories import make_platform
from tests.subscriptions.cast import ANY, follow, make_facts, make_reworded
from tests.subscriptions.test_watching import give

CHANGES = "unilateral_change"
SHORT = FactCriterion(topic=CHANGES, slug="notice", comparison="lt", number=Decimal(14))
SHORT_NOTICE = Criteria(fact=SHORT)


def said(days: int) -> Said:
    return Said(
        frozenset({CHANGES}), frozenset({(CHANGES, "with_notice")}), ((CHANGES, "notice", Decimal(days)),)
    )


def touching(**fields: Any) -> bool:
    clause = Touched(1, before=said(30), after=said(7), severity=Level.HIGH)
    return is_touched(Criteria(**fields), make_facts(clauses=(clause,)))


def fact(comparison: str, number: int, **fields: str) -> dict[str, object]:
    return {"topic": CHANGES, "slug": "notice", "comparison": comparison, "number": number} | fields


@pytest.mark.parametrize(
    ("criteria", "is_found"),
    [
        ({"topic": CHANGES}, True),
        ({"topic": "arbitration"}, False),
        ({"topic": CHANGES, "position": "with_notice"}, True),
        ({"topic": CHANGES, "position": "posting_only"}, False),
        ({"topic": CHANGES, "severity": "high"}, True),
        ({"topic": CHANGES, "severity": "low"}, False),
        ({"fact": fact("lt", 14)}, True),
        ({"fact": fact("lt", 7)}, False),
        ({"fact": fact("lte", 7)}, True),
        ({"fact": fact("exact", 30)}, True),
        ({"fact": fact("gte", 31)}, False),
        ({"fact": fact("gt", 29)}, True),
        ({"fact": fact("lt", 14, slug="other")}, False),
        ({"topic": CHANGES, "position": "with_notice", "severity": "high", "fact": fact("lt", 14)}, True),
        ({"topic": "arbitration", "fact": fact("lt", 14)}, False),
    ],
)
def test_a_clause_is_found_that_answers_all_before_or_after(
    criteria: dict[str, object], *, is_found: bool
) -> None:
    assert touching(**criteria) is is_found


def test_a_clause_that_nobody_graded_has_every_severity() -> None:
    clause = Touched(1, after=said(7))

    assert is_touched(Criteria(topic=CHANGES, severity=Level.HIGH), make_facts(clauses=(clause,)))


@pytest.mark.parametrize(
    ("before", "after", "told"),
    [
        (said(30), said(7), "A clause answers the search since this change."),
        (None, said(7), "A clause answers the search since this change."),
        (said(7), said(30), "A clause answers the search no more since this change."),
        (said(7), None, "A clause answers the search no more since this change."),
        (said(7), said(3), "It changes a clause that answers the search."),
    ],
)
def test_why_says_what_became_of_the_clause(before: Said | None, after: Said | None, told: str) -> None:
    facts = make_facts(clauses=(Touched(1, before, after), Touched(2, said(30), said(60))))

    assert found_check(SHORT_NOTICE, facts).told == told


@pytest.mark.parametrize(
    "fields",
    [
        {},
        {"severity": "high"},
        {"topic": "a" * 61},
        {"topic": "Bad Slug"},
        {"position": "with_notice", "fact": fact("lt", 14)},
        {"fact": fact("like", 14)},
        {"fact": fact("lt", -1)},
        {"topic": CHANGES, "words": "left out"},
    ],
)
def test_what_cannot_be_followed_is_no_criteria(fields: dict[str, object]) -> None:
    with pytest.raises(ValidationError):
        Criteria.model_validate(fields)


def test_a_search_is_called_by_what_it_asks() -> None:
    every = Criteria(topic="ai_training_use", position="opt_in", severity=Level.HIGH, fact=SHORT)

    assert called(every) == "Training on user data, opt-in, severity high, notice less than 14 days"
    assert Criteria.model_validate(every.model_dump(mode="json")) == every


@pytest.mark.django_db
def test_a_search_is_told_of_the_clauses_it_finds_on_any_platform(cast: Cast) -> None:
    give(cast.acme, Plan.PROFESSIONAL)
    change = make_reworded()
    topic = Topic.objects.get(slug=CHANGES)
    other = make_platform()
    found = follow(cast.acme, cast.bob, SavedSearch(SHORT_NOTICE, topic))
    here = follow(cast.acme, cast.bob, SavedSearch(SHORT_NOTICE, topic, change.document.platform))
    follow(cast.acme, cast.bob, SavedSearch(SHORT_NOTICE, topic, other))
    long = Criteria(fact=SHORT.model_copy(update={"comparison": "gt", "number": Decimal(90)}))
    follow(cast.acme, cast.bob, SavedSearch(long, topic))

    ((workspace, matches),) = matches_of(facts_of(change))

    assert workspace == cast.acme.pk
    assert [match.watch for match in matches] == [found, here]
    assert [check.rule for check in matches[0].verdict.checks] == ["search", "interests", "min_severity"]
    assert all(match.verdict.is_told for match in matches)
    assert [row.change for row in preview(found.subject, ANY).told] == [change]


@pytest.mark.django_db
def test_the_same_search_is_followed_once(cast: Cast) -> None:
    give(cast.acme, Plan.PROFESSIONAL)
    load_taxonomy()
    topic = Topic.objects.get(slug=CHANGES)
    first = follow(cast.acme, cast.bob, SavedSearch(SHORT_NOTICE, topic))
    spelled = Criteria(fact=SHORT.model_copy(update={"number": Decimal("14.00")}))
    again = open_watch(
        workspace=cast.acme, subject=SavedSearch(spelled, topic), rules=ANY, actor=acting(cast.bob)
    )

    assert (again.watch, again.is_new) == (first, False)
    assert first.kind == WatchKind.SEARCH
    assert first.name == "Changes to the terms or service, notice less than 14 days"
    refused = pytest.raises(IntegrityError, match="watch_open_once")
    with refused, in_workspace(cast.acme), transaction.atomic():
        Watch.objects.for_workspace(cast.acme).create(
            kind=first.kind,
            topic=topic,
            criteria=first.criteria,
            interests=first.interests,
            opened_at=first.opened_at,
        )


@pytest.mark.django_db
def test_a_search_is_not_in_every_plan_and_names_what_there_is(cast: Cast) -> None:
    load_taxonomy()
    topic = Topic.objects.get(slug=CHANGES)
    give(cast.acme, Plan.WATCHER)
    with pytest.raises(NotInPlanError):
        follow(cast.acme, cast.bob, SavedSearch(SHORT_NOTICE, topic))
    give(cast.acme, Plan.PROFESSIONAL)
    for unknown in (
        Criteria(topic="gone"),
        Criteria(topic=CHANGES, position="gone"),
        Criteria(fact=SHORT.model_copy(update={"slug": "gone"})),
    ):
        with pytest.raises(InvalidRulesError):
            follow(cast.acme, cast.bob, SavedSearch(unknown, topic))

    with in_workspace(cast.acme):
        assert not Watch.objects.for_workspace(cast.acme).exists()
