"""Runs the classifier over a labelled set: python -m benchmarks.clauses SET OUT SCHEME (unfair, topics or ai)."""

import json
import sys
import time
from pathlib import Path

from apps.provisions.classification import judge, read_model

# The caller's batches; a document has about as many clauses.
_AT_ONCE = 256


def main(set_path: str, out_path: str, scheme: str) -> None:
    """Write one row a clause: id, labels, scores, and its share of the seconds. Labels of the set are not read."""
    lines = Path(set_path).read_text(encoding="utf-8").splitlines()
    clauses = [(row["id"], row["text"]) for row in map(json.loads, filter(str.strip, lines))]
    model = read_model()
    with Path(out_path).open("w", encoding="utf-8") as out:
        for start in range(0, len(clauses), _AT_ONCE):
            batch = clauses[start : start + _AT_ONCE]
            begun = time.perf_counter()
            judgements = judge(scheme, [text for _, text in batch], model)
            seconds = (time.perf_counter() - begun) / len(batch)
            for (name, _), judgement in zip(batch, judgements, strict=True):
                row = {"id": name, "labels": judgement.labels, "scores": judgement.scores, "seconds": seconds}
                out.write(json.dumps(row) + "\n")


if __name__ == "__main__":
    main(*sys.argv[1:4])
