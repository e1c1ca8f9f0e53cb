"""Readers report an error; editors settle it; what was corrected is public."""

from functools import partial

import pytest
from django.test import Client
from pytest_django import Settings

from apps.analysis.errors import EditRefused, SettledMeanwhile
from apps.analysis.models import Correction, Outcome, Regulation, Report
from apps.analysis.services.regulations import load_regulations
from apps.analysis.services.reporting import LawCorrected, report_error, settle_report
from apps.documents.models import Document
from tests.accounts.cast import make_user
from tests.analysis.documents import make_vendor_document, read_all
from tests.racing import at_once
from tests.web.teams import make_staff

WORDS = {"words": "It says 14 days, and the clause says 30."}


@pytest.fixture
def document(db: None) -> Document:
    document = make_vendor_document()
    read_all(document)
    return document


@pytest.fixture
def law(db: None) -> Regulation:
    load_regulations()
    return Regulation.objects.get(slug="eu-gdpr")


@pytest.fixture
def staff(client: Client, db: None) -> Client:
    client.force_login(make_staff())
    return client


def names(document: Document) -> tuple[str, str]:
    return document.provisions.earliest("pk").public_id, document.changes.get().public_id


def test_pages_of_clauses_changes_and_laws_lead_to_the_form(
    client: Client, document: Document, law: Regulation
) -> None:
    provision, change = document.provisions.earliest("pk"), document.changes.get()
    pages = {
        provision.public_id: provision.get_absolute_url(),
        change.public_id: change.get_absolute_url(),
        law.slug: "/regulations/eu-gdpr/",
    }

    for name, address in pages.items():
        assert f'href="/report/{name}/"' in client.get(address).content.decode()
        form = client.get(f"/report/{name}/").content.decode()
        assert "Report an error" in form
        assert "mailto:corrections@conductatlas.example?subject=" in form


@pytest.mark.parametrize("is_signed_in", [True, False])
def test_what_is_reported_is_kept_without_who_wrote_it(
    client: Client, document: Document, law: Regulation, is_signed_in: bool
) -> None:
    if is_signed_in:
        client.force_login(make_user("reader"))

    for name in (*names(document), law.slug):
        response = client.post(f"/report/{name}/", WORDS)
        assert response["Location"] == f"/report/{name}/sent/"
        assert "the report is here" in client.get(response["Location"]).content.decode()

    reports = Report.objects.order_by("pk")
    assert [(one.provision_id, one.change_id, one.regulation_id) for one in reports] == [
        (document.provisions.earliest("pk").pk, None, None),
        (None, document.changes.get().pk, None),
        (None, None, law.pk),
    ]
    assert {one.words for one in reports} == {WORDS["words"]}
    assert {field.name for field in Report._meta.fields} == {
        *("id", "provision", "change", "regulation", "words", "created_at"),
        *("outcome", "note", "settled_by", "settled_at"),
    }


@pytest.mark.parametrize(
    ("posted", "told"), [({"words": " "}, "nothing was sent"), ({"words": "wrong"}, "A little more")]
)
def test_what_says_nothing_is_not_taken(
    client: Client, document: Document, posted: dict[str, str], told: str
) -> None:
    response = client.post(f"/report/{names(document)[0]}/", posted)

    assert response.status_code == 422
    assert told in response.content.decode()
    assert not Report.objects.exists()


def test_what_fills_in_the_hidden_field_is_thanked_and_forgotten(client: Client, document: Document) -> None:
    response = client.post(f"/report/{names(document)[0]}/", WORDS | {"homepage": "https://spam.example"})

    assert response.status_code == 302
    assert not Report.objects.exists()


def test_many_from_one_address_are_held_up_and_keep_their_words(
    client: Client, document: Document, settings: Settings
) -> None:
    settings.ACCOUNT_RATE_LIMITS = settings.ACCOUNT_RATE_LIMITS | {"report_error": "2/m/ip"}
    address = f"/report/{names(document)[0]}/"

    answers = [client.post(address, WORDS) for _ in range(3)]

    assert [one.status_code for one in answers] == [302, 302, 429]
    assert WORDS["words"] in answers[-1].content.decode()
    assert Report.objects.count() == 2


