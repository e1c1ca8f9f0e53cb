"""Finding, making and joining a workspace."""

from django.test import Client

from apps.accounts.services.workspaces import allow_domain
from tests.accounts.cast import acting, make_user, make_workspace, role_in
from tests.web.teams import Team


def test_whoever_has_one_workspace_is_led_into_it(team: Team) -> None:
    assert team.client("viewer").get("/workspaces/enter/")["Location"] == team.url()


def test_whoever_has_two_chooses(team: Team) -> None:
    make_workspace(team.people["owner"], "Beta")
    html = team.client("owner").get("/workspaces/enter/", follow=True).content.decode()

    assert "Acme" in html
    assert "Beta" in html


def test_a_newcomer_is_told_what_a_workspace_is(client: Client, db: None) -> None:
    client.force_login(make_user())

    assert "You are in no workspace yet" in client.get("/workspaces/").content.decode()


def test_a_workspace_is_made_by_its_name(client: Client, db: None) -> None:
    person = make_user()
    client.force_login(person)

    response = client.post("/workspaces/new/", {"name": "  Contracts   team "}, follow=True)

    assert response.redirect_chain[-1][0] == "/w/contracts-team/"
    assert "You are here alone" in response.content.decode()


def test_a_name_that_is_none_is_refused_beside_the_field(client: Client, db: None) -> None:
    client.force_login(make_user())

    for name in ("", "   ", "x" * 81, "Pay at https://evil.example", "a\u202eb"):
        response = client.post("/workspaces/new/", {"name": name})
        assert response.status_code == 200
        assert 'class="errorlist' in response.content.decode() or 'role="alert"' in response.content.decode()

    assert "You are in no workspace yet" in client.get("/workspaces/").content.decode()


def test_a_colleague_joins_by_domain(team: Team) -> None:
    allow_domain(workspace=team.workspace, domain="acme.example", actor=acting(team.people["owner"]))
    colleague = make_user("colleague")
    browser = Client()
    browser.force_login(colleague)

    assert "Open to your e-mail domain" in browser.get("/workspaces/").content.decode()
    browser.post("/workspaces/join/", {"workspace": team.workspace.slug})

    assert role_in(team.workspace, colleague) == "viewer"


def test_a_stranger_joins_nothing_by_its_address(team: Team) -> None:
    response = team.client("stranger").post("/workspaces/join/", {"workspace": team.workspace.slug})

    assert response.status_code == 403
    assert role_in(team.workspace, team.people["stranger"]) is None


def test_the_switcher_names_ones_own_workspaces_only(team: Team) -> None:
    make_workspace(team.people["viewer"], "Beta")
    html = team.client("viewer").get(team.url()).content.decode()

    assert 'href="/w/beta/"' in html
    assert "Umbra" not in html
