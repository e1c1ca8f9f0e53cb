import re
from dataclasses import replace
from datetime import date
from itertools import combinations

import pytest

from apps.analysis.grounding import check
from apps.analysis.grounding.statements import statements
from apps.analysis.rules import read_provision
from apps.analysis.rules.case import Case
from apps.analysis.types import (
    Affected,
    Commonness,
    Evidence,
    Level,
    ProvisionBrief,
    ProvisionReading,
    StatementBasis,
)
from apps.provisions.labelling import Basis
from tests.analysis.rules.clauses import AUP, COMMERCIAL, DPA, PRIVACY, SAMPLES, brief, law, samples, stood

QUOTE = re.compile(r"“([^“”]+)”")
SECTIONS = [
    "what_it_is",
    "why_it_matters",
    "interpretive_note",
    "what_it_means",
    "regulatory_landscape",
    "governance_exposure",
    "jurisdiction_flags",
    "contract_implications",
]


def _key(one: ProvisionBrief) -> frozenset[tuple[str, str, tuple[tuple[str, str], ...]]]:
    """Return what tells a clause from others: topics, positions and values."""
    return frozenset(
        (stand.topic, stand.position, tuple(sorted((fact.slug, fact.value) for fact in stand.facts)))
        for stand in one.clause.stands
    )


def _prose(reading: ProvisionReading) -> list[str]:
    """Return the sentences of a reading, quotes left out."""
    texts = [QUOTE.sub("these words", placed.statement.text) for placed in statements(reading)]
    return [sentence for text in texts for sentence in re.split(r"(?<=[.!?])\s+(?=[A-Z])", text) if sentence]


def _grade(sentences: list[str]) -> float:
    """Return the Flesch-Kincaid grade: years of school that a reader needs."""
    words = [word for sentence in sentences for word in re.findall(r"[A-Za-z']+", sentence)]
    syllables = sum(
        max(1, len(re.findall(r"[aeiouy]+", re.sub(r"(?:es|ed|e)$", "", word.lower())))) for word in words
    )
    return 0.39 * len(words) / len(sentences) + 11.8 * syllables / len(words) - 15.59


def test_there_are_samples_of_every_kind_of_document() -> None:
    assert len(samples()) >= 30
    assert all(len(texts) >= 3 for texts in SAMPLES.values())


def test_reading_of_a_notice_of_changes() -> None:
    reading = read_provision(brief(SAMPLES["terms-of-service"][0]))

    assert reading.title == "Halvorine may make changes after 30 days' notice"
    (what,) = reading.what_it_is
    assert what.text == (
        "Halvorine may change the terms or the service and tells the user of it, 30 days ahead."
        " In its words: “We will notify you at least 30 days before a change takes effect”."
    )
    assert reading.why_it_matters[0].text.endswith("That leaves 30 days for a review of the change.")
    assert reading.why_it_matters[0].facts == ("notice",)
    assert (reading.severity.level, reading.confidence.level) == (Level.MEDIUM, Level.HIGH)
    assert reading.evidence is Evidence.EXPLICIT


def test_reading_of_an_arbitration_clause_says_how_to_opt_out_and_until_when() -> None:
    reading = read_provision(brief(SAMPLES["terms-of-service"][3]))

    assert reading.title == "Disputes go to binding arbitration, with 30 days to opt out"
    action = reading.actions[0]
    assert action.title == "Opt out of arbitration"
    assert action.steps[0].text.startswith(
        "Send your opt-out to optout@halvorine.example in the way that the clause describes."
    )
    assert action.deadline is not None
    assert action.deadline.text.startswith("The time stated is 30 days: “")
    assert action.deadline.facts == ("opt_out_days",)


def test_severity_shows_each_step_that_counted() -> None:
    reading = read_provision(brief(SAMPLES["terms-of-service"][1]))

    assert [(one.rule, one.points) for one in reading.severity.reasons] == [
        ("unilateral_change.with_notice", 3),
        ("unilateral_change.notice.short", 1),
    ]


def test_ending_access_at_will_is_high_and_leaving_is_low() -> None:
    at_will = read_provision(brief(SAMPLES["terms-of-service"][7]))
    leaving = read_provision(
        stood(
            "You may close your account in your settings.",
            "termination_suspension",
            position="user_may_leave",
        )
    )

    assert at_will.severity.level is Level.HIGH
    assert leaving.severity.level is Level.LOW
    assert [action.title for action in leaving.actions] == ["Close your account"]


def test_a_topic_taken_from_a_heading_is_inferred_and_never_high() -> None:
    text = "We may suspend or terminate your account at any time, for any reason and without notice."
    one = stood(
        text,
        "termination_suspension",
        position="any_reason_no_notice",
        basis=Basis.SECTION,
        path=("Ending it",),
    )

    reading = read_provision(one)

    assert reading.evidence is Evidence.INFERRED
    assert reading.severity.level is Level.MEDIUM
    assert reading.severity.reasons[-1].rule == "inferred_most"
    assert all("heading above the clause, Ending it" in said.inferred_from for said in reading.why_it_matters)


