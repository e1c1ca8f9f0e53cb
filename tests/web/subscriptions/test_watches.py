"""The pages of what a workspace follows: the list, a new watch, its rules, its end."""

import re
from html import unescape

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from apps.accounts.models import AuditEntry
from apps.accounts.types import SYSTEM, Plan
from apps.analysis.types import Level
from apps.billing.services.grants import GrantWish, grant_plan
from apps.billing.types import GrantKind
from apps.core import clock
from apps.core.tenancy import in_workspace
from apps.documents.models import Document, HealthState, Kind
from apps.provisions.models import Provision, Topic
from apps.provisions.services.taxonomy import load_taxonomy
from apps.subscriptions.models import Watch
from apps.subscriptions.selectors import facts_of, preview, watches_of
from apps.subscriptions.types import Interest, Rules
from tests.factories import make_alias, make_change, make_document, make_health, make_platform, make_version
from tests.subscriptions.cast import follow, make_reworded
from tests.web.teams import Team

WISH = {"min_severity": "low", "interests": ["wording", "numbers"], "step": "save"}


@pytest.fixture
def team(db: None, kept_team: Team) -> Team:
    return kept_team.as_it_was()


def give(team: Team, plan: Plan) -> None:
    grant_plan(workspace=team.workspace, wish=GrantWish(plan, GrantKind.SUPPORT), actor=SYSTEM)


def read(client: Client, address: str, status: int = 200) -> str:
    response = client.get(address, follow=True)
    assert response.status_code == status, response.status_code
    return words(response.content)


def words(body: bytes) -> str:
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", body.decode())).split()).replace(" .", ".")


def watches(team: Team) -> list[Watch]:
    with in_workspace(team.workspace):
        return list(watches_of(team.workspace))


def history(document: Document, kinds: list[Kind]) -> None:
    """Give a document a change of each kind, seen in the last days."""
    texts = [f"Text number {number}." for number in range(len(kinds) + 1)]
    versions = [make_version(document, text, at=clock.now()) for text in texts]
    for old, new, kind in zip(versions, versions[1:], kinds, strict=False):
        make_change(old, new, kind=kind)


def test_what_is_followed_is_listed_with_its_rules_and_by_whom(team: Team) -> None:
    document = make_document(title="Terms", platform=make_platform(name="Stratus"))
    rules = Rules(min_severity=Level.HIGH, interests=(Interest.WORDING, Interest.LINKS), locale="en")
    follow(team.workspace, team.people["analyst"], document.platform, rules)
    follow(team.workspace, team.people["owner"], document)

    page = read(team.client("viewer"), team.url("watches/"))

    assert "Wording, links · high only · only in en" in page
    assert f"by {team.people['analyst']}" in page
    assert "Stratus: Terms" in page
    assert "Platforms watched 1 of" in page
    assert "Follow a platform" not in page


@pytest.mark.parametrize(("who", "offers"), [("analyst", True), ("viewer", False)])
def test_an_empty_list_says_what_will_stand_there(team: Team, who: str, *, offers: bool) -> None:
    page = read(team.client(who), team.url("watches/"))

    assert "Nothing is followed yet" in page
    assert ("Paste the list" in page) is offers


def test_a_blind_document_is_said_wherever_it_is_followed(team: Team) -> None:
    since = clock.now().replace(year=2026, month=3, day=5)
    blind = make_document(title="Privacy policy")
    make_health(make_document(platform=blind.platform), state=HealthState.VERIFIED)
    make_health(blind, state=HealthState.UNREACHABLE, since=since)
    for subject in (blind, blind.platform):
        follow(team.workspace, team.people["owner"], subject)

    page = read(team.client("owner"), team.url("watches/"))

    assert page.count("Unreachable Privacy policy blind since 5 Mar 2026") == 2
    assert "None is blind" not in page


def test_a_document_is_shown_in_the_state_it_is_in(team: Team) -> None:
    document = make_document()
    make_health(make_document(platform=document.platform), state=HealthState.VERIFIED)
    for subject in (document, document.platform):
        follow(team.workspace, team.people["owner"], subject)

    page = read(team.client("owner"), team.url("watches/"))

    assert "any severity Not captured yet" in page
    assert "any severity None is blind 2 documents" in page


