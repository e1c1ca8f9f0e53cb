"""The editors' queue: for staff alone; what waits, one analysis with all it rests on, and what an editor makes of it."""

from collections.abc import Iterator

import pytest
from allauth.mfa.models import Authenticator
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries, DjangoDbBlocker, Settings

from apps.accounts.models import User
from apps.analysis.models import Analysis, Correction, Decision, Edit, Report, Ruling
from apps.analysis.services.analysing import analyse_provisions
from apps.analysis.services.editing import Byline, decide
from apps.analysis.services.reporting import report_error
from apps.analysis.types.authors import person
from apps.documents.models import Document
from apps.documents.selectors import text_of
from tests.accounts.cast import make_user
from tests.analysis.documents import (
    clause,
    inventing,
    make_vendor_document,
    publication_of,
    read_all,
    standings_of,
)
from tests.provisions.documents import LAW
from tests.shared_rows import kept_for_the_module
from tests.web.teams import make_staff

pytestmark = pytest.mark.django_db

QUEUE_QUERIES = 11  # two of them: which permissions the menu is for
ITEM_QUERIES = 22


@pytest.fixture(scope="module")
def kept(
    django_db_setup: None, django_db_blocker: DjangoDbBlocker, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[Document, Document]]:
    """Store once a document of which all that is said is withheld, and one that nobody has read."""
    with kept_for_the_module(django_db_blocker, blobs=tmp_path_factory.mktemp("blobs")):
        document, unread = make_vendor_document(), make_vendor_document()
        analyse_provisions(standings=standings_of(document), rules=inventing())
        yield document, unread


@pytest.fixture(autouse=True)
def _blobs_of_this_test() -> None:
    """Leave them where the module has its own."""


@pytest.fixture
def document(db: None, kept: tuple[Document, Document]) -> Document:
    return Document.objects.select_related("platform").get(pk=kept[0].pk)


@pytest.fixture
def read(db: None, kept: tuple[Document, Document]) -> Document:
    """Return a document that was read in this test."""
    document = Document.objects.get(pk=kept[1].pk)
    read_all(document)
    return document


@pytest.fixture
def withheld(document: Document) -> Analysis:
    return Analysis.objects.get(provision=clause(document, "Ireland"))


@pytest.fixture
def staff(client: Client) -> Client:
    client.force_login(make_staff())
    return client


def editor_of(client: Client) -> str:
    return person(int(client.session["_auth_user_id"]))


def test_the_queue_names_what_waits_and_why(staff: Client, document: Document) -> None:
    page = staff.get("/editing/").content.decode()

    assert page.count("<article") == 3
    assert "Withheld (3)" in page
    assert "Found: quote" in page
    assert f"{document.platform.name} · {document.title}" in page


def test_the_menu_of_staff_alone_leads_to_the_queue(client: Client) -> None:
    client.force_login(make_user("somebody"))
    of_somebody = client.get("/").content.decode()
    client.force_login(make_staff())

    of_staff = client.get("/").content.decode()

    assert ('href="/editing/"' in of_somebody, 'href="/editing/"' in of_staff) == (False, True)


def test_in_production_a_password_alone_makes_no_editor(
    staff: Client, withheld: Analysis, settings: Settings
) -> None:
    settings.IS_PRODUCTION = True

    turned_away = staff.post(f"/editing/{withheld.pk}/accept/", {"seen": "0"})
    decided = Decision.objects.count()
    editor = User.objects.get(pk=staff.session["_auth_user_id"])
    Authenticator.objects.create(user=editor, type=Authenticator.Type.TOTP, data={"secret": "sealed"})

    assert turned_away["Location"] == reverse("mfa_index")
    assert decided == 0
    assert staff.get("/editing/").status_code == 200


def test_the_queue_says_that_nothing_waits(staff: Client) -> None:
    page = staff.get("/editing/?queue=reported", follow=True).content.decode()

    assert "Nothing waits here" in page


