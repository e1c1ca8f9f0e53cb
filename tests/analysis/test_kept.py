"""What was said, and what people made of it, is never rewritten: the application has no right to."""

import pytest
from django.db import IntegrityError, ProgrammingError, connection, transaction
from django.db.models import Model

from apps.analysis.models import Analysis, Correction, Decision, Edit, Publication, Ruling
from apps.analysis.services.editing import Byline, correct, decide
from apps.documents.models import Document
from tests.analysis.documents import clause

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _blobs_of_this_test() -> None:
    """Leave them where the module has its own."""


@pytest.fixture
def analysis(db: None, kept_document: Document) -> Analysis:
    analysis = Analysis.objects.get(provision=clause(kept_document, "Ireland"))
    edit = correct(
        analysis=analysis, field="title", value="Irish law governs", by=Byline("person/1", "Shorter.")
    )
    decide(analysis=analysis, ruling=Ruling.REJECTED, by=Byline("person/1", "Not right.", edit.decision.pk))
    return analysis


@pytest.mark.parametrize("model", [Analysis, Decision, Edit, Correction])
@pytest.mark.parametrize("statement", ["DELETE FROM {0}", "UPDATE {0} SET id = id"])
def test_the_application_may_not_rewrite_a_row(
    analysis: Analysis, model: type[Model], statement: str
) -> None:
    before = model._default_manager.count()

    with (
        pytest.raises(ProgrammingError, match="permission denied"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(statement.format(model._meta.db_table))

    assert model._default_manager.count() == before > 0


def again(analysis: Analysis, **fields: object) -> Analysis:
    """Make the row anew, under the name of another version, with these fields."""
    values = {
        field.attname: getattr(analysis, field.attname)
        for field in Analysis._meta.concrete_fields
        if not field.primary_key
    }
    return Analysis.objects.create(**values | {"version": "rules/9"} | fields)


@pytest.mark.parametrize(
    ("fields", "constraint"),
    [
        ({"version": "rules/1"}, "analysis_of_provision_once"),
        ({"evidence": "inferred", "severity": "high"}, "analysis_severity_capped"),
        ({"provision_id": None}, "analysis_of_one_subject"),
        ({"reading": None}, "analysis_grounded_says_something"),
        ({"findings": [{"code": "quote"}]}, "analysis_grounded_says_something"),
        ({"digest": "abc"}, "analysis_digest"),
        ({"analyser": "oracle"}, "analysis_analyser_known"),
    ],
)
def test_the_database_refuses_what_cannot_be(
    analysis: Analysis, fields: dict[str, object], constraint: str
) -> None:
    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        again(analysis, **fields)


def test_what_was_withheld_may_be_inferred_and_high(analysis: Analysis) -> None:
    made = again(analysis, evidence="inferred", severity="high", is_grounded=False)

    assert made.pk is not None


def test_what_is_shown_is_capped_too(analysis: Analysis) -> None:
    other = Publication.objects.filter(shown__isnull=False).exclude(provision=analysis.provision)

    with pytest.raises(IntegrityError, match="publication_severity_capped"), transaction.atomic():
        other.update(evidence="inferred", severity="high")
    with pytest.raises(IntegrityError, match="publication_graded_where_shown"), transaction.atomic():
        other.update(severity="")


@pytest.mark.parametrize(
    ("fields", "constraint"),
    [
        ({"author": "alice@example.com"}, "decision_by_a_person"),
        ({"ruling": Ruling.REJECTED, "reason": ""}, "decision_gives_a_reason"),
        ({"ruling": "forgotten", "reason": "None."}, "decision_ruling_known"),
    ],
)
def test_a_decision_names_a_person_by_number_and_says_why(
    analysis: Analysis, fields: dict[str, object], constraint: str
) -> None:
    values = {"author": "person/1", "ruling": Ruling.ACCEPTED, "created_at": analysis.created_at} | fields

    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        Decision.objects.create(analysis=analysis, **values)