def test_a_list_of_many_costs_as_many_queries_as_one_of_few(team: Team) -> None:
    client, address = team.client("owner"), team.url("watches/")

    def add() -> None:
        change = make_reworded()
        provision = Provision.objects.filter(document=change.document).earliest("pk")
        for subject in (change.document, change.document.platform, provision):
            follow(team.workspace, team.people["owner"], subject)

    def cost() -> int:
        with CaptureQueriesContext(connection) as queries:
            read(client, address)
        return len(queries)

    add()
    cost()
    few = cost()
    for _ in range(3):
        add()

    assert cost() == few


def test_a_long_list_has_pages(team: Team) -> None:
    for _ in range(31):
        follow(team.workspace, team.people["owner"])

    assert "1 to 30 of 31 watches" in read(team.client("owner"), team.url("watches/"))
    assert "31 to 31 of 31 watches" in read(team.client("owner"), team.url("watches/?page=2"))


def test_a_platform_is_found_by_its_name_and_followed(team: Team) -> None:
    platform = make_platform(slug="stratus", name="Stratus")
    make_platform(name="Umbra")
    client = team.client("analyst")

    found = read(client, team.url("watches/new/?q=strat"))
    form = read(client, team.url("watches/new/?platform=stratus"))
    saved = client.post(team.url("watches/new/"), WISH | {"platform": "stratus"}, follow=True)

    assert "Stratus" in found
    assert "Umbra" not in found.partition("main")[2]
    assert "Follow Stratus" in form
    (watch,) = watches(team)
    assert (watch.platform, watch.rules.interests) == (platform, (Interest.WORDING, Interest.NUMBERS))
    assert watch.opened_by == team.people["analyst"]
    assert "You follow Stratus now." in words(saved.content)
    assert saved.redirect_chain[-1][0] == team.url(f"watches/{watch.pk}/")


def test_a_document_a_clause_and_a_topic_are_followed_from_their_addresses(team: Team) -> None:
    change = make_reworded()
    provision = Provision.objects.filter(document=change.document).earliest("pk")
    load_taxonomy()
    wanted = {
        "document": change.document.public_id,
        "provision": provision.public_id,
        "topic": "arbitration",
    }

    for field, value in wanted.items():
        assert (
            f'name="{field}"'
            in team.client("owner").get(team.url(f"watches/new/?{field}={value}")).content.decode()
        )
        team.client("owner").post(team.url("watches/new/"), WISH | {field: value})

    assert {watch.kind for watch in watches(team)} == set(wanted)


@pytest.mark.parametrize(
    "query",
    [
        "platform=nowhere",
        "document=CA-D-999999",
        "document=x",
        "provision=CA-C-000001",
        "topic=nowhere",
        "platform=%00",
    ],
)
def test_what_is_not_in_the_archive_cannot_be_followed(team: Team, query: str) -> None:
    assert team.client("owner").get(team.url(f"watches/new/?{query}")).status_code == 404


def test_a_former_name_leads_to_the_platform(team: Team) -> None:
    make_alias(make_platform(name="Stratus"), "old-stratus")

    assert "Follow Stratus" in read(team.client("owner"), team.url("watches/new/?platform=old-stratus"))


def test_the_preview_shows_the_numbers_that_preview_says(team: Team) -> None:
    document = make_document()
    history(document, [Kind.SUBSTANTIVE, Kind.LINKS, Kind.NUMBERS, Kind.EDITORIAL, Kind.REVERTED])
    client, address = team.client("owner"), team.url("watches/new/")
    wanted = {
        "document": document.public_id,
        "min_severity": "low",
        "interests": ["links"],
        "step": "preview",
    }
    by_default, by_links = preview(document, Rules()), preview(document, Rules(interests=(Interest.LINKS,)))

    first = read(client, f"{address}?document={document.public_id}")
    response = client.post(address, wanted)
    second = words(response.content)

    assert (len(by_default.told), len(by_default.left_out), by_default.silent) == (2, 2, 1)
    assert "this watch would have told you 2 changes" in first
    assert "Left out by the rules: 2 changes" in first
    assert "1 more was no news" in first
    assert f"this watch would have told you {len(by_links.told)} change." in second
    assert f"Left out by the rules: {len(by_links.left_out)} changes" in second
    for row in (*by_links.told, *by_links.left_out):
        assert row.change.get_absolute_url() in response.content.decode()
    assert by_links.left_out[0].verdict.unmet[0].told in second
    assert watches(team) == []


