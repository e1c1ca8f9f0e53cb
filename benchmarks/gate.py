"""Runs the gate over a scored set: python -m benchmarks.gate SET OUT [first]."""

import json
import sys
import time
from pathlib import Path
from typing import Any

from apps.documents.extraction import ExtractionError, Page, extract
from apps.documents.gating import Evidence, Likeness, Verdict, judge_beside


def main(set_dir: str, out_path: str, mode: str = "") -> None:
    """Write one row a page: id, verdict, heaviest reason, seconds for extraction and gate together."""
    base = Path(set_dir)
    with (
        (base / "index.jsonl").open(encoding="utf-8") as rows,
        Path(out_path).open("w", encoding="utf-8") as out,
    ):
        out.writelines(json.dumps(_answer(base, json.loads(row), mode)) + "\n" for row in rows)


def _answer(base: Path, row: dict[str, Any], mode: str) -> dict[str, Any]:
    body = (base / row["path"]).read_bytes()
    begun = time.perf_counter()
    evidence, words = _evidence(row, body)
    judgement = judge_beside(evidence, None if mode == "first" else _likeness(row, words))
    return {
        "id": row["id"],
        "verdict": "good" if judgement.verdict is Verdict.GOOD else "bad",
        "reason": ", ".join(f"{reason.code} {reason.weight:+}" for reason in judgement.reasons),
        "seconds": time.perf_counter() - begun,
    }


def _evidence(row: dict[str, Any], body: bytes) -> tuple[Evidence, int]:
    url, text, title, language, words = row.get("url") or "", "", None, None, 0
    try:
        found = extract(Page(body, "text/html", url))
        text, title, language, words = found.text, found.title, found.language, found.words
    except ExtractionError:
        title = None
    return Evidence(row.get("status") or 200, {}, url, url, body, "text/html", text, title, language), words


def _likeness(row: dict[str, Any], words: int) -> Likeness | None:
    recall, known = row.get("recall_of_previous_good_text"), row.get("previous_good_text_words")
    return Likeness(recall, words / known) if recall is not None and known else None


if __name__ == "__main__":
    main(*sys.argv[1:4])
