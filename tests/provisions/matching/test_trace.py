from dataclasses import replace

from hypothesis import given, settings
from hypothesis import strategies as st

from apps.documents.diffing import OpKind, redline
from apps.provisions.matching import Basis, Edition, Status, trace
from apps.provisions.segmentation import Segment, SegmentKind, Span, segment
from tests.provisions.matching.editions import (
    CLOSE,
    COURT,
    DATA,
    FEES,
    change_of,
    edition,
    editions,
    follow,
    told,
)


def page(*parts: str) -> str:
    return "\n\n".join(parts)


def test_clause_that_no_operation_touches_has_not_changed() -> None:
    lineage = follow(page(FEES, DATA, COURT), page(FEES, DATA.replace("two", "ten"), COURT))

    assert told(lineage) == [("unchanged", 0, 0), ("edited", 1, 1), ("unchanged", 2, 2)]
    assert [change.ops for change in lineage.changes] == [(), (1, 2), ()]


def test_operations_named_by_a_change_are_those_of_the_redline() -> None:
    old, new = page(FEES, DATA), page(FEES, DATA.replace("two years", "ten years"))
    line = redline(old, new)

    change = change_of(trace(edition(old), edition(new), line), 1)

    assert [(line.ops[at].kind, line.ops[at].text) for at in change.ops] == [
        (OpKind.DELETE, "two"),
        (OpKind.INSERT, "ten"),
    ]
    assert change.old_ops == change.ops


def test_clause_added_between_others_changes_none_of_them() -> None:
    lineage = follow(page(FEES, COURT), page(FEES, DATA, COURT))

    assert told(lineage) == [("unchanged", 0, 0), ("added", None, 1), ("unchanged", 1, 2)]


def test_clause_removed_ends_and_changes_no_other() -> None:
    lineage = follow(page(FEES, DATA, COURT), page(FEES, COURT))

    assert told(lineage) == [("unchanged", 0, 0), ("unchanged", 2, 1), ("removed", 1, None)]


def test_moved_clause_keeps_its_identity_and_is_not_edited() -> None:
    lineage = follow(page(DATA, FEES, COURT, CLOSE), page(FEES, COURT, CLOSE, DATA))

    moved = change_of(lineage, 3)
    assert (moved.status, moved.old, moved.edited, moved.moved) == (Status.MOVED, 0, False, True)
    assert [change.status for change in lineage.changes[:3]] == [Status.UNCHANGED] * 3


def test_clause_moved_and_edited_is_both() -> None:
    lineage = follow(page(DATA, FEES, COURT, CLOSE), page(FEES, COURT, CLOSE, DATA.replace("two", "ten")))

    moved = change_of(lineage, 3)
    assert (moved.status, moved.old, moved.edited, moved.moved) == (Status.EDITED, 0, True, True)


def test_renumbered_clause_is_the_same_clause_with_another_number() -> None:
    lineage = follow(page(f"2.1 {FEES}", f"2.2 {DATA}"), page(f"2.1 {FEES}", f"2.2 {COURT}", f"2.3 {DATA}"))

    renumbered = change_of(lineage, 2)
    assert (renumbered.status, renumbered.old) == (Status.RENUMBERED, 1)
    assert (renumbered.renumbered, renumbered.edited) == (True, False)


def test_renamed_heading_changes_no_clause_under_it() -> None:
    lineage = follow(page("## Payment", FEES, DATA), page("## Fees and payment", FEES, DATA))

    assert told(lineage) == [("unchanged", 0, 0), ("unchanged", 1, 1)]


def test_clause_split_in_two_goes_on_in_its_opening_and_names_the_rest() -> None:
    lineage = follow(page(f"{FEES} {DATA}", COURT), page(FEES, DATA, COURT))

    assert told(lineage) == [("split", 0, 0), ("split", None, 1), ("unchanged", 1, 2)]
    assert change_of(lineage, 0).went_to == (1,)
    assert change_of(lineage, 1).came_from == (0,)
    assert not any(change.edited for change in lineage.changes)


def test_clauses_merged_in_one_go_on_in_the_first_and_name_the_other() -> None:
    lineage = follow(page(FEES, DATA, COURT), page(f"{FEES} {DATA}", COURT))

    assert told(lineage) == [("merged", 0, 0), ("unchanged", 2, 1), ("merged", 1, None)]
    assert change_of(lineage, 0).came_from == (1,)
    assert lineage.changes[2].went_to == (0,)


def test_sentence_taken_over_into_a_long_clause_does_not_carry_its_identity() -> None:
    rest = "Nobody else may decide, and no claim may be brought after a year has passed since it arose."

    lineage = follow(page(DATA, COURT), page(COURT, f"{CLOSE} {FEES} {rest} {rest} {CLOSE} {DATA}"))

    assert told(lineage) == [("unchanged", 1, 0), ("added", None, 1), ("merged", 0, None)]
    assert lineage.changes[2].went_to == (1,)


