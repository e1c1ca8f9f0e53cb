"""Print what the rules say of real clauses, to be read by eye: python -m benchmarks.analyses HISTORY N --vendors 12 [--changes 15].

No database: the texts are cut, labelled and read here as the stages do, and laws are mapped where the knowledge base is there.
`--speed` reads every clause of the latest versions and says how many a second of processor time.
"""

import argparse
import random
import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from pathlib import Path
from time import process_time

from apps.analysis.grounding import check
from apps.analysis.regulations import match_laws
from apps.analysis.rules import read_change, read_provision
from apps.analysis.types import (
    ChangeBrief,
    ChangeReading,
    Clause,
    ClauseChange,
    Graded,
    History,
    ProvisionBrief,
    ProvisionReading,
    Statement,
    Whose,
)
from apps.documents.diffing import redline
from apps.provisions.matching import Edition, trace
from apps.provisions.segmentation import Segment, segment
from benchmarks.clauses_read import clauses_of, digest

TYPES = {
    "Terms of Service": "terms-of-service",
    "Commercial Terms": "commercial-terms",
    "Developer Terms": "developer-terms",
    "Privacy Policy": "privacy-policy",
    "Business Privacy Policy": "privacy-policy",
    "Trackers Policy": "cookie-policy",
    "Data Processor Agreement": "data-processing-addendum",
    "Acceptable Use Policy": "acceptable-use-policy",
    "Community Guidelines": "community-guidelines",
    "Copyright Claims Policy": "copyright-policy",
    "In-App Purchases Policy": "payment-terms",
    "Content Monetisation Policy": "monetisation-policy",
    "Law Enforcement Guidelines": "law-enforcement-guidelines",
}
OPERATORS = {
    "ChatGPT": "OpenAI OpCo, LLC",
    "DALL·E": "OpenAI OpCo, LLC",
    "Le Chat": "Mistral AI",
    "Facebook": "Meta Platforms, Inc.",
    "Instagram": "Meta Platforms, Inc.",
    "Meta AI": "Meta Platforms, Inc.",
    "Llama API": "Meta Platforms, Inc.",
    "WhatsApp": "WhatsApp LLC",
    "YouTube": "Google LLC",
}
JURISDICTIONS = {
    "Le Chat": "FR",
    "Mistral AI": "FR",
    "Vibe": "FR",
    "Veepee": "FR",
    "Lovable": "SE",
    "Doubao": "CN",
    "TikTok": "IE",
    "Stability AI": "GB",
} | dict.fromkeys(
    [
        "ChatGPT",
        "DALL·E",
        "OpenAI",
        "Google",
        "YouTube",
        "Midjourney",
        "Apple",
        "Facebook",
        "Instagram",
        "WhatsApp",
        "Mozilla",
    ],
    "US",
)
OTHER_CATEGORIES = dict.fromkeys(
    ["Facebook", "Instagram", "TikTok", "Bluesky", "YouTube"], "social"
) | dict.fromkeys(["Apple", "Mozilla", "Google", "Tinder", "Veepee", "WhatsApp"], "")


@dataclass(frozen=True)
class Text:
    """A stored version, cut and read."""

    path: Path
    text: str

    @property
    def day(self) -> date:
        return date.fromisoformat(self.path.name[:10])

    @property
    def sha256(self) -> str:
        return digest(self.text)

    @property
    def whose(self) -> Whose:
        service, kind = self.path.parts[-3:-1]
        name = re.sub(r" \[.*\]$", "", service)
        return Whose(
            platform=name,
            platform_slug=name.lower().replace(" ", "-"),
            operator=OPERATORS.get(name, name),
            jurisdiction=JURISDICTIONS.get(name, ""),
            category=OTHER_CATEGORIES.get(name, "ai-models"),
            document=kind,
            document_type=TYPES.get(kind, "legal-notice"),
            locale="en",
            version=1,
            captured_on=self.day,
        )

    def clauses(self, segments: Sequence[Segment]) -> list[Clause]:
        return clauses_of(self.text, segments, "CA-P-000000")

    def brief(self, clause: Clause) -> ProvisionBrief:
        history = History(first_seen_on=self.day, last_verified_on=self.day, versions=1, changed_on=())
        laws = match_laws(clause, self.whose)
        return ProvisionBrief(clause, self.whose, history, laws=laws, texts={self.sha256: self.text})


def latest(base: Path) -> list[Text]:
    """Return the latest version of every document."""
    found = []
    for folder in sorted(base.glob("*/*")):
        versions = sorted(folder.glob("*.md"))
        if versions:
            found.append(Text(versions[-1], versions[-1].read_text("utf-8")))
    return found


def sample(texts: Sequence[Text], count: int, vendors: int, seed: int) -> Iterator[ProvisionBrief]:
    """Give clauses of so many vendors, no topic of a vendor twice while there are others."""
    chance = random.Random(seed)  # noqa: S311 - a sample, no secret
    names = sorted({text.whose.platform for text in texts})
    chosen = set(chance.sample(names, min(vendors, len(names))))
    briefs: dict[str, list[ProvisionBrief]] = defaultdict(list)
    for text in texts:
        if text.whose.platform in chosen:
            briefs[text.whose.platform] += [
                text.brief(one) for one in text.clauses(segment(text.text).segments)
            ]
    seen: set[str] = set()
    queues = {name: chance.sample(found, len(found)) for name, found in briefs.items()}
    given = 0
    while given < count and any(queues.values()):
        for name in sorted(queues):
            queue = queues[name]
            fresh = (
                at
                for at, one in enumerate(queue)
                if one.clause.stands and one.clause.stands[0].topic not in seen
            )
            at = next(fresh, 0)
            if not queue or given == count:
                continue
            brief = queue.pop(at)
            if brief.clause.stands:
                seen.add(brief.clause.stands[0].topic)
            yield brief
            given += 1
        if given % 3 == 0:
            seen = set(list(seen)[-40:])


