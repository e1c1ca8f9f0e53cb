"""Measures the classifier on companies left out: python -m benchmarks.clauses_folds SETS OUT SCHEME [FOLDS].

SETS is the folder the model is trained from. Each company is judged by a model that saw nothing of it, neither for
weights nor for calibration nor for thresholds; OUT has the rows of `benchmarks.clauses` and goes to the same scorer.
"""

import json
import sys
from collections.abc import Callable, Sequence
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


def main(folder: str, out_path: str, scheme: str, count: str = "5") -> None:
    """Write one row a clause of the scheme's own set."""
    read, make = _SCHEMES[scheme]
    examples = read(Path(folder))
    groups = np.array([example.group for example in examples])
    with Path(out_path).open("w", encoding="utf-8") as out:
        for rest, left_out in folds(groups, int(count)):
            model = Model({scheme: make([examples[place] for place in rest])}, "")
            asked = [examples[place] for place in left_out if not examples[place].is_newer]
            judgements = judge(scheme, [example.text for example in asked], model)
            for example, judgement in zip(asked, judgements, strict=True):
                row = {"id": example.name, "labels": judgement.labels, "scores": judgement.scores}
                out.write(json.dumps(row) + "\n")


if __name__ == "__main__":
    main(*sys.argv[1:5])
