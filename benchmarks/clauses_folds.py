"""Measures the classifier on companies left out: python -m benchmarks.clauses_folds SETS OUT SCHEME [FOLDS].

SETS is the folder the model is trained from. Each company is judged by a model that saw nothing of it, neither for
weights nor for calibration nor for thresholds; OUT has the rows of `benchmarks.clauses` and goes to the same scorer.
"""

import json
import sys
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import numpy as np

from apps.provisions.classification import Model, judge
from apps.provisions.classification.fitting import folds
from apps.provisions.classification.heads import ai_head, topics_head, unfair_head
from apps.provisions.classification.scoring import Head
from apps.provisions.classification.sets import Example, read_ai, read_topics, read_unfair

Reader = Callable[[Path], list[Example]]
Maker = Callable[[Sequence[Example]], Head]

_SCHEMES: dict[str, tuple[Reader, Maker]] = {
    "unfair": (read_unfair, unfair_head),
    "topics": (read_topics, topics_head),
    "ai": (read_ai, ai_head),
}


def models_without(
    folder: Path, schemes: Sequence[str], count: int
) -> Iterator[tuple[Model, Sequence[Example]]]:
    """Yield models that saw nothing of some companies, with what these say in the first scheme's own set."""
    examples = {scheme: _SCHEMES[scheme][0](folder) for scheme in schemes}
    asked = examples[schemes[0]]
    for _, places in folds(np.array([example.group for example in asked]), count):
        left_out = [asked[place] for place in places]
        companies = {example.group for example in left_out}
        heads = {
            scheme: _SCHEMES[scheme][1]([one for one in every if one.group not in companies])
            for scheme, every in examples.items()
        }
        yield Model(heads, ""), [example for example in left_out if not example.is_beside]


def main(folder: str, out_path: str, scheme: str, count: str = "5") -> None:
    """Write one row a clause of the scheme's own set."""
    with Path(out_path).open("w", encoding="utf-8") as out:
        for model, left_out in models_without(Path(folder), (scheme,), int(count)):
            judgements = judge(scheme, [example.text for example in left_out], model)
            for example, judgement in zip(left_out, judgements, strict=True):
                row = {"id": example.name, "labels": judgement.labels, "scores": judgement.scores}
                out.write(json.dumps(row) + "\n")


if __name__ == "__main__":
    main(*sys.argv[1:5])
