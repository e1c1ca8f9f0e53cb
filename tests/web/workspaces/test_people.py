"""Members, roles, removal, leaving, handing over, as their pages do it."""

import re

from apps.accounts.types import Role
from tests.accounts.cast import role_in
from tests.web.teams import Team


def test_every_member_sees_who_is_in(team: Team) -> None:
    html = team.client("viewer").get(team.url("members/")).content.decode()

    assert all(str(team.people[role]) in html for role in Role)
    assert not any(team.people[who].email in html for who in ("stranger", "staff"))
    assert "Open invitations" not in html
    assert not re.search(r"/members/\d+/", html)


def test_an_admin_changes_a_role(team: Team) -> None:
    member = team.membership("viewer")
    response = team.client("admin").post(
        team.url(f"members/{member.pk}/role/"), {"role": "analyst"}, follow=True
    )

    assert role_in(team.workspace, team.people["viewer"]) == "analyst"
    assert "viewer@acme.example is an analyst now." in response.content.decode()


def test_an_admin_is_offered_no_role_above_their_own(team: Team) -> None:
    page = team.url(f"members/{team.membership('viewer').pk}/role/")
    html = team.client("admin").get(page).content.decode()
    response = team.client("admin").post(page, {"role": "owner"})

    assert 'value="owner"' not in html
    assert "Select a valid choice" in response.content.decode()
    assert role_in(team.workspace, team.people["viewer"]) == "viewer"


def test_an_admin_does_not_touch_an_owner(team: Team) -> None:
    owner = team.membership("owner")
    for page in ("role", "remove"):
        response = team.client("admin").post(team.url(f"members/{owner.pk}/{page}/"), {"role": "viewer"})
        assert response.status_code == 403

    assert role_in(team.workspace, team.people["owner"]) == "owner"


def test_the_last_owner_cannot_become_less(team: Team) -> None:
    owner = team.membership("owner")
    response = team.client("owner").post(team.url(f"members/{owner.pk}/role/"), {"role": "admin"})

    assert "make somebody else an owner first" in response.content.decode()
    assert role_in(team.workspace, team.people["owner"]) == "owner"


def test_a_removed_member_is_a_stranger_with_the_next_click(team: Team) -> None:
    viewer = team.client("viewer")
    assert viewer.get(team.url()).status_code == 200

    team.client("admin").post(team.url(f"members/{team.membership('viewer').pk}/remove/"))

    assert viewer.get(team.url()).status_code == 404
    assert "Acme" not in viewer.get("/workspaces/").content.decode()


def test_a_member_leaves(team: Team) -> None:
    response = team.client("analyst").post(team.url("leave/"), follow=True)

    assert "You have left Acme." in response.content.decode()
    assert role_in(team.workspace, team.people["analyst"]) is None


def test_the_last_owner_cannot_leave(team: Team) -> None:
    response = team.client("owner").post(team.url("leave/"), follow=True)

    assert "make somebody else an owner first" in response.content.decode()
    assert role_in(team.workspace, team.people["owner"]) == "owner"


def test_an_owner_hands_over(team: Team) -> None:
    heir = team.membership("analyst")
    team.client("owner").post(team.url(f"members/{heir.pk}/transfer/"))

    assert role_in(team.workspace, team.people["analyst"]) == "owner"
    assert role_in(team.workspace, team.people["owner"]) == "admin"


def test_a_member_of_another_workspace_is_nobody_here(team: Team) -> None:
    heir = team.membership("viewer")
    response = team.client("stranger").post(f"/w/{team.elsewhere.slug}/members/{heir.pk}/remove/")

    assert response.status_code == 404
    assert role_in(team.workspace, team.people["viewer"]) == "viewer"
