"""Compare the pairs of a set: python -m benchmarks.diff PAIRS OUT."""

import json
import sys
from pathlib import Path
from time import perf_counter

from apps.documents.diffing import redline


def main(pairs_path: str, out_path: str) -> None:
    """Write the operations of each pair, in both reading orders, and the seconds they took."""
    with Path(pairs_path).open(encoding="utf-8") as pairs, Path(out_path).open("w", encoding="utf-8") as out:
        for line in pairs:
            pair = json.loads(line)
            started = perf_counter()
            answer = redline(pair["old"], pair["new"])
            seconds = perf_counter() - started
            row = {
                "id": pair["id"],
                "ops": [(op.kind, op.text) for op in answer.ops],
                "old_ops": [(op.kind, op.text) for op in answer.old_ops],
                "seconds": seconds,
            }
            out.write(json.dumps(row, ensure_ascii=False) + "\n")


if __name__ == "__main__":
    main(*sys.argv[1:3])
