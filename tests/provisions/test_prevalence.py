"""How common a position is: the number, the list behind it, and SQL that counts the same."""

import pytest
from django.db import connection

from apps.platforms.catalogue import read_vocabulary
from apps.platforms.models import Platform
from apps.provisions.prevalence import (
    FEWEST,
    Grade,
    Prevalence,
    platforms_that_could,
    platforms_with,
    prevalence_of,
    standing_on,
)
from apps.provisions.taxonomy import read_taxonomy
from apps.provisions.taxonomy.holders import document_types_for, read_holders
from tests.factories import make_document, make_history, make_platform
from tests.provisions.documents import LAW, LIABILITY, cut_all, terms

pytestmark = pytest.mark.django_db

EXCLUDED = "In no event will Acme be liable for any indirect, special or consequential damages of any kind."
COUNT = """
SELECT count(DISTINCT d.platform_id)
  FROM provisions_standing s
  JOIN provisions_provision p ON p.id = s.provision_id
  JOIN documents_document d ON d.id = p.document_id
  JOIN provisions_provisiontopic t ON t.classification_id = s.classification_id
  JOIN provisions_topic o ON o.id = t.topic_id
 WHERE s.ended_in_id IS NULL AND o.slug = %s AND (%s = '' OR t.position = %s)
   AND (t.basis IN ('model', 'cue', 'lead_in', 'person') OR t.position <> '')
"""


def counted_by_sql(topic: str, position: str = "") -> int:
    with connection.cursor() as cursor:
        cursor.execute(COUNT, [topic, position, position])
        (count,) = cursor.fetchone() or (0,)
    return int(count)


def platform_with(*clauses: str, type: str = "terms-of-service") -> Platform:  # noqa: A002 - the field's name
    document = make_document(type=type)
    make_history(document, [terms(*clauses)])
    cut_all(document)
    return document.platform


def test_a_position_is_counted_once_a_platform_among_those_that_could() -> None:
    capped = platform_with(LIABILITY, LAW)
    platform_with(EXCLUDED, LAW)
    platform_with(LAW)
    make_platform()
    make_document()  # declared and never captured

    found = prevalence_of("liability_limit", "capped")

    assert (found.count, found.of) == (1, 3)
    assert list(platforms_with("liability_limit", "capped")) == [capped]
    assert prevalence_of("liability_limit").count == 2


def test_every_number_is_what_sql_counts() -> None:
    for clauses in ((LIABILITY, LAW), (EXCLUDED,), (LAW,), (LIABILITY,)):
        platform_with(*clauses)

    for topic in read_taxonomy().topics:
        for position in ("", *(position.slug for position in topic.positions)):
            found = prevalence_of(topic.slug, position)
            assert found.count == counted_by_sql(topic.slug, position), (topic.slug, position)
            assert found.count <= found.of


def test_what_ended_counts_no_more() -> None:
    document = make_document()
    make_history(document, [terms(LIABILITY, LAW), terms(LAW)])
    cut_all(document)

    assert prevalence_of("liability_limit").count == 0
    assert prevalence_of("liability_limit").of == 1


def test_a_clause_where_none_was_expected_counts_on_both_sides() -> None:
    platform_with(LIABILITY, type="cookie-policy")

    found = prevalence_of("liability_limit", "capped")

    assert (found.count, found.of) == (1, 1)
    assert platforms_that_could("liability_limit").count() == 1
    assert standing_on("liability_limit").count() == 1


@pytest.mark.parametrize(
    ("count", "of", "grade"),
    [
        (1, FEWEST - 1, None),
        (0, 100, None),
        (1, 100, Grade.UNIQUE),
        (2, 100, Grade.RARE),
        (5, 100, Grade.UNCOMMON),
        (25, 100, Grade.COMMON),
    ],
)
def test_the_word_for_it(count: int, of: int, grade: Grade | None) -> None:
    assert Prevalence("arbitration", "mandatory", count, of).grade == grade


def test_every_topic_has_documents_that_could_hold_it() -> None:
    known = {kind.slug for kind in read_vocabulary().types}

    assert {topic.family for topic in read_taxonomy().topics} == set(read_holders().families)
    for topic in read_taxonomy().topics:
        assert document_types_for(topic.slug)
        assert document_types_for(topic.slug) <= known
    assert set(read_holders().topics) <= {topic.slug for topic in read_taxonomy().topics}
