"""What is stored of a clause: topics, positions, facts and their proof."""

from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction

from apps.documents.selectors import text_of
from apps.provisions.editions import stored_edition
from apps.provisions.models import (
    Basis,
    Classification,
    ProvisionFact,
    ProvisionTopic,
    Standing,
    Topic,
)
from apps.provisions.selectors import provisions_without_topic
from apps.provisions.services import classifying
from apps.provisions.services.classifying import classify_texts
from apps.provisions.services.segments import segment_version
from apps.provisions.services.taxonomy import load_taxonomy
from apps.provisions.taxonomy import read_taxonomy
from tests.factories import make_document, make_history, make_version
from tests.provisions.documents import LIABILITY, NOTICE_7, NOTICE_30, cut_all, terms

pytestmark = pytest.mark.django_db


def test_a_fact_is_stored_with_the_words_that_state_it() -> None:
    version = make_version(make_document(), terms(NOTICE_30))

    segment_version(version=version)

    fact = ProvisionFact.objects.get(slug="notice", topic__slug="unilateral_change")
    assert (fact.value, fact.number, fact.unit) == ("30 days", Decimal(30), "days")
    assert "30 days' notice" in text_of(version)[fact.quote_start : fact.quote_end]


def test_a_change_of_a_number_is_a_change_of_the_fact() -> None:
    document = make_document()
    make_history(document, [terms(NOTICE_30), terms(NOTICE_7)])

    cut_all(document)

    notices = ProvisionFact.objects.filter(slug="notice").order_by("classification__text__version__number")
    assert [fact.value for fact in notices] == ["30 days", "7 days"]
    assert len({fact.classification.text.provision_id for fact in notices}) == 1


def test_a_position_is_stored_with_the_sentence_that_takes_it() -> None:
    version = make_version(make_document(), terms(LIABILITY))

    segment_version(version=version)

    topic = ProvisionTopic.objects.get(topic__slug="liability_limit")
    assert (topic.position, topic.basis, topic.rank) == ("capped", Basis.MODEL, 1)
    assert text_of(version)[topic.quote_start : topic.quote_end] == LIABILITY.partition(". ")[2]


def test_a_position_without_its_proof_is_refused_by_the_database() -> None:
    version = make_version(make_document(), terms(LIABILITY))
    segment_version(version=version)
    row = Classification.objects.get()
    topic = Topic.objects.exclude(provision_topics__classification=row)[0]

    with pytest.raises(IntegrityError, match="provision_position_proved"), transaction.atomic():
        ProvisionTopic.objects.create(
            classification=row, topic=topic, rank=9, confidence=1.0, basis=Basis.MODEL, position="excluded"
        )


def test_reading_again_with_the_same_classifier_does_nothing() -> None:
    version = make_version(make_document(), terms(NOTICE_30, LIABILITY))
    made = segment_version(version=version)

    assert classify_texts(stored=stored_edition(made.row)) == 0
    assert Classification.objects.count() == 2


def test_a_newer_classifier_reads_beside_the_older_and_what_stands_follows_it(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    version = make_version(make_document(), terms(NOTICE_30))
    made = segment_version(version=version)
    monkeypatch.setattr(classifying, "FACTS_VERSION", "facts/next")

    read = classify_texts(stored=stored_edition(made.row))

    assert read == 1
    assert Classification.objects.count() == 2
    assert Standing.objects.get().classification == Classification.objects.get(
        classifier__contains="facts/next"
    )


def test_a_clause_about_nothing_we_know_waits_for_a_person() -> None:
    version = make_version(
        make_document(), "本協議はここに記載のとおりとします。これは分類できない文章です。\n"
    )

    segment_version(version=version)

    assert [row.last_text.version_id for row in provisions_without_topic()] == [version.pk]
    assert not ProvisionTopic.objects.exists()


def test_loading_the_taxonomy_again_changes_nothing() -> None:
    first = load_taxonomy()

    again = load_taxonomy()

    assert first.new == len(read_taxonomy().topics)
    assert (again.new, again.changed, again.retired) == (0, 0, 0)


def test_a_topic_that_the_files_no_longer_hold_is_retired_and_comes_back() -> None:
    load_taxonomy()
    taxonomy = read_taxonomy()
    fewer = taxonomy.model_copy(update={"topics": taxonomy.topics[1:]})

    retired = load_taxonomy(fewer)
    back = load_taxonomy()

    assert (retired.retired, back.changed) == (1, len(taxonomy.topics))
    assert not Topic.objects.filter(is_retired=True).exists()
