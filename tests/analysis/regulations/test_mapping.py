"""Clauses are mapped to few laws, by what they say and where they stand, and the reason names it."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from apps.analysis.regulations import (
    MOST,
    Mapped,
    Origin,
    Rule,
    Stated,
    Status,
    Taken,
    mapped_to,
    match_laws,
    read_knowledge,
)
from apps.analysis.types import Citation, Clause, Passage, Stand, Strength, Value, Whose
from apps.provisions.labelling import Basis
from apps.provisions.taxonomy import FactType, Favours, read_taxonomy

TODAY = date(2026, 11, 27)
POLICY = Origin("privacy-policy", "social", "US", "acme", TODAY)
TERMS = Origin("terms-of-service", "social", "US", "acme", TODAY)
DPA = Origin("data-processing-addendum", "cloud", "US", "acme", TODAY)


def take(topic: str, position: str = "", *facts: Stated, is_firm: bool = True) -> Taken:
    labels = {at.slug: at.label for at in read_taxonomy().topic(topic).positions}
    return Taken(topic, position, labels[position] if position else "", is_firm, facts)


def days(slug: str, number: int) -> Stated:
    return Stated(slug, f"{number} days", Decimal(number))


def found(origin: Origin, *stands: Taken) -> dict[str, tuple[str, str]]:
    """Return the article and strength of each law."""
    return {
        mapped.law.regulation: (mapped.law.article, mapped.law.strength)
        for mapped in mapped_to(stands, origin)
    }


def reasons(origin: Origin, *stands: Taken) -> dict[str, str]:
    return {mapped.law.regulation: mapped.law.reason for mapped in mapped_to(stands, origin)}


def test_arbitration_in_consumer_terms_meets_the_acts_for_and_against_it() -> None:
    assert found(TERMS, take("arbitration", "mandatory")) == {
        "us-faa": ("§ 2", "direct"),
        "eu-uctd": ("Annex 1(q)", "arguable"),
    }


def test_the_same_clause_between_businesses_meets_no_consumer_law() -> None:
    terms = replace(TERMS, document_type="commercial-terms", category="cloud")

    assert found(terms, take("arbitration", "mandatory")) == {"us-faa": ("§ 2", "direct")}


def test_a_topic_without_position_or_fact_maps_to_nothing() -> None:
    assert [topic.slug for topic in read_taxonomy().topics if found(POLICY, take(topic.slug))] == []
    assert [topic.slug for topic in read_taxonomy().topics if found(TERMS, take(topic.slug))] == []


def test_a_law_binds_at_home_without_a_condition_and_abroad_on_one() -> None:
    stand = take("data_retention", "indefinite")
    home, abroad = replace(POLICY, jurisdiction="FR"), replace(POLICY, jurisdiction="US")

    assert found(home, stand)["eu-gdpr"] == ("Art. 5(1)(e)", "direct")
    assert found(abroad, stand)["eu-gdpr"] == ("Art. 5(1)(e)", "arguable")
    assert reasons(home, stand)["eu-gdpr"] == (
        "Data are kept without end, while they may identify people no longer than the purposes need."
    )
    assert reasons(abroad, stand)["eu-gdpr"].endswith(", if the service is offered to people in the EU.")


@pytest.mark.parametrize("jurisdiction", ["NO", "IS", "LI", "DE"])
def test_the_laws_of_the_union_are_at_home_in_the_wider_area(jurisdiction: str) -> None:
    origin = replace(POLICY, jurisdiction=jurisdiction)

    assert found(origin, take("data_retention", "indefinite")) == {"eu-gdpr": ("Art. 5(1)(e)", "direct")}


def test_laws_of_a_state_hold_for_operators_of_its_country_on_a_condition_and_for_no_others() -> None:
    stand = take("data_sale", "sold")

    assert found(POLICY, stand)["us-ca-ccpa"] == ("§ 1798.120", "arguable")
    assert found(replace(POLICY, jurisdiction="US-CA"), stand)["us-ca-ccpa"] == ("§ 1798.120", "direct")
    assert found(replace(POLICY, jurisdiction="FR"), stand) == {}
    assert found(replace(POLICY, jurisdiction=""), stand) == {}


def test_twins_of_a_law_are_named_only_where_the_operator_is_at_home() -> None:
    stand = take("international_transfer", "safeguards")

    assert set(found(replace(POLICY, jurisdiction="US"), stand)) == {"eu-gdpr"}
    assert set(found(replace(POLICY, jurisdiction="GB"), stand)) == {"eu-gdpr", "uk-gdpr"}
    assert set(found(replace(POLICY, jurisdiction="JP"), stand)) == {"eu-gdpr", "jp-appi"}


def test_a_clause_that_has_no_meaning_outside_a_law_addresses_it_from_anywhere() -> None:
    law = mapped_to([take("sub_processors", "general_with_objection", days("objection_time", 14))], DPA)[
        0
    ].law

    assert (law.article, law.strength) == ("Art. 28(2)", Strength.DIRECT)
    assert law.reason == (
        "Sub-processors are engaged on a general authorisation with a right to object, and the controller has to be able to "
        "object to new ones (objection time: 14 days)."
    )


def test_what_a_title_says_is_context_at_most() -> None:
    stand = take("data_retention", "indefinite", is_firm=False)

    assert found(replace(POLICY, jurisdiction="FR"), stand) == {"eu-gdpr": ("Art. 5(1)(e)", "context")}
    assert found(POLICY, stand) == {}


def test_bounds_of_facts_are_kept() -> None:
    seller = Origin("seller-terms", "marketplaces", "DE", "acme", TODAY)

    short = reasons(seller, take("unilateral_change", "with_notice", days("notice", 14)))
    long = reasons(seller, take("unilateral_change", "with_notice", days("notice", 15)))

    assert short["eu-p2b"] == (
        "Changes are announced 14 days ahead, less than the 15 days due to business users."
    )
    assert long["eu-p2b"] == (
        "Changes for business users are made with notice, where 15 days on a durable medium are due (notice: 15 days)."
    )


def test_a_fact_without_a_number_passes_no_bound() -> None:
    seller = Origin("seller-terms", "marketplaces", "DE", "acme", TODAY)

    mapped = mapped_to([take("unilateral_change", "with_notice", Stated("notice", "a few days"))], seller)

    assert [one.rule for one in mapped] == ["change-p2b"]


@pytest.mark.parametrize(
    ("law", "article"), [("California", "Art. 6(2)"), ("Ireland", None)], ids=["elsewhere", "in the Union"]
)
def test_a_choice_of_foreign_law_is_one_of_a_law_outside_the_union(law: str, article: str | None) -> None:
    mapped = found(TERMS, take("governing_law_jurisdiction", "provider_forum", Stated("law", law)))

    assert mapped.get("eu-rome1", (None,))[0] == article


def test_minimum_ages_meet_the_laws_whose_line_they_cross() -> None:
    def at(age: int) -> set[str]:
        return set(
            found(TERMS, take("age_eligibility", "minimum", Stated("minimum_age", str(age), Decimal(age))))
        )

    assert at(12) == {"us-coppa", "au-osa", "eu-dsa"}
    assert at(13) == {"au-osa", "eu-dsa"}
    assert at(16) == {"eu-dsa"}
    assert at(18) == set()


def test_gatekeepers_alone_meet_the_act_made_for_them() -> None:
    stand = take("data_use_purpose", "broad")

    assert "eu-dma" in found(replace(POLICY, platform="youtube"), stand)
    assert "eu-dma" not in found(replace(POLICY, platform="bluesky"), stand)


def test_a_law_that_applies_later_says_from_when() -> None:
    reason = reasons(POLICY, take("automated_decisions", "made"))["us-co-admt"]

    assert reason.endswith(", if it is used for decisions about people in Colorado, from 1 Jan 2027.")


def test_a_law_in_force_when_the_words_were_read_says_no_date() -> None:
    decided = take("automated_decisions", "made")

    before = reasons(replace(POLICY, captured_on=date(2026, 12, 31)), decided)["us-co-admt"]
    since = reasons(replace(POLICY, captured_on=date(2027, 1, 1)), decided)["us-co-admt"]

    assert (before.endswith(", from 1 Jan 2027."), since.endswith("in Colorado.")) == (True, True)


def test_one_article_of_a_law_the_closest_and_three_laws_at_most() -> None:
    stands = [
        take("tracking_advertising", "without_opt_out"),
        take("data_retention", "indefinite"),
        take("legal_basis", "legitimate_interests"),
        take("data_sale", "sold"),
        take("marketing_opt_out", "opt_out"),
    ]

    mapped = mapped_to(stands, POLICY)

    assert [(one.law.regulation, one.law.article, one.law.strength) for one in mapped] == [
        ("eu-gdpr", "Art. 6(1)(f)", "direct"),
        ("us-canspam", "§ 7704(a)(3)", "direct"),
        ("us-ca-ccpa", "§ 1798.135", "arguable"),
    ]
    assert len(mapped) == MOST


def test_a_repealed_law_maps_nothing() -> None:
    known = read_knowledge()
    repealed = known.regulation("us-faa").model_copy(update={"status": Status.REPEALED})
    laws = tuple(repealed if law.slug == "us-faa" else law for law in known.regulations)

    mapped = mapped_to(
        [take("arbitration", "mandatory")], TERMS, known.model_copy(update={"regulations": laws})
    )

    assert [one.law.regulation for one in mapped] == ["eu-uctd"]


def test_a_clause_with_its_document_is_read_as_its_stands_are() -> None:
    proof = Passage(Citation(sha256="0" * 64, start=0, end=4), "kept")
    value = Value("retention", FactType.DURATION, "90 days", Decimal(90), "days", proof)
    stand = Stand(
        topic="data_retention",
        topic_label="Retention",
        family="privacy",
        confidence=0.9,
        basis=Basis.MODEL,
        position="fixed",
        position_label="Fixed time",
        favours=Favours.BALANCED,
        proof=proof,
        facts=(value,),
    )
    clause = Clause("CA-P-000001", proof, "1.", (), (), (stand,))
    whose = Whose(
        platform="Acme",
        platform_slug="acme",
        operator="Acme SAS",
        jurisdiction="FR",
        category="social",
        document="Privacy Policy",
        document_type="privacy-policy",
        locale="en",
        version=1,
        captured_on=TODAY,
    )

    laws = match_laws(clause, whose)

    assert [(law.regulation, law.article, law.strength) for law in laws] == [
        ("eu-gdpr", "Art. 13(2)(a)", Strength.DIRECT)
    ]
    assert laws[0].reason == (
        "Data are kept for a fixed time, and the notice has to state the period or the criteria that set it (retention: 90 days)."
    )


# Every rule holds for a clause made to fit it, and its reason says what of the clause it rests on.


def fitting(rule: Rule) -> tuple[Taken, Origin]:
    """Return a clause and a document that meet a rule, of an operator at home where its law is."""
    known = read_knowledge()
    law, groups = known.regulation(rule.law), known.groups
    home = next(iter(law.reach.homes), "US")
    origin = Origin(
        document_type=groups.documents[rule.documents[0]][0],
        category=groups.kinds[rule.kinds[0]][0] if rule.kinds else "cloud",
        jurisdiction=groups.members.get(home, (home,))[0],
        platform=groups.gatekeepers[0] if rule.platforms else "acme",
        captured_on=TODAY,
    )
    facts = []
    for test in rule.facts:
        bounds = (test.at_least, test.at_most, test.under and test.under - 1, test.over and test.over + 1)
        number = next((bound for bound in bounds if bound is not None), None)
        facts.append(Stated(test.slugs[0], test.is_ or (f"{number}" if number else "Narnia"), number))
    return take(rule.topic, rule.positions[0] if rule.positions else "", *facts), origin


def alone(rule: Rule, stand: Taken, origin: Origin) -> tuple[Mapped, ...]:
    return mapped_to([stand], origin, read_knowledge().model_copy(update={"rules": (rule,)}))


RULES = [pytest.param(rule, id=rule.slug) for rule in read_knowledge().rules]


@pytest.mark.parametrize("rule", RULES)
def test_a_rule_holds_for_what_it_asks_for_and_says_so(rule: Rule) -> None:
    stand, origin = fitting(rule)

    (mapped,) = alone(rule, stand, origin)

    assert (mapped.law.regulation, mapped.law.article) == (rule.law, rule.article)
    assert len(mapped.law.reason) <= 400
    assert mapped.law.reason.endswith(".")
    assert not {"{", "}", "“", "”"} & set(mapped.law.reason)
    assert all(fact.value in mapped.law.reason or fact.value == "yes" for fact in stand.facts)


@pytest.mark.parametrize("rule", RULES)
def test_a_rule_holds_in_no_other_document_and_for_no_other_topic(rule: Rule) -> None:
    stand, origin = fitting(rule)
    other = "boilerplate" if rule.topic != "boilerplate" else "assignment"

    assert alone(rule, stand, replace(origin, document_type="human-rights-policy")) == ()
    assert alone(rule, replace(stand, topic=other), origin) == ()


@pytest.mark.parametrize(
    "rule", [pytest.param(rule, id=rule.slug) for rule in read_knowledge().rules if rule.positions]
)
def test_a_rule_tells_its_positions_apart(rule: Rule) -> None:
    stand, origin = fitting(rule)

    told = {
        alone(rule, replace(take(rule.topic, position), facts=stand.facts), origin)[0].law.reason
        for position in rule.positions
    }

    asks = "{position}" in rule.reason
    assert len(told) == (len(rule.positions) if asks else 1)
    assert asks or rule.facts


@given(
    rule=st.sampled_from(read_knowledge().rules),
    one=st.text("abc123 €", min_size=1, max_size=40),
    other=st.text("abc123 €", min_size=1, max_size=40),
)
def test_clauses_with_other_facts_have_other_reasons(rule: Rule, one: str, other: str) -> None:
    stand, origin = fitting(rule)

    first, second = (
        alone(rule, replace(stand, facts=(*stand.facts, Stated("stated", value))), origin)[0].law.reason
        for value in (one, other)
    )

    assert (first == second) is (one == other)


@pytest.mark.parametrize("rule", RULES)
def test_no_rule_says_more_of_a_clause_known_by_its_title_alone(rule: Rule) -> None:
    stand, origin = fitting(rule)

    mapped = alone(rule, replace(stand, is_firm=False), origin)

    assert {one.law.strength for one in mapped} <= {Strength.CONTEXT}