def test_rules_that_cannot_be_read_save_nothing_and_lose_nothing(team: Team) -> None:
    make_platform(slug="stratus")
    client = team.client("owner")
    wish = {"platform": "stratus", "min_severity": "high", "locale": "?!", "directions": ["worse"]}

    saved = client.post(team.url("watches/new/"), wish | {"step": "save"})
    seen = client.post(team.url("watches/new/"), wish | {"step": "preview"})

    assert (saved.status_code, seen.status_code) == (422, 200)
    for response in (saved, seen):
        page = response.content.decode()
        assert "Choose at least one kind of change." in page
        assert "A language tag looks like en or pt-BR." in page
        assert '<option value="high" selected>' in page
        assert 'value="?!"' in page
    assert watches(team) == []


def test_saving_twice_makes_one_watch_and_says_so(team: Team) -> None:
    make_platform(slug="stratus")
    client = team.client("owner")
    for _ in range(2):
        response = client.post(team.url("watches/new/"), WISH | {"platform": "stratus"}, follow=True)

    assert len(watches(team)) == 1
    assert "This is followed already." in words(response.content)
    with in_workspace(team.workspace):
        assert AuditEntry.objects.for_workspace(team.workspace).filter(action="watch.opened").count() == 1


def test_a_full_free_plan_explains_itself_and_shows_the_way_out(team: Team) -> None:
    give(team, Plan.FREE)
    followed = make_document()
    follow(team.workspace, team.people["owner"], followed.platform)
    make_platform(slug="stratus")
    client, address = team.client("owner"), team.url("watches/new/")

    shown = read(client, f"{address}?platform=stratus")
    refused = client.post(address, WISH | {"platform": "stratus"})
    same = client.post(address, WISH | {"document": followed.public_id})

    for page in (shown, words(refused.content)):
        assert "The Free plan gives 1, and 1 is in use." in page
        assert "or take the Watcher plan" in page
    assert refused.status_code == 422
    assert same.status_code == 302
    assert {watch.kind for watch in watches(team)} == {"platform", "document"}
    assert "1 of 1" in read(client, team.url("watches/"))


@pytest.mark.parametrize("plan", [Plan.FREE, Plan.WATCHER])
def test_clauses_and_topics_outside_the_plan_are_offered_not_refused(team: Team, plan: Plan) -> None:
    give(team, plan)
    change = make_reworded()
    provision = Provision.objects.filter(document=change.document).earliest("pk")
    client, address = team.client("owner"), team.url("watches/new/")

    for named in ({"provision": provision.public_id}, {"topic": Topic.objects.earliest("pk").slug}):
        ((field, value),) = named.items()
        shown = read(client, f"{address}?{field}={value}")
        posted = client.post(address, WISH | named)
        assert "in the Professional plan" in shown
        assert posted.status_code == 200
        assert b'name="interests"' not in posted.content
    form = read(client, f"{address}?document={change.document.public_id}")

    assert "Only clauses on chosen topics" in form
    assert watches(team) == []


def test_rules_by_topic_are_part_of_the_larger_plan(team: Team) -> None:
    change = make_reworded()
    slug = min(facts_of(change).topics)
    wish = WISH | {"document": change.document.public_id, "topics": [slug]}
    team.client("owner").post(team.url("watches/new/"), wish)

    (watch,) = watches(team)
    assert watch.rules.topics == (slug,)


def test_other_rules_are_previewed_and_saved(team: Team) -> None:
    document = make_document()
    history(document, [Kind.SUBSTANTIVE, Kind.LINKS])
    watch = follow(team.workspace, team.people["owner"], document)
    client, address = team.client("analyst"), team.url(f"watches/{watch.pk}/rules/")
    wish = {"min_severity": "medium", "interests": ["links", "returns"], "directions": ["worse"]}

    seen = words(client.post(address, wish | {"step": "preview"}).content)
    before = watches(team)[0].rules
    saved = client.post(address, wish | {"step": "save"}, follow=True)

    assert "this watch would have told you 1 change." in seen
    assert before == Rules()
    assert watches(team)[0].rules == Rules(
        min_severity=Level.MEDIUM,
        interests=(Interest.LINKS, Interest.RETURNS),
        directions=watches(team)[0].rules.directions,
    )
    assert "Links, returns to earlier text · medium and high · for those bound: worse" in words(saved.content)


def test_topics_of_a_larger_plan_are_kept_in_a_smaller_one(team: Team) -> None:
    load_taxonomy()
    watch = follow(team.workspace, team.people["owner"], rules=Rules(topics=("arbitration",)))
    give(team, Plan.FREE)

    team.client("owner").post(team.url(f"watches/{watch.pk}/rules/"), WISH | {"min_severity": "high"})

    rules = watches(team)[0].rules
    assert (rules.topics, rules.min_severity) == (("arbitration",), Level.HIGH)
