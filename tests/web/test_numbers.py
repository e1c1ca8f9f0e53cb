"""What pages count is what SQL counts, and the same on every page."""

import re

import pytest
from django.db import connection
from django.test import Client
from pytest_django import Settings

from apps.analysis.services.regulations import load_regulations
from apps.analysis.types import Level
from apps.documents.models import Document
from tests import factories
from tests.analysis.regulations.screened import ARBITRATION, CHANGE, make_terms, screen
from tests.provisions.documents import AGE, LAW, LIABILITY, NOTICE_7, NOTICE_30
from tests.web.clauses import add_document, graded, provision_reading, publish_reading, standing_at

pytestmark = pytest.mark.django_db

SEVERITIES = """
SELECT count(*) FILTER (WHERE a.severity = 'high'), count(*) FILTER (WHERE a.severity = 'medium'),
       count(*) FILTER (WHERE a.severity = 'low'), count(*) FILTER (WHERE coalesce(a.severity, '') = '')
  FROM provisions_standing s
  JOIN provisions_provision p ON p.id = s.provision_id
  JOIN documents_document d ON d.id = p.document_id
  LEFT JOIN analysis_publication a ON a.provision_id = p.id
 WHERE s.ended_in_id IS NULL AND d.platform_id = %s AND (%s = 0 OR d.id = %s)
"""
PREVALENCE = """
SELECT count(DISTINCT d.platform_id)
  FROM provisions_standing s
  JOIN provisions_provision p ON p.id = s.provision_id
  JOIN documents_document d ON d.id = p.document_id
  JOIN provisions_provisiontopic t ON t.classification_id = s.classification_id
  JOIN provisions_topic o ON o.id = t.topic_id
 WHERE s.ended_in_id IS NULL AND o.slug = 'unilateral_change' AND t.position = 'with_notice'
"""


def counted(query: str, *values: int | str) -> tuple[int, ...]:
    with connection.cursor() as cursor:
        cursor.execute(query, values)
        return tuple(cursor.fetchone() or ())


def words_of(client: Client, address: str) -> str:
    response = client.get(address)
    assert response.status_code == 200
    return " ".join(re.sub(r"<[^>]+>", " ", response.content.decode()).split())


def severities_on(words: str) -> list[tuple[int, ...]]:
    """Return every count of severities on a page."""
    found = re.findall(r"(\d+) high (\d+) medium (\d+) low(?: (\d+) not read yet)?", words)
    return [tuple(int(count or 0) for count in counts) for counts in found]


@pytest.fixture
def documents() -> list[Document]:
    acme, umbra = (factories.make_platform(slug=slug, name=slug.title()) for slug in ("acme", "umbra"))
    found = [
        add_document(acme, [[NOTICE_30, LIABILITY, LAW], [NOTICE_30, LIABILITY, AGE]]),
        add_document(acme, [[NOTICE_7]], slug="api-terms", type="api-terms"),
        add_document(umbra, [[NOTICE_7, LAW]]),
    ]
    for document, ordinal, level in ((0, 1, Level.HIGH), (0, 2, Level.LOW), (1, 1, Level.HIGH)):
        publish_reading(standing_at(found[document], ordinal), provision_reading(severity=graded(level)))
    return found


def test_severities_are_those_of_sql_on_every_page(client: Client, documents: list[Document]) -> None:
    first, second, _ = documents
    platform = first.platform_id
    of_platform = counted(SEVERITIES, platform, 0, 0)
    of_documents = [counted(SEVERITIES, platform, each.pk, each.pk) for each in (first, second)]

    assert of_platform == (2, 0, 1, 1)
    assert severities_on(words_of(client, first.get_absolute_url())) == [of_documents[0]]
    assert severities_on(words_of(client, second.get_absolute_url())) == [of_documents[1]]
    assert sorted(severities_on(words_of(client, "/platforms/acme/"))) == sorted([of_platform, *of_documents])
    for level, count in zip(("high", "medium", "low"), of_platform, strict=False):
        found = words_of(client, f"/search/?severity={level}")
        assert (f"{count} clause" in found) if count else ("No clause is like this" in found)


def test_prevalence_is_that_of_sql_on_every_page(client: Client, documents: list[Document]) -> None:
    (count,) = counted(PREVALENCE)
    ratio = f"{count} of 2 platforms"

    assert count == 2
    for address in (
        standing_at(documents[0]).provision.get_absolute_url(),
        standing_at(documents[2]).provision.get_absolute_url(),
        "/topics/unilateral_change/",
        "/topics/",
    ):
        assert ratio in words_of(client, address), address
    listed = words_of(client, "/topics/unilateral_change/?position=with_notice").partition(
        "Platforms that take"
    )[2]
    assert ("Acme" in listed, "Umbra" in listed) == (True, True)


