"""A workspace's name, its end, and who gets in."""

from apps.accounts.models import Workspace
from apps.accounts.selectors import join_domains_of
from apps.core.tenancy import in_workspace
from tests.web.teams import Team


def now(team: Team) -> Workspace:
    with in_workspace(team.workspace):
        return Workspace.objects.for_workspace(team.workspace).get()


def domains(team: Team) -> list[str]:
    with in_workspace(team.workspace):
        return [row.domain for row in join_domains_of(team.workspace)]


def test_a_name_is_changed_and_the_address_stays(team: Team) -> None:
    team.client("admin").post(team.url("settings/"), {"name": "Acme Legal"})

    assert (now(team).name, now(team).slug) == ("Acme Legal", "acme")


def test_deleting_asks_for_the_name(team: Team) -> None:
    owner = team.client("owner")
    refused = owner.post(team.url("settings/delete/"), {"name": "acme"})
    assert "This is not its name" in refused.content.decode()
    assert not now(team).is_closing

    owner.post(team.url("settings/delete/"), {"name": "Acme"})
    assert now(team).is_closing
    assert "will be erased on" in team.client("viewer").get(team.url()).content.decode()

    owner.post(team.url("settings/keep/"))
    assert not now(team).is_closing


def test_a_second_factor_is_required_and_not_any_more(team: Team) -> None:
    admin = team.client("admin")
    page = admin.get(team.url("security/")).content.decode()
    assert "5 members have none yet" in page

    admin.post(team.url("security/two-factor/"), {"required": "yes"})
    assert now(team).require_two_factor

    team.client("owner").post(team.url("security/two-factor/"), {"required": "no"})


def test_a_domain_is_admitted_and_no_more(team: Team) -> None:
    admin = team.client("admin")
    admin.post(team.url("security/domains/"), {"domain": "acme.example", "join_role": "analyst"})
    assert domains(team) == ["acme.example"]
    assert now(team).join_role == "analyst"

    with in_workspace(team.workspace):
        (row,) = join_domains_of(team.workspace)
    admin.post(team.url(f"security/domains/{row.pk}/remove/"))
    assert domains(team) == []


def test_a_domain_of_others_is_refused_beside_the_field(team: Team) -> None:
    for domain in ("gmail.com", "umbra.example", "", "not a domain"):
        response = team.client("admin").post(
            team.url("security/domains/"), {"domain": domain, "join_role": "viewer"}
        )
        assert response.status_code == 422
        assert 'class="errorlist' in response.content.decode()

    assert domains(team) == []
