"""What a person says a clause is about comes before what the classifier says, as long as its words stay."""

import pytest

from apps.documents.models import Document
from apps.provisions.editions import stored_edition
from apps.provisions.errors import UnknownTopicError
from apps.provisions.models import (
    Assignment,
    Basis,
    Classification,
    ProvisionTopic,
    Segmentation,
    Standing,
)
from apps.provisions.selectors import provisions_without_topic
from apps.provisions.services.assigning import assign_topics
from apps.provisions.services.classifying import classify_texts
from apps.provisions.services.segments import segment_version
from tests.factories import make_change, make_document, make_history, make_version
from tests.provisions.documents import LAW, NOTICE_7, NOTICE_30, cut_all, other_segmenter, terms

pytestmark = pytest.mark.django_db

STRANGE = "本協議はここに記載のとおりとします。これは分類できない文章です。"


@pytest.fixture
def document() -> Document:
    document = make_document()
    make_history(document, [terms(NOTICE_30, LAW)])
    cut_all(document)
    return document


def standing_of(document: Document, words: str) -> Standing:
    return Standing.objects.select_related("last_text__version", "classification").get(
        provision__document=document, provision__wording__words=words
    )


def topics_of(standing: Standing) -> list[tuple[str, str, str]]:
    rows = ProvisionTopic.objects.filter(classification=standing.classification).order_by("rank")
    return list(rows.values_list("topic__slug", "basis", "position"))


def test_topics_of_a_person_are_read_as_any_others(document: Document) -> None:
    before = standing_of(document, NOTICE_30)
    machine = before.classification

    row = assign_topics(
        standing=before, topics=["arbitration", "unilateral_change", "arbitration"], author="person/3"
    )

    after = standing_of(document, NOTICE_30)
    assert after.classification == row != machine
    assert topics_of(after) == [
        ("arbitration", Basis.PERSON, ""),
        ("unilateral_change", Basis.PERSON, "with_notice"),
    ]
    assert row.facts.get().value == "30 days"
    assert Classification.objects.filter(pk=machine.pk if machine else 0).exists()


def test_they_hold_through_versions_and_segmenters_until_the_words_change(document: Document) -> None:
    assign_topics(standing=standing_of(document, NOTICE_30), topics=["arbitration"], author="person/3")

    second = make_version(document, f"{terms(NOTICE_30, LAW)}\n")
    make_change(document.versions.get(number=1), second)
    cut_all(document)
    kept = topics_of(standing_of(document, NOTICE_30))
    for version in document.versions.order_by("number"):
        segment_version(version=version, segmenter=other_segmenter())
    recut = topics_of(standing_of(document, NOTICE_30))
    make_change(second, make_version(document, terms(NOTICE_7, LAW)))
    cut_all(document)

    assert kept == recut == [("arbitration", Basis.PERSON, "")]
    assert "person" not in {basis for _, basis, _ in topics_of(standing_of(document, NOTICE_7))}


def test_the_last_word_counts_and_the_first_is_kept(document: Document) -> None:
    for topics in (["arbitration"], ["governing_law_jurisdiction"], ["arbitration"]):
        assign_topics(standing=standing_of(document, LAW), topics=topics, author="person/3")
    read_again = classify_texts(stored=stored_edition(Segmentation.objects.get()))

    assert read_again == 0
    assert [slug for slug, _, _ in topics_of(standing_of(document, LAW))] == ["arbitration"]
    assert Assignment.objects.count() == 3
    assert Classification.objects.filter(text=standing_of(document, LAW).last_text).count() == 4


def test_whoever_has_a_topic_waits_no_more() -> None:
    document = make_document()
    make_history(document, [f"{STRANGE}\n\n## Law\n\n{LAW}\n"])
    cut_all(document)
    assert [one.provision_id for one in provisions_without_topic()] == [
        standing_of(document, STRANGE).provision_id
    ]

    assign_topics(standing=standing_of(document, STRANGE), topics=["arbitration"], author="person/3")

    assert not provisions_without_topic().exists()


@pytest.mark.parametrize("topics", [[], ["colours"], ["arbitration", "colours"]])
def test_topics_that_are_none_are_refused(document: Document, topics: list[str]) -> None:
    with pytest.raises(UnknownTopicError):
        assign_topics(standing=standing_of(document, LAW), topics=topics, author="person/3")

    assert not Assignment.objects.exists()
