"""What was said of a clause is never rewritten: the application has no right to."""

import pytest
from django.db import ProgrammingError, connection, transaction
from django.db.models import Model

from apps.provisions.models import (
    Assignment,
    Classification,
    Descent,
    Provision,
    ProvisionChange,
    ProvisionFact,
    ProvisionText,
    ProvisionTopic,
    Segmentation,
    Standing,
)
from apps.provisions.services.assigning import assign_topics
from tests.factories import make_document, make_history
from tests.provisions.documents import LAW, LIABILITY, NOTICE_7, NOTICE_30, cut_all, terms

KEPT = [
    Assignment,
    Provision,
    Segmentation,
    ProvisionText,
    Classification,
    ProvisionTopic,
    ProvisionFact,
    ProvisionChange,
    Descent,
]


@pytest.mark.django_db
@pytest.mark.parametrize("model", KEPT)
@pytest.mark.parametrize("statement", ["DELETE FROM {0}", "UPDATE {0} SET id = id"])
def test_the_application_may_not_rewrite_a_row(model: type[Model], statement: str) -> None:
    document = make_document()
    make_history(document, [terms(NOTICE_30, LIABILITY, LAW), terms(NOTICE_7, f"{LIABILITY} {LAW}")])
    cut_all(document)
    standing = Standing.objects.filter(ended_in=None)[0]
    assign_topics(standing=standing, topics=["arbitration"], author="person/3")
    before = model._default_manager.count()

    with (
        pytest.raises(ProgrammingError, match="permission denied"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(statement.format(model._meta.db_table))

    assert model._default_manager.count() == before > 0
