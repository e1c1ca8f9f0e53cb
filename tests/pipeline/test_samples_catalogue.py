import re
from collections import Counter
from datetime import date
from itertools import pairwise

import pytest

from apps.pipeline.samples.catalogue import SampleDocument, sample_documents, sample_moments
from apps.pipeline.samples.texts import published, variant_of
from apps.pipeline.samples.vendors import OUTLINES, Nature, Outline, Part

PARTS = [(outline, part) for outline in OUTLINES for part in outline.parts]
DOCUMENTS = {document.title: document for document in sample_documents("http://sample.test")}


@pytest.mark.parametrize(
    ("title", "captures", "versions", "changes", "news"),
    [
        ("Terms of Service", 12, 9, 8, 8),
        ("AI Usage Policy", 7, 6, 5, 5),
        ("Sub-processor List", 10, 7, 6, 6),
        ("Merchant Agreement", 10, 7, 6, 6),
        ("Data Processing Addendum", 7, 6, 5, 5),
        ("Restricted Businesses Policy", 8, 6, 5, 5),
        ("Privacy Policy", 13, 11, 10, 6),
        ("Developer Terms", 9, 6, 5, 5),
    ],
)
def test_document_tells_what_the_archive_should_hold(
    title: str, captures: int, versions: int, changes: int, news: int
) -> None:
    document = DOCUMENTS[title]

    assert len(document.states) == captures
    assert (document.versions, document.changes, document.news) == (versions, changes, news)


def test_catalogue_has_eight_documents_of_three_vendors_and_eight_types() -> None:
    documents = list(DOCUMENTS.values())

    assert len(documents) == 8
    assert {document.platform.slug for document in documents} == {"halvorine", "tarnwick", "murmurdeck"}
    assert {document.type for document in documents} == {
        "terms-of-service",
        "privacy-policy",
        "acceptable-use-policy",
        "developer-terms",
        "data-processing-addendum",
        "sub-processor-list",
        "ai-usage-policy",
        "commercial-terms",
    }


def test_moments_are_in_order_and_each_belongs_to_one_document() -> None:
    moments = sample_moments()

    assert list(moments) == sorted(set(moments))
    assert len(moments) == sum(len(document.states) for document in DOCUMENTS.values())
    assert (moments[0].date(), moments[-1].date()) == (date(2025, 1, 15), date(2026, 10, 12))


def test_document_of_two_parts_has_two_addresses() -> None:
    assert DOCUMENTS["Merchant Agreement"].urls == (
        "http://sample.test/tarnwick/legal/merchant-agreement",
        "http://sample.test/tarnwick/legal/merchant-agreement/fees",
    )


@pytest.mark.parametrize("document", DOCUMENTS.values(), ids=lambda document: document.slug)
def test_captures_name_the_text_they_should_obtain(document: SampleDocument) -> None:
    obtained = [capture.text for capture in document.captures if capture.trouble is None]

    assert [state.since for state in document.history] == list(dict.fromkeys(obtained))


@pytest.mark.parametrize("outline", OUTLINES, ids=lambda outline: outline.slug)
def test_every_state_has_its_text_and_every_text_its_state(outline: Outline) -> None:
    days = {text.since for part in outline.parts for text in published(part.folder)}

    assert sorted(days) == [state.since for state in outline.states]


@pytest.mark.parametrize("part", [part for _, part in PARTS], ids=lambda part: part.folder)
def test_texts_have_the_length_of_a_real_document(part: Part) -> None:
    lengths = [len(text.markdown.split()) for text in published(part.folder)]

    assert min(lengths) >= 900
    assert max(lengths) <= 2500


def _steps(nature: Nature) -> list[tuple[str, str]]:
    """Return the texts before and after every change of one nature, without dates."""
    steps = []
    for outline, part in PARTS:
        natures = {state.since: state.nature for state in outline.states}
        for before, after in pairwise(published(part.folder)):
            if natures[after.since] is nature:
                steps.append((_undated(before.markdown), _undated(after.markdown)))
    return steps


def _undated(markdown: str) -> str:
    return re.sub(r"Last updated.*", "", markdown)


def test_change_of_a_link_leaves_the_words_alone() -> None:
    steps = _steps(Nature.LINK)

    assert len(steps) == 3
    assert all(re.sub(r"\(http\S+\)", "", old) == re.sub(r"\(http\S+\)", "", new) for old, new in steps)


def test_change_of_a_number_leaves_everything_else_alone() -> None:
    steps = _steps(Nature.NUMBER)

    assert len(steps) == 12
    assert all(old != new and re.sub(r"\d+", "0", old) == re.sub(r"\d+", "0", new) for old, new in steps)


def test_correction_of_a_typo_touches_two_words() -> None:
    steps = _steps(Nature.TYPO)

    assert len(steps) == 5
    for old, new in steps:
        pairs = zip(old.split(), new.split(), strict=True)
        assert sum(before != after for before, after in pairs) == 2


def test_moved_clause_keeps_its_words() -> None:
    steps = _steps(Nature.MOVE)

    assert len(steps) == 4
    for old, new in steps:
        moved = Counter(re.findall(r"[a-z]{4,}", new.lower()))
        moved.subtract(Counter(re.findall(r"[a-z]{4,}", old.lower())))
        assert sum(abs(count) for count in moved.values()) <= 10


def test_new_clause_adds_words() -> None:
    steps = _steps(Nature.CLAUSE)

    assert all(
        len(new.split()) > len(old.split()) for old, new in steps if "Schedule of Fees\n" not in new[:20]
    )


def test_variant_is_a_text_of_its_own() -> None:
    assert variant_of("murmurdeck/privacy-policy").markdown not in {
        text.markdown for text in published("murmurdeck/privacy-policy")
    }
