"""Topics by a clause's own words, and by what stands around it."""

import re

import pytest

from apps.provisions.labelling import Basis, label
from apps.provisions.labelling.headings import read_headings, topic_of_path, topic_of_title
from apps.provisions.segmentation import segment
from apps.provisions.taxonomy import read_taxonomy


def labels(text: str) -> list[tuple[str, Basis] | None]:
    """Return the surest topic of each clause and by what it was recognised."""
    found = label(text, segment(text).segments)
    return [(one[0].topic, one[0].basis) if one else None for one in found]


def test_a_clause_that_says_what_it_is_about_needs_no_heading() -> None:
    text = "# Miscellaneous\n\nThese terms are governed by the laws of Ireland, without regard to conflict of law rules.\n"

    assert labels(text) == [("governing_law_jurisdiction", Basis.MODEL)]


def test_a_clause_that_says_too_little_takes_the_topic_of_its_section() -> None:
    text = '# Terms\n\n## 17. Definitions\n\n"Pricing Page" means the page at that address, as it stands from time to time.\n'

    (found,) = label(text, segment(text).segments)

    assert [(one.topic, one.basis, one.confidence) for one in found] == [("doc_meta", Basis.SECTION, 0.5)]


def test_the_innermost_heading_that_names_a_topic_counts() -> None:
    assert topic_of_path(("Privacy Policy", "Cookies", "Le Chat")) == "cookies"
    assert topic_of_path(("Cookies", "How long we keep data")) == "data_retention"
    assert topic_of_path(("Le Chat",)) is None


def test_what_nothing_tells_has_no_topic() -> None:
    text = "# 導言\n\n本協議はここに記載のとおりとします。これは分類できない文章です。\n"

    assert labels(text) == [None]


@pytest.mark.parametrize(
    ("title", "topic"),
    [
        ("12. Governing Law", "governing_law_jurisdiction"),
        ("Limitation of liability", "liability_limit"),
        ("Data retention", "data_retention"),
        ("What you can\u2019t do", "acceptable_use"),
        ("Limite d'âge", "age_eligibility"),
        ("Sub-processors", "sub_processors"),
        ("Fees and payment", "payments_refunds"),
        ("Hello", None),
    ],
)
def test_a_title_names_its_topic(title: str, topic: str | None) -> None:
    assert topic_of_title(title) == topic


def test_every_title_leads_to_a_topic_of_the_taxonomy() -> None:
    known = {topic.slug for topic in read_taxonomy().topics}

    assert {topic for topic, _ in read_headings()} <= known
    assert all(isinstance(pattern, re.Pattern) for _, pattern in read_headings())


@pytest.mark.parametrize(
    "clause",
    [
        "请你在开始使用本软件及相关服务之前认真阅读并充分理解本协议特别是涉及免除或者限制责任的条款。",
        "Vous acceptez que nous puissions modifier les présentes conditions à tout moment, sous réserve de vous en informer trente jours avant.",
    ],
)
def test_the_classifier_is_not_asked_about_a_language_it_cannot_read(clause: str) -> None:
    assert labels(f"# Hello\n\n{clause}\n") == [None]
    assert labels(f"# Cookies\n\n{clause}\n") == [("cookies", Basis.SECTION)]
