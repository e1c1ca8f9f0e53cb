"""Of clauses on one topic, those are closest that say the likest of it."""

import numpy as np

from apps.provisions.classification import meanings
from apps.provisions.matching.closeness import OnTopic, closest

CAP = "Our total liability for all claims is limited to the fees you paid us in the last twelve months."
OTHER_CAP = "We will in no event be liable for more than the amount that you paid in the six months before."
STRIKES = (
    "Neither party is liable for a delay that is caused by floods, strikes, war or the loss of electricity."
)


def on_topic(*texts: str, confidence: float = 1.0, kind: str = "") -> list[OnTopic]:
    return [
        OnTopic(text, meaning, confidence, kind) for text, meaning in zip(texts, meanings(texts), strict=True)
    ]


def test_what_means_the_same_comes_before_what_shares_the_topic() -> None:
    asked, strikes, cap = on_topic(CAP, STRIKES, OTHER_CAP)

    found = closest(asked, [strikes, cap])

    assert [one.place for one in found] == [1, 0]
    assert found[0].kinship > found[1].kinship + 0.05


def test_the_surer_of_the_topic_comes_first_among_equals() -> None:
    (asked,), (unsure,), (sure,) = on_topic(CAP), on_topic(OTHER_CAP, confidence=0.6), on_topic(OTHER_CAP)

    assert [one.place for one in closest(asked, [unsure, sure])] == [1, 0]


def test_a_document_of_the_same_kind_is_closer() -> None:
    (asked,) = on_topic(CAP, kind="terms")
    others = [*on_topic(OTHER_CAP, kind="privacy"), *on_topic(OTHER_CAP, kind="terms")]

    assert [one.place for one in closest(asked, others)] == [1, 0]


def test_meanings_have_length_one_and_none_is_no_row() -> None:
    assert np.allclose(np.linalg.norm(meanings([CAP, STRIKES]), axis=1), 1, atol=1e-5)
    assert len(meanings([])) == 0
