import random
import time
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from apps.provisions.segmentation import (
    Furniture,
    FurnitureKind,
    Heading,
    ReferenceKind,
    Segment,
    SegmentKind,
    segment,
)
from tests.provisions.segmentation.texts import TERMS, WORDS, documents, sentences, wordings


def test_terms_become_clauses_without_headings_dates_and_contents() -> None:
    found = segment(TERMS)

    assert wordings(TERMS, found) == [
        'Acme Ltd ("**Acme**") runs the shop and the pages around it (the "**Service**"). These terms bind you and us.',
        "Write to us at the address below if anything here is unclear to you.",
        "You agree not to:\n\n- resell the Service;\n- copy it;\n- attack it.",
        "2.1 Acme may close your account if you break this rule more than once in one year.",
        "The Service costs 5 euros a month. Prices may rise once a year, with 30 days' notice.",
    ]


def test_clause_knows_its_headings_and_its_printed_number() -> None:
    found = segment(TERMS)

    assert [(part.path, part.number) for part in found.segments] == [
        (("Terms of Service", "1. Who we are"), ""),
        (("Terms of Service", "1. Who we are"), ""),
        (("Terms of Service", "2. What you may not do"), ""),
        (("Terms of Service", "2. What you may not do"), "2.1"),
        (("Terms of Service", "3. Fees", "3.1 Prices"), ""),
    ]


def test_furniture_is_named_and_kept_out() -> None:
    found = segment(TERMS)

    assert [(part.kind, part.span.of(TERMS)) for part in found.furniture] == [
        (FurnitureKind.DATE, "Last updated: 3 March 2025"),
        (FurnitureKind.CONTENTS, "- [1. Who we are](#who)"),
        (FurnitureKind.CONTENTS, "- [2. What you may not do](#not)"),
        (FurnitureKind.CONTENTS, "- [3. Fees](#fees)"),
        (FurnitureKind.CONTROL, "Back to top"),
    ]


def test_clause_refers_to_the_definitions_of_the_terms_it_uses() -> None:
    found = segment(TERMS)

    about_account = found.segments[3]
    assert [(ref.kind, ref.term) for ref in about_account.references] == [(ReferenceKind.DEFINITION, "Acme")]
    assert about_account.references[0].span.of(TERMS).startswith('Acme Ltd ("**Acme**")')


def test_items_that_say_something_are_clauses_that_refer_to_their_lead_in() -> None:
    partners = ("sellers", "banks", "couriers", "friends", "agents", "lenders", "brokers")
    items = [
        f"({letter}) share your address with {who}, who may write to you about their goods and prices for a year;"
        for letter, who in zip("abcdefg", partners, strict=True)
    ]
    text = "We may do any of the following:\n\n" + "\n\n".join(items)

    found = segment(text)

    assert [part.number for part in found.segments] == ["(a)", "(b)", "(c)", "(d)", "(e)", "(f)", "(g)"]
    assert found.segments[0].span.start == 0
    assert {ref.span.of(text) for part in found.segments[1:] for ref in part.references} == {
        "We may do any of the following:"
    }


def test_long_paragraph_is_cut_at_its_sentences() -> None:
    sentence = "We may change this clause at any time and will tell you so before the change takes effect. "
    text = "# Changes\n\n" + sentence * 40

    found = segment(text)

    assert len(found.segments) == 3
    assert all(part.endswith(".") and part.startswith("We may") for part in wordings(text, found))


def test_long_table_is_cut_at_its_rows_with_a_reference_to_the_header() -> None:
    rows = [f"| Kind of data {n} | {'why we need it ' * 12}| two years |" for n in range(12)]
    text = "\n".join(["| Data | Purpose | Kept for |", "| --- | --- | --- |", *rows])

    found = segment(text)

    assert len(found.segments) == 12
    assert {part.kind for part in found.segments} == {SegmentKind.TABLE}
    assert found.segments[5].references[0].kind is ReferenceKind.HEADER
    assert found.segments[5].references[0].span.of(text) == "| Data | Purpose | Kept for |"


