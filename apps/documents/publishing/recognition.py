"""Whether a text that was found without its selector is the document that the selector gave."""

from collections import Counter

from apps.documents.diffing.regions import read

LEAST_KEPT = 0.9  # of the words of the last good text
MOST_WORDS = 1.5  # times as many as the last good text has; more is what the selector kept out


def is_recognised(known: str, text: str) -> bool:
    """Say whether a text holds nearly all of the last good one and little beside it.

    Whoever rewrote the document in the same hour as its page is not believed: a person looks at it.
    """
    before, after = Counter(read(known).words), Counter(read(text).words)
    kept = (before & after).total()
    return (
        bool(before) and kept >= LEAST_KEPT * before.total() and after.total() <= MOST_WORDS * before.total()
    )
