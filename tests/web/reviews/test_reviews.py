"""The pages of reviews: what each shows to whom, what is refused and how that is told."""

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from pytest_django import DjangoAssertNumQueries

from apps.core import clock
from apps.core.tenancy import in_workspace
from apps.documents.models import Change
from apps.reviews.models import Attachment, Overlay, Review, ReviewRule
from apps.reviews.services.discussing import comment
from apps.reviews.services.overlaying import OverlayWish, add_overlay
from apps.reviews.types import State
from tests.accounts.cast import acting
from tests.alerts.cast import make_alert
from tests.reviews.cast import clause_changes, kinds_of, make_review, row_of, touched_clause
from tests.web.teams import Team

pytestmark = pytest.mark.django_db


@pytest.fixture
def team(db: None, kept_team: Team) -> Team:
    return kept_team.as_it_was()


def opened(team: Team, change: Change | None = None, **wish: Any) -> Review:
    return make_review(team.workspace, team.people["owner"], change, **wish)


def page_of(team: Team, rest: str, who: str = "owner") -> str:
    response = team.client(who).get(team.url(rest))
    assert response.status_code == 200
    return response.content.decode()


def test_a_list_without_reviews_says_how_they_come(team: Team) -> None:
    assert "Nothing waits for a decision" in page_of(team, "reviews/")
    assert "No review is like this" in page_of(team, "reviews/?show=closed&owner=me")
    assert "Nothing waits for a decision" in page_of(team, "reviews/triage/", "analyst")
    assert "No rule opens reviews yet" in page_of(team, "reviews/rules/", "viewer")
    assert "No own contract is noted yet" in page_of(team, "reviews/contracts/", "viewer")
    assert team.client("owner").get(team.url("reviews/?show=unheard-of")).status_code == 400


@pytest.mark.parametrize("count", [1, 3])
def test_a_list_asks_as_often_for_three_as_for_one(
    team: Team, count: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    reviews = [opened(team, owner_id=team.people["owner"].pk) for _ in range(count)]
    client = team.client("owner")
    client.get(team.url("reviews/"))

    with django_assert_num_queries(QUERIES):
        page = client.get(team.url("reviews/")).content.decode()

    assert page.count("Acme changed its Terms") == len(reviews)


def test_a_review_is_opened_from_an_alert_with_its_title_and_due_date(team: Team) -> None:
    alert = make_alert(team.workspace, title="Harbour changed its Terms")
    client = team.client("analyst")
    assert "Open a review" in page_of(team, f"inbox/{alert.pk}/", "analyst")
    new = team.url(f"reviews/new/?change={alert.change.public_id}")

    asked = client.get(new).content.decode()
    response = client.post(team.url("reviews/new/"), {"change": alert.change.public_id})
    again = client.get(new)

    with in_workspace(team.workspace):
        review = Review.objects.for_workspace(team.workspace).get()
    assert "The text states no day of effect or objection" in asked
    assert (response.status_code, response["Location"]) == (302, team.url(f"reviews/{review.pk}/"))
    assert (review.title, again["Location"]) == ("Harbour changed its Terms", response["Location"])
    assert "Review: open" in page_of(team, f"inbox/{alert.pk}/", "viewer")


def test_a_viewer_reads_and_is_offered_no_decision(team: Team) -> None:
    review = opened(team)

    page = page_of(team, f"reviews/{review.pk}/", "viewer")

    assert "Your role reads this" in page
    assert 'name="state"' not in page
    assert "Comment</button>" in page
    assert page_of(team, f"reviews/{review.pk}/", "procurement").count('name="state"') == 2


def test_another_workspaces_review_is_not_there(team: Team) -> None:
    theirs = make_review(team.elsewhere, team.people["stranger"])
    client = team.client("owner")

    assert client.get(team.url(f"reviews/{theirs.pk}/")).status_code == 404
    for rest in ("decide/", "accept/", "sign/", "withdraw/", "assign/", "comment/", "reopen/", "seen/"):
        assert client.post(team.url(f"reviews/{theirs.pk}/{rest}")).status_code == 404
    assert kinds_of(theirs) == ["opened"]


def test_a_decision_from_an_old_page_is_refused_and_what_was_written_stays(team: Team) -> None:
    review = opened(team)
    given = {"state": "no_action", "turn": "1", "reason": "None of ours uses it."}
    address = team.url(f"reviews/{review.pk}/decide/")
    assert team.client("analyst").post(address, given).status_code == 302

    late = team.client("owner").post(address, given | {"state": "objection_sent", "reason": "We object."})

    page = late.content.decode()
    assert late.status_code == 422
    assert "went on while you were looking: it is no action now by" in page
    assert "You wrote: “We object.”" in page
    assert row_of(review).state == State.NO_ACTION


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"state": "no_action"}, "Give the reason"),
        ({"reason": "Why not."}, "Choose a decision."),
        ({"state": "accepted_until", "reason": "Until then."}, "needs the day on which it ends"),
    ],
)
def test_what_is_missing_of_a_decision_is_said(team: Team, given: dict[str, str], said: str) -> None:
    review = opened(team)

    response = team.client("owner").post(team.url(f"reviews/{review.pk}/decide/"), given | {"turn": "1"})

    assert response.status_code == 422
    assert said in response.content.decode()
    assert kinds_of(review) == ["opened"]


