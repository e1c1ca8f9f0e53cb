"""What clauses settle, on texts written for it; and what they leave open."""

from decimal import Decimal

import pytest

from apps.provisions.facts import read_clause
from apps.provisions.facts.rules import fact_rules, position_rules
from apps.provisions.segmentation import Span
from apps.provisions.taxonomy import FactType, read_taxonomy


def positions(topic: str, clause: str) -> list[str]:
    return [found.position for found in read_clause(clause, Span(0, len(clause)), [topic]).positions]


def facts(topic: str, clause: str) -> dict[str, str]:
    return {
        found.slug: found.value.text for found in read_clause(clause, Span(0, len(clause)), [topic]).facts
    }


POSITIONS = [
    ("arbitration", "You and Acme agree to resolve every dispute by binding arbitration.", "mandatory"),
    (
        "arbitration",
        "All disputes shall be settled by arbitration. You may opt out within 30 days by writing to us.",
        "mandatory_opt_out",
    ),
    ("class_action_waiver", "You waive any right to take part in a class action.", "waived"),
    ("governing_law_jurisdiction", "These terms are governed by the laws of Ireland.", "provider_forum"),
    (
        "governing_law_jurisdiction",
        "These terms are governed by Irish law, but consumers keep the law of the country in which they reside.",
        "provider_forum_consumer_carve_out",
    ),
    ("liability_limit", "Our total liability will not exceed the fees you paid in the past year.", "capped"),
    (
        "liability_limit",
        "Each party's total liability under this agreement is limited to the fees paid.",
        "capped_mutual",
    ),
    ("liability_limit", "In no event will Acme be liable for indirect damages.", "excluded"),
    (
        "liability_limit",
        "Nothing in these terms excludes liability for death or personal injury.",
        "accepted",
    ),
    ("warranty_disclaimer", 'The service is provided "as is".', "disclaimed"),
    ("warranty_disclaimer", "We warrant that the service will conform to its documentation.", "limited"),
    ("indemnification", "You agree to indemnify us against claims.", "user_indemnifies"),
    ("unilateral_change", "We may change these terms at any time without notice.", "without_notice"),
    ("unilateral_change", "We will notify you before a change takes effect.", "with_notice"),
    ("unilateral_change", "We post changes on this page.", "posting_only"),
    (
        "termination_suspension",
        "We may suspend your account at any time, for any reason, without notice.",
        "any_reason_no_notice",
    ),
    ("termination_suspension", "We may close your account if you breach these terms.", "for_cause"),
    ("termination_suspension", "You may close your account whenever you like.", "user_may_leave"),
    ("ai_training_use", "We do not use customer data to train our models.", "excluded"),
    ("ai_training_use", "We may use your prompts to train our models.", "on_without_opt_out"),
    ("ai_training_use", "We may use your chats to train our models; you can opt out.", "on_with_opt_out"),
    ("ai_training_use", "We train on your content only if you opt in.", "opt_in"),
    ("ai_output_ownership", "As between us, you own the output.", "user_owns"),
    ("data_sale", "We do not sell your personal information.", "not_sold"),
    ("data_retention", "We keep your data for 90 days after you close your account.", "fixed"),
    ("data_retention", "We keep your data for as long as necessary for these purposes.", "as_needed"),
    ("sub_processors", "Customer may object to a new sub-processor.", "general_with_objection"),
    ("breach_notice", "We will tell you of a breach within 48 hours.", "fixed_time"),
    ("auto_renewal", "Your plan renews automatically each month.", "automatic"),
    ("payments_refunds", "Fees are non-refundable.", "no_refunds"),
    ("data_use_purpose", "We use your personal data to run the service and to prevent fraud.", "stated"),
    ("cookies", "We use cookies and similar technologies to count visits.", "stated"),
    ("tracking_advertising", "Our partners track your activity across other websites.", "without_opt_out"),
    ("government_requests", "We may disclose your data to comply with a court order.", "when_compelled"),
    ("termination_suspension", "Acme may suspend your account in case of a breach.", "for_cause"),
    (
        "termination_suspension",
        "This agreement may be ended for breach by either party, or by Acme upon thirty (30) days' prior notice.",
        "any_reason_with_notice",
    ),
    ("automated_decisions", "Acme does not engage in profiling or automated decision-making.", "not_made"),
    ("automated_decisions", "You can ask for a human review of an automated decision.", "made_with_review"),
]

