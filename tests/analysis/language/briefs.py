"""Briefs of small documents, for what is asked of a model."""

import hashlib
from datetime import date

from apps.analysis.types import (
    ChangeBrief,
    Citation,
    Clause,
    ClauseChange,
    History,
    Passage,
    ProvisionBrief,
    Whose,
)

WHOSE = Whose(
    platform="Northlight",
    platform_slug="northlight",
    operator="Northlight Systems Inc.",
    jurisdiction="US-CA",
    category="ai",
    document="Terms of Service",
    document_type="terms-of-service",
    locale="en",
    version=4,
    captured_on=date(2026, 10, 2),
)
HISTORY = History(
    first_seen_on=date(2025, 3, 1), last_verified_on=date(2026, 10, 2), versions=4, changed_on=()
)
CLAUSES = (
    "We may end your account with 30 days of notice.",
    "You may not resell access to the Services.",
    "Fees are due within 14 days of the invoice.",
    "You keep all rights in what you upload.",
    "We are not liable for indirect damages.",
)


def passage(text: str, words: str) -> Passage:
    """Return where words stand in a text."""
    start = text.index(words)
    digest = hashlib.sha256(text.encode()).hexdigest()
    return Passage(Citation(sha256=digest, start=start, end=start + len(words)), words)


def clause(text: str, words: str, number: int) -> Clause:
    """Return a clause of a text."""
    return Clause(f"CA-P-{number:06d}", passage(text, words), str(number), ("Terms",), (), ())


def provision_briefs(words: tuple[str, ...] = CLAUSES) -> list[ProvisionBrief]:
    """Return a brief for each clause of one document."""
    text = "\n\n".join(("# Terms", *words))
    digest = hashlib.sha256(text.encode()).hexdigest()
    return [
        ProvisionBrief(clause(text, said, number), WHOSE, HISTORY, texts={digest: text})
        for number, said in enumerate(words, start=1)
    ]


def change_brief(pairs: tuple[tuple[str, str], ...]) -> ChangeBrief:
    """Return the brief of a change that edits clauses; an empty side was added or removed."""
    old = "\n\n".join(("# Terms, version 3", *(before for before, _ in pairs)))
    new = "\n\n".join(("# Terms, version 4", *(after for _, after in pairs)))
    clauses = tuple(
        ClauseChange(
            "changed" if before and after else "added" if after else "removed",
            is_edited=True,
            before=clause(old, before, number) if before else None,
            after=clause(new, after, number) if after else None,
        )
        for number, (before, after) in enumerate(pairs, start=1)
    )
    texts = {hashlib.sha256(text.encode()).hexdigest(): text for text in (old, new)}
    return ChangeBrief(
        "CA-C-000007", WHOSE, "substantive", 60, date(2026, 10, 2), 3, 3, 0, 1, (), clauses, texts=texts
    )
