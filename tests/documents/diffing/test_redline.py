import random
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from apps.documents.diffing import ENGINE_VERSION, Hunk, Op, OpKind, redline
from apps.documents.diffing.words import count_words
from tests.documents.diffing.texts import documents, long_terms, new_of, old_of, versions

MOVED = "We share your personal data with partners who help us run the service."


def changes(old: str, new: str) -> list[tuple[str, str]]:
    return [(op.kind.value, op.text) for op in redline(old, new).ops if op.kind is not OpKind.EQUAL]


def test_changed_number_is_cut_as_a_whole() -> None:
    assert changes("You may cancel within 63 days.", "You may cancel within 66 days.") == [
        ("delete", "63"),
        ("insert", "66"),
    ]


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("say hello now", "say help now", [("delete", "hello"), ("insert", "help")]),
        (
            "costs $1,000.50 a year",
            "costs $1,200.50 a year",
            [("delete", "1,000.50"), ("insert", "1,200.50")],
        ),
        ("you don't pay", "you can't pay", [("delete", "don't"), ("insert", "can't")]),
        ("我们可能共享数据", "我们不共享数据", [("delete", "可能"), ("insert", "不")]),
        ("तुम हिन्दी पढ़ो", "तुम हिन्दू पढ़ो", [("delete", "हिन्दी"), ("insert", "हिन्दू")]),
        ("ok 👨‍👩‍👧 ok", "ok 👨‍👩‍👦 ok", [("delete", "👨‍👩‍👧"), ("insert", "👨‍👩‍👦")]),
        ("cafe au lait", "cafe\u0301 au lait", [("delete", "cafe"), ("insert", "cafe\u0301")]),
        ("שלום עולם טוב", "שלום עולם רע", [("delete", "טוב"), ("insert", "רע")]),
    ],
)
def test_words_are_never_cut_inside(old: str, new: str, expected: list[tuple[str, str]]) -> None:
    assert changes(old, new) == expected


def test_added_sentence_is_cut_at_its_own_borders() -> None:
    assert changes("The fee is due. The end.", "The fee is due. The rent is due. The end.") == [
        ("insert", "The rent is due. ")
    ]


def test_paragraph_moved_unchanged_is_a_move_and_nothing_else() -> None:
    first, last = "Alpha rules apply to all of the users here.", "Omega rules end it."

    line = redline(f"{MOVED}\n\n{first}\n\n{last}\n", f"{first}\n\n{MOVED}\n\n{last}\n")

    assert line.ops == (
        Op(OpKind.MOVE_FROM, f"{MOVED}\n\n", 1),
        Op(OpKind.EQUAL, f"{first}\n\n"),
        Op(OpKind.MOVE_TO, f"{MOVED}\n\n", 1),
        Op(OpKind.EQUAL, f"{last}\n"),
    )
    assert (line.words_moved, line.words_added, line.words_removed) == (13, 0, 0)
    assert (line.sentences_added, line.sentences_removed, line.sentences_modified) == (0, 0, 0)


def test_moved_and_edited_paragraph_shows_its_edit_at_either_end() -> None:
    rest = "\n\n".join(long_terms(200))
    edited = MOVED.replace("partners", "advertisers")

    line = redline(f"{MOVED}\n\n{rest}\n\n", f"{rest}\n\n{edited}\n\n")

    assert [op.kind.value for op in line.ops] == [
        "move_from",
        "equal",
        "move_to",
        "delete",
        "insert",
        "move_to",
    ]
    assert [op.kind.value for op in line.old_ops] == [
        "move_from",
        "delete",
        "insert",
        "move_from",
        "equal",
        "move_to",
    ]
    assert line.sentences_modified == 1


def test_address_that_left_one_text_and_stands_in_another_is_no_move() -> None:
    address = "https://harbour.example/legal/report/feedback/form/of/all/complaints"

    old, new = (
        f"Wer Fragen hat, findet uns [hier]({address}), Tag und Nacht.",
        f"Write at once [here]({address}).",
    )

    line = redline(f"{MOVED}\n\n{old}\n", f"{new}\n\n{MOVED}\n")

    assert {op.kind for op in line.ops}.isdisjoint({OpKind.MOVE_FROM, OpKind.MOVE_TO})


def test_renumbered_clause_is_paired_with_itself() -> None:
    old = "1. You pay the fee on time.\n2. We may share your data with our partners.\n"
    new = "1. You are of age and can prove it.\n2. You pay the fee on time.\n3. We may share your data with our partners.\n"

    assert changes(old, new) == [
        ("insert", "1. You are of age and can prove it.\n"),
        ("delete", "1"),
        ("insert", "2"),
        ("delete", "2"),
        ("insert", "3"),
    ]


