"""Opening, changing and closing watches: what the plan, the role and the database allow."""

from datetime import UTC, datetime
from functools import partial
from typing import TYPE_CHECKING, Any

import pytest
from django.db import IntegrityError, transaction

from apps.accounts.errors import NotAMemberError, NotPermittedError
from apps.accounts.models import AuditEntry, Workspace
from apps.accounts.types import SYSTEM, Plan, Role
from apps.analysis.types import Direction, Level
from apps.billing.entitlements import limit
from apps.billing.errors import LimitReachedError, NotInPlanError
from apps.billing.services.grants import GrantWish, grant_plan
from apps.billing.types import GrantKind, Meter
from apps.core import clock
from apps.core.tenancy import in_workspace
from apps.provisions.models import Provision, Topic
from apps.provisions.services.taxonomy import load_taxonomy
from apps.subscriptions.errors import InvalidRequestError, InvalidRulesError, WatchOverError
from apps.subscriptions.models import PlatformRequest, Watch
from apps.subscriptions.selectors import matches_of, open_watch_of, platforms_metered, watches_of
from apps.subscriptions.services import requesting
from apps.subscriptions.services.requesting import request_platform
from apps.subscriptions.services.watching import change_watch, close_watch, open_watch
from apps.subscriptions.types import Interest, Rules
from tests.accounts.cast import acting, make_member, make_user
from tests.accounts.conftest import Cast
from tests.factories import make_document, make_platform
from tests.subscriptions.cast import ANY, follow, make_facts, make_reworded

if TYPE_CHECKING:
    from apps.subscriptions.models.watch import Subject

NOW = datetime(2026, 5, 4, 12, 0, tzinfo=UTC)


def give(workspace: Workspace, plan: Plan) -> None:
    grant_plan(workspace=workspace, wish=GrantWish(plan, GrantKind.SUPPORT), actor=SYSTEM)


def followed(workspace: Workspace) -> list[str]:
    with in_workspace(workspace):
        return [watch.name for watch in watches_of(workspace)]


def audited(workspace: Workspace) -> list[tuple[str, object]]:
    with in_workspace(workspace):
        rows = AuditEntry.objects.for_workspace(workspace).filter(action__startswith="watch.")
        return [(entry.action, entry.changes) for entry in rows.order_by("pk")]


def test_a_platform_is_followed_by_whoever_opens_it(cast: Cast) -> None:
    platform = make_platform(name="Stratus")
    with clock.fixed(NOW):
        opened = open_watch(workspace=cast.acme, subject=platform, rules=ANY, actor=acting(cast.bob))

    assert opened.is_new
    assert (opened.watch.opened_by_id, opened.watch.opened_at, opened.watch.rules) == (cast.bob.pk, NOW, ANY)
    assert followed(cast.acme) == ["Stratus"]
    assert followed(cast.umbra) == []
    assert audited(cast.acme) == [
        (
            "watch.opened",
            {
                "min_severity": [None, "low"],
                "interests": [None, ["dates", "numbers", "sub_processors", "wording"]],
                "topics": [None, []],
                "directions": [None, []],
                "locale": [None, ""],
            },
        )
    ]


def test_what_is_followed_already_stays_as_it_is(cast: Cast) -> None:
    platform = make_platform()
    first = follow(cast.acme, cast.alice, platform)

    again = open_watch(
        workspace=cast.acme,
        subject=platform,
        rules=Rules(min_severity=Level.HIGH),
        actor=acting(cast.bob),
    )

    assert (again.is_new, again.watch.pk, again.watch.rules) == (False, first.pk, ANY)
    assert len(audited(cast.acme)) == 1


