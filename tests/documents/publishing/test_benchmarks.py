import hashlib
import json
from pathlib import Path

from benchmarks import timeline

CLAUSE = (
    "You agree that Harbour may process personal data under this agreement, subject to the applicable law, and that "
    "each party keeps its rights. Liability is limited to the fees of the last {months} months in every jurisdiction. "
)
BEFORE = f"<h1>Terms of Service</h1><p>Last updated 3 March 2025</p><h2>1. Data</h2><p>{(CLAUSE * 5).format(months='twelve')}</p>"
AFTER = BEFORE.replace("twelve", "six")
LINKED = BEFORE.replace("this agreement", "<a href='/agreement'>this agreement</a>")
LOST = "<h1>Page not found</h1><p>The page you are looking for does not exist."
PAGES = (LOST, BEFORE, BEFORE, LOST, LINKED, AFTER, LINKED, AFTER, LINKED, LINKED)


def test_timeline_adapter_tells_what_comes_of_each_capture(tmp_path: Path) -> None:
    rows = []
    for seq, page in enumerate(PAGES):
        markup = f"<html><head><title>Terms of Service</title></head><body><main>{page}</main></body></html>"
        path = f"{hashlib.sha256(page.encode()).hexdigest()}.html"
        (tmp_path / path).write_text(markup, "utf-8")
        time = f"2026-03-{seq + 1:02}T06:00:00Z"
        rows.append(
            {
                "series": "harbour",
                "seq": seq,
                "path": path,
                "url": "https://harbour.example/terms",
                "time": time,
            }
        )
    (tmp_path / "index.jsonl").write_text("".join(json.dumps(row) + "\n" for row in rows), "utf-8")

    timeline.main(str(tmp_path), str(tmp_path / "out.jsonl"))

    answers = [json.loads(line) for line in (tmp_path / "out.jsonl").read_text("utf-8").splitlines()]
    assert [answer["event"] for answer in answers] == [
        "quarantined",
        "first",
        "none",
        "quarantined",
        "links",
        "change",
        "held",
        "none",
        "held",
        "change",
    ]
    assert min(answers[5]["words_added"], answers[5]["words_removed"]) >= 5
    assert all(answer["seconds"] > 0 for answer in answers)
