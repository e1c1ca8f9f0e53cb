"""One's name, as colleagues see it, and one's hours."""

import pytest

from apps.accounts.models import User
from apps.accounts.time_zones import zone_named, zones
from tests.web.teams import Team


def test_a_name_is_shown_to_colleagues_and_to_nobody_else(team: Team) -> None:
    team.client("analyst").post(
        "/account/profile/", {"first_name": "  Anna  Maria ", "last_name": "O-Neill", "time_zone": "UTC"}
    )

    page = team.client("viewer").get(team.url("members/")).content.decode()

    assert "Anna Maria O-Neill" in page
    assert "Anna" not in team.client("stranger").get("/w/umbra/members/").content.decode()


@pytest.mark.parametrize("name", ["http://evil.example", "a@b.example", "x" * 81, "An\u202ena"])
def test_a_name_that_misleads_is_refused(team: Team, name: str) -> None:
    response = team.client("analyst").post("/account/profile/", {"first_name": name, "time_zone": "UTC"})

    assert response.status_code == 200
    assert b"A name has no addresses" in response.content or b"errorlist" in response.content
    assert User.objects.get(pk=team.people["analyst"].pk).first_name == ""


def test_a_name_can_be_taken_back(team: Team) -> None:
    client = team.client("analyst")
    client.post("/account/profile/", {"first_name": "Anna", "time_zone": "UTC"})

    client.post("/account/profile/", {"first_name": "", "last_name": "", "time_zone": "UTC"})

    assert User.objects.get(pk=team.people["analyst"].pk).first_name == ""


def test_a_time_zone_is_chosen_from_the_list(team: Team) -> None:
    client, person = team.client("analyst"), team.people["analyst"]

    refused = client.post("/account/profile/", {"time_zone": "Mars/Olympus_Mons"})
    taken = client.post("/account/profile/", {"time_zone": "America/Argentina/Ushuaia"})

    assert (refused.status_code, taken.status_code) == (200, 302)
    assert User.objects.get(pk=person.pk).time_zone == "America/Argentina/Ushuaia"
    page = client.get("/account/profile/").content.decode()
    assert '<option value="America/Argentina/Ushuaia" selected>Argentina, Ushuaia</option>' in page


def test_a_form_of_the_time_before_time_zones_changes_nothing(team: Team) -> None:
    response = team.client("analyst").post("/account/profile/", {"first_name": "Anna"})

    assert response.status_code == 200
    assert User.objects.get(pk=team.people["analyst"].pk).first_name == ""


def test_every_zone_of_the_list_is_known_to_python() -> None:
    assert [zone for zone in zones() if zone_named(zone).key != zone] == []