def test_a_proposed_decision_is_signed_on_its_page(team: Team) -> None:
    review = opened(team, needs_signature=True)
    given = {"state": "no_action", "turn": "1", "reason": "None of ours uses it."}
    team.client("analyst").post(team.url(f"reviews/{review.pk}/decide/"), given)

    assert "Take it back" in page_of(team, f"reviews/{review.pk}/", "analyst")
    assert ">Sign</button>" in page_of(team, f"reviews/{review.pk}/", "procurement")
    team.client("procurement").post(team.url(f"reviews/{review.pk}/sign/"), {"turn": "2"})

    page = page_of(team, f"reviews/{review.pk}/")
    assert f"Signed by {team.people['procurement'].email}" in page
    assert "Reopen the review" in page


def test_a_file_is_given_as_a_download_and_never_shown(team: Team) -> None:
    review = opened(team)
    file = SimpleUploadedFile("offer.png", b"<script>alert(1)</script>", content_type="text/html")
    posted = team.client("viewer").post(team.url(f"reviews/{review.pk}/comment/"), {"attached": file})
    with in_workspace(team.workspace):
        number = Attachment.objects.for_workspace(team.workspace).get().pk

    response = team.client("viewer").get(team.url(f"reviews/files/{number}/"))

    assert (posted.status_code, response.content) == (302, b"<script>alert(1)</script>")
    assert response["Content-Type"] == "application/octet-stream"
    assert response["Content-Disposition"] == 'attachment; filename="offer.png"'
    assert response["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in response["Content-Security-Policy"]
    assert team.client("stranger").get(team.url(f"reviews/files/{number}/")).status_code == 404
    bad = SimpleUploadedFile("run.exe", b"MZ")
    refused = team.client("owner").post(team.url(f"reviews/{review.pk}/comment/"), {"attached": bad})
    assert (refused.status_code, "of a type that is not taken" in refused.content.decode()) == (422, True)


def test_whoever_is_named_finds_it_on_their_home_until_they_have_seen_it(team: Team) -> None:
    review, viewer = opened(team), team.people["viewer"]
    actor = acting(team.people["owner"])
    comment(workspace=team.workspace, review_id=review.pk, text=f"@{viewer.email}?", actor=actor)

    assert "named you" in page_of(team, "", "viewer")
    assert "named you" not in page_of(team, "", "analyst")
    team.client("viewer").post(team.url(f"reviews/{review.pk}/seen/"))
    assert "named you" not in page_of(team, "", "viewer")


def test_what_is_due_stands_on_the_home_of_its_owner(team: Team) -> None:
    review = opened(team, owner_id=team.people["analyst"].pk)

    with clock.fixed(clock.now()):
        assert f"reviews/{review.pk}/" in page_of(team, "", "analyst")
    assert f"reviews/{review.pk}/" not in page_of(team, "", "procurement")


def test_many_are_triaged_at_once_and_each_refusal_is_told(team: Team) -> None:
    first, second, third = opened(team), opened(team), opened(team, title="Quay changed its Terms")
    given = {"state": "objection_sent", "turn": "1", "reason": "We object."}
    team.client("analyst").post(team.url(f"reviews/{third.pk}/decide/"), given)
    chosen = [f"{review.pk}:1" for review in (first, second, third)]

    response = team.client("owner").post(
        team.url("reviews/triage/"), {"review": chosen, "step": "no_action", "reason": "None."}, follow=True
    )

    page = response.content.decode()
    assert "2 reviews closed." in page
    assert "“Quay changed its Terms” went on while you were looking" in page
    assert [row_of(review).state for review in (first, second, third)] == [
        State.NO_ACTION,
        State.NO_ACTION,
        State.OBJECTION_SENT,
    ]


def test_triage_says_what_is_missing_and_keeps_what_was_chosen(team: Team) -> None:
    review, client = opened(team), team.client("analyst")
    address, chosen = team.url("reviews/triage/"), f"{opened(team).pk}:1"

    nothing = client.post(address, {"step": "no_action", "reason": "None."})
    no_reason = client.post(address, {"step": "no_action", "review": chosen})

    assert (nothing.status_code, "Choose at least one review." in nothing.content.decode()) == (422, True)
    assert (no_reason.status_code, no_reason.content.decode().count("checked")) == (422, 2)
    assert client.post(address, {"step": "burn", "review": chosen}).status_code == 400
    assert client.post(address, {"step": "take", "review": "1;2"}).status_code == 400
    assert kinds_of(review) == ["opened"]


def test_a_rule_is_added_changed_and_ended_by_those_who_set_the_workspace_up(team: Team) -> None:
    client, analyst = team.client("admin"), str(team.people["analyst"].pk)
    given = {"name": "Grave ones", "min_severity": "high", "assignment": "round_robin", "people": analyst}
    given |= {"lead_days": "10", "default_days": "20"}

    refused = client.post(team.url("reviews/rules/new/"), given | {"people": []})
    client.post(team.url("reviews/rules/new/"), given)
    with in_workspace(team.workspace):
        rule = ReviewRule.objects.for_workspace(team.workspace).get()
    client.post(team.url(f"reviews/rules/{rule.pk}/"), given | {"name": "Gravest ones"})

    assert (refused.status_code, "Choose at least one person" in refused.content.decode()) == (422, True)
    assert "Gravest ones" in page_of(team, "reviews/rules/", "viewer")
    client.post(team.url(f"reviews/rules/{rule.pk}/close/"))
    assert "Gravest ones" not in page_of(team, "reviews/rules/", "viewer")
    assert client.get(team.url(f"reviews/rules/{rule.pk}/")).status_code == 404


def test_an_own_contract_stands_beside_the_clause_for_members_alone(team: Team) -> None:
    (change, *_) = clause_changes()
    clause = touched_clause(change)
    review, alert = opened(team, change), make_alert(team.workspace, change)
    new = {"provision": clause.public_id, "contract": "MSA", "section": "§ 9"}
    team.client("analyst").post(team.url("reviews/contracts/new/"), new)
    add_overlay(
        workspace=team.elsewhere,
        subject=clause,
        wish=OverlayWish("Theirs"),
        actor=acting(team.people["stranger"]),
    )

    public = team.client("anonymous").get(clause.get_absolute_url()).content.decode()
    ours = team.client("viewer").get(clause.get_absolute_url()).content.decode()

    assert "MSA" not in public
    assert "MSA, § 9 overrides this clause for Acme" in ours
    assert "Theirs" not in ours
    for rest in (f"reviews/{review.pk}/", f"inbox/{alert.pk}/"):
        assert "MSA, § 9 overrides this clause" in page_of(team, rest, "viewer")
    with in_workspace(team.workspace):
        number = Overlay.objects.for_workspace(team.workspace).get().pk
    team.client("analyst").post(team.url(f"reviews/contracts/{number}/end/"))
    assert "MSA" not in team.client("viewer").get(clause.get_absolute_url()).content.decode()


def test_the_page_of_a_change_leads_members_to_its_review(team: Team) -> None:
    review = opened(team)
    change = Change.objects.get(pk=review.change_id)
    address = change.get_absolute_url()

    assert "Review in" not in team.client("anonymous").get(address).content.decode()
    assert "Open in Acme" in team.client("viewer").get(address).content.decode()
    other = clause_changes()[0]
    assert "Review in Acme" in team.client("analyst").get(other.get_absolute_url()).content.decode()
    assert "Review in Acme" not in team.client("viewer").get(other.get_absolute_url()).content.decode()


def test_a_paused_member_says_nothing(team: Team, monkeypatch: pytest.MonkeyPatch) -> None:
    review = opened(team)
    paused = frozenset({team.membership("viewer").pk})
    monkeypatch.setattr("apps.web.places.paused_ids", lambda *_: paused)

    response = team.client("viewer").post(team.url(f"reviews/{review.pk}/comment/"), {"text": "But"})

    assert (response.status_code, kinds_of(review)) == (403, ["opened"])


QUERIES = 18  # the frame of the page among them: the navigation counts what is unread
