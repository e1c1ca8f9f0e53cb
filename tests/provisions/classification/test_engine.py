"""The shipped model names topics where it is sure, says nothing where it is not, and is quick."""

import json
import subprocess
import sys
import time
from pathlib import Path

import pytest

from apps.provisions.classification import Basis, classify, judge, read_model
from apps.provisions.classification.grams import grams
from apps.provisions.classification.model import SHIPPED
from apps.provisions.taxonomy import read_taxonomy
from benchmarks.clauses import main

CLAUSES = [
    "We may terminate or suspend your account at any time, with or without cause and without notice.",
    "You agree to indemnify and hold us harmless from any claim arising out of your use of the service.",
    "You must be at least 13 years old to use the service.",
    "We use cookies and similar technologies to remember your preferences.",
]


def test_shipped_model_is_small_and_knows_its_labels() -> None:
    model = read_model()

    assert SHIPPED.stat().st_size < 15_000_000
    assert {scheme: len(head.labels) for scheme, head in model.heads.items()} == {
        "ai": 15,
        "topics": 36,
        "unfair": 8,
    }


def test_every_label_of_the_model_is_a_topic_of_the_taxonomy() -> None:
    taxonomy = read_taxonomy()

    unknown = [
        label
        for scheme, head in read_model().heads.items()
        for label in head.labels
        if not taxonomy.topics_of(scheme, label)
    ]

    assert unknown == []


@pytest.mark.parametrize(
    ("clause", "topic"),
    [
        (CLAUSES[0], "termination_suspension"),
        (CLAUSES[1], "indemnification"),
        (CLAUSES[2], "age_eligibility"),
        (CLAUSES[3], "cookies"),
    ],
)
def test_plain_clause_gets_its_topic_first(clause: str, topic: str) -> None:
    first = classify([clause])[0][0]

    assert first.topic == topic
    assert first.basis is Basis.MODEL
    assert first.confidence > 0.6


def test_clause_on_two_topics_gets_both() -> None:
    clause = "Output may be inaccurate, so check it before relying on it. As between you and us, you own all output."

    topics = {found.topic for found in classify([clause])[0]}

    assert {"ai_output_accuracy", "ai_output_ownership"} <= topics


def test_topic_without_labelled_clauses_is_found_by_its_cue() -> None:
    found = classify(["Neither party is liable for force majeure."])[0]

    assert ("force_majeure", Basis.CUE) in {(one.topic, one.basis) for one in found}


@pytest.mark.parametrize(
    "text", ["", "***", "Tomatoes ripen slowly in the shade.", "Lorem ipsum dolor sit amet."]
)
def test_nothing_is_said_of_what_is_no_clause(text: str) -> None:
    assert classify([text]) == [()]


def test_confidence_falls_along_the_answer() -> None:
    for found in classify(CLAUSES):
        confidences = [one.confidence for one in found]
        assert confidences == sorted(confidences, reverse=True)
        assert all(0 < confidence <= 1 for confidence in confidences)


def test_topics_are_named_only_above_the_threshold() -> None:
    threshold = read_model().heads["topics"].threshold[0]

    for judgement in judge("topics", [*CLAUSES, "We like our users and our data."]):
        likeliest = max(judgement.scores.values())
        assert bool(judgement.labels) is bool(likeliest >= threshold)


def test_floor_adds_the_likeliest_topic_of_an_unsure_clause() -> None:
    clause = "We like our users and our data."
    label, chance = next(iter(judge("topics", [clause])[0].scores.items()))

    assert classify([clause]) == classify([clause], floor=chance + 0.01) == [()]
    assert [found.topic for found in classify([clause], floor=chance - 0.01)[0]] == [label]


def test_floor_changes_nothing_for_a_sure_clause() -> None:
    assert classify(CLAUSES, floor=0.01) == classify(CLAUSES)


def test_scores_cover_every_label_in_falling_order() -> None:
    head = read_model().heads["topics"]

    judgement = judge("topics", CLAUSES[:1])[0]

    assert set(judgement.scores) == set(head.labels)
    assert list(judgement.scores.values()) == sorted(judgement.scores.values(), reverse=True)
    assert sum(judgement.scores.values()) == pytest.approx(1, abs=1e-3)


def test_batches_do_not_change_the_answer() -> None:
    many = CLAUSES * 70

    assert judge("unfair", many)[-4:] == judge("unfair", CLAUSES)


def test_unknown_scheme_is_a_key_error() -> None:
    with pytest.raises(KeyError):
        judge("horoscope", CLAUSES)


def test_answer_does_not_depend_on_the_process() -> None:
    program = (
        "import json, sys; from apps.provisions.classification import judge;"
        "print(json.dumps([judgement.scores for judgement in judge('unfair', json.load(sys.stdin))]))"
    )
    answers = {
        subprocess.run(  # noqa: S603 - our own interpreter and program
            [sys.executable, "-c", program],
            input=json.dumps(CLAUSES),
            env={"PYTHONHASHSEED": seed, "OMP_NUM_THREADS": "1"},
            cwd=Path(__file__).parents[3],
            capture_output=True,
            text=True,
            check=True,
        ).stdout
        for seed in ("1", "2")
    }

    assert len(answers) == 1


def test_judging_costs_little_more_than_counting() -> None:
    """Judging stays within ten times the cost of counting grams, which alone does 20,000 sentences a second."""
    sentences = CLAUSES * 200
    judge("unfair", sentences)

    def seconds(work: object) -> float:
        assert callable(work)
        begun = time.process_time()
        work()
        return time.process_time() - begun

    counting = min(seconds(lambda: grams(sentences)) for _ in range(3))
    judging = min(seconds(lambda: judge("unfair", sentences)) for _ in range(3))

    assert judging < 10 * counting


@pytest.mark.parametrize("scheme", ["unfair", "topics", "ai"])
def test_adapter_writes_a_row_for_each_clause_and_reads_no_labels(tmp_path: Path, scheme: str) -> None:
    set_path, out_path = tmp_path / "set.jsonl", tmp_path / "out.jsonl"
    set_path.write_text(
        "".join(json.dumps({"id": f"c{i}", "text": text}) + "\n" for i, text in enumerate(CLAUSES))
    )

    main(str(set_path), str(out_path), scheme)

    rows = [json.loads(line) for line in out_path.read_text().splitlines()]
    assert [row["id"] for row in rows] == ["c0", "c1", "c2", "c3"]
    for row in rows:
        assert set(row) == {"id", "labels", "scores", "seconds"}
        assert set(row["labels"]) <= set(row["scores"]) == set(read_model().heads[scheme].labels)
        assert row["seconds"] > 0
