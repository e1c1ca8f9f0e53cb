"""The shipped taxonomy is sound, and one that is not is refused with every problem named."""

from pathlib import Path

import pytest
import yaml

from apps.provisions.taxonomy import FactType, Favours, TaxonomyError, read_taxonomy
from apps.provisions.taxonomy.reader import DATA
from tests.shipped_data import Edit, editor_of


@pytest.fixture
def edited(tmp_path: Path) -> Edit:
    return editor_of(DATA, tmp_path)


def problems(path: Path) -> tuple[str, ...]:
    with pytest.raises(TaxonomyError) as refused:
        read_taxonomy(path)
    return refused.value.problems


def test_shipped_taxonomy_covers_every_family() -> None:
    taxonomy = read_taxonomy()

    assert taxonomy.version == 2
    assert {topic.family for topic in taxonomy.topics} == {family.slug for family in taxonomy.families}
    assert len(taxonomy.topics) == 80


def test_topics_stand_in_the_order_of_their_families() -> None:
    taxonomy = read_taxonomy()

    order = [family.slug for family in taxonomy.families]
    ranks = [order.index(topic.family) for topic in taxonomy.topics]

    assert ranks == sorted(ranks)


def test_every_example_is_used_once() -> None:
    examples = [example for topic in read_taxonomy().topics for example in topic.examples]

    assert len(set(examples)) == len(examples)


def test_arbitration_tells_its_positions_and_facts() -> None:
    topic = read_taxonomy().topic("arbitration")

    assert [position.slug for position in topic.positions] == [
        "mandatory",
        "mandatory_opt_out",
        "optional",
        "none",
    ]
    assert topic.positions[0].favours is Favours.PROVIDER
    assert {fact.slug: fact.type for fact in topic.facts}["opt_out_days"] is FactType.DURATION


def test_unknown_topic_is_a_key_error() -> None:
    with pytest.raises(KeyError):
        read_taxonomy().topic("unknown")


@pytest.mark.parametrize(
    ("scheme", "label", "topics"),
    [
        ("unfair", "j", ("governing_law_jurisdiction",)),
        ("ai", "training_opt_out", ("ai_training_opt_out",)),
        ("opp115", "Data Retention", ("data_retention",)),
        ("opp115", "No such label", ()),
        ("no such scheme", "a", ()),
    ],
)
def test_labels_of_other_schemes_translate(scheme: str, label: str, topics: tuple[str, ...]) -> None:
    assert read_taxonomy().topics_of(scheme, label) == topics


@pytest.mark.parametrize(
    ("file", "old", "new", "problem"),
    [
        ("taxonomy.yaml", "version: 2", "version: 0", "version"),
        ("taxonomy.yaml", "slug: liability", "slug: dispute", "families: dispute given twice"),
        ("taxonomy.yaml", "  - slug: control\n", "  - slug: command\n", "command.yaml"),
        (
            "topics/ai.yaml",
            "slug: ai_disclosure",
            "slug: ai_training_use",
            "topics: ai_training_use given twice",
        ),
        (
            "topics/ai.yaml",
            "label: Rights in output",
            "label: High-risk use",
            "labels: High-risk use given twice",
        ),
        (
            "topics/ai.yaml",
            "slug: opt_in,",
            "slug: excluded,",
            "ai_training_use.positions: excluded given twice",
        ),
        (
            "topics/ai.yaml",
            "slug: plans,",
            "slug: data_used,",
            "ai_training_use.facts: data_used given twice",
        ),
        ("topics/ai.yaml", "topic: content_licence", "topic: nothing", "ai_training_use.excludes: nothing"),
        ("topics/dispute.yaml", "topic: class_action_waiver", "topic: arbitration", "arbitration.excludes"),
        ("topics/ip.yaml", "favours: provider", "favours: nobody", "positions.0.favours"),
        ("topics/ip.yaml", "type: text", "type: opinion", "facts.0.type"),
        ("topics/ip.yaml", "  definition: The", "  meaning: The", "definition"),
        ("topics/ip.yaml", "- slug: content_licence", "- slug: Content Licence", "slug"),
        ("mappings.yaml", "a: [arbitration]", "a: [nothing]", "mappings.unfair.a: unknown topic nothing"),
        ("mappings.yaml", "a: [arbitration]", "a: []", "mappings.unfair.a: names no topic"),
        ("mappings.yaml", "a: [arbitration]", "a: arbitration", "mappings.yaml: unfair.a"),
        ("mappings.yaml", "a: [arbitration]", "a: [arbitration", "mappings.yaml"),
    ],
)
def test_mistake_is_refused_by_name(edited: Edit, file: str, old: str, new: str, problem: str) -> None:
    found = problems(edited(file, old, new))

    assert any(problem in line for line in found)


@pytest.mark.parametrize("field", ["examples", "includes"])
def test_topic_without_examples_or_contents_is_refused(edited: Edit, field: str) -> None:
    path = edited("topics/general.yaml", "label: Assignment", "label: Assignment")
    rows = yaml.safe_load((path / "topics/general.yaml").read_text())
    rows[1][field] = []
    (path / "topics/general.yaml").write_text(yaml.safe_dump(rows))

    assert any(f"1.{field}" in line for line in problems(path))


def test_every_dangling_mapping_is_named_at_once(edited: Edit) -> None:
    path = edited("mappings.yaml", "a: [arbitration]", "a: [first]")
    text = (path / "mappings.yaml").read_text().replace("ch: [unilateral_change]", "ch: [second]")
    (path / "mappings.yaml").write_text(text)

    assert problems(path) == (
        "mappings.unfair.a: unknown topic first",
        "mappings.unfair.ch: unknown topic second",
    )


def test_file_of_no_family_is_refused(edited: Edit) -> None:
    path = edited("taxonomy.yaml", "version: 2", "version: 2")
    (path / "topics/stray.yaml").write_text("[]")

    assert problems(path) == ("stray.yaml: no family of that name",)


def test_file_that_is_no_list_is_refused(edited: Edit) -> None:
    path = edited("taxonomy.yaml", "version: 2", "version: 2")
    (path / "topics/ai.yaml").write_text("topics: []")

    assert problems(path) == ("ai.yaml: must be a list of topics",)
