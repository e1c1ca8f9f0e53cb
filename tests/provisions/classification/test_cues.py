"""Cues know their topic by its wording, and only where no other sense is plain."""

from pathlib import Path

import pytest
from pydantic import ValidationError

from apps.provisions.classification.cues import Cue, plain, read_cues, shown, topics_shown
from apps.provisions.taxonomy import read_taxonomy

CUES = read_cues()


@pytest.mark.parametrize("cue", CUES, ids=[cue.topic for cue in CUES])
def test_cue_finds_every_example_of_its_topic(cue: Cue) -> None:
    missed = [text for text in read_taxonomy().topic(cue.topic).examples if not cue.in_plain(plain(text))]

    assert missed == []


def test_every_topic_without_labelled_clauses_has_a_cue() -> None:
    taxonomy = read_taxonomy()
    learned = {
        topic
        for scheme in ("topics", "unfair")
        for topics in taxonomy.mappings[scheme].values()
        for topic in topics
    }

    assert {topic.slug for topic in taxonomy.topics} - learned == {cue.topic for cue in CUES}


@pytest.mark.parametrize(
    ("text", "topics"),
    [
        ("You must be kind to other members.", ()),
        ("Our train service leaves every hour.", ()),
        ("We review applications by post within a week.", ()),
        ("You may use the output to write a report.", ()),
        ("Sub-processors are listed on our site.", ("sub_processors",)),
        ("You may not use our Service to train rival models.", ("competing_models",)),
        ("Your subscription will renew automatically.", ("auto_renewal",)),
        ("You must keep the confidentiality of your password.", ()),
        ("You agree to notify us of any breach of security or security incident.", ()),
        ("Material that infringes a right of publicity is removed.", ()),
        ("Administrators can audit logs.", ()),
    ],
)
def test_wording_shows_these_topics(text: str, topics: tuple[str, ...]) -> None:
    assert topics_shown(text) == topics


def test_gap_does_not_cross_a_sentence() -> None:
    assert "ai_output_ownership" not in topics_shown(
        "You own your account. The output of a printer is paper."
    )


def test_typographic_quotes_and_line_breaks_are_made_plain() -> None:
    assert plain("Customer\u2019s\n  \u201cOutput\u201d") == 'customer\'s "output"'


def test_shown_has_a_row_for_each_text_and_a_column_for_each_topic() -> None:
    rows = shown(["Force majeure.", "Nothing."], ["confidentiality", "force_majeure"])

    assert rows.tolist() == [[0.0, 1.0], [0.0, 0.0]]


def test_unknown_field_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "cues.yaml"
    file.write_text("words: {}\ncues: {a: {needs: [x], any: [x], sometimes: [y]}}")

    with pytest.raises(ValidationError, match="sometimes"):
        read_cues(file)