# What was once taken for a position: it speaks of another, denies it, asks, or only says what a word means.
NO_POSITIONS = [
    ("data_collection", "We do not collect or receive this data."),
    ("communications", "We comply with the Electronic Communications Privacy Act."),
    ("business_transfer", "We may assign our rights and duties in connection with a merger."),
    ("data_return", "You may delete your data with the procedure in your account."),
    ("confidentiality", '"Confidential Information" means what either party discloses to the other.'),
    ("confidentiality", "Anyone with the link sees it, and so does any recipient with whom it is shared."),
    ("automated_decisions", "You have the right not to be subject to an automated decision."),
    ("competing_models", "We do not use such content to train our models."),
    ("force_majeure", "These offerings are beyond our control."),
    ("content_moderation", "Factual reporting and academic research are protected."),
    ("age_eligibility", "The service must never be used to exploit anyone under 18 years old."),
    ("data_sale", "Do you sell my data?"),
    ("audit_rights", "Audit Reports."),
    (
        "arbitration",
        "The parties will try to resolve the claim first; after 30 days either may commence an arbitration.",
    ),
    ("high_risk_use", "Uses include but are not limited to medical advice that is used at work."),
]


@pytest.mark.parametrize(("topic", "clause", "position"), POSITIONS)
def test_a_clause_takes_its_position(topic: str, clause: str, position: str) -> None:
    assert positions(topic, clause) == [position]


@pytest.mark.parametrize(("topic", "clause"), NO_POSITIONS)
def test_a_clause_that_decides_nothing_takes_no_position(topic: str, clause: str) -> None:
    assert positions(topic, clause) == []


@pytest.mark.parametrize(
    ("topic", "clause"),
    [
        ("arbitration", "The arbitrator is paid by both sides."),
        ("ai_training_use", "Our models are large."),
        ("liability_limit", "This section has the heading Liability."),
        ("warranty_disclaimer", "Acme answers for failures to meet its warranties."),
        ("content_ownership", "You represent that you own your content."),
        ("unilateral_change", "We may update this policy from time to time."),
        ("boilerplate", "If a part is invalid, the rest stands."),
    ],
)
def test_a_clause_that_settles_nothing_takes_no_position(topic: str, clause: str) -> None:
    assert positions(topic, clause) == []


FACTS = [
    ("unilateral_change", "We give at least thirty (30) days' notice of changes.", {"notice": "30 days"}),
    (
        "unilateral_change",
        "Changes take effect 14 days after we post them. We also send an e-mail.",
        {"notice": "14 days", "notice_channel": "e-mail"},
    ),
    (
        "liability_limit",
        "Our liability is limited to the greater of the amounts you paid in the preceding 12 months and US$100.",
        {"cap_months": "12 months", "cap_amount": "USD 100"},
    ),
    (
        "governing_law_jurisdiction",
        "These terms are governed by the laws of the State of California.",
        {"law": "California"},
    ),
    (
        "governing_law_jurisdiction",
        "The courts of San Francisco County, California have exclusive jurisdiction.",
        {"courts": "San Francisco County, California", "exclusive": "yes"},
    ),
    ("age_eligibility", "You must be at least 16 years old.", {"minimum_age": "16 years"}),
    (
        "arbitration",
        "Opt out within one month by e-mail to no@acme.example.",
        {"opt_out_days": "1 month", "opt_out_address": "no@acme.example"},
    ),
    ("data_retention", "We retain logs for up to two years.", {"retention": "2 years"}),
    ("breach_notice", "We notify Customer within seventy-two (72) hours.", {"notice": "72 hours"}),
    ("payments_refunds", "Overdue amounts bear interest of 1.5% per month.", {"late_fee": "1.5 %"}),
    ("service_levels", "We promise a monthly uptime of 99.95%.", {"uptime": "99.95 %"}),
    ("creator_seller_terms", "We keep a commission of 30 percent.", {"commission": "30 %"}),
    ("doc_meta", "These terms are effective as of 1 May 2026.", {"effective_on": "2026-05-01"}),
    (
        "sub_processors",
        "Customer may object within ten (10) business days.",
        {"objection_time": "10 business days"},
    ),
    ("limitation_period", "Claims must be filed within one (1) year after they arose.", {"period": "1 year"}),
]