@pytest.mark.parametrize(
    ("printed", "heading"),
    [
        ("Section 1 \u2013 Definitions", "Definitions"),
        ("**4.2 Ending it**", "Ending it"),
        ("IV. - Fees:", "Fees"),
        ("Well-known marks", "Well-known marks"),
    ],
)
def test_a_heading_is_named_without_its_number_and_marks(printed: str, heading: str) -> None:
    one = stood("We may suspend your account at any time.", "termination_suspension", path=(printed,))

    assert Case(one.clause, one.whose).heading == heading


def test_a_clause_without_a_position_is_told_by_its_own_words() -> None:
    one = stood(
        "Customer must keep an inventory of every device that connects to the service.", "account_rules"
    )

    reading = read_provision(one)

    assert reading.title == "Accounts: the customer must “keep an inventory of every device that connects”"
    assert [said.text for said in reading.what_it_is] == [
        "The customer must “keep an inventory of every device that connects to the service”."
    ]
    assert reading.confidence.level is not Level.HIGH
    assert "account_rules.undecided" in {reason.rule for reason in reading.severity.reasons}
    assert reading.contract_implications == ()


def test_a_statement_without_position_or_duty_is_not_padded() -> None:
    one = stood(
        "The archive was founded in a small town by the sea.",
        "doc_meta",
        basis=Basis.SECTION,
        path=("About",),
    )

    reading = read_provision(one)

    assert [said.text for said in reading.what_it_is] == [
        "Halvorine states: “The archive was founded in a small town by the sea”."
    ]
    assert reading.why_it_matters == reading.what_it_means == reading.compliance_considerations == ()


def test_a_position_that_its_proof_speaks_against_is_not_told() -> None:
    text = "You may bring a claim before any competent court in the country of your main residence."
    one = stood(text, "governing_law_jurisdiction", position="provider_forum")

    reading = read_provision(one)

    assert "chooses" not in reading.title
    assert "governing_law_jurisdiction.undecided" in {reason.rule for reason in reading.severity.reasons}


def test_a_list_item_is_told_with_what_introduces_it() -> None:
    text = "You must not use the service to:\n\n* paint the town red without asking the mayor first;\n* whistle in the library at night."
    one = brief(text, AUP)

    reading = read_provision(replace(one, clause=replace(one.clause, stands=())))

    assert reading.what_it_is[0].text.startswith(
        "Users must not “use the service to”: “paint the town red without asking the mayor first”; “whistle"
    )


def test_a_value_of_another_licence_is_not_told_of_content() -> None:
    one = stood("We grant you a limited, non-sublicensable licence to use the service.", "content_licence")

    assert one.clause.stands[0].facts
    assert not [said.text for said in read_provision(one).what_it_is if "passed on" in said.text]


def test_a_title_begins_with_the_main_clause() -> None:
    one = stood(
        "If you live abroad, the fees for the paid plan are due in advance and in your currency.",
        "payments_refunds",
    )

    assert read_provision(one).title == "Payments and refunds: “the fees for the paid plan are due”"


def test_notes_name_what_the_clause_does_not_settle() -> None:
    text = (
        "We may remove Restricted Materials, in accordance with our Conduct Policy, to the extent permitted by applicable law. "
        "We will give you reasonable notice."
    )

    notes = [one.text for one in read_provision(stood(text, "content_removal")).interpretive_note]

    assert notes == [
        "On removal of content: the clause relies on “Conduct Policy”, which was not part of what was read here.",
        "On removal of content: “Restricted Materials” is written like a defined term, but no definition of it was found in the text.",
        "On removal of content: the clause gives no measure for “reasonable notice”.",
    ]


def test_a_defined_term_raises_no_note() -> None:
    text = 'We may remove Restricted Materials at any time.\n\n"Restricted Materials" means whatever the annex lists.'

    reading = read_provision(brief(text))

    assert not [one for one in reading.interpretive_note if "Restricted" in one.text]


def test_words_that_pull_apart_lower_the_confidence() -> None:
    text = "We will notify you of changes, but we may also change these terms without notice."
    one = stood(text, "unilateral_change", position="with_notice")

    reading = read_provision(one)

    assert "conflict" in {reason.rule for reason in reading.confidence.reasons}
    assert reading.interpretive_note[0].text.startswith(
        "On changes to the terms or service: the clause speaks of notice and also of acting “without notice”."
    )