def changes(base: Path, count: int, seed: int) -> Iterator[ChangeBrief]:
    """Give real changes, of different documents, the clauses followed as the stage does."""
    pairs = []
    for folder in sorted(base.glob("*/*")):
        versions = sorted(folder.glob("*.md"))
        pairs += [(old, new) for old, new in pairwise(versions)]
    random.Random(seed).shuffle(pairs)  # noqa: S311 - as above
    seen: Counter[Path] = Counter()
    for old_path, new_path in pairs:
        if seen[old_path.parent]:
            continue
        brief = change_brief(old_path, new_path)
        if brief is not None and any(
            one.is_edited or one.status in {"added", "removed"} for one in brief.clauses
        ):
            seen[old_path.parent] += 1
            yield brief
        if sum(seen.values()) == count:
            return


def change_brief(old_path: Path, new_path: Path) -> ChangeBrief | None:
    """Follow the clauses of two versions; nothing where the words are the same."""
    old, new = Text(old_path, old_path.read_text("utf-8")), Text(new_path, new_path.read_text("utf-8"))
    if old.text == new.text:
        return None
    line = redline(old.text, new.text)
    before, after = segment(old.text).segments, segment(new.text).segments
    lineage = trace(Edition(old.text, before), Edition(new.text, after), line)
    was, now = old.clauses(before), new.clauses(after)
    told = [
        ClauseChange(
            status=one.status.value,
            is_edited=one.old is not None and one.new is not None and one.edited,
            before=was[one.old] if one.old is not None else None,
            after=now[one.new] if one.new is not None else None,
        )
        for one in lineage.changes
        if one.status.value != "unchanged"
    ]
    return ChangeBrief(
        public_id="CA-C-000000",
        whose=new.whose,
        kind="substantive",
        materiality=0,
        detected_on=new.day,
        words_added=0,
        words_removed=0,
        words_moved=0,
        sentences_changed=0,
        dates=(),
        clauses=tuple(told),
        texts={old.sha256: old.text, new.sha256: new.text},
    )


def show(reading: ProvisionReading | ChangeReading) -> None:
    """Print a reading section by section."""
    print(f"TITLE  {reading.title}")
    print(
        f"SEVERITY {_graded(reading.severity)}\nCONFIDENCE {_graded(reading.confidence)}  {reading.evidence.value}"
    )
    for name, value in reading:
        if isinstance(value, tuple) and value and isinstance(value[0], Statement):
            print(f"  {name}:")
            for one in value:
                print(f"    [{one.basis.value}] {one.text}")
    for action in reading.actions:
        print(f"  DO {action.title}: {' '.join(step.text for step in action.steps)}")
        if action.deadline:
            print(f"     UNTIL {action.deadline.text}")
    if isinstance(reading, ChangeReading):
        print(f"  {reading.direction.value}; {[one.value for one in reading.affected]}")


def _graded(graded: Graded) -> str:
    return f"{graded.level.value} ({', '.join(f'{one.rule} {one.points:+d}' for one in graded.reasons)})"


def main() -> None:
    """Print a sample, or the speed."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("history", type=Path)
    parser.add_argument("count", type=int, nargs="?", default=60)
    parser.add_argument("--vendors", type=int, default=12)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--changes", type=int, default=0)
    parser.add_argument("--speed", action="store_true")
    given = parser.parse_args()
    if given.speed:
        print(speed(given.history))
        return
    if given.changes:
        for number, change in enumerate(changes(given.history, given.changes, given.seed), start=1):
            print(f"\n===== {number}. {change.whose.platform}, {change.whose.document}, {change.detected_on}")
            show(read_change(change))
        return
    for number, brief in enumerate(
        sample(latest(given.history), given.count, given.vendors, given.seed), start=1
    ):
        clause = brief.clause
        stands = [
            f"{one.topic}/{one.position or '-'} {one.basis.value} {one.confidence:.2f}"
            for one in clause.stands
        ]
        print(
            f"\n===== {number}. {brief.whose.platform}, {brief.whose.document} | {' > '.join(clause.path)} | {stands}"
        )
        print("\n".join(f"  ({one.quote[:200]})" for one in clause.context[:1]))
        print(clause.words.quote[:1500])
        print("---")
        show(read_provision(brief))


def speed(base: Path) -> dict[str, float]:
    """Read every clause of the latest versions and count findings of the check."""
    briefs = [text.brief(one) for text in latest(base) for one in text.clauses(segment(text.text).segments)]
    started = process_time()
    readings = [read_provision(brief) for brief in briefs]
    took = process_time() - started
    findings = Counter(
        finding.code.value
        for reading, brief in zip(readings, briefs, strict=True)
        for finding in check(reading, brief)
    )
    levels = Counter(f"severity_{reading.severity.level.value}" for reading in readings)
    sure = Counter(f"confidence_{reading.confidence.level.value}" for reading in readings)
    return {"readings": len(readings), "a_second": round(len(readings) / took), **levels, **sure, **findings}


if __name__ == "__main__":
    main()
