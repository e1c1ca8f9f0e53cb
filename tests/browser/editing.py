"""Analyses that wait for editors, for the same reasons as real ones, and the session of an editor."""

from django.test import Client
from django.urls import reverse

from apps.analysis.grounding import GROUNDING_VERSION
from apps.analysis.models import Analysis, Publication, Regulation
from apps.analysis.services.analysing import analyse_provisions
from apps.analysis.services.editing import Byline, correct
from apps.analysis.services.regulations import load_regulations
from apps.analysis.services.reporting import report_error
from apps.analysis.types.authors import person
from apps.core import clock
from apps.provisions.models import Provision
from tests.analysis.documents import clause, inventing, make_vendor_document, read_all, standings_of
from tests.browser.steps import Step, session_of
from tests.web.teams import make_staff


def build_editing_pages() -> dict[str, Step]:
    """Store what waits, and return every page of the editors' queue."""
    editor = make_staff()
    client = Client()
    client.force_login(editor)
    session = session_of(client)
    withheld = _withheld()
    told = _reported_and_edited(person(editor.pk))
    queue, item = reverse("editing"), reverse("editing_item", args=[withheld.pk])
    return {
        "editing": Step(queue, session),
        "editing-none": Step(f"{queue}?queue=unsure", session),
        "editing-reports": Step(reverse("editing_reports"), session),
        "editing-report": Step(reverse("editing_report_settle", args=[_report_on_law()]), session),
        "editing-topics": Step(reverse("editing_topics", args=[withheld.pk]), session),
        "editing-item": Step(item, session),
        "editing-item-told": Step(f"{reverse('editing_item', args=[told.pk])}?queue=reported", session),
        "editing-item-change": Step(reverse("editing_item", args=[_change(told)]), session),
        "editing-item-unreadable": Step(reverse("editing_item", args=[_unreadable(told).pk]), session),
        "editing-title": Step(reverse("editing_field", args=[withheld.pk, "title"]), session),
        "editing-section": Step(reverse("editing_field", args=[withheld.pk, "what_it_is"]), session),
        "editing-severity": Step(reverse("editing_field", args=[withheld.pk, "severity"]), session),
    }


def _withheld() -> Analysis:
    document = make_vendor_document()
    analyse_provisions(standings=standings_of(document), rules=inventing())
    return _said_of(clause(document, "Ireland"))


def _reported_and_edited(author: str) -> Analysis:
    document = make_vendor_document()
    read_all(document)
    provision = clause(document, "liability")
    analysis = _said_of(provision)
    correct(
        analysis=analysis,
        field="title",
        value="Liability ends at a year's fees",
        by=Byline(author, "It said nothing of the fees."),
    )
    report_error(subject=provision, words="The limit is for claims by users alone, as I read it.")
    return analysis


def _report_on_law() -> int:
    load_regulations()
    words = "The page says that fines end at 2 % of turnover. Article 83(5) goes up to 4 %."
    return report_error(subject=Regulation.objects.get(slug="eu-gdpr"), words=words).pk


def _said_of(provision: Provision) -> Analysis:
    return Analysis.objects.filter(provision=provision).order_by("pk")[0]


def _change(told: Analysis) -> int:
    assert told.provision is not None
    return Publication.objects.get(change__document=told.provision.document).latest_id


def _unreadable(told: Analysis) -> Analysis:
    return Analysis.objects.create(
        provision_id=told.provision_id,
        classification_id=told.classification_id,
        words_sha256=told.words_sha256,
        analyser="model",
        version="openai:some-model provision/1",
        checker=GROUNDING_VERSION,
        digest=told.digest,
        output='{"title": "Liability", "what_it_is": [{"text": "The service',
        findings=[
            {"code": "malformed", "where": "", "why": "The answer is not the JSON that was asked for."}
        ],
        is_grounded=False,
        created_at=clock.now(),
    )