def test_split_paragraph_loses_and_gains_only_the_break() -> None:
    one, two = (
        "We keep your data for as long as the law says.",
        "You may ask us to delete all of it at any time.",
    )

    assert changes(f"{one} {two}\n", f"{one}\n\n{two}\n") == [("delete", " "), ("insert", "\n\n")]


def test_words_that_crossed_a_break_stay() -> None:
    old = "We believe that privacy is a human right and\n\nwith it we begin every product.\n"
    new = "We believe that privacy is a human right and with it\n\nwe begin every product.\n"

    line = redline(old, new)

    assert (line.words_added, line.words_removed, line.words_moved) == (0, 0, 0)


def test_sentence_moved_to_another_paragraph_is_a_move() -> None:
    one, two = (
        "The seat of the company is in Paris, where it is on file.",
        "Nobody else may claim the name or the mark.",
    )
    old, new = f"{one} {MOVED}\n\n{two}\n", f"{one}\n\n{two} {MOVED}\n"

    line = redline(old, new)

    assert (line.words_added, line.words_removed, line.words_moved) == (0, 0, 13)


def test_run_of_words_moved_into_another_sentence_is_a_move() -> None:
    run = "processed by automated systems that detect spam, malware and unlawful content"
    rest = "\n\n".join(long_terms(200))
    old = f"Your files are {run} at once.\n\n{rest}\n\nWe reply to mail.\n"
    new = f"Your files are read.\n\n{rest}\n\nWe reply to mail and, unlike before, mail is {run} too.\n"

    assert ("move_to", f"{run} ") in changes(old, new)


def test_phrase_of_a_few_words_is_no_move() -> None:
    old = "To the extent permitted by law we exclude it.\n\nYou pay the fee.\n"
    new = "Nothing is excluded.\n\nTo the extent permitted by law you pay.\n"

    assert redline(old, new).words_moved == 0


def test_number_that_changed_sides_of_a_month_is_one_change() -> None:
    assert changes("Dated 5 May 2025.", "Dated May 5, 2025.") == [("delete", "5 May"), ("insert", "May 5,")]


def test_emphasis_comes_and_goes_without_the_word() -> None:
    assert changes("Read _Terms_ here.", "Read **Terms** here.") == [
        ("delete", "_"),
        ("insert", "**"),
        ("delete", "_"),
        ("insert", "**"),
    ]


def test_table_is_compared_by_row() -> None:
    head = "| Name | Place |\n| --- | --- |\n"
    old = f"{head}| Amazon Web Services | Ireland |\n| Stripe Payments | Ireland |\n"
    new = f"{head}| Amazon Web Services | Germany |\n| Snowflake Computing | France |\n| Stripe Payments | Ireland |\n"

    assert changes(old, new) == [
        ("delete", "Ireland"),
        ("insert", "Germany"),
        ("insert", "| Snowflake Computing | France |\n"),
    ]


def test_hunks_carry_the_headings_above_them() -> None:
    old = "# Terms\n\n## Fees\n\nYou pay $5.\n\n## Data\n\nWe keep it.\n"
    new = "# Terms\n\n## Fees\n\nYou pay $6.\n\n## Data\n\nWe keep it always.\n"

    assert redline(old, new).hunks == (Hunk(("Terms", "Fees"), 1, 2), Hunk(("Terms", "Data"), 4, 4))


def test_deleted_section_is_named_by_its_old_heading() -> None:
    old = "# Terms\n\nHello there.\n\n## Refunds\n\nWe refund all you paid.\n\n## Data\n\nWe keep it.\n"
    new = "# Terms\n\nHello there.\n\n## Data\n\nWe keep it.\n"

    assert [hunk.section for hunk in redline(old, new).hunks] == [("Terms", "Refunds")]


def test_sentences_are_counted_by_what_happened_to_them() -> None:
    old = "You pay a fee. We keep your data. Our seat is in Paris, the capital of France."
    new = "You pay a large fee. Our seat is in Paris, the capital of France. Nobody is liable."

    line = redline(old, new)

    assert (line.sentences_added, line.sentences_removed, line.sentences_modified) == (1, 1, 1)


def test_answer_without_time_is_coarse_and_still_exact() -> None:
    old, new = "We keep data for 30 days.\n\nBye now.", "We keep data for 60 days.\n\nBye now."

    line = redline(old, new, time_limit=0)

    assert line.coarse
    assert (old_of(line), new_of(line)) == (old, new)


def test_very_long_line_is_compared_in_time() -> None:
    words = " ".join(long_terms(30_000))
    edited = words.replace("partners", "advertisers", 5)

    line = redline(words, edited)

    assert not line.coarse
    assert (line.words_added, line.words_removed) == (5, 5)