def test_clause_rewritten_in_its_place_is_the_same_clause() -> None:
    old = "You may stop receiving personal advertising from us in your settings."
    new = "The service does not show personal advertising."

    lineage = follow(page(FEES, old, COURT), page(FEES, new, COURT))

    assert told(lineage) == [("unchanged", 0, 0), ("edited", 1, 1), ("unchanged", 2, 2)]


def test_clause_replaced_by_one_on_another_matter_ends() -> None:
    lineage = follow(page(FEES, DATA, COURT), page(FEES, CLOSE, COURT))

    assert told(lineage) == [
        ("unchanged", 0, 0),
        ("added", None, 1),
        ("unchanged", 2, 2),
        ("removed", 1, None),
    ]


def test_emphasis_and_spacing_are_no_edit() -> None:
    lineage = follow(page(FEES, DATA), page(FEES, DATA.replace("two years", "**two  years**")))

    assert told(lineage) == [("unchanged", 0, 0), ("unchanged", 1, 1)]


def test_clauses_with_the_same_words_are_told_apart_by_their_place() -> None:
    lineage = follow(page(DATA, FEES, DATA, COURT), page(DATA, CLOSE, FEES, DATA, COURT))

    assert lineage.kept == {0: 0, 2: 1, 3: 2, 4: 3}


def test_same_text_cut_by_another_segmenter_keeps_every_clause_it_still_has() -> None:
    text = page("# Terms", FEES, f"{DATA} {COURT}", CLOSE)
    old = edition(text)
    finer = [*old.segments[:1], *_halves(text, old.segments[1]), *old.segments[2:]]

    lineage = trace(old, Edition(text, finer), redline(text, text))

    assert told(lineage) == [("unchanged", 0, 0), ("split", 1, 1), ("split", None, 2), ("unchanged", 2, 3)]
    assert not any(change.ops or change.edited for change in lineage.changes)


def _halves(text: str, whole: Segment) -> list[Segment]:
    cut = text.index(COURT)
    return [
        replace(whole, span=Span(whole.span.start, cut - 1)),
        replace(whole, span=Span(cut, whole.span.end)),
    ]


@given(editions())
@settings(max_examples=60)
def test_every_clause_is_told_of_once(pair: tuple[str, str]) -> None:
    old, new = pair
    changes = follow(old, new).changes

    assert sorted(c.new for c in changes if c.new is not None) == list(range(len(segment(new).segments)))
    assert sorted(c.old for c in changes if c.old is not None) == list(range(len(segment(old).segments)))


@given(editions())
@settings(max_examples=60)
def test_untouched_clauses_are_never_edited_and_edited_ones_name_their_operations(
    pair: tuple[str, str],
) -> None:
    old, new = pair
    line = redline(old, new)

    for change in trace(edition(old), edition(new), line).changes:
        touches = {line.ops[at].kind for at in change.ops} | {line.old_ops[at].kind for at in change.old_ops}
        assert not change.edited or touches & {OpKind.INSERT, OpKind.DELETE}
        if change.status is Status.REMOVED:
            assert touches


@given(editions())
@settings(max_examples=60)
def test_words_that_stay_stay_the_same_clause(pair: tuple[str, str]) -> None:
    old, new = edition(pair[0]), edition(pair[1])
    lineage = trace(old, new, redline(old.text, new.text))

    before, after = ([part.span.of(side.text) for part in side.segments] for side in (old, new))
    ended = [before[c.old] for c in lineage.changes if c.new is None and c.old is not None]
    begun = [after[c.new] for c in lineage.changes if c.old is None and c.new is not None]
    assert not set(ended) & set(begun)


@given(editions(), st.integers(1, 40))
@settings(max_examples=60)
def test_identity_survives_a_segmenter_that_cuts_otherwise(pair: tuple[str, str], every: int) -> None:
    text = pair[0]
    mine = edition(text)
    words = [Span(at, at + len(word)) for at, word in _words(text)]
    blunt = [
        Segment(
            Span(words[at].start, words[min(at + every, len(words)) - 1].end),
            SegmentKind.PARAGRAPH,
            None,
            (),
            "",
        )
        for at in range(0, len(words), every)
    ]

    back = trace(mine, mine, redline(text, text))
    other = trace(mine, Edition(text, blunt), redline(text, text))

    assert {c.status for c in back.changes} <= {Status.UNCHANGED}
    assert all(c.basis is Basis.SPANS for c in back.changes)
    same = {s.span: i for i, s in enumerate(mine.segments)}
    for j, segment_of_other in enumerate(blunt):
        if segment_of_other.span in same:
            assert other.kept[j] == same[segment_of_other.span]


def _words(text: str) -> list[tuple[int, str]]:
    found, at = [], 0
    for word in text.split():
        at = text.index(word, at)
        found.append((at, word))
        at += len(word)
    return found