@pytest.mark.parametrize(("topic", "clause", "found"), FACTS)
def test_a_value_is_read_and_made_comparable(topic: str, clause: str, found: dict[str, str]) -> None:
    assert facts(topic, clause) == found


@pytest.mark.parametrize(
    ("topic", "clause"),
    [
        ("unilateral_change", "We give thirty (60) days' notice of changes."),  # words and figures disagree
        ("age_eligibility", "You must be at least 99 years old."),
        ("doc_meta", "These terms are effective as of 31 February 2026."),
        ("arbitration", "The arbitration will be conducted in English."),
        ("payments_refunds", "Overdue amounts bear interest of 250% a month."),
        ("age_eligibility", "We give 16 days of notice."),
        ("governing_law_jurisdiction", "The courts in Clause 18 decide."),
        ("data_retention", "We keep data for as long as we need it."),
    ],
)
def test_what_is_not_plainly_said_is_no_fact(topic: str, clause: str) -> None:
    assert facts(topic, clause) == {}


def test_quotes_are_exact_parts_of_the_stored_text_markup_included() -> None:
    clause = (
        "Prior text.\n\n*   We give **thirty\n    (30) days'** notice. Write to [us](mailto:a@b.example)."
    )
    start = clause.index("We give")

    read = read_clause(clause, Span(start, len(clause)), ["unilateral_change"])

    (fact,) = read.facts
    assert (fact.value.text, fact.value.number) == ("30 days", Decimal(30))
    assert fact.quote.of(clause) == "thirty\n    (30) days'** notice"
    assert read.positions[0].quote.of(clause) == "We give **thirty\n    (30) days'** notice."


def test_a_quote_that_ends_in_a_link_holds_its_target() -> None:
    clause = "To opt out of arbitration, write to [no@acme.example](mailto:no@acme.example) in time."

    (fact,) = read_clause(clause, Span(0, len(clause)), ["arbitration"]).facts

    assert fact.quote.of(clause).endswith("[no@acme.example](mailto:no@acme.example)")


def test_more_values_than_one_clause_has_of_its_own_are_none() -> None:
    clause = " ".join(f"Data {number} is retained for {number} days." for number in (1, 2, 3, 4))

    assert facts("data_retention", clause) == {}


@pytest.mark.parametrize(
    "clause",
    [
        "If no solution is found within 30 days after the objection, the customer may end the services.",
        "Should the customer object, we shall propose another vendor within 20 days.",
        "We reply within ten days of receiving your objection.",
    ],
)
def test_what_follows_an_objection_is_no_time_to_object(clause: str) -> None:
    assert "objection_time" not in facts("sub_processors", clause)


def test_a_long_row_of_capitals_is_read_at_once() -> None:
    text = f"{'A' * 2_000} disputes shall be finally resolved by binding arbitration."

    read = read_clause(text, Span(0, len(text)), ["arbitration"])

    assert [found.position for found in read.positions] == ["mandatory"]


def test_a_clause_is_read_for_its_own_topics_alone() -> None:
    clause = "These terms are governed by the laws of Ireland."

    assert read_clause(clause, Span(0, len(clause)), ["cookies"]).facts == ()


def test_every_rule_names_what_the_taxonomy_holds() -> None:
    for topic, rules in position_rules().items():
        known = {position.slug for position in read_taxonomy().topic(topic).positions}
        assert {rule.name for rule in rules} <= known, topic
    for topic, found in fact_rules().items():
        known = {fact.slug for fact in read_taxonomy().topic(topic).facts}
        assert {rules.slug for rules in found} <= known, topic


def test_every_position_of_the_taxonomy_can_be_taken() -> None:
    missing = {
        (topic.slug, position.slug)
        for topic in read_taxonomy().topics
        for position in topic.positions
        if position.slug not in {rule.name for rule in position_rules().get(topic.slug, ())}
    }

    # That a text leaves something open, or says nothing against it, is for people to say: no wording proves it.
    assert {slug for _, slug in missing} <= {"unclear", "without_opt_out", "kept", "allowed"}, missing


def test_every_flag_has_its_value_and_nothing_else_has() -> None:
    for topic, found in fact_rules().items():
        for rules in found:
            is_named = [bool(rule.name) for rule in rules.rules]
            assert all(is_named) or not any(is_named), (topic, rules.slug)
            if rules.type is FactType.FLAG:
                assert {rule.name for rule in rules.rules} <= {"yes", "no"}
