"""Versions invented for the tests, and what became of their clauses."""

from hypothesis import strategies as st

from apps.documents.diffing import redline
from apps.provisions.matching import Edition, Lineage, ProvisionChange, trace
from apps.provisions.segmentation import segment
from tests.provisions.segmentation.texts import lists, sentences, titles

FEES = "You pay us five euros every month, in advance, by card or by transfer from your bank."
DATA = "We keep what you tell us for two years and then delete it, unless the law makes us keep it."
COURT = "Any dispute goes to the courts of Dublin, whose judges apply the law of Ireland to it."
CLOSE = "We may close your account at once if you break these rules or somebody else's rights."


@st.composite
def editions(draw: st.DrawFn) -> tuple[str, str]:
    """Give two texts of which the second is a shuffled, cut and reworded copy of the first."""
    old = draw(st.lists(st.one_of(sentences, titles, lists), min_size=1, max_size=9))
    kept = [part for part in old if draw(st.integers(0, 5))]
    new = [part.replace("may", "must", 1) if draw(st.booleans()) else part for part in kept]
    if draw(st.booleans()):
        new = draw(st.permutations(new))
    new += draw(st.lists(sentences, max_size=2))
    return "\n\n".join(old), "\n\n".join(new)


def edition(text: str) -> Edition:
    return Edition(text, segment(text).segments)


def follow(old: str, new: str) -> Lineage:
    return trace(edition(old), edition(new), redline(old, new))


def told(lineage: Lineage) -> list[tuple[str, int | None, int | None]]:
    return [(change.status.value, change.old, change.new) for change in lineage.changes]


def change_of(lineage: Lineage, new: int) -> ProvisionChange:
    return next(change for change in lineage.changes if change.new == new)
