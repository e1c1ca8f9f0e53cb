import json
from pathlib import Path

import pytest

from benchmarks import identities
from tests.provisions.matching.editions import COURT, DATA, FEES


def test_identities_are_counted_over_a_history(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    texts = [f"{FEES}\n\n{DATA}\n\n{COURT}", f"{FEES}\n\n{COURT}"]
    (tmp_path / "Acme" / "Terms").mkdir(parents=True)
    with (tmp_path / "index.jsonl").open("w", encoding="utf-8") as index:
        for number, text in enumerate(texts):
            path = f"Acme/Terms/{number}.md"
            (tmp_path / path).write_text(text, "utf-8")
            index.write(json.dumps({"path": path, "date": f"2025-03-0{number + 1}T06:00:00+00:00"}) + "\n")

    identities.main(str(tmp_path))

    figures = json.loads(capsys.readouterr().out)
    assert (figures["pairs"], figures["same_text"], figures["same_text_recognised"]) == (1, 2, 2)
    assert (figures["unchanged"], figures["removed"], figures["edited_without_operation"]) == (2, 1, 0)