def test_ten_thousand_words_take_under_300_milliseconds() -> None:
    chance = random.Random(7)  # noqa: S311 - test data
    old = long_terms(10_000)
    new = [" ".join("new" if chance.random() < 0.03 else word for word in text.split()) for text in old]
    new.insert(50, new.pop(5))
    took = []

    for _ in range(3):
        started = time.process_time()
        redline("\n\n".join(old), "\n\n".join(new))
        took.append(time.process_time() - started)

    assert min(took) < 0.3


def test_same_text_has_no_changes() -> None:
    text = "# Terms\n\nWe keep it.\n"

    line = redline(text, text)

    assert line.ops == line.old_ops == (Op(OpKind.EQUAL, text),)
    assert line.hunks == ()
    assert line.engine == ENGINE_VERSION == "diffing/4"


def test_section_put_before_one_whose_link_changed_leaves_that_one_in_place() -> None:
    old = "11. Fees[](#h_a)\n\nYou pay.\n\n12. Miscellaneous[](#h_b)\n\nNeither party is liable for delay.\n"
    new = (
        "11. Fees[](#h_a)\n\nYou pay.\n\n12. Community[](#h_b)\n\nYou may send translations.\n\n"
        "13. Miscellaneous[](#h_c)\n\nNeither party is liable for delay.\n"
    )

    changed = changes(old, new)

    assert not any("Miscellaneous" in text for _, text in changed)


def test_rewritten_text_without_spaces_is_not_cut_at_every_character_that_agrees() -> None:
    old = "甲方应当在合同签订之日起三十日内向乙方支付全部服务费用并承担相应的税费责任。\n\n其他条款不变并且继续有效直到合同终止为止。"
    new = "若用户的账号存在异常登录行为平台有权立即冻结其全部权限并通知相关的监管机构。\n\n其他条款不变并且继续有效直到合同终止为止。"

    line = redline(old, new)

    assert (old_of(line), new_of(line)) == (old, new)
    assert sum(op.kind is not OpKind.EQUAL for op in line.ops) <= 4


@settings(deadline=None)
@given(st.one_of(st.text(), documents))
def test_any_text_against_itself_is_equal(text: str) -> None:
    line = redline(text, text)

    assert {op.kind for op in line.ops} <= {OpKind.EQUAL}
    assert (line.coarse, line.hunks, line.words_added) == (False, (), 0)


@settings(deadline=None)
@given(st.one_of(versions(), st.tuples(st.text(), st.text()), st.tuples(documents, documents)))
def test_operations_rebuild_both_texts(texts: tuple[str, str]) -> None:
    line = redline(*texts)

    assert (old_of(line), new_of(line)) == texts
    assert all(op.text for op in (*line.ops, *line.old_ops))


@settings(deadline=None)
@given(versions())
def test_moved_text_is_counted_once(texts: tuple[str, str]) -> None:
    line = redline(*texts)

    for ops in (line.ops, line.old_ops):
        left, arrived = moved(ops, OpKind.MOVE_FROM), moved(ops, OpKind.MOVE_TO)
        assert left == arrived
    assert sorted(letters(line.ops)) == sorted(letters(line.old_ops))


def test_words_gone_from_two_places_are_counted_apart_where_they_meet_in_the_new_order() -> None:
    old = "we\n\nmust we we we we we we we we we we we\n\nwe\n\nyou\n\nwe we we\n\nwe we"
    new = "we\n\nwe\n\nwe we we\n\nmay we we we we we we we we we we we\n\nyou"

    line = redline(old, new)

    assert line.words_added - line.words_removed == count_words(new) - count_words(old)


@settings(deadline=None)
@given(versions())
def test_counts_mirror_each_other(texts: tuple[str, str]) -> None:
    there, back = redline(*texts), redline(*reversed(texts))
    old, new = (count_words(text) for text in texts)

    assert there.words_added - there.words_removed == new - old
    assert back.words_added - back.words_removed == old - new


@settings(deadline=None)
@given(st.one_of(versions(), st.tuples(documents, documents)))
def test_hunks_hold_all_changes_and_no_change_twice(texts: tuple[str, str]) -> None:
    line = redline(*texts)

    held = [index for hunk in line.hunks for index in range(hunk.first_op, hunk.last_op + 1)]

    assert held == sorted(set(held))
    assert {index for index, op in enumerate(line.ops) if _is_change(op)} <= set(held)


def _is_change(op: Op) -> bool:
    return op.kind is not OpKind.EQUAL and not op.is_alike


def moved(ops: tuple[Op, ...], kind: OpKind) -> dict[int | None, str]:
    texts: dict[int | None, str] = {}
    for op in ops:
        if op.kind is kind:
            texts[op.move] = texts.get(op.move, "") + op.text
    return texts


def letters(ops: tuple[Op, ...]) -> list[tuple[str, str]]:
    return [(op.kind.value, letter) for op in ops for letter in op.text]
