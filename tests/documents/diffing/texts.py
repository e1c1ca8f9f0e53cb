"""Texts for the tests of the diff, and the two ways to give a redline's texts back."""

import random

from hypothesis import strategies as st

from apps.documents.diffing import Redline

NEW = {"equal", "insert", "move_to"}
OLD = {"equal", "delete", "move_from"}
WORDS = "we you may must share keep data with partners for 30 days, unless the law says otherwise. Fees of $5".split()  # noqa: SIM905 - reads better

paragraphs = st.one_of(
    st.lists(st.sampled_from(WORDS), min_size=1, max_size=40).map(" ".join),
    st.lists(st.sampled_from(WORDS), min_size=1, max_size=4).map(lambda words: "## " + " ".join(words)),
    st.lists(st.sampled_from(WORDS), min_size=1, max_size=9).map(lambda words: "* " + " ".join(words)),
    st.text(max_size=20),
)
documents = st.lists(paragraphs, max_size=12).map("\n\n".join)


@st.composite
def versions(draw: st.DrawFn) -> tuple[str, str]:
    """Give two texts of which the second is a shuffled, cut and reworded copy of the first."""
    old = draw(st.lists(paragraphs, max_size=10))
    new = [draw(st.sampled_from([text, text.replace("may", "must", 1), text + " " + text])) for text in old]
    if draw(st.booleans()):
        new = draw(st.permutations(new))
    new += draw(st.lists(paragraphs, max_size=2))
    separator = draw(st.sampled_from(["\n\n", "\r\n", "\n", " "]))
    return "\n\n".join(old), separator.join(new)


def new_of(line: Redline) -> str:
    return "".join(op.text for op in line.ops if op.kind in NEW)


def old_of(line: Redline) -> str:
    return "".join(op.text for op in line.old_ops if op.kind in OLD)


def long_terms(words: int, seed: int = 1) -> list[str]:
    """Give paragraphs of invented terms with that many words in all."""
    chance = random.Random(seed)  # noqa: S311 - test data
    lexicon = [f"{stem}{ending}" for stem in WORDS for ending in ("", "ly", "ment", "able", "s")]
    return [" ".join(chance.choices(lexicon, k=50)) + "." for _ in range(words // 50)]