def test_a_platform_a_document_a_clause_and_a_topic_are_four_watches_of_one_platform(cast: Cast) -> None:
    change = make_reworded()
    provision = Provision.objects.filter(document=change.document).earliest("pk")
    subjects: tuple[Subject, ...] = (
        change.document.platform,
        change.document,
        provision,
        Topic.objects.earliest("pk"),
    )

    watches = [follow(cast.acme, cast.alice, subject) for subject in subjects]

    assert [watch.kind for watch in watches] == ["platform", "document", "provision", "topic"]
    for subject, watch in zip(subjects, watches, strict=True):
        found = open_watch_of(cast.acme, subject)
        assert found == watch
        assert found is not None
        assert found.subject == subject
    assert open_watch_of(cast.umbra, subjects[0]) is None
    assert limit(cast.acme, Meter.PLATFORMS).used == 1


@pytest.mark.parametrize(("who", "error"), [("viewer", NotPermittedError), ("charlie", NotAMemberError)])
def test_who_may_not_watch_changes_nothing(cast: Cast, who: str, error: type[Exception]) -> None:
    watch = follow(cast.acme, cast.alice)
    viewer = make_user("Vera")
    make_member(cast.acme, viewer, Role.VIEWER)
    actor = acting({"viewer": viewer, "charlie": cast.charlie}[who])

    deeds: list[partial[Any]] = [
        partial(open_watch, workspace=cast.acme, subject=make_platform(), rules=ANY, actor=actor),
        partial(change_watch, workspace=cast.acme, watch_id=watch.pk, rules=ANY, actor=actor),
        partial(close_watch, workspace=cast.acme, watch_id=watch.pk, actor=actor),
        partial(request_platform, workspace=cast.acme, name="Nowhere", website="", actor=actor),
    ]
    for deed in deeds:
        with pytest.raises(error):
            deed()

    assert followed(cast.acme) == [watch.name]
    with in_workspace(cast.acme):
        assert not PlatformRequest.objects.for_workspace(cast.acme).exists()


def test_a_watch_of_another_workspace_is_not_there(cast: Cast) -> None:
    watch = follow(cast.umbra, cast.charlie)

    with pytest.raises(WatchOverError):
        change_watch(workspace=cast.acme, watch_id=watch.pk, rules=ANY, actor=acting(cast.alice))
    with pytest.raises(WatchOverError):
        close_watch(workspace=cast.acme, watch_id=watch.pk, actor=acting(cast.alice))

    assert followed(cast.umbra) == [watch.name]


def test_the_plan_counts_platforms_not_watches(cast: Cast) -> None:
    give(cast.acme, Plan.FREE)
    document = make_document()
    follow(cast.acme, cast.alice, document.platform)

    same = open_watch(workspace=cast.acme, subject=document, rules=ANY, actor=acting(cast.alice))
    with pytest.raises(LimitReachedError, match="the Free plan gives 1, and 1 are in use"):
        follow(cast.acme, cast.alice)

    assert same.is_new
    assert len(followed(cast.acme)) == 2


def test_room_comes_back_when_the_last_watch_of_a_platform_closes(cast: Cast) -> None:
    give(cast.acme, Plan.FREE)
    document = make_document()
    watches = [follow(cast.acme, cast.alice, subject) for subject in (document.platform, document)]

    close_watch(workspace=cast.acme, watch_id=watches[0].pk, actor=acting(cast.alice))
    with pytest.raises(LimitReachedError):
        follow(cast.acme, cast.alice)
    close_watch(workspace=cast.acme, watch_id=watches[1].pk, actor=acting(cast.alice))
    other = follow(cast.acme, cast.alice)

    assert followed(cast.acme) == [other.name]


def test_clauses_topics_and_rules_by_topic_are_part_of_a_plan(cast: Cast) -> None:
    give(cast.acme, Plan.WATCHER)
    change = make_reworded()
    topic = Topic.objects.earliest("pk")
    by_topic = Rules(topics=(topic.slug,))
    watch = follow(cast.acme, cast.alice, change.document)

    with pytest.raises(NotInPlanError):
        follow(cast.acme, cast.alice, Provision.objects.filter(document=change.document).earliest("pk"))
    with pytest.raises(NotInPlanError):
        follow(cast.acme, cast.alice, topic)
    with pytest.raises(NotInPlanError):
        follow(cast.acme, cast.alice, rules=by_topic)
    with pytest.raises(NotInPlanError):
        change_watch(workspace=cast.acme, watch_id=watch.pk, rules=by_topic, actor=acting(cast.alice))

    assert followed(cast.acme) == [watch.name]


