"""Editors choose what a clause is about."""

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from apps.analysis.models import Analysis
from apps.analysis.services.editing import Byline
from apps.analysis.services.topics import choose_topics
from apps.provisions.models import Assignment
from apps.provisions.taxonomy import read_taxonomy
from tests.analysis.documents import clause, make_vendor_document, read_all
from tests.provisions.documents import LAW, NOTICE_30, terms
from tests.web.teams import make_staff

pytestmark = pytest.mark.django_db

STRANGE = "本協議はここに記載のとおりとします。これは分類できない文章です。"
QUERIES = 23


@pytest.fixture
def staff(client: Client) -> Client:
    client.force_login(make_staff())
    return client


@pytest.fixture
def unknown(db: None) -> Analysis:
    document = make_vendor_document(f"{STRANGE}\n\n{terms(NOTICE_30, LAW)}")
    read_all(document)
    return Analysis.objects.get(provision=clause(document, "本協議"))


def address_of(analysis: Analysis) -> str:
    return f"/editing/{analysis.pk}/topics/?queue=no-topic"


def test_every_topic_is_offered_once_with_what_it_means(
    staff: Client, unknown: Analysis, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    staff.get("/editing/")  # the first visit of a session is noted
    with django_assert_num_queries(QUERIES):
        page = staff.get(address_of(unknown)).content.decode()

    topics = read_taxonomy().topics
    assert [page.count(f'name="topics"\n                 value="{topic.slug}"') for topic in topics] == [
        1
    ] * len(topics)
    assert "Likeliest by its words" in page
    assert "checked" not in page.partition("<form class")[2].partition("</form>")[0]
    assert STRANGE in page
    assert (
        f'href="{address_of(unknown)}"'
        in staff.get(f"/editing/{unknown.pk}/?queue=no-topic").content.decode()
    )


def test_chosen_topics_are_shown_and_lead_on(staff: Client, unknown: Analysis) -> None:
    posted = {
        "topics": ["arbitration", "class_action_waiver"],
        "foremost": "class_action_waiver",
        "reason": "It says so.",
        "seen": "0",
    }

    response = staff.post(address_of(unknown), posted)

    assert response["Location"] == "/editing/?queue=no-topic"
    assert Assignment.objects.get().topics == ["class_action_waiver", "arbitration"]
    assert unknown.provision is not None
    public = Client().get(unknown.provision.get_absolute_url()).content.decode()
    assert "Class-action waiver" in public
    assert "a person&#x27;s decision" in public
    item = " ".join(staff.get(f"/editing/{unknown.pk}/").content.decode().split())
    assert "Topics chosen by editor@conductatlas.example" in item


@pytest.mark.parametrize(
    ("posted", "told"),
    [
        ({}, "Choose at least one topic."),
        ({"topics": ["colours"]}, "The taxonomy has no such topic."),
        ({"topics": ["arbitration"], "foremost": "age_eligibility"}, "It is not among the topics chosen."),
        ({"topics": ["arbitration"], "reason": ""}, "This field is required."),
    ],
)
def test_what_cannot_be_chosen_is_said(
    staff: Client, unknown: Analysis, posted: dict[str, str | list[str]], told: str
) -> None:
    response = staff.post(address_of(unknown), {"reason": "So.", "seen": "0"} | posted)

    assert response.status_code == 422
    assert told in response.content.decode()
    assert not Assignment.objects.exists()


def test_whoever_comes_second_is_told(staff: Client, unknown: Analysis) -> None:
    choose_topics(analysis=unknown, topics=["arbitration"], by=Byline("person/9", "It is."))

    response = staff.post(
        address_of(unknown), {"topics": ["age_eligibility"], "reason": "So.", "seen": "0"}, follow=True
    )

    assert "person/9 has edited this since you opened it" in response.content.decode()
    assert Assignment.objects.count() == 1


def test_a_change_has_no_topics_of_its_own(staff: Client) -> None:
    document = make_vendor_document()
    read_all(document)
    change = Analysis.objects.get(change=document.changes.get())

    assert staff.get(f"/editing/{change.pk}/topics/").status_code == 404