def test_row_put_into_a_long_table_leaves_most_groups_of_rows_as_they_were() -> None:
    rows = [f"| cookie {n} of the shop | kept for {n} days after the last visit |" for n in range(80)]
    more = [*rows[:3], "| cookie of a partner | kept for one year |", *rows[3:]]

    before, after = (
        wordings(text, segment(text))
        for text in ("\n".join(["| Cookie | Kept for |", "| --- | --- |", *part]) for part in (rows, more))
    )

    assert len(before) > 5
    assert len(set(before) - set(after)) == 1


def test_title_of_an_item_is_a_heading_of_what_the_item_holds() -> None:
    text = "17. **Children**\n    \n    Children under 13 may not join.\n    \n    1. **Parents**\n        \n        Parents may write to us.\n"

    found = segment(text)

    assert [(part.path, part.span.of(text)) for part in found.segments] == [
        (("17. Children",), "Children under 13 may not join."),
        (("17. Children", "1. Parents"), "Parents may write to us."),
    ]


def test_short_table_is_one_clause() -> None:
    text = "| Cookie | Kept for |\n| --- | --- |\n| session id | until you leave |\n| choice | one year |"

    assert wordings(text, segment(text)) == [text]


def test_lead_in_set_as_a_heading_stays_with_its_list() -> None:
    text = "### Activities that endanger the network, among them the following:\n\n- intrusion;\n- theft of data.\n"

    assert wordings(text, segment(text)) == [text.strip()]


def test_row_longer_than_a_clause_is_cut_at_its_sentences() -> None:
    row = f"| Ads | {'We show ads that fit what you looked at before. ' * 80}|"
    text = f"| Purpose | How |\n| --- | --- |\n{row}"

    found = segment(text)

    assert len(found.segments) == 3
    assert found.segments[-1].span.end == len(text)


def test_sentence_set_as_a_heading_is_a_clause() -> None:
    text = "# Terms\n\n### We know that it is tempting to skip these terms, but it is important to know what you can expect.\n"

    assert len(segment(text).segments) == 1


@pytest.mark.parametrize(
    ("heading", "below"),
    [
        ("Fees and payment\n----------------", "You pay us five euros every month, in advance."),
        ("**Fees and payment**", "You pay us five euros every month, in advance."),
        ("Fees and payment", "You pay us five euros every month, in advance."),
        ("1. ## Fees and payment", "You pay us five euros every month, in advance."),
        ("4\\. Fees and payment", "You pay us five euros every month, in advance."),
        ("四、费用", "用户应当每月提前支付服务费用\uff0c费用不予退还。"),
    ],
    ids=["underlined", "bold", "plain", "item", "numbered", "chinese"],
)
def test_lines_that_look_like_headings_are_headings(heading: str, below: str) -> None:
    text = f"{heading}\n\n{below}"

    found = segment(text)

    assert wordings(text, found) == [below]
    assert len(found.segments[0].path) == 1


def test_numbers_nest_headings_whatever_their_level() -> None:
    text = "### 4. Payment\n\n## 4.1 Credits\n\nYou buy credits before you use them.\n\n### 5. Models\n\nModels have terms of their own.\n"

    assert [part.path for part in segment(text).segments] == [("4. Payment", "4.1 Credits"), ("5. Models",)]


def test_lines_of_a_page_taken_for_paragraphs_are_one_clause() -> None:
    text = "We believe in the power of rules to hold people together and that business\n\ncan and should be a force for good.\n"

    assert wordings(text, segment(text)) == [text.strip()]


def test_right_to_left_and_unspaced_scripts_are_cut_too() -> None:
    hebrew = "## תשלום\n\nעליך לשלם לנו חמישה אירו מדי חודש, מראש.\n\nלא נחזיר כספים אלא אם החוק מחייב זאת."  # noqa: RUF001 - Hebrew
    thai = "## การชำระเงิน\n\nผู้ใช้ต้องชำระค่าบริการล่วงหน้าทุกเดือน\n\nบริษัทไม่คืนเงินให้ในทุกกรณี"

    assert (len(segment(hebrew).segments), len(segment(thai).segments)) == (2, 2)


