"""Runs the extractor over a scored set: python -m benchmarks.extract SET OUT [named].

With `named` it is told what production knows and the set's pages do not say: which document of a page is tracked, by
the name of its type. It makes a difference where one page holds several documents.
"""

import json
import sys
import time
from pathlib import Path
from typing import Any

from apps.documents.extraction import ExtractionError, Hints, Page, extract, join_parts


def main(set_dir: str, out_path: str, told: str = "") -> None:
    """Write one row a case: id, text of all its sources, seconds of one core."""
    base = Path(set_dir)
    with (
        (base / "index.jsonl").open(encoding="utf-8") as cases,
        Path(out_path).open("w", encoding="utf-8") as out,
    ):
        out.writelines(
            json.dumps(_answer(base, json.loads(line), is_named=told == "named"), ensure_ascii=False) + "\n"
            for line in cases
        )


def _answer(base: Path, case: dict[str, Any], *, is_named: bool) -> dict[str, Any]:
    hints = Hints(name=case["terms_type"] if is_named else "")
    read = [_read(base, source, hints) for source in case["sources"]]
    texts = [text for text, _ in read if text]
    if case["kind"] == "noise_pair":  # two captures of one page, which must give one text
        print(f"{case['id']}: {'same' if len(set(texts)) == 1 else 'DIFFERENT'}", file=sys.stderr)
        texts = texts[:1]
    return {"id": case["id"], "text": join_parts(texts), "seconds": sum(seconds for _, seconds in read)}


def _read(base: Path, source: dict[str, Any], hints: Hints) -> tuple[str, float]:
    page = Page((base / source["path"]).read_bytes(), source["mime"], source.get("source_url") or "")
    begun = time.process_time()
    try:
        text = extract(page, hints).text
    except ExtractionError as reason:
        print(f"{source['path']}: {reason.code}", file=sys.stderr)
        text = ""
    return text, time.process_time() - begun


if __name__ == "__main__":
    main(*sys.argv[1:4])
