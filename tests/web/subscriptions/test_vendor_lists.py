"""Following a whole list of vendors."""

import json
import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse

from apps.accounts.types import SYSTEM, Plan
from apps.billing.services.grants import GrantWish, grant_plan
from apps.billing.types import GrantKind
from apps.core.tenancy import in_workspace
from apps.platforms.models import Platform
from apps.subscriptions.models import PlatformRequest
from apps.subscriptions.selectors import watches_of
from apps.subscriptions.types import Rules
from apps.subscriptions.vendor_list import MOST_VENDORS
from tests.factories import make_operator, make_platform
from tests.subscriptions.cast import follow
from tests.web.subscriptions.test_watches import words
from tests.web.teams import Team

LIST = "Stratus\nCirrsu\nNowhere at all\nCumulus, Inc."


@pytest.fixture
def clouds(team: Team) -> dict[str, Platform]:
    """Three platforms, of which the team follows Cumulus."""
    found = {name: make_platform(name=name, slug=name.lower()) for name in ("Stratus", "Cirrus", "Cumulus")}
    follow(team.workspace, team.people["owner"], found["Cumulus"])
    return found


def post(team: Team, who: str = "analyst", **data: object) -> HttpResponse:
    response = team.client(who).post(team.url("watches/list/"), data)
    assert isinstance(response, HttpResponse)
    return response


def open_lines(team: Team, *choices: str, who: str = "analyst", text: str = LIST) -> HttpResponse:
    lines = {f"line-{number}": choice for number, choice in enumerate(choices)}
    return post(team, who, step="open", text=text, **lines)


def followed(team: Team) -> list[str]:
    with in_workspace(team.workspace):
        return sorted(watch.name for watch in watches_of(team.workspace))


def requested(team: Team) -> list[str]:
    with in_workspace(team.workspace):
        return list(PlatformRequest.objects.for_workspace(team.workspace).values_list("name", flat=True))


def test_a_list_is_matched_and_nothing_is_followed_yet(team: Team, clouds: dict[str, Platform]) -> None:
    response = post(team, step="match", text=LIST)
    page, said = response.content.decode(), words(response.content)

    assert "In the archive: 2" in said
    assert f'name="line-0" value="open:{clouds["Stratus"].pk}" checked' in page
    assert "Cumulus, followed already" in said
    assert f'type="radio" name="line-1" value="open:{clouds["Cirrus"].pk}"' in page
    assert "Not in the archive: 1 Check those to ask for." in said
    assert 'value="ask:Nowhere at all"' in page
    assert followed(team) == ["Cumulus"]
    assert requested(team) == []


def test_what_is_chosen_is_followed_and_asked_for(team: Team, clouds: dict[str, Platform]) -> None:
    response = open_lines(
        team,
        f"open:{clouds['Stratus'].pk}",
        f"open:{clouds['Cirrus'].pk}",
        "ask:Nowhere at all",
        f"open:{clouds['Cumulus'].pk}",
        "",
    )

    said = words(response.content)
    assert "Followed now: 2 Stratus Cirrus" in said
    assert "Followed already: 1 Cumulus" in said
    assert "Asked for: 1 Nowhere at all" in said
    assert followed(team) == ["Cirrus", "Cumulus", "Stratus"]
    assert requested(team) == ["Nowhere at all"]
    with in_workspace(team.workspace):
        assert {watch.rules for watch in watches_of(team.workspace)} == {Rules()}


def test_sending_it_twice_changes_nothing_more(team: Team, clouds: dict[str, Platform]) -> None:
    for _ in range(2):
        response = open_lines(team, f"open:{clouds['Stratus'].pk}", "ask:Nowhere at all")

    assert "Followed already: 1 Stratus" in words(response.content)
    assert followed(team) == ["Cumulus", "Stratus"]
    assert requested(team) == ["Nowhere at all"]


def test_what_does_not_fit_is_named_and_can_be_tried_again(team: Team, clouds: dict[str, Platform]) -> None:
    wish = GrantWish(Plan.WATCHER, GrantKind.SUPPORT)
    grant_plan(workspace=team.workspace, wish=wish, actor=SYSTEM)
    for _ in range(8):
        follow(team.workspace, team.people["owner"])
    numbers = [clouds[name].pk for name in ("Stratus", "Cirrus", "Cumulus")]

    matched = words(post(team, step="match", text=LIST).content)
    response = open_lines(team, *(f"open:{number}" for number in numbers))

    said = words(response.content)
    assert "The plan has room for 1 more platform." in matched
    assert "Followed now: 1 Stratus" in said
    assert "Did not fit: 1" in said
    assert "The Watcher plan gives 10, and 10 are in use." in said
    assert "Followed already: 1 Cumulus" in said
    assert f'name="line-0" value="open:{clouds["Cirrus"].pk}"' in response.content.decode()
    assert len(followed(team)) == 10


