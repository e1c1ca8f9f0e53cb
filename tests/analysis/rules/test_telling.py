"""What is told of a clause that decides nothing, and of one that decides two things."""

from dataclasses import replace

from apps.analysis.rules import read_provision
from tests.analysis.rules.clauses import stood


def test_a_definition_is_told_as_one_and_demands_nothing() -> None:
    reading = read_provision(stood('"Subscription" means your plan for the service.', "payments_refunds"))

    assert reading.title == "What “Subscription” means"
    assert [one.text for one in reading.what_it_is] == [
        "Halvorine says what it means by “Subscription”: “means your plan for the service”."
    ]
    assert [(one.rule, one.points) for one in reading.severity.reasons] == [("definition", 0)]


def test_codes_and_names_are_not_taken_for_another_language() -> None:
    item = "EU Standard Contractual Clauses (SCCs): Module 2 (Controller-to-Processor) per Commission Decision 2021/914 ABC-12"
    french = "Le service est fourni par la société dans les conditions qui sont décrites ici pour vous"

    assert read_provision(stood(item, "international_transfer")).title.endswith("not in English") is False
    assert read_provision(stood(french, "international_transfer")).title.endswith("not in English")


def test_what_follows_from_a_topic_is_said_of_a_firm_one_only() -> None:
    firm = stood("We may hand records to a firm of auditors.", "confidentiality")
    stand = replace(firm.clause.stands[0], confidence=0.7)
    weak = replace(firm, clause=replace(firm.clause, stands=(stand,)))

    assert "duty of confidence" in read_provision(firm).why_it_matters[0].text
    assert read_provision(weak).why_it_matters == ()


def test_words_that_prove_two_positions_are_quoted_once() -> None:
    both = stood(
        "We are not liable for delays caused by events beyond our control.",
        "liability_limit",
        position="excluded",
    )
    further = stood(both.clause.words.quote, "force_majeure", position="provider_only").clause.stands[0]
    reading = read_provision(
        replace(both, clause=replace(both.clause, stands=(*both.clause.stands, further)))
    )

    assert [one.text.count("In its words") for one in reading.what_it_is] == [1, 0]
