"""The same sets make the same model file, and what is read is what was written."""

from collections.abc import Mapping
from pathlib import Path

import pytest

pytest.importorskip("sklearn", reason="training needs requirements-dev.txt")

from apps.provisions.classification import Model, ModelError, judge, read_model
from apps.provisions.classification.model import write_model
from apps.provisions.classification.scoring import Head
from apps.provisions.classification.sets import company, read_ai, read_topics, read_unfair
from apps.provisions.classification.train import main, train
from apps.provisions.taxonomy import read_taxonomy


@pytest.fixture(scope="module")
def heads(sets: Path) -> Mapping[str, Head]:
    return train(sets)


def test_same_sets_give_the_same_bytes(sets: Path, heads: Mapping[str, Head], tmp_path: Path) -> None:
    digest = write_model(heads, tmp_path / "one.npz")

    main(str(sets), str(tmp_path / "two.npz"))

    assert (tmp_path / "one.npz").read_bytes() == (tmp_path / "two.npz").read_bytes()
    assert (tmp_path / "two.sha256").read_text() == f"{digest}\n"


def test_model_read_back_judges_as_before(heads: Mapping[str, Head], tmp_path: Path) -> None:
    digest = write_model(heads, tmp_path / "model.npz")
    texts = ["Disputes go to binding arbitration.", "We may change these terms at any time."]

    stored = read_model(tmp_path / "model.npz")

    assert stored.sha256 == digest
    for scheme in ("ai", "topics", "unfair"):
        for was, now in zip(
            judge(scheme, texts, Model(heads, "")), judge(scheme, texts, stored), strict=True
        ):
            assert now.labels == was.labels
            assert now.scores == pytest.approx(was.scores, abs=1e-3)


@pytest.mark.parametrize(
    ("scheme", "text", "labels"),
    [
        ("unfair", "any dispute is settled by binding arbitration", ("a",)),
        ("unfair", "welcome and have fun", ()),
        ("topics", "We store cookies in your browser.", ("cookies",)),
        ("ai", "We may use your content to train our models.", ("ai_training_use",)),
        ("ai", "This is a company.", ()),
    ],
)
def test_model_learns_what_the_sets_say(
    heads: Mapping[str, Head], scheme: str, text: str, labels: tuple[str, ...]
) -> None:
    assert judge(scheme, [text], Model(heads, ""))[0].labels == labels


def test_altered_file_is_refused(heads: Mapping[str, Head], tmp_path: Path) -> None:
    file = tmp_path / "model.npz"
    write_model(heads, file)
    file.write_bytes(file.read_bytes()[:-1] + b"!")

    with pytest.raises(ModelError, match="is not the stated"):
        read_model(file)


def test_missing_file_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match="nowhere"):
        read_model(tmp_path / "nowhere.npz")


def test_newer_corpus_counts_half_and_headings_do_not_count(sets: Path) -> None:
    file = sets / "unfair_multilingual_en.jsonl"

    examples = [example for example in read_unfair(sets) if example.is_beside and example.group]

    assert len(examples) == len(file.read_text().splitlines())
    assert {example.counts for example in examples} == {0.5}


def test_services_of_one_company_stand_together() -> None:
    assert company("WhatsApp") == company("Facebook")
    assert company("Zynga") == "zynga"


def test_paragraphs_that_are_no_clauses_are_not_learned(sets: Path, tmp_path: Path) -> None:
    rows = (sets / "ai_clauses.jsonl").read_text()
    (tmp_path / "ai_clauses.jsonl").write_text(rows.replace('"clean"', '"not_a_clause"', 2))

    assert len(read_ai(tmp_path)) == len(read_ai(sets)) - 2


def test_points_are_learned_where_the_set_of_topics_lacks_them(sets: Path) -> None:
    found = {example.text: example for example in read_topics(sets) if example.is_beside and example.group}

    assert {text: (set(example.labels), example.counts) for text, example in found.items()} == {
        "A cookie stays in the browser for two years.": ({"cookies"}, 1.0),
        "Cookies for years": ({"cookies"}, 0.5),
        "No court will hear you": ({"arbitration"}, 0.5),
    }


def test_what_the_taxonomy_says_of_a_topic_is_learned_and_never_measured(sets: Path) -> None:
    described = [example for example in read_topics(sets) if example.is_beside and not example.group]

    topic = read_taxonomy().topic("data_sale")
    assert topic.definition in {example.text for example in described if example.labels == {"data_sale"}}
    assert {label for example in described for label in example.labels} == {
        "arbitration",
        "cookies",
        "data_sale",
    }
