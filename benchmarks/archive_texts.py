"""Agreements made of nothing, the same each time, laid out as `import_history` reads them."""

import json
import random
from collections.abc import Sequence
from hashlib import sha256
from pathlib import Path

_WORDS = [
    "account",
    "agreement",
    "apply",
    "arbitration",
    "authority",
    "because",
    "before",
    "cancel",
    "charge",
    "claim",
    "consent",
    "content",
    "contract",
    "court",
    "customer",
    "damages",
    "data",
    "days",
    "delete",
    "dispute",
    "entitled",
    "fees",
    "govern",
    "harm",
    "indemnify",
    "information",
    "law",
    "liability",
    "licence",
    "limit",
    "lose",
    "may",
    "modify",
    "notice",
    "obligation",
    "option",
    "party",
    "payment",
    "personal",
    "policy",
    "privacy",
    "process",
    "product",
    "provide",
    "purpose",
    "reason",
    "refund",
    "remove",
    "request",
    "require",
    "right",
    "service",
    "share",
    "store",
    "subject",
    "subscription",
    "suspend",
    "terminate",
    "terms",
    "third",
    "transfer",
    "under",
    "use",
    "user",
    "violate",
    "warranty",
    "when",
    "where",
    "whether",
    "within",
    "without",
    "you",
    "your",
]
_TYPES = ("Terms of Service", "Privacy Policy", "Acceptable Use Policy", "Trackers Policy", "Developer Terms")
_DATES = ("2025-03-01T06-00-00Z", "2025-09-01T06-00-00Z")


def agreement(words: int, seed: int) -> list[str]:
    """Return the paragraphs of an agreement of about so many words, the same for the same seed."""
    chance = random.Random(seed)  # noqa: S311 - a benchmark wants the same text each time
    paragraphs: list[str] = []
    written = 0
    while written < words:
        if len(paragraphs) % 8 == 0:
            paragraphs.append(
                f"## {len(paragraphs) // 8 + 1}. {' '.join(chance.choices(_WORDS, k=3)).capitalize()}"
            )
        sentences = [
            f"{' '.join(chance.choices(_WORDS, k=chance.randint(9, 30))).capitalize()}."
            for _ in range(chance.randint(2, 5))
        ]
        paragraphs.append(" ".join(sentences))
        written += len(paragraphs[-1].split())
    return paragraphs


def amended(paragraphs: Sequence[str], seed: int) -> list[str]:
    """Return the agreement a lawyer would make of it: words changed in four places, a clause added, one moved."""
    chance = random.Random(seed)  # noqa: S311 - a benchmark wants the same text each time
    changed = list(paragraphs)
    for _ in range(4):
        place = chance.randrange(len(changed))
        words = changed[place].split(" ")
        words[chance.randrange(len(words))] = "30"
        changed[place] = " ".join(words)
    changed.insert(
        chance.randrange(len(changed)), f"You agree to pay {chance.randint(1, 99)} euros within 30 days."
    )
    changed.insert(chance.randrange(len(changed)), changed.pop(chance.randrange(len(changed))))
    return changed


def write_history(root: Path, *, documents: int, words: int) -> None:
    """Write so many documents of two versions each, as `import_history` reads them."""
    with (root / "index.jsonl").open("w", encoding="utf-8") as index:
        for number in range(documents):
            vendor, kind = f"Vendor {number // len(_TYPES):05}", _TYPES[number % len(_TYPES)]
            folder = root / vendor / kind
            folder.mkdir(parents=True)
            old = agreement(words, number)
            for date, paragraphs in zip(_DATES, (old, amended(old, number)), strict=True):
                data = "\n\n".join(paragraphs).encode()
                (folder / f"{date}.md").write_bytes(data)
                row = {
                    "service": vendor,
                    "terms_type": kind,
                    "date": f"{date[:11]}{date[11:].replace('-', ':')}",
                    "path": f"{vendor}/{kind}/{date}.md",
                    "sha256": sha256(data).hexdigest(),
                    "record_kind": "first_record" if date == _DATES[0] else "update",
                    "source_urls": [f"https://vendor-{number // len(_TYPES)}.example/{number}"],
                    "commit_url": "",
                }
                index.write(json.dumps(row) + "\n")
