"""The rubric in print: docs/rubric.md is what this gives, line by line (python -m apps.analysis.rules.printed > docs/rubric.md)."""

import sys
from collections.abc import Iterator, Mapping

from apps.analysis.rules import RULES_VERSION
from apps.analysis.rules.knowledge import topics
from apps.analysis.rules.rubric import Step, definitions, rubric

_INTRODUCTION = f"""# How severity and confidence are graded

`apps/analysis/rules/data/rubric.yaml` and the points beside each position in `data/topics` are the rubric of the analyser
`{RULES_VERSION}`. This page prints every line of both; a test keeps it equal to the data. A reading names each line that counted for it.

Severity is seen from those whom the document binds: how much a clause takes from them. It says nothing on whether the clause holds in
law. The points are judgements, made once for all clauses and never for a single one.
"""


def rubric_page() -> str:
    """Return docs/rubric.md."""
    return "\n".join([_INTRODUCTION, *_severity(), *_confidence(), *_exposure(), *_change()]) + "\n"


def _severity() -> Iterator[str]:
    rules = rubric().severity
    yield "## Severity of a provision\n"
    yield (
        f"High from {rules.high} points, medium from {rules.medium}, low below. A clause whose position is not decided has at most "
        f"{rules.undecided_most}; one whose topic is inferred from context is never high. Where a clause decides on several points, "
        "the gravest counts.\n"
    )
    yield "### Positions\n"
    yield "| Topic | Position | Means | Points |\n| --- | --- | --- | --- |"
    for slug, topic in topics().items():
        for position, said in topic.positions.items():
            yield f"| `{slug}` | `{position}` | {definitions()[slug, position]} | {said.points} |"
        yield f"| `{slug}` | not decided | | {topic.undecided} |"
    yield "\n### Words that count further\n"
    yield "| Line | What was found | Points | Only in the families | Counted already by |\n| --- | --- | --- | --- | --- |"
    for slug, step in rules.modifiers.items():
        families = ", ".join(rules.only_in.get(slug, ()))
        counted = ", ".join(_counting(slug, rules.counted))
        yield f"| `{slug}` | {step.text} | {step.points:+d} | {families} | {counted} |"
    yield (
        "\nWords of what the provider may do count only where the clause lets the provider act. On a position that serves the user "
        "they do not count.\n"
    )
    yield "### Stated values\n"
    yield "| Fact | Where it is | What was found | Points |\n| --- | --- | --- | --- |"
    for fact in rules.facts:
        bound = f"below {fact.below}" if fact.below is not None else f"above {fact.above}"
        yield f"| `{fact.topic}.{fact.fact}` | {bound} | {fact.text} | {fact.points:+d} |"
    yield "\nDurations are compared in days, money in its own unit, shares in per cent.\n"
    yield "### Where no position is decided\n"
    yield from _table(rules.forces)


def _counting(slug: str, counted: Mapping[str, Mapping[str, tuple[str, ...]]]) -> Iterator[str]:
    for topic, positions in counted.items():
        for position, slugs in positions.items():
            if slug in slugs:
                yield f"`{topic}.{position}`"


def _confidence() -> Iterator[str]:
    rules = rubric().confidence
    yield "\n## Confidence of a provision\n"
    yield (
        f"High from {rules.high} points, medium from {rules.medium}, low below. A topic counts as very likely from a calibrated "
        f"{rules.likely_at}.\n"
    )
    yield from _table({**rules.basis, **rules.steps})


def _exposure() -> Iterator[str]:
    rules = rubric().exposure
    yield "\n## Governance exposure\n"
    yield (
        f"The points of severity, seen from an organisation: high from {rules.high}, medium from {rules.medium}. What is inferred is "
        "never high.\n"
    )
    yield from _table({"business": rules.business})


def _change() -> Iterator[str]:
    rules = rubric().change
    yield "\n## Severity and confidence of a change\n"
    yield (
        f"The points of the gravest clause that was edited, added or removed, with these: high from {rules.high}, medium from "
        f"{rules.medium}.\n"
    )
    yield from _table(rules.steps)
    yield f"\nConfidence is high from {rules.sure_high} points, medium from {rules.sure_medium}.\n"
    yield from _table(rules.sure)


def _table(steps: Mapping[str, Step]) -> Iterator[str]:
    yield "| Line | What was found | Points |\n| --- | --- | --- |"
    for slug, step in steps.items():
        yield f"| `{slug}` | {step.text} | {step.points:+d} |"


if __name__ == "__main__":
    sys.stdout.write(rubric_page())