def test_a_form_of_somebody_else_is_refused(document: Document) -> None:
    client = Client(enforce_csrf_checks=True)

    assert client.post(f"/report/{names(document)[0]}/", WORDS).status_code == 403
    assert not Report.objects.exists()


@pytest.mark.parametrize("name", ["CA-P-999999", "CA-C-999999", "CA-D-000001", "nothing"])
def test_what_is_not_there_cannot_be_reported(client: Client, document: Document, name: str) -> None:
    assert client.get(f"/report/{name}/").status_code == 404
    assert client.post(f"/report/{name}/", WORDS).status_code == 404


def test_editors_see_every_report_even_where_nothing_is_said(
    staff: Client, law: Regulation, db: None
) -> None:
    unread = make_vendor_document()
    report_error(subject=unread.provisions.earliest("pk"), words="The <b>title</b> is wrong.")
    report_error(subject=law, words="The fine is higher.")

    page = staff.get("/editing/?queue=reported", follow=True).content.decode()

    assert "Reported (2)" in page
    assert "The &lt;b&gt;title&lt;/b&gt; is wrong." in page
    assert law.name in page


def test_a_report_is_settled_once(staff: Client, document: Document) -> None:
    report = report_error(subject=document.provisions.earliest("pk"), words="It is wrong.")
    address = f"/editing/reports/{report.pk}/"
    shown = staff.get(address).content.decode()

    first = staff.post(address, {"outcome": "right", "note": "The clause says so."})
    second = staff.post(address, {"outcome": "not_ours"}, follow=True)

    report.refresh_from_db()
    assert "It is wrong." in shown
    assert first["Location"] == "/editing/reports/"
    assert (report.outcome, report.note, report.settled_by) == (
        "right",
        "The clause says so.",
        f"person/{staff.session['_auth_user_id']}",
    )
    assert "Somebody has settled this report." in second.content.decode()
    assert "Reported (0)" in second.content.decode()
    assert not Correction.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_of_two_editors_at_once_one_settles_it_and_the_other_is_told() -> None:
    document = make_vendor_document()
    report = report_error(subject=document.provisions.earliest("pk"), words="It is wrong.")
    settle = partial(settle_report, report=report, outcome=Outcome.RIGHT, note="")

    came_of_it = at_once([partial(settle, author=f"person/{number}") for number in (1, 2)])

    assert came_of_it == {"done": 1, SettledMeanwhile.code: 1}


def test_the_correction_of_a_law_is_public(staff: Client, law: Regulation) -> None:
    report = report_error(subject=law, words="The fine is higher.")
    address = f"/editing/reports/{report.pk}/"
    given = {"outcome": "corrected", "field": "Penalties", "said": "2 %", "says": "4 %"}

    refused = staff.post(address, given)
    settled = staff.post(address, given | {"note": "Article 83(5)."})

    assert (refused.status_code, settled.status_code) == (422, 302)
    log = " ".join(Client().get("/corrections/").content.decode().split())
    assert law.name in log
    assert log.index("2 %") < log.index("4 %") < log.index("Article 83(5).")
    assert "person/" not in log


def test_clauses_are_corrected_by_editing_what_is_said(document: Document) -> None:
    report = report_error(subject=document.changes.get(), words="It is wrong.")
    corrected = LawCorrected("Title", "was", "is")

    with pytest.raises(EditRefused, match="by editing"):
        settle_report(
            report=report, outcome=Outcome.CORRECTED, author="person/1", note="So.", corrected=corrected
        )
    with pytest.raises(EditRefused, match="what was corrected"):
        settle_report(report=report, outcome=Outcome.CORRECTED, author="person/1", note="So.")
    report.refresh_from_db()
    assert report.settled_at is None