def test_a_file_is_read_as_a_list(team: Team, clouds: dict[str, Platform]) -> None:
    for body in ("Vendor,Owner\nStratus,Zoë\n".encode(), "Owner;Vendor\nZoë;Stratus\n".encode("cp1252")):
        response = post(team, step="match", file=SimpleUploadedFile("vendors.csv", body))

        assert "In the archive: 1 Stratus" in words(response.content)


@pytest.mark.parametrize(
    ("body", "told"),
    [
        (b"a" * 200_001, "larger than 200 kB"),
        (b"\x81\x8d", "This is no text."),
        (b"PK\x03\x04\x00\x00", "This zip cannot be read"),
        (b"", "The submitted file is empty."),
    ],
)
def test_a_file_that_is_no_list_is_refused_and_what_was_pasted_stays(
    team: Team, body: bytes, told: str
) -> None:
    file = SimpleUploadedFile("vendors.csv", body)
    response = post(team, step="match", text="Stratus\nCirrus", file=file)

    assert response.status_code == 422
    assert told in words(response.content)
    assert re.search(r"<textarea[^>]*>\s*Stratus\nCirrus</textarea>", response.content.decode())


@pytest.mark.parametrize("data", [{}, {"text": "  \n "}, {"step": "open"}])
def test_an_empty_list_is_asked_for_again(team: Team, data: dict[str, str]) -> None:
    response = post(team, **data)

    assert response.status_code == 422
    assert "Paste a list or upload one: nothing was given." in words(response.content)


def test_choosing_nothing_shows_the_list_again(team: Team, clouds: dict[str, Platform]) -> None:
    response = open_lines(team, "", "")

    said = words(response.content)
    assert "Nothing was chosen" in said
    assert "In the archive: 2" in said
    assert followed(team) == ["Cumulus"]


def test_a_list_of_nothing_but_legal_forms_names_nobody(team: Team) -> None:
    assert "No vendor is named" in words(post(team, step="match", text="Inc.\nLtd").content)


@pytest.mark.parametrize("choice", ["open:999999", "open:x", "open:" + "9" * 30, "open:²", "close:1", "ask:"])
def test_a_choice_that_was_not_offered_does_nothing(
    team: Team, clouds: dict[str, Platform], choice: str
) -> None:
    open_lines(team, choice)

    assert followed(team) == ["Cumulus"]
    assert requested(team) == []


def test_a_name_that_cannot_be_asked_for_is_told_and_the_rest_is_done(
    team: Team, clouds: dict[str, Platform]
) -> None:
    response = open_lines(team, f"ask:{'x' * 121}", f"open:{clouds['Stratus'].pk}", "ask:Nowhere")

    said = words(response.content)
    assert "Not done: 1" in said
    assert "in at most 120 characters" in said
    assert followed(team) == ["Cumulus", "Stratus"]
    assert requested(team) == ["Nowhere"]


def test_a_vendor_is_known_by_its_operator(team: Team) -> None:
    make_platform(name="Stratus", operator=make_operator(name="Cloudworks Holding, Inc."))

    assert "In the archive: 1 Stratus" in words(post(team, step="match", text="Cloudworks Holding").content)


def test_a_collection_is_matched_like_a_list(team: Team, clouds: dict[str, Platform]) -> None:
    services = [
        {"name": name, "terms": {"Terms of Service": {"fetch": "https://nobody.example/terms"}}}
        for name in ("Stratus", "Cirrsu", "Nowhere at all")
    ]
    declarations = json.dumps(services).encode()
    uploaded = post(team, step="match", text="", file=SimpleUploadedFile("c.json", declarations))
    pasted = post(team, step="match", text=declarations.decode())
    broken = post(team, step="match", text="", file=SimpleUploadedFile("c.zip", b"PK\x03\x04 no zip"))

    for response in (uploaded, pasted):
        said = words(response.content)
        assert "In the archive: 1" in said
        assert "Nowhere at all" in said
        assert f'value="open:{clouds["Cirrus"].pk}"' in response.content.decode()
    assert broken.status_code == 422
    assert "This zip cannot be read" in words(broken.content)


def test_a_list_of_a_thousand_is_sent_back_whole(team: Team, clouds: dict[str, Platform]) -> None:
    choices = [f"open:{clouds['Stratus'].pk}", *["" for _ in range(MOST_VENDORS - 1)]]

    response = open_lines(team, *choices)

    assert response.status_code == 200
    assert followed(team) == ["Cumulus", "Stratus"]