def test_a_queue_of_one_takes_as_many_queries_as_one_of_three(
    staff: Client, document: Document, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    staff.get("/editing/")  # the first visit of a session is noted
    with django_assert_num_queries(QUEUE_QUERIES):
        staff.get("/editing/")
    for analysis in Analysis.objects.order_by("pk")[:2]:
        decide(analysis=analysis, ruling=Ruling.REJECTED, by=Byline("person/9", "Not right."))

    with django_assert_num_queries(QUEUE_QUERIES):
        staff.get("/editing/")


def test_an_item_shows_the_clause_what_is_said_and_what_was_found(staff: Client, withheld: Analysis) -> None:
    page = staff.get(f"/editing/{withheld.pk}/").content.decode()

    assert LAW in page
    assert "you owe us your firstborn child" in page
    assert "The check found 1 thing" in page
    assert 'rel="prev"' in page
    assert 'rel="next"' not in page  # it is the last one
    assert "no-store" in staff.get(f"/editing/{withheld.pk}/")["Cache-Control"]


def test_an_item_of_a_change_shows_its_clauses_before_and_after(staff: Client, read: Document) -> None:
    analysis = Analysis.objects.get(change=read.changes.get())

    page = staff.get(f"/editing/{analysis.pk}/").content.decode()

    assert page.index("30 days") < page.index("7 days")
    assert "Before" in page


def test_an_item_takes_few_queries(
    staff: Client, withheld: Analysis, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    staff.get("/editing/")  # the first visit of a session is noted

    with django_assert_num_queries(ITEM_QUERIES):
        staff.get(f"/editing/{withheld.pk}/")


def test_accepting_shows_it_and_leads_to_the_next(staff: Client, document: Document) -> None:
    first, second, _ = Analysis.objects.order_by("pk")

    response = staff.post(f"/editing/{first.pk}/accept/", {"seen": "0", "queue": "withheld"})

    assert response.headers["Location"] == f"/editing/{second.pk}/?queue=withheld"
    decision = Decision.objects.get()
    assert (decision.ruling, decision.author) == (Ruling.ACCEPTED, editor_of(staff))
    assert first.provision is not None
    assert publication_of(first.provision).shown == first


def test_after_the_last_one_comes_the_queue(staff: Client, withheld: Analysis) -> None:
    response = staff.post(f"/editing/{withheld.pk}/accept/", {"seen": "0", "queue": "withheld"})

    assert response.headers["Location"] == "/editing/?queue=withheld"


def test_rejecting_needs_a_reason(staff: Client, withheld: Analysis) -> None:
    response = staff.post(f"/editing/{withheld.pk}/reject/", {"reject-seen": "0", "reject-reason": ""})

    assert response.status_code == 422
    assert b"This field is required" in response.content
    assert not Decision.objects.exists()


def test_rejecting_takes_it_from_the_public_with_the_reason(staff: Client, read: Document) -> None:
    provision = clause(read, "Ireland")
    analysis = Analysis.objects.get(provision=provision)

    staff.post(f"/editing/{analysis.pk}/reject/", {"reject-seen": "0", "reject-reason": "It says more."})

    assert publication_of(provision).shown is None
    (reason,) = Correction.objects.values_list("decision__reason", flat=True)
    assert reason == "It says more."


def test_whoever_comes_second_is_told_and_decides_nothing(staff: Client, withheld: Analysis) -> None:
    decide(analysis=withheld, ruling=Ruling.REJECTED, by=Byline("person/9", "Not right."))

    response = staff.post(f"/editing/{withheld.pk}/accept/", {"seen": "0"}, follow=True)

    assert b"person/9 has rejected this since you opened it" in response.content
    assert Decision.objects.count() == 1


def test_a_title_is_edited_with_a_reason(staff: Client, read: Document) -> None:
    provision = clause(read, "Ireland")
    analysis = Analysis.objects.get(provision=provision)
    address = f"/editing/{analysis.pk}/fields/title/"
    form = staff.get(address).content.decode()

    response = staff.post(address, {"title": "Irish law governs", "reason": "Shorter.", "seen": "0"})

    assert 'value="What the clause says"' in form
    assert response.headers["Location"] == f"/editing/{analysis.pk}/?queue=withheld"
    assert publication_of(provision).title == "Irish law governs"
    page = staff.get(f"/editing/{analysis.pk}/").content.decode()
    assert "Edited title, which was of rules/1" in " ".join(page.split())
    assert "editor@conductatlas.example" in page


def parts(*statements: dict[str, str]) -> dict[str, str]:
    """Return a section as its form posts it."""
    posted = {"parts-TOTAL_FORMS": str(len(statements)), "parts-INITIAL_FORMS": "0"}
    for place, statement in enumerate(statements):
        values = {"basis": "text", "quotes": "", "inferred_from": ""} | statement
        posted |= {f"parts-{place}-{name}": value for name, value in values.items()}
    return posted | {"reason": "Better said.", "seen": "0"}


def test_a_section_is_edited_with_the_words_it_cites(staff: Client, withheld: Analysis) -> None:
    said = {"text": "It says “the laws of Ireland”.", "quotes": "the laws   of Ireland"}

    response = staff.post(f"/editing/{withheld.pk}/fields/what_it_is/", parts(said))

    assert response.status_code == 302
    (statement,) = Edit.objects.get().value
    (citation,) = statement["citations"]
    assert withheld.classification is not None
    text = text_of(withheld.classification.text.version)
    assert text[citation["start"] : citation["end"]] == "the laws of Ireland"


@pytest.mark.parametrize(
    ("said", "words"),
    [
        ({"text": "It says “the laws of Iceland”.", "quotes": "the laws of Iceland"}, "does not stand in"),
        ({"text": "It says “forty-nine days” of notice.", "quotes": "the laws of Ireland"}, "what_it_is[0]"),
        ({"text": "", "quotes": ""}, "no value for the field"),
    ],
)
def test_a_section_that_the_text_does_not_bear_out_is_refused(
    staff: Client, withheld: Analysis, said: dict[str, str], words: str
) -> None:
    response = staff.post(f"/editing/{withheld.pk}/fields/what_it_is/", parts(said))

    assert response.status_code == 422
    assert words in response.content.decode()
    assert not Edit.objects.exists()


@pytest.mark.parametrize(
    ("field", "posted"),
    [
        ("severity", {"level": "low", "because": "It is as usual."}),
        ("evidence", {"value_chosen": "inferred"}),
        ("exposure", {"value_chosen": "medium"}),
        ("exposed", {"values": ["consumers"]}),
        (
            "actions",
            {
                "parts-TOTAL_FORMS": "1",
                "parts-INITIAL_FORMS": "0",
                "parts-0-title": "Write to the company",
                "parts-0-steps": "Ask which law governs your contract.",
            },
        ),
    ],
)
def test_every_kind_of_field_has_its_form(
    staff: Client, read: Document, field: str, posted: dict[str, str | list[str]]
) -> None:
    analysis = Analysis.objects.get(provision=clause(read, "Ireland"))
    address = f"/editing/{analysis.pk}/fields/{field}/"

    shown = staff.get(address)
    response = staff.post(address, {**posted, "reason": "Better so.", "seen": "0"})

    assert (shown.status_code, response.status_code) == (200, 302)
    assert Edit.objects.get().field == field


def test_a_field_that_is_none_is_not_found(staff: Client, withheld: Analysis) -> None:
    assert staff.get(f"/editing/{withheld.pk}/fields/colour/").status_code == 404


@pytest.mark.parametrize("shape", ["{}", " {} ", "lower"])
def test_what_is_said_of_an_id_is_found(staff: Client, withheld: Analysis, shape: str) -> None:
    assert withheld.provision is not None
    public_id = withheld.provision.public_id
    typed = public_id.lower() if shape == "lower" else shape.format(public_id)

    response = staff.get("/editing/find/", {"id": typed})

    assert response.headers["Location"] == f"/editing/{withheld.pk}/"


@pytest.mark.parametrize("typed", ["CA-P-999999", "CA-D-000001", "nonsense", ""])
def test_an_id_of_which_nothing_is_said_is_told(staff: Client, typed: str) -> None:
    response = staff.get("/editing/find/", {"id": typed}, follow=True)

    assert "Nothing is said of" in response.content.decode()


def test_a_report_is_shown_to_whoever_judges_it(staff: Client, read: Document) -> None:
    provision = clause(read, "Ireland")
    report_error(subject=provision, words="It is English law.")
    analysis = Analysis.objects.get(provision=provision)

    queue = staff.get("/editing/?queue=reported", follow=True).content.decode()
    page = staff.get(f"/editing/{analysis.pk}/?queue=reported").content.decode()

    assert "Reported (1)" in queue
    assert "It is English law." in page


def test_what_a_reader_reports_is_taken_down(staff: Client, withheld: Analysis) -> None:
    response = staff.post(f"/editing/{withheld.pk}/report/", {"report-words": "It is English law."})

    assert response.headers["Location"] == f"/editing/{withheld.pk}/?queue=reported"
    report = Report.objects.get()
    assert (report.provision, report.words) == (withheld.provision, "It is English law.")


def test_a_report_says_something(staff: Client, withheld: Analysis) -> None:
    response = staff.post(f"/editing/{withheld.pk}/report/", {"report-words": " "})

    assert response.status_code == 422
    assert b"This field is required" in response.content
    assert not Report.objects.exists()


@pytest.mark.parametrize("rest", ["", "find/?id=CA-P-000001", "{0}/", "{0}/fields/title/"])
def test_nobody_else_learns_that_it_is_there(client: Client, withheld: Analysis, rest: str) -> None:
    address = f"/editing/{rest.format(withheld.pk)}"
    nobody = client.get(address)
    user = make_staff()
    user.is_staff = False
    user.save(update_fields=["is_staff"])
    client.force_login(user)

    somebody = client.get(address)

    assert (nobody.status_code, somebody.status_code) == (302, 404)
    assert nobody.headers["Location"].startswith("/account/login/")


@pytest.mark.parametrize("deed", ["accept/", "reject/", "report/", "fields/title/"])
def test_whoever_is_no_editor_changes_nothing(client: Client, withheld: Analysis, deed: str) -> None:
    user = make_staff()
    user.is_staff = False
    user.save(update_fields=["is_staff"])
    client.force_login(user)
    data = {
        "report-words": "No.",
        "seen": "0",
        "reject-seen": "0",
        "reject-reason": "No.",
        "title": "No title",
        "reason": "No.",
    }

    response = client.post(f"/editing/{withheld.pk}/{deed}", data)

    assert response.status_code == 404
    assert not Decision.objects.exists()
    assert not Report.objects.exists()


@pytest.mark.parametrize("deed", ["accept/", "reject/", "report/"])
def test_a_decision_is_posted(staff: Client, withheld: Analysis, deed: str) -> None:
    assert staff.get(f"/editing/{withheld.pk}/{deed}").status_code == 405
