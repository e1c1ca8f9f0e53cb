"""Follow the paragraphs of a set through two versions: python -m benchmarks.lineage SET OUT."""

import json
import sys
from pathlib import Path
from time import perf_counter

from apps.provisions.matching import Clause, match_wordings


def main(set_dir: str, out_path: str) -> None:
    """Write, for each pair of versions, which old paragraph became which new one.

    The set holds only paragraphs without an exact counterpart, which is what is left to the wording in production.
    """
    source = Path(set_dir) / "index.jsonl"
    with source.open(encoding="utf-8") as pairs, Path(out_path).open("w", encoding="utf-8") as out:
        for line in pairs:
            pair = json.loads(line)
            started = perf_counter()
            links = match_wordings(
                [Clause(text) for text in pair["old"]], [Clause(text) for text in pair["new"]]
            )
            seconds = perf_counter() - started
            row = {
                "id": pair["id"],
                "pairs": [(link.old, link.new) for link in links],
                "seconds": seconds,
            }
            out.write(json.dumps(row) + "\n")


if __name__ == "__main__":
    main(*sys.argv[1:3])
