import pytest

from apps.documents.fetching.politeness import RobotsReason, decide_robots
from apps.documents.fetching.robots import read_robots
from tests.core.http.clients import client_for
from tests.core.http.servers import always, pages, redirect, response, serving

RULES = b"User-agent: *\nDisallow: /private\n"


def test_rules_are_read_from_the_root_of_the_site() -> None:
    with serving(pages({"/robots.txt": redirect("/rules"), "/rules": response(RULES)})) as site:
        file = read_robots(client_for(site.port), site.url("/private/terms"))

    assert (file.status, file.text) == (200, RULES.decode())
    assert (
        decide_robots(file, site.url("/private/terms"), agent="ConductAtlas").reason
        == RobotsReason.RULE_FORBIDS
    )


@pytest.mark.parametrize(
    ("answer", "status"),
    [
        (response(b"", status="404 Not Found"), 404),
        (response(b"", status="503 Busy"), 503),
        (redirect("/again"), 301),
    ],
)
def test_missing_file_is_an_answer(answer: bytes, status: int) -> None:
    with serving(always(answer)) as site:
        assert read_robots(client_for(site.port), site.url()).status == status


def test_silence_is_an_answer() -> None:
    with serving(always(b"")) as site:
        assert read_robots(client_for(site.port), site.url()).status is None