def test_laws_are_told_from_the_brief_alone() -> None:
    text = SAMPLES[PRIVACY][1]

    with_law, without = (
        read_provision(brief(text, PRIVACY, laws=(law(),))),
        read_provision(brief(text, PRIVACY)),
    )

    (landscape,) = with_law.regulatory_landscape
    assert landscape.text == (
        "Privacy Act, Art. 22(1) (EU), concerns the time for which data is kept."
        " It was mapped to retention with the position Fixed time (retention for 90 days)."
        " The clause states how long data is kept. Whether it applies can be argued."
        " It has applied since 25 May 2024."
    )
    assert landscape.laws == ("privacy-act Art. 22(1)",)
    assert with_law.jurisdiction_flags[0].text == (
        "EU: Privacy Act Art. 22(1) bears on retention with the position Fixed time (retention for 90 days)."
    )
    assert without.regulatory_landscape == without.jurisdiction_flags == ()


def test_the_record_tells_how_often_the_words_moved() -> None:
    days = (date(2025, 3, 4), date(2025, 11, 23))

    reading = read_provision(brief(SAMPLES["terms-of-service"][0], changed_on=days))

    assert reading.governance_exposure[-1].text == (
        "Our record has the words of this clause on changes to the terms or service changed 2 times since 2 Jan 2025, on 4 Mar 2025 and "
        "23 Nov 2025."
    )
    assert reading.governance_exposure[-1].basis is StatementBasis.RECORD


def test_prevalence_is_told_where_the_brief_has_it() -> None:
    one = replace(brief(SAMPLES["terms-of-service"][0]), commonness=Commonness(118, 325, "common"))

    assert read_provision(one).why_it_matters[-1].text == "Common: 118 of 325 platforms have this position."


def test_the_vendor_is_the_subject_of_its_acts() -> None:
    for one in samples():
        reading = read_provision(one)
        told = [statement.text for statement in reading.what_it_is]
        assert not [text for text in told if re.match(r"(?:We|The company|This provision)\b", text)], told


def test_readers_are_called_by_what_the_document_is() -> None:
    terms, addendum = (
        read_provision(brief(SAMPLES[COMMERCIAL][0], kind)) for kind in ("terms-of-service", DPA)
    )

    assert terms.title.startswith("Users answer for others")
    assert addendum.title.startswith("Customers answer for others")
    assert Affected.BUSINESS_CUSTOMERS in addendum.exposed


def test_every_quote_is_an_exact_piece_of_the_stored_text() -> None:
    for one in samples():
        text = next(iter(one.texts.values()))
        for placed in statements(read_provision(one)):
            cited = [text[citation.start : citation.end] for citation in placed.statement.citations]
            for quote in QUOTE.findall(placed.statement.text):
                assert any(quote in words for words in cited), (placed.where, quote)


def test_everything_said_of_the_samples_is_borne_out() -> None:
    findings = [
        (finding.code.value, finding.where, finding.why, one.clause.words.quote)
        for one in samples()
        for finding in check(read_provision(one), one)
    ]

    assert findings == []


def test_no_paragraph_is_shared_by_clauses_that_differ() -> None:
    read = [(_key(one), read_provision(one)) for one in samples()]
    for (key, reading), (other_key, other) in combinations(read, 2):
        if key == other_key:
            continue
        assert reading.title != other.title
        for section in SECTIONS:
            paragraph = " ".join(one.text for one in getattr(reading, section))
            assert not paragraph or paragraph != " ".join(one.text for one in getattr(other, section)), (
                paragraph
            )


def test_no_statement_but_advice_is_shared_by_clauses_with_nothing_in_common() -> None:
    read = [(_key(one), read_provision(one)) for one in samples()]
    for (key, reading), (other_key, other) in combinations(read, 2):
        if key & other_key:
            continue
        mine, theirs = (
            {
                one.statement.text
                for one in statements(each)
                if one.statement.basis is not StatementBasis.METHOD
                and "“"
                not in one.statement.text  # two clauses may share a sentence, which is then quoted of both
            }
            for each in (reading, other)
        )
        assert not mine & theirs


def test_prose_is_plain() -> None:
    sentences = [sentence for one in samples() for sentence in _prose(read_provision(one))]
    lengths = [len(sentence.split()) for sentence in sentences]

    assert max(lengths) <= 35
    assert sum(lengths) / len(lengths) <= 15
    assert _grade(sentences) <= 8.5


def test_prose_has_no_stock_phrases() -> None:
    prose = " ".join(sentence for one in samples() for sentence in _prose(read_provision(one)))

    assert not re.search(
        r"!|\bsimply\b|establishes|framework|it is important|please note|in order to|robust|landscape|leverag",
        prose,
    )


def test_the_same_brief_gives_the_same_reading() -> None:
    for one in samples():
        assert read_provision(one) == read_provision(replace(one))


@pytest.mark.parametrize("document_type", ["terms-of-service", "privacy-policy", "unheard-of"])
def test_text_of_any_kind_can_be_read(document_type: str) -> None:
    for text in (
        "x",
        "***",
        "[a](b)",
        "12.",
        "我们可能会在您注册账户时收集您的姓名和电子邮件地址等信息。",
        "| a | b |\n| - | - |\n| c | d |",
    ):
        reading = read_provision(stood(text, "doc_meta", document_type=document_type))

        assert reading.what_it_is
