import json
from pathlib import Path

from benchmarks import diff, history

TEXTS = (
    "We keep it for 30 days.",
    "We keep it for 60 days.",
    "We keep it for 30 days.",
    "We keep it, for 30 days.",
)


def test_diff_adapter_writes_operations_of_each_pair(tmp_path: Path) -> None:
    pairs, out = tmp_path / "pairs.jsonl", tmp_path / "out.jsonl"
    pairs.write_text(json.dumps({"id": "a", "old": "30 days", "new": "60 days"}) + "\n", "utf-8")

    diff.main(str(pairs), str(out))

    row = json.loads(out.read_text("utf-8"))
    assert row["ops"] == row["old_ops"] == [["delete", "30"], ["insert", "60"], ["equal", " days"]]
    assert (row["id"], row["seconds"] > 0) == ("a", True)


def test_history_adapter_publishes_changes_and_holds_returns(tmp_path: Path) -> None:
    folder = tmp_path / "Acme" / "Terms"
    folder.mkdir(parents=True)
    paths = [f"Acme/Terms/{number}.md" for number in range(len(TEXTS))]
    for path, text in zip(paths, TEXTS, strict=True):
        (tmp_path / path).write_text(text, "utf-8")
    (tmp_path / "index.jsonl").write_text(
        "".join(
            json.dumps({"path": path, "date": f"2026-03-0{day}T00:00:00Z"}) + "\n"
            for day, path in enumerate(paths, 1)
        ),
        "utf-8",
    )

    history.main(str(tmp_path), str(tmp_path / "out.jsonl"))

    rows = [json.loads(line) for line in (tmp_path / "out.jsonl").read_text("utf-8").splitlines()]
    assert [(row["kind"], row["publish"]) for row in rows] == [
        ("first", False),
        ("numbers", True),
        ("reverted", False),
        ("editorial", False),
    ]
