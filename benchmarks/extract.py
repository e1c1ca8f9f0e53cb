"""Runs the extractor over a scored set: python -m benchmarks.extract SET OUT."""

import json
import sys
import time
from pathlib import Path
from typing import Any

from apps.documents.extraction import ExtractionError, Page, extract, join_parts


def main(set_dir: str, out_path: str) -> None:
    """Write one row a case: id, text of all its sources, seconds spent extracting."""
    base = Path(set_dir)
    with (
        (base / "index.jsonl").open(encoding="utf-8") as cases,
        Path(out_path).open("w", encoding="utf-8") as out,
    ):
        out.writelines(
            json.dumps(_answer(base, json.loads(line)), ensure_ascii=False) + "\n" for line in cases
        )


def _answer(base: Path, case: dict[str, Any]) -> dict[str, Any]:
    read = [_read(base, source) for source in case["sources"]]
    texts = [text for text, _ in read if text]
    if case["kind"] == "noise_pair":  # two captures of one page, which must give one text
        print(f"{case['id']}: {'same' if len(set(texts)) == 1 else 'DIFFERENT'}", file=sys.stderr)
        texts = texts[:1]
    return {"id": case["id"], "text": join_parts(texts), "seconds": sum(seconds for _, seconds in read)}


def _read(base: Path, source: dict[str, Any]) -> tuple[str, float]:
    page = Page((base / source["path"]).read_bytes(), source["mime"], source.get("source_url") or "")
    begun = time.perf_counter()
    try:
        text = extract(page).text
    except ExtractionError as reason:
        print(f"{source['path']}: {reason.code}", file=sys.stderr)
        text = ""
    return text, time.perf_counter() - begun


if __name__ == "__main__":
    main(*sys.argv[1:3])