@given(
    st.one_of(
        st.text(max_size=400),
        documents.map("\n\n".join),
        st.text(alphabet="#*-|=>. \n\r\t1a(\uff1a\uff09。[]\\", max_size=80),
    )
)
@settings(max_examples=300)
def test_spans_of_any_text_are_in_order_apart_and_not_blank(text: str) -> None:
    found = segment(text)

    spans = [part.span for part in found.segments]
    assert all(left.end <= right.start for left, right in pairwise(spans))
    assert all(span.of(text) and span.of(text) == span.of(text).strip() for span in spans)
    assert all(
        0 <= ref.span.start < ref.span.end <= len(text) for part in found.segments for ref in part.references
    )
    assert segment(text) == found


@given(documents)
def test_every_word_is_in_a_clause_a_heading_or_furniture(parts: list[str]) -> None:
    text = "\n\n".join(parts)

    found = segment(text)

    parts_of_text: list[Segment | Heading | Furniture] = [*found.segments, *found.headings, *found.furniture]
    spans = [part.span for part in parts_of_text]
    outside = "".join(
        letter for at, letter in enumerate(text) if not any(s.start <= at < s.end for s in spans)
    )
    assert not any(map(str.isalnum, outside))


@given(st.lists(sentences, min_size=2, max_size=9), st.data())
def test_edit_in_one_clause_leaves_the_others_as_they_were(parts: list[str], data: st.DataObject) -> None:
    at = data.draw(st.integers(0, len(parts) - 1))
    edited = [*parts[:at], data.draw(sentences), *parts[at + 1 :]]
    before, after = ("\n\n## Rule\n\n".join(found) for found in (parts, edited))
    together_before, together_after = "\n\n".join(parts), "\n\n".join(edited)

    for old, new in ((before, after), (together_before, together_after)):
        was, now = wordings(old, segment(old)), wordings(new, segment(new))
        assert was[:at] + was[at + 1 :] == now[:at] + now[at + 1 :]


@given(documents, documents, documents)
def test_sections_do_not_see_each_other(before: list[str], edited: list[str], after: list[str]) -> None:
    def clauses(middle: list[str]) -> list[str]:
        text = "\n\n".join([*before, "# Middle", *middle, "# After", *after])
        found = segment(text)
        return [part.span.of(text) for part in found.segments if "Middle" not in part.path]

    assert clauses(edited) == clauses(before)


@pytest.mark.parametrize(
    "text",
    [
        "#" * 50_000,
        "- " * 50_000,
        " " * 100_000 + "a",
        "a" + " " * 100_000 + "b.",
        "[" * 50_000,
        "[a](" * 25_000,
        "[](" * 25_000,
        "![a](b" * 25_000,
        "(" * 50_000 + "“" * 50_000,
        '("a' * 25_000,
        "1." * 50_000,
        "(a) " * 25_000,
        "| a " * 50_000,
        "| a | b |\n" * 10_000,
        "* a\n  " * 10_000,
        "".join(" " * depth + "* a\n" for depth in range(400)),
        "a.'\"'))" * 14_000,
        "*" * 100_000,
        "> " * 50_000,
        "a\n---\n" * 10_000,
        "The “Term” means. " * 5_000,
        "".join(f"“Term{number}” means that. " for number in range(4_000)),
    ],
    ids=range(22),
)
def test_hostile_text_is_cut_in_time(text: str) -> None:
    started = time.process_time()

    segment(text)

    assert time.process_time() - started < 2


def test_long_version_takes_well_under_a_second() -> None:
    chance = random.Random(1)  # noqa: S311 - test data
    paragraphs = [" ".join(chance.choices(WORDS, k=80)) + "." for _ in range(100)]
    text = "\n\n".join(f"## {number}. Rule\n\n{paragraph}" for number, paragraph in enumerate(paragraphs))
    started = time.process_time()

    found = segment(text)

    assert time.process_time() - started < 0.5
    assert len(found.segments) == 100