def test_a_topic_uses_no_platform_of_the_plan(cast: Cast) -> None:
    load_taxonomy()
    follow(cast.acme, cast.alice, Topic.objects.earliest("pk"))

    assert limit(cast.acme, Meter.PLATFORMS).used == 0
    with in_workspace(cast.acme):
        assert platforms_metered(cast.acme) == []


@pytest.mark.parametrize(
    ("rules", "told"),
    [(Rules(interests=()), "at least one kind of change"), (Rules(topics=("nowhere",)), "no topic nowhere")],
)
def test_rules_that_make_no_sense_are_refused(cast: Cast, rules: Rules, told: str) -> None:
    watch = follow(cast.acme, cast.alice)

    with pytest.raises(InvalidRulesError, match=told):
        follow(cast.acme, cast.alice, rules=rules)
    with pytest.raises(InvalidRulesError, match=told):
        change_watch(workspace=cast.acme, watch_id=watch.pk, rules=rules, actor=acting(cast.alice))

    assert followed(cast.acme) == [watch.name]


def test_other_rules_are_recorded_by_what_differs(cast: Cast) -> None:
    watch = follow(cast.acme, cast.alice)
    wanted = Rules(min_severity=Level.MEDIUM, interests=watch.rules.interests, directions=(Direction.WORSE,))

    for _ in range(2):
        changed = change_watch(workspace=cast.acme, watch_id=watch.pk, rules=wanted, actor=acting(cast.alice))

    assert changed.rules == wanted
    assert audited(cast.acme)[1:] == [
        ("watch.changed", {"min_severity": ["low", "medium"], "directions": [[], ["worse"]]})
    ]


def test_topics_of_a_larger_plan_stay_in_the_rules_and_no_other_is_added(cast: Cast) -> None:
    load_taxonomy()
    first, second = (topic.slug for topic in Topic.objects.order_by("pk")[:2])
    watch = follow(cast.acme, cast.alice, rules=Rules(topics=(first,)))
    give(cast.acme, Plan.FREE)
    change = partial(change_watch, workspace=cast.acme, watch_id=watch.pk, actor=acting(cast.alice))

    kept = change(rules=Rules(topics=(first,), min_severity=Level.HIGH))
    with pytest.raises(NotInPlanError):
        change(rules=Rules(topics=(first, second)))

    assert kept.rules == Rules(topics=(first,), min_severity=Level.HIGH)
    assert change(rules=ANY).rules == ANY


def test_a_closed_watch_is_kept_and_can_be_opened_anew(cast: Cast) -> None:
    platform = make_platform()
    watch = follow(cast.acme, cast.alice, platform)
    with clock.fixed(NOW):
        close_watch(workspace=cast.acme, watch_id=watch.pk, actor=acting(cast.bob))
    with pytest.raises(WatchOverError):
        close_watch(workspace=cast.acme, watch_id=watch.pk, actor=acting(cast.bob))

    anew = follow(cast.acme, cast.alice, platform)

    assert anew.pk != watch.pk
    with in_workspace(cast.acme):
        kept = Watch.objects.for_workspace(cast.acme).get(pk=watch.pk)
    assert kept.closed_at == NOW
    assert [action for action, _changes in audited(cast.acme)] == [
        "watch.opened",
        "watch.closed",
        "watch.opened",
    ]