CLAUSES = """
SELECT count(*) FROM provisions_standing s
  JOIN provisions_provision p ON p.id = s.provision_id
  JOIN documents_document d ON d.id = p.document_id
 WHERE s.ended_in_id IS NULL AND d.platform_id = %s AND (%s = 0 OR d.id = %s)
"""
CHANGES = """
SELECT count(*) FROM documents_change c JOIN documents_document d ON d.id = c.document_id
 WHERE c.cause = 'publisher' AND c.kind IN ('substantive', 'numbers', 'reverted')
   AND d.platform_id = %s AND (%s = 0 OR d.id = %s)
"""
TOPIC = """
SELECT count(*), count(DISTINCT d.platform_id)
  FROM provisions_standing s
  JOIN provisions_provision p ON p.id = s.provision_id
  JOIN documents_document d ON d.id = p.document_id
 WHERE s.ended_in_id IS NULL AND EXISTS (
   SELECT 1 FROM provisions_provisiontopic t JOIN provisions_topic o ON o.id = t.topic_id
    WHERE t.classification_id = s.classification_id AND o.slug = 'governing_law_jurisdiction')
"""
LAW_REACH = """
SELECT count(DISTINCT s.provision_id), count(DISTINCT d.platform_id)
  FROM provisions_standing s
  JOIN provisions_provision p ON p.id = s.provision_id
  JOIN documents_document d ON d.id = p.document_id
  JOIN analysis_screening e ON e.classification_id = s.classification_id
  JOIN analysis_mapping m ON m.screening_id = e.id
  JOIN analysis_article a ON a.id = m.article_id
  JOIN analysis_regulation r ON r.id = a.regulation_id
 WHERE s.ended_in_id IS NULL AND NOT a.is_retired AND r.slug = %s
   AND e.number = (SELECT max(number) FROM analysis_screening l WHERE l.classification_id = e.classification_id)
"""


def test_clauses_and_changes_are_those_of_sql_on_every_page(
    client: Client, documents: list[Document]
) -> None:
    first = documents[0]
    (of_document,), (of_platform,) = (
        counted(CLAUSES, first.platform_id, 1, first.pk),
        counted(CLAUSES, first.platform_id, 0, 0),
    )
    (changes,) = counted(CHANGES, first.platform_id, 1, first.pk)

    assert (of_document, of_platform, changes) == (3, 4, 1)
    assert f"{of_document} clauses in force" in words_of(client, first.get_absolute_url())
    assert f"{of_platform} clauses in force" in words_of(client, "/platforms/acme/")
    assert f"{of_platform} clauses" in words_of(client, "/search/?platform=acme")
    counts = {
        standing_at(first).provision.get_absolute_url(): f"{changes} change of words or numbers on record",
        first.get_absolute_url(): f"{changes} change of words or numbers in 2 versions",
        "/platforms/acme/": f"{changes} change by Acme in its documents",
        "/timeline/?platform=acme": f"{changes} change of these platforms",
    }
    for address, said in counts.items():
        assert said in words_of(client, address), address
    assert words_of(client, "/changes/").count("CA-C-") == changes


def test_topics_are_those_of_sql_on_every_page(client: Client, documents: list[Document]) -> None:
    clauses, platforms = counted(TOPIC)

    assert (clauses, platforms) == (1, 1)
    for address in ("/topics/", "/topics/governing_law_jurisdiction/"):
        assert f"{platforms} of 2 platforms" in words_of(client, address)
    assert f"{clauses} clause " in words_of(client, "/search/?topic=governing_law_jurisdiction")


def test_laws_reach_as_far_as_sql_says_on_every_page(client: Client, settings: Settings) -> None:
    settings.VISITOR_PLAN = "professional"
    load_regulations()
    for name in ("Acme", "Umbra"):
        screen(make_terms(ARBITRATION, CHANGE, name=name, operator=factories.make_operator()))
    clauses, platforms = counted(LAW_REACH, "us-faa")

    assert (clauses, platforms) == (2, 2)
    row = words_of(client, "/regulations/").partition("Federal Arbitration Act")[2]
    assert f" {clauses} {platforms} platforms" in row[:200]
    page = words_of(client, "/regulations/us-faa/")
    assert f"{clauses} clauses mapped today {platforms} platforms" in page
    assert page.count("CA-P-") == clauses