def test_the_database_refuses_a_watch_of_two_subjects_and_a_second_open_one(cast: Cast) -> None:
    document = make_document()
    follow(cast.acme, cast.alice, document)
    columns: dict[str, Any] = {"interests": [Interest.WORDING], "opened_at": NOW}
    wrong: list[dict[str, Any]] = [
        {"kind": "document", "platform": document.platform, "document": document},
        {"kind": "platform", "platform": document.platform, "document": document},
        {"kind": "topic", "platform": document.platform},
        {"kind": "platform", "platform": document.platform, "interests": []},
        {"kind": "platform", "platform": document.platform, "interests": ["rumours"]},
        {"kind": "platform", "platform": document.platform, "directions": ["sideways"]},
        {"kind": "platform", "platform": document.platform, "min_severity": "dire"},
    ]

    for fields in wrong:
        with in_workspace(cast.acme):
            rows: Any = Watch.objects.for_workspace(cast.acme)
            with pytest.raises(IntegrityError), transaction.atomic():
                rows.create(**columns | fields)

    assert len(followed(cast.acme)) == 1


def test_a_platform_is_asked_for_once_a_workspace(cast: Cast) -> None:
    asked = [
        request_platform(workspace=workspace, name=name, website="", actor=acting(by))
        for workspace, by, name in (
            (cast.acme, cast.alice, " No  where Inc. "),
            (cast.acme, cast.bob, "nowhere"),
            (cast.umbra, cast.charlie, "Nowhere"),
        )
    ]

    assert asked[0] == asked[1] != asked[2]
    assert (asked[0].name, asked[0].key, asked[0].requested_by_id) == (
        "No where Inc.",
        "nowhere",
        cast.alice.pk,
    )
    with in_workspace(cast.acme):
        entries = AuditEntry.objects.for_workspace(cast.acme).filter(action="platform.requested")
        assert entries.count() == 1


@pytest.mark.parametrize(
    ("name", "website"),
    [
        ("", ""),
        ("Inc.", ""),
        ("a" * 121, ""),
        ("Acme", "ftp://acme.example"),
        ("Acme", "acme"),
        ("Acme", f"https://acme.example/{'a' * 300}"),
        ("Acme", "http://["),
    ],
)
def test_a_request_without_name_or_address_is_refused(cast: Cast, name: str, website: str) -> None:
    with pytest.raises(InvalidRequestError):
        request_platform(workspace=cast.acme, name=name, website=website, actor=acting(cast.alice))


def test_requests_of_one_workspace_have_an_end(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(requesting, "MOST_REQUESTS", 1)
    request_platform(workspace=cast.acme, name="One", website="https://one.example", actor=acting(cast.bob))

    with pytest.raises(InvalidRequestError, match="Write to us instead"):
        request_platform(workspace=cast.acme, name="Two", website="", actor=acting(cast.bob))
    request_platform(workspace=cast.umbra, name="Two", website="", actor=acting(cast.charlie))


def test_who_follows_what_a_change_touches_one_workspace_after_the_other(cast: Cast) -> None:
    change = make_reworded()
    document, provision = change.document, Provision.objects.filter(document=change.document).earliest("pk")
    others = Rules(interests=(Interest.LINKS,))
    ours = [follow(cast.acme, cast.alice, subject) for subject in (document.platform, document)]
    ours.append(follow(cast.acme, cast.alice, provision, others))
    ours.append(follow(cast.acme, cast.alice, Topic.objects.get(slug="liability_limit")))
    theirs = follow(cast.umbra, cast.charlie, document)
    follow(cast.umbra, cast.charlie, Topic.objects.exclude(slug="liability_limit").earliest("pk"))
    follow(cast.umbra, cast.charlie)
    close_watch(workspace=cast.acme, watch_id=ours[0].pk, actor=acting(cast.alice))
    facts = make_facts(
        change_id=change.pk,
        platform_id=document.platform_id,
        document_id=document.pk,
        provisions=frozenset({provision.pk}),
        topics=frozenset({"liability_limit"}),
    )

    found = {
        workspace: [(match.watch.pk, match.verdict.is_told) for match in matches]
        for workspace, matches in matches_of(facts)
    }
    rest = [workspace for workspace, _matches in matches_of(facts, after_workspace=cast.acme.pk)]

    assert found == {
        cast.acme.pk: [(ours[1].pk, True), (ours[2].pk, False), (ours[3].pk, True)],
        cast.umbra.pk: [(theirs.pk, True)],
    }
    assert rest == [cast.umbra.pk]
